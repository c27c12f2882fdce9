import Diagnostics

extension Formatter {
  /// One step of printing an expression.
  private enum Piece {
    case text(String)
    /// An expression, in parentheses where it binds more loosely.
    case node(NodeID, Precedence)
    /// A place where a line may end, before what stands at an offset of the source.
    case gap(until: Int32, space: Bool)
    case open(String, until: Int32, space: Bool = false)
    case close(String, at: Int32)
  }

  /// Prints an expression.
  mutating func append(_ node: NodeID) {
    emit([.node(node, .conditional)])
  }

  /// Prints the brackets on the left side of a definition.
  mutating func appendTarget(_ subscripts: [SubscriptSyntax]) {
    var pieces: [Piece] = [.text("[")]
    add(subscripts, to: &pieces)
    emit(pieces + [.text("]")])
  }

  /// Prints indices and their ranges.
  mutating func append(binders: [Binder]) {
    var pieces: [Piece] = []
    add(binders, to: &pieces)
    emit(pieces)
  }

  /// Ends the line where the source does between what is printed and an offset, or where comments stand there.
  mutating func gap(until offset: Int, space: Bool) {
    if !breakLine(until: offset), space { lines.add(" ") }
  }

  private mutating func breakLine(until offset: Int) -> Bool {
    var ends = lineEnds(before: offset, atMost: 1) > 0
    while let start = startOfComment(before: offset) {
      let isBehind = lineEnds(before: start, atMost: 1) == 0
      guard let comment = takeComment(before: offset) else { break }
      if !isBehind || lines.lastHasComment { beginContinuation() }
      lines.comment(comment, indentation: 0)
      ends = true
    }
    if ends { beginContinuation() }
    cursor = max(cursor, offset)
    return ends
  }

  private mutating func beginContinuation() {
    // Without a limit, deeply nested brackets would print more blanks than text.
    let columns = min(40, max(continuation, 2 * brokenBrackets))
    lines.begin(indentation: columns + indentation, isSeparated: false)
  }

  private mutating func open(_ bracket: String, until offset: Int, space: Bool) {
    lines.add(bracket)
    brokenBrackets += 1
    let isBroken = breakLine(until: offset)
    if !isBroken {
      brokenBrackets -= 1
      if space { lines.add(" ") }
    }
    openBrackets.append(isBroken)
  }

  private mutating func close(_ bracket: String, at offset: Int) {
    let isBroken = openBrackets.popLast() ?? false
    while let start = startOfComment(before: offset) {
      _ = breakLine(until: start + 1)
    }
    if isBroken { brokenBrackets -= 1 }
    if isBroken {
      // The closing bracket stands below the start of what opened it.
      let saved = continuation
      if brokenBrackets == 0 { continuation = 0 }
      if lines.lastIsBlank { lines.dropLast() }
      beginContinuation()
      continuation = saved
    }
    cursor = max(cursor, offset)
    lines.add(bracket)
  }

  private mutating func emit(_ pieces: [Piece]) {
    var waiting = Array(pieces.reversed())
    while let piece = waiting.popLast() {
      switch piece {
      case .text(let text): lines.add(text)
      case .gap(let offset, let space): gap(until: Int(offset), space: space)
      case .open(let bracket, let offset, let space): open(bracket, until: Int(offset), space: space)
      case .close(let bracket, let offset): close(bracket, at: Int(offset))
      case .node(let node, let precedence):
        let needsParentheses = tree[node].precedence < precedence
        if needsParentheses {
          lines.add("(")
          waiting.append(.text(")"))
        }
        waiting.append(contentsOf: self.pieces(of: node).reversed())
      }
    }
  }

  private func pieces(of node: NodeID) -> [Piece] {
    switch tree[node] {
    case .number(let value): return [.text(NumberText.shortest(value))]
    case .name(let symbol): return [.text(tree.text(symbol))]
    case .unary(let sign, let operand):
      return [.text(sign == .not ? "not " : sign.spelling), .node(operand, sign == .not ? .negation : .sign)]
    case .binary(let sign, let left, let right): return pieces(of: sign, left, right)
    case .conditional(let condition, let then, let otherwise):
      return [
        .text("if "), .node(condition, .conditional), gap(before: then), .text("then "), .node(then, .conditional),
        gap(before: otherwise), .text("else "), .node(otherwise, .conditional),
      ]
    case .call(let name, let arguments):
      return bracketed(node, tree.text(name.symbol) + "(", ")", first: arguments.first?.value) { pieces in
        for (position, argument) in arguments.enumerated() {
          if position > 0 { pieces += [.text(","), gap(before: argument.value)] }
          if let label = argument.label { pieces.append(.text(tree.text(label.symbol) + ": ")) }
          pieces.append(.node(argument.value, .conditional))
        }
      }
    case .reduction(let name, let binders, let body):
      return bracketed(node, tree.text(name.symbol) + "(", ")", binders, body)
    case .comprehension(let binders, let body): return bracketed(node, "[", "]", binders, body)
    case .arrayLiteral(let elements):
      return bracketed(node, "[", "]", first: elements.first) { pieces in
        for (position, element) in elements.enumerated() {
          if position > 0 { pieces += [.text(","), gap(before: element)] }
          pieces.append(.node(element, .conditional))
        }
      }
    case .subscripted(let base, let subscripts):
      var pieces: [Piece] = [.node(base, .postfix), .text("[")]
      add(subscripts, to: &pieces)
      return pieces + [.text("]")]
    case .transpose(let operand): return [.node(operand, .postfix), .text(".T")]
    case .missing: return []
    }
  }

  private func pieces(of sign: BinaryOperator, _ left: NodeID, _ right: NodeID) -> [Piece] {
    switch sign.precedence {
    case .power: [.node(left, .postfix), .text("^"), .node(right, .sign)]
    case .comparison:
      [.node(left, .sum), .text(" " + sign.spelling), gap(before: right), .node(right, .sum)]
    default:
      [
        .node(left, sign.precedence), .text(" " + sign.spelling), gap(before: right),
        .node(right, sign.precedence.tighter),
      ]
    }
  }

  private func bracketed(
    _ node: NodeID, _ opening: String, _ closing: String, first: NodeID?, _ content: (inout [Piece]) -> Void
  ) -> [Piece] {
    guard let first else { return [.text(opening + closing)] }
    var pieces: [Piece] = [.open(opening, until: tree.span(of: first).start)]
    content(&pieces)
    return pieces + [.close(closing, at: tree.span(of: node).end - 1)]
  }

  private func bracketed(
    _ node: NodeID, _ opening: String, _ closing: String, _ binders: [Binder], _ body: NodeID
  ) -> [Piece] {
    var pieces: [Piece] = [.text(opening)]
    add(binders, to: &pieces)
    pieces += [.open(":", until: tree.span(of: body).start, space: true), .node(body, .conditional)]
    return pieces + [.close(closing, at: tree.span(of: node).end - 1)]
  }

  private func add(_ binders: [Binder], to pieces: inout [Piece]) {
    for (position, binder) in binders.enumerated() {
      if position > 0 { pieces += [.text(","), .gap(until: binder.name.span.start, space: true)] }
      add(binder, to: &pieces)
    }
  }

  private func add(_ binder: Binder, to pieces: inout [Piece]) {
    pieces.append(.text(tree.text(binder.name.symbol)))
    if let range = binder.range {
      pieces.append(.text(" in "))
      add(range, to: &pieces)
    }
  }

  private func add(_ range: RangeSyntax, to pieces: inout [Piece]) {
    pieces += [
      .node(range.lower, .conditional), .text(range.isClosed ? "..." : "..<"), .node(range.upper, .conditional),
    ]
  }

  private func add(_ subscripts: [SubscriptSyntax], to pieces: inout [Piece]) {
    for (position, place) in subscripts.enumerated() {
      if position > 0 { pieces.append(.text(", ")) }
      switch place {
      case .at(let node): pieces.append(.node(node, .conditional))
      case .slice(let range): add(range, to: &pieces)
      case .all: pieces.append(.text(":"))
      case .bound(let binder): add(binder, to: &pieces)
      }
    }
  }

  private func gap(before node: NodeID) -> Piece {
    .gap(until: tree.span(of: node).start, space: true)
  }
}

extension ExpressionSyntax {
  /// How tightly the expression's outermost operator binds.
  package var precedence: Precedence {
    switch self {
    case .conditional: .conditional
    case .unary(.not, _): .negation
    case .unary: .sign
    case .binary(let sign, _, _): sign.precedence
    case .number, .name, .call, .reduction, .comprehension, .arrayLiteral, .subscripted, .transpose, .missing: .postfix
    }
  }
}
