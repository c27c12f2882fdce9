import AutodiffGen

/// Compiles generated code with its test in a folder of its own, by every compiler that is there, and runs it.
struct CompiledCheck {
  /// What came of one compiler.
  struct Outcome {
    /// Whether the code compiled without a warning and the test passed.
    var isRight: Bool
    /// What to print of it.
    var text: String
  }

  /// A program that is looked for, and how it is called.
  struct Compiler {
    var name: String
    var language: CodeLanguage
    var options: [String]
    var libraries: [String]

    /// Makes a C compiler that takes the options of gcc.
    static func c(_ name: String) -> Compiler {
      Compiler(
        name: name, language: .c, options: ["-std=c99", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror"],
        libraries: ["-lm"])
    }

    /// The Swift compiler.
    static let swift = Compiler(
      name: "swiftc", language: .swift, options: ["-swift-version", "6", "-O", "-warnings-as-errors"], libraries: [])

    /// All that are looked for.
    static let all = [c("gcc"), c("clang"), swift]
  }

  private let compilers: [Compiler]

  /// Chooses the compilers.
  init(_ compilers: [Compiler] = Compiler.all) { self.compilers = compilers }

  /// Compiles the files of each language, the test among them, and runs it; where there is no compiler, the one outcome
  /// says so and is no fault of the code.
  ///
  /// Diagnoses: `inaccessible-file`.
  func run(_ files: (CodeLanguage) throws(Failure) -> [CodeFile]) throws(Failure) -> [Outcome] {
    var outcomes: [Outcome] = []
    var missing: [String] = []
    for language in CodeLanguage.allCases {
      let present = compilers.filter { $0.language == language && isThere($0) }
      missing += compilers.filter { $0.language == language }.map(\.name).filter { name in
        !present.contains { $0.name == name }
      }
      if present.isEmpty { continue }
      let files = try files(language)
      for compiler in present { outcomes.append(try run(compiler, on: files)) }
    }
    if outcomes.isEmpty {
      let names = missing.joined(separator: ", ")
      outcomes.append(Outcome(isRight: true, text: "nothing was compiled: none of \(names) is here\n"))
    }
    return outcomes
  }

  private func isThere(_ compiler: Compiler) -> Bool {
    ChildProcess.run([compiler.name, "--version"], in: "/") != nil
  }

  private func run(_ compiler: Compiler, on files: [CodeFile]) throws(Failure) -> Outcome {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try CodeFolder(folder.path).write(files, isForced: true)
    let language = compiler.language == .c ? "C" : "Swift"
    let sources = files.map(\.name).filter { !$0.hasSuffix(".h") }
    let compilation = ChildProcess.run(
      [compiler.name] + compiler.options + ["-o", "test"] + sources + compiler.libraries, in: folder.path)
    guard let compilation, compilation.status == 0 else {
      return Outcome(
        isRight: false, text: "\(compiler.name) refuses the \(language):\n" + (compilation?.output ?? ""))
    }
    let test = ChildProcess.run(["./test"], in: folder.path)
    let isRight = test?.status == 0
    let checks = compiler.language == .c ? "the interpreter and with differences" : "the interpreter"
    let detail = isRight ? "agrees with \(checks)\n" : "DIFFERS:\n" + (test?.output ?? "")
    return Outcome(isRight: isRight, text: "\(language) compiled by \(compiler.name) \(detail)")
  }
}
