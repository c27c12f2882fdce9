import Diagnostics

/// Reads a text into a tree, and goes on after an error with the next item.
///
/// Nothing here recurses on what the user wrote: expressions are read with explicit stacks, and items do not nest.
/// Complexity: linear in the text.
package struct Parser {
  /// The longest text that is read, in bytes; offsets are 32 bits wide.
  static let longestText = 1 << 30

  /// Where the tokens and the log of errors come from.
  var lexer: Lexer
  /// The tree as far as it is read.
  var tree = SyntaxTree()
  /// The token that is looked at, the one behind it, and the one taken last.
  var current: Token
  var following: Token
  var previous: Token
  /// Whether the item that is being read has an error; nothing more is made of it.
  var hasFailed = false
  /// How many `(` and `[` are open: line ends mean nothing inside them.
  var bracketDepth = 0
  /// Where the item that is being read starts.
  var itemStart = 0
  /// The opening braces of the sequences that are open.
  var openSequences: [SourceSpan] = []
  /// What the expression that is being read has collected.
  var expressions = ExpressionStacks()

  /// Returns the tree of a text, with `.missing` where an error stands, and everything that is wrong with it in order.
  package static func parse(_ source: SourceText) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
    parse(source, longestText: longestText)
  }

  /// Parses with another limit on the length of the text.
  static func parse(_ source: SourceText, longestText: Int) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
    guard source.bytes.count <= longestText else { return (SyntaxTree(), [.textTooLong(limit: longestText)]) }
    var parser = Parser(source)
    parser.file()
    return parser.result()
  }

  private init(_ source: SourceText) {
    lexer = Lexer(source)
    current = lexer.next()
    following = lexer.next()
    previous = Token(kind: .end, span: SourceSpan(start: 0, end: 0), startsLine: true)
  }

  private func result() -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
    var tree = tree
    tree.symbols = lexer.symbols
    tree.comments = lexer.comments
    var diagnostics = lexer.log.entries.inSourceOrder()
    if lexer.log.isFull, let last = diagnostics.last?.span {
      diagnostics.append(.tooManyErrors(limit: DiagnosticLog.limit, at: last))
    }
    return (tree, diagnostics)
  }

  // file = [ item ] { separator [ item ] } ;
  // separator = ";" | newline ;
  private mutating func file() {
    while current.kind != .end {
      if current.kind == .semicolon {
        advance()
        continue
      }
      beginItem()
      if current.kind == .rightBrace, openSequences.popLast() != nil {
        advance()
        append(.leave)
        endItem(inBlock: !openSequences.isEmpty)
        continue
      }
      let item = item()
      if let item, !hasFailed || item.isDefinition { append(item) }
      // What follows the brace is an item of its own.
      if case .enter = item { continue }
      checkPlace(of: item)
      endItem(inBlock: !openSequences.isEmpty)
    }
    if let open = openSequences.last {
      beginItem()
      failUnclosed(open, .leftBrace)
    }
  }

  private mutating func append(_ item: ItemSyntax) {
    tree.items.append(item)
    tree.itemSpans.append(SourceSpan(start: itemStart, end: max(itemStart, Int(previous.span.end))))
  }

  /// Reports an item that has no place in a sequence.
  private mutating func checkPlace(of item: ItemSyntax?) {
    guard !openSequences.isEmpty, !hasFailed, let item else { return }
    if case .definition = item { return }
    fail(.expectedDefinition(found: "another item", at: SourceSpan(start: itemStart, end: Int(previous.span.end))))
  }

  /// Makes the next token the current one.
  mutating func advance() {
    previous = current
    current = following
    // A full log ends the text early.
    following = lexer.log.isFull ? lexer.next() : following.kind == .end ? following : lexer.next()
    if lexer.log.isFull, current.kind != .end { current = following }
  }

  /// Tells whether the current token is of a kind and goes on with the item.
  func at(_ kind: TokenKind) -> Bool {
    current.kind == kind && (bracketDepth > 0 || !current.startsLine)
  }

  /// Reports an error that ends the item, unless the item has had one already.
  mutating func fail(_ diagnostic: Diagnostic) {
    if !hasFailed, Int(lexer.lastSkipped) < itemStart { lexer.log.report(diagnostic) }
    hasFailed = true
  }

  /// Returns how a name is spelled.
  func text(of name: Identifier) -> String {
    lexer.symbols[Int(name.symbol.raw)]
  }

  /// Returns a token as messages cite it.
  func describe(_ token: Token) -> String {
    guard token.kind != .end else { return "the end of the text" }
    // A cut spelling may end inside a character, but not within its first forty.
    let scalars = spelling(of: token).unicodeScalars
    return "'\(String(scalars.prefix(40)))\(scalars.count > 40 ? "..." : "")'"
  }

  /// Returns a token as it is spelled, of long ones the beginning.
  func spelling(of token: Token) -> String {
    let start = Int(token.span.start)
    return lexer.source.text(of: SourceSpan(start: start, end: min(Int(token.span.end), start + 200)))
  }

  /// Adds an expression to the arena.
  mutating func make(_ expression: ExpressionSyntax, at span: SourceSpan) -> NodeID {
    let id = NodeID(tree.nodes.count)
    tree.nodes.append(expression)
    tree.spans.append(span)
    return id
  }
}

extension ItemSyntax {
  /// Whether names of the item stay defined even where its body is missing.
  fileprivate var isDefinition: Bool {
    if case .definition = self { true } else { false }
  }
}
