import FlatProgram
import Operations

/// The first line of every emitted file.
enum FirstLine {
  /// Says what made the file, from what, and how.
  static func text(file: String, of request: EmissionRequest) -> String {
    let source = CommentText.line(request.sourceFile)
    let options = Self.options(request.options)
    return "\(file): made by \(CommentText.line(request.generator)) from \(source)"
      + (options.isEmpty ? "" : ", " + options.joined(separator: " ")) + "; do not edit."
  }

  /// The options that differ from what is usual, as the command line writes them.
  private static func options(_ options: EmissionOptions) -> [String] {
    var words: [String] = []
    if options.isPlain { words.append("--plain") }
    if options.precision == .single { words.append("--real float") }
    if !options.prefix.isEmpty { words.append("--prefix " + CommentText.line(options.prefix)) }
    if options.isHeaderOnly { words.append("--header-only") }
    if options.isStaticInline { words.append("--static-inline") }
    if options.accumulates { words.append("--accumulate") }
    if options.hasLineDirectives { words.append("--line-directives") }
    return words
  }
}

/// What a program's kinks are.
enum KinkText {
  /// Returns the conventions of the operations that some functions use.
  static func text(for isUsed: [[Bool]]) -> String {
    var texts: [String] = []
    var occurs = isUsed.first ?? []
    for used in isUsed { for position in used.indices where used[position] { occurs[position] = true } }
    for operation in Operation.allCases where occurs[Int(operation.rawValue)] {
      guard operation.row.result == .real, let kinks = operation.row.kinks else { continue }
      texts.append("\(operation.row.name): \(kinks)")
    }
    return texts.isEmpty ? "none here." : texts.joined(separator: "; ") + "."
  }
}
