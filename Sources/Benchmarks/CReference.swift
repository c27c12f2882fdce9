import Foundation

/// A hand-written C function, compiled by the machine's own compiler and loaded into this process.
struct CReference {
  private let library: UnsafeMutableRawPointer
  /// The compiler and the flags it was given.
  let command: String

  /// Compiles a C source; nil where the machine has no C compiler.
  ///
  /// Throws: where the compiler refuses the source, with what it says.
  init?(_ source: String, flags: [String]) throws {
    guard let compiler = ["gcc", "cc", "clang"].lazy.compactMap(Machine.program).first else { return nil }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("autodiff-gen-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = folder.appendingPathComponent("reference.c")
    let built = folder.appendingPathComponent("reference.so")
    try source.write(to: text, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = compiler
    process.arguments = flags + ["-shared", "-fPIC", "-o", built.path, text.path, "-lm"]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let library = dlopen(built.path, RTLD_NOW) else {
      throw BenchmarkFault("\(compiler.path) does not compile the reference")
    }
    self.library = library
    command = ([compiler.lastPathComponent] + flags).joined(separator: " ")
  }

  /// Returns a function of the reference by its name, as the C type that the caller knows it to have.
  func function<Signature>(_ name: String, as type: Signature.Type) throws -> Signature {
    guard let symbol = dlsym(library, name) else { throw BenchmarkFault("the reference has no function '\(name)'") }
    return unsafeBitCast(symbol, to: type)
  }

}

/// A benchmark that could not be carried out, and why.
struct BenchmarkFault: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
