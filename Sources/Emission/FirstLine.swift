/// The first line of every emitted file.
enum FirstLine {
  /// Says what made the file, from what, and how.
  static func text(file: String, of request: EmissionRequest) -> String {
    let hash = request.source.map { " (sha256 \(SHA256.hexDigits(of: $0.bytes).prefix(12)))" } ?? ""
    let source = CommentText.line(request.sourceFile) + hash
    let options = Self.options(request.options)
    return "\(file): made by \(CommentText.line(request.generator)) from \(source)"
      + (options.isEmpty ? "" : ", " + options.joined(separator: " ")) + "; do not edit."
  }

  /// The options that differ from what is usual, as the command line writes them.
  private static func options(_ options: EmissionOptions) -> [String] {
    var words = options.names.map { CommentText.line($0) }
    if options.isPlain { words.append("--plain") }
    if options.isModular { words.append("--modular") }
    if !options.isStabilised { words.append("--no-stabilise") }
    if options.precision == .single { words.append("--real float") }
    if !options.prefix.isEmpty { words.append("--prefix " + CommentText.line(options.prefix)) }
    if let bytes = options.maxWorkspace { words.append("--max-workspace \(bytes)") }
    if options.isHeaderOnly { words.append("--header-only") }
    if options.isStaticInline { words.append("--static-inline") }
    if options.accumulates { words.append("--accumulate") }
    if options.hasLineDirectives { words.append("--line-directives") }
    return words
  }
}
