import Diagnostics

extension Parser {
  /// Starts an item at the current token.
  mutating func beginItem() {
    itemStart = Int(current.span.start)
    hasFailed = false
    bracketDepth = 0
  }

  /// Checks that an item ends where it should; after an error, goes on to where the next one seems to start.
  mutating func endItem(inBlock: Bool) {
    if !hasFailed {
      if current.kind == .semicolon {
        advance()
        return
      }
      if current.kind == .end || current.startsLine && !current.kind.continuesItem { return }
      if inBlock, current.kind == .rightBrace { return }
      failAtLeftover()
    }
    skipToNextItem(inBlock: inBlock)
    hasFailed = false
    bracketDepth = 0
  }

  /// Reports what stands behind an item that is complete.
  private mutating func failAtLeftover() {
    let span = current.span
    switch current.kind {
    case .equals, .plusEquals:
      fail(.equalsInExpression(at: span, label: nil))
    case .rightParenthesis, .rightBracket, .rightBrace:
      fail(.unmatchedBracket(current.kind.rawValue, at: span))
    case .halfOpenRange, .closedRange: fail(.misplacedRange(current.kind.rawValue, at: span))
    case .leftBracket:
      fail(
        .unexpectedText(
          found: describe(current), at: span,
          notes: [Diagnostic.Note("a shape stands behind ':', as in 'param x: [3]'")]))
    case .colon: fail(.shapeWithoutDeclaration(at: span))
    case .then, .else: fail(.straySection(current.kind.rawValue, belongsTo: "if c then a else b", at: span))
    case .if:
      fail(
        .unexpectedText(
          found: "'if'", at: span, notes: [Diagnostic.Note("a choice is written if c then a else b")]))
    case .for: fail(.straySection("for", belongsTo: "a definition, as in s += x[i] for i in 0..<3", at: span))
    case .in: fail(.straySection("in", belongsTo: "integer data, as in label: Int[N] in C, or to an index", at: span))
    case .derivative: fail(.straySection("derivative", belongsTo: "a function", at: span))
    default: fail(.unexpectedText(found: describe(current), at: span))
    }
  }

  /// Skips what is left of a broken item.
  private mutating func skipToNextItem(inBlock: Bool) {
    var depth = bracketDepth
    if Int(current.span.start) == itemStart, current.kind != .end { skipOne(&depth) }
    while current.kind != .end {
      if depth <= 0, current.kind == .semicolon {
        advance()
        return
      }
      if depth <= 0, inBlock, current.kind == .rightBrace { return }
      if current.startsLine, !current.kind.continuesItem, depth <= 0 || looksLikeItem { return }
      skipOne(&depth)
    }
  }

  private mutating func skipOne(_ depth: inout Int) {
    switch current.kind {
    case .leftParenthesis, .leftBracket, .leftBrace: depth += 1
    case .rightParenthesis, .rightBracket, .rightBrace: depth -= 1
    default: break
    }
    advance()
  }

  /// Guesses whether the current token, which stands first in its line, starts an item although a bracket is open.
  var looksLikeItem: Bool {
    if current.kind.startsItem { return true }
    guard current.kind == .name else { return false }
    return following.kind == .equals || following.kind == .plusEquals
      || indentation(at: Int(current.span.start)) <= indentation(at: itemStart)
  }

  /// Returns how far from the start of its line an offset lies.
  func indentation(at offset: Int) -> Int {
    offset - lexer.source.bounds(ofLine: lexer.source.line(at: offset)).lowerBound
  }

  /// Reports that a bracket is not closed where it has to be.
  mutating func failUnclosed(_ opening: SourceSpan, _ kind: TokenKind) {
    let closing = kind.closing
    let found = current
    switch found.kind {
    case .rightParenthesis, .rightBracket, .rightBrace:
      fail(
        .unmatchedBracket(
          found.kind.rawValue, at: found.span, opening: kind.rawValue, closing: closing.rawValue, openedAt: opening))
    case .end:
      fail(.unclosedBracket(kind.rawValue, closing: closing.rawValue, at: opening, found: nil, foundAt: found.span))
    case _ where found.kind.startsItem || (found.startsLine && looksLikeItem):
      fail(
        .unclosedBracket(
          kind.rawValue, closing: closing.rawValue, at: opening, found: describe(found), foundAt: found.span))
    case .semicolon: fail(.rowsWithSemicolons(at: found.span))
    default:
      fail(
        .expectedSign(
          closing.rawValue, "to close '\(kind.rawValue)'", found: describe(found), at: found.span,
          notes: [Diagnostic.Note("'\(kind.rawValue)' was opened here", at: opening)]))
    }
  }
}

extension TokenKind {
  /// The bracket that closes this one.
  var closing: TokenKind {
    switch self {
    case .leftParenthesis: .rightParenthesis
    case .leftBracket: .rightBracket
    default: .rightBrace
    }
  }
}
