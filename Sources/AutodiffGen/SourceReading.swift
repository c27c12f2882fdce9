import DataFormats
import Diagnostics

extension Failure {
  /// Makes the fault of a command line, with the nearest right spelling where one is near.
  package static func commandLine(
    _ message: String, near name: String = "", among candidates: [String] = [], hint: String
  ) -> Failure {
    let begun = candidates.first { name.count > 2 && $0.hasPrefix(name) }
    let near = begun ?? nearestName(to: name, among: candidates)
    return Failure(
      diagnostics: [
        Diagnostic(
          "command-line", message, at: nil, notes: [Diagnostic.Note(near.map { "did you mean '\($0)'?" } ?? hint)])
      ], source: nil)
  }

  /// Makes the fault of a machine without Graphviz, or of a run of it that went wrong.
  package static func noPicture(_ path: String, because complaint: String?) -> Failure {
    let message =
      complaint.map { "Graphviz did not draw \(path): \($0)" }
      ?? "a picture is drawn by Graphviz, whose program 'dot' is not on this machine"
    return Failure(
      diagnostics: [
        Diagnostic(
          "no-graphviz", message, at: nil,
          notes: [Diagnostic.Note("the graph as text needs nothing more, as in '-o graph.dot'")])
      ], source: nil)
  }

  /// Makes the fault of a folder in which no temporary files can be kept.
  package static func noTemporaryFolder(in parent: String) -> Failure {
    Failure(
      diagnostics: [Diagnostic("inaccessible-file", "cannot make a folder for temporary files in \(parent)", at: nil)],
      source: nil)
  }
}

/// Options of the command line that stand in a file.
package enum OptionArguments {
  /// Returns what a JSON object says as arguments: `{"real": "float"}` as `--real=float`.
  ///
  /// Diagnoses: `command-line`.
  package static func read(_ path: String) throws(Failure) -> [String] {
    do {
      return try OptionsFile.arguments(in: path)
    } catch {
      throw .commandLine(error.message, hint: "as in {\"real\": \"float\", \"plain\": true}")
    }
  }
}

/// Where the text of a program comes from.
package enum ProgramSource: Hashable, Sendable {
  /// A path.
  case file(String)
  /// What is piped in, to its end.
  case standardInput
  /// Lines from the command line.
  case expressions([String])

  /// Reads the text, whatever bytes it holds.
  ///
  /// Diagnoses: `inaccessible-file` for what is missing, is a directory or may not be read.
  package func read() throws(Failure) -> SourceText {
    do {
      switch self {
      case .file(let path): return SourceText(name: path, bytes: try FileStore.read(path))
      case .standardInput: return SourceText(name: "<stdin>", bytes: try FileStore.readStandardInput())
      case .expressions(let lines): return SourceText(name: "<expression>", text: lines.joined(separator: "\n"))
      }
    } catch {
      throw Failure(diagnostics: [.unreadable(error)], source: nil)
    }
  }

  /// Replaces the text of a file, whole or not at all.
  ///
  /// Diagnoses: `inaccessible-file`.
  package static func write(_ text: String, to path: String) throws(Failure) {
    do {
      try FileStore.write(Array(text.utf8), to: path)
    } catch {
      throw Failure(diagnostics: [Diagnostic("inaccessible-file", error.message, at: nil)], source: nil)
    }
  }

  /// Makes a folder and those around it, where they are not there.
  ///
  /// Diagnoses: `inaccessible-file`.
  package static func makeFolder(_ path: String) throws(Failure) {
    do {
      try FileStore.makeFolder(path)
    } catch {
      throw Failure(diagnostics: [Diagnostic("inaccessible-file", error.message, at: nil)], source: nil)
    }
  }

  /// Copies a file of any kind over another, whole or not at all.
  ///
  /// Diagnoses: `inaccessible-file`.
  package static func copy(_ file: String, to path: String) throws(Failure) {
    do {
      try FileStore.write(try FileStore.read(file), to: path)
    } catch {
      throw Failure(diagnostics: [Diagnostic("inaccessible-file", error.message, at: nil)], source: nil)
    }
  }
}

extension Diagnostic {
  /// Words a file that cannot be read, with the one beside it that may be meant.
  static func unreadable(_ error: DataError) -> Diagnostic {
    let near = error.missing.flatMap { nearestName(to: $0, among: FileStore.files(beside: $0)) }
    return Diagnostic(
      "inaccessible-file", error.message, at: nil, notes: near.map { [Note("did you mean \($0)?")] } ?? [])
  }
}
