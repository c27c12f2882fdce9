import AutodiffGen

/// Compiles generated C with its test in a folder of its own, by every compiler that is there, and runs it.
struct CompiledCheck {
  /// What came of one compiler.
  struct Outcome {
    /// Whether the code compiled without a warning and the test passed.
    var isRight: Bool
    /// What to print of it.
    var text: String
  }

  /// The programs that are looked for.
  private static let compilers = ["gcc", "clang"]
  private static let options = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]

  private let files: [CodeFile]

  /// Takes the files of C, the test among them.
  init(_ files: [CodeFile]) { self.files = files }

  /// Runs all compilers; where there is none, the one outcome says so and is no fault of the code.
  ///
  /// Diagnoses: `inaccessible-file`.
  func run() throws(Failure) -> [Outcome] {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try CodeFolder(folder.path).write(files, isForced: true)
    let sources = files.map(\.name).filter { $0.hasSuffix(".c") }
    var outcomes: [Outcome] = []
    for compiler in Self.compilers {
      let compilation = ChildProcess.run(
        [compiler] + Self.options + ["-o", "test"] + sources + ["-lm"], in: folder.path)
      guard let compilation else { continue }
      guard compilation.status == 0 else {
        outcomes.append(Outcome(isRight: false, text: "\(compiler) refuses the C:\n" + compilation.output))
        continue
      }
      let test = ChildProcess.run(["./test"], in: folder.path)
      let isRight = test?.status == 0
      let detail = isRight ? "agrees with the interpreter and with differences\n" : "DIFFERS:\n" + (test?.output ?? "")
      outcomes.append(Outcome(isRight: isRight, text: "C compiled by \(compiler) \(detail)"))
    }
    if outcomes.isEmpty {
      let names = Self.compilers.joined(separator: " nor ")
      outcomes.append(Outcome(isRight: true, text: "nothing was compiled: neither \(names) is here\n"))
    }
    return outcomes
  }
}
