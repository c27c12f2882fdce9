import DataFormats
import Diagnostics

extension Session {
  /// Takes what a file holds: a program, where its name ends with `.adg`, else values by name.
  ///
  /// Diagnoses: `inaccessible-file`, `malformed-value`, and what `take` does.
  package mutating func load(_ path: String) throws(Failure) -> Change {
    if path.hasSuffix(".adg") {
      let source = try ProgramSource.file(path).read()
      return try take(String(decoding: source.bytes, as: UTF8.self))
    }
    let tensors: [NamedTensor]
    do {
      tensors = try DataFile.read(path).tensors()
    } catch {
      throw Failure(diagnostics: [Diagnostic("malformed-value", error.message, at: nil)], source: nil)
    }
    var next = self
    var names: [String] = []
    for member in tensors {
      let change = try next.give(member.name, NumericArray(member.tensor))
      names += change.names.filter { !names.contains($0) }
    }
    self = next
    return Change(names: names, expression: nil)
  }

  /// Writes the session as a file that runs, and the values of what it declares beside it; returns the files.
  ///
  /// Diagnoses: `inaccessible-file`.
  package func save(to path: String) throws(Failure) -> [String] {
    let saved = saved
    try ProgramSource.write(saved.text, to: path)
    guard !saved.values.isEmpty else { return [path] }
    let stem = path.hasSuffix(".adg") ? String(path.dropLast(4)) : path
    let values = JSONValue.arrays(saved.values.map { NamedTensor($0.name, $0.array.tensor) })
    try ProgramSource.write(values.lines + "\n", to: stem + ".json")
    return [path, stem + ".json"]
  }
}
