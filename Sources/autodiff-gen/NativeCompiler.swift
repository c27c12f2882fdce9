import AutodiffGen

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Compiles generated C to libraries with the machine's own compiler, each once.
struct NativeCompiler {
  /// The programs that are looked for, in order.
  private let names: [String]
  /// What keeps libraries; nil where nothing is kept.
  private let cache: NativeCache?

  /// Chooses the compilers, and the folder for what they make and how much of it stays there.
  init(names: [String]? = nil, cache: String? = NativeCompiler.cacheFolder, most: Int? = nil) {
    let own = Self.variable("CC").map { [$0] }
    self.names = names ?? own ?? ["cc", "gcc", "clang"]
    var kept = cache.map { NativeCache(folder: $0) }
    if let most { kept?.most = most }
    self.cache = kept
  }

  /// Where the XDG folders have caches; nil where there is no home.
  private static var cacheFolder: String? {
    func folder(_ name: String) -> String? { variable(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
    return (folder("XDG_CACHE_HOME") ?? folder("HOME").map { $0 + "/.cache" }).map { $0 + "/autodiff-gen" }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Without contraction the numbers are those of the interpreter, to the last bit.
  private static let options = ["-std=c99", "-O3", "-ffp-contract=off", "-fno-math-errno", "-fPIC", "-shared"]

  /// Returns an engine that runs a program's gradient as machine code.
  ///
  /// Diagnoses: `no-compiler`, also where the compiler fails.
  func engine(
    for model: Model, of output: String?, withRespectTo variables: [String]?
  ) throws(Failure) -> NativeEngine {
    let code = try model.nativeCode(of: output, withRespectTo: variables)
    guard let compiler = found() else {
      throw .noCompiler("none of \(names.joined(separator: ", ")) is on this machine")
    }
    func engine(_ library: String) throws(Failure) -> NativeEngine {
      try NativeEngine(model, of: output, withRespectTo: variables, library: library)
    }
    let key = Model.key(of: code.map(\.text) + Self.options + [compiler.name, compiler.version, processor])
    let kept = cache?.path(for: key)
    // What is kept may be broken, as by a full disk; then it is made anew.
    if let kept, access(kept, R_OK) == 0, let engine = try? engine(kept) {
      cache?.touch(kept)
      return engine
    }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try compile(code, by: compiler.name, in: folder.path)
    let fresh = folder.path + "/" + Self.library
    if let cache, let kept, cache.keep(fresh, at: kept) { return try engine(kept) }
    return try engine(fresh)
  }

  private static let library = "fit.so"

  private func found() -> (name: String, version: String)? {
    for name in names {
      if let run = ChildProcess.run([name, "--version"], in: "/"), run.status == 0 { return (name, run.output) }
    }
    return nil
  }

  /// What the code is compiled for: a folder may be shared by machines of several kinds.
  private var processor: String {
    ChildProcess.run(["grep", "-m", "1", "-E", "^(flags|Features)", "/proc/cpuinfo"], in: "/")?.output ?? ""
  }

  private func compile(_ code: [CodeFile], by compiler: String, in folder: String) throws(Failure) {
    try CodeFolder(folder).write(code, isForced: true)
    var complaint = ""
    // Some compilers know no option for the processor that they run on.
    for tuning in [["-march=native"], []] {
      let command = [compiler] + Self.options + tuning + ["-o", Self.library, Model.nativeFile, "-lm"]
      guard let run = ChildProcess.run(command, in: folder) else { break }
      if run.status == 0 { return }
      complaint = run.output
    }
    let first = complaint.split(separator: "\n").first { $0.contains("error") } ?? "it says nothing"
    throw .noCompiler("\(compiler) does not compile the generated C: \(first)")
  }
}
