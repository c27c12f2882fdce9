/// The tree as nested lists, for people who look inside the compiler and for tests.
extension SyntaxTree {
  /// Returns one line for each item.
  package func dump() -> String {
    var lines = ""
    for item in items { lines += dump(item) + "\n" }
    return lines
  }

  private func dump(_ item: ItemSyntax) -> String {
    switch item {
    case .dim(let declarations): dump("dim", declarations)
    case .input(let declarations): dump("input", declarations)
    case .param(let declarations): dump("param", declarations)
    case .const(let declarations): dump("const", declarations)
    case .function(let function): dump(function)
    case .definition(let definition): dump(definition)
    case .local(let declarations): dump("local", declarations)
    case .enter(let sequence):
      "(for \(text(sequence.name.symbol)) \(sequence.isReversed ? "reversed " : "")"
        + "\(dump(sequence.range.lower))\(sequence.range.isClosed ? "..." : "..<")\(dump(sequence.range.upper)))"
    case .leave: "(end)"
    case .output(let names): "(output" + names.map { " " + text($0.symbol) }.joined() + ")"
    case .expression(let node): dump(node)
    }
  }

  private func dump(_ keyword: String, _ declarations: [DeclarationSyntax]) -> String {
    "(\(keyword)" + declarations.map { " " + dump($0) }.joined() + ")"
  }

  private func dump(_ declaration: DeclarationSyntax) -> String {
    var result = text(declaration.name.symbol)
    if let type = declaration.type {
      result += ":" + (type.isInteger ? "Int" : "") + "[" + type.shape.map(dump).joined(separator: " ") + "]"
      if let bound = type.bound { result += "<" + dump(bound) }
    }
    if let value = declaration.value { result += "=" + dump(value) }
    return result
  }

  private func dump(_ function: FunctionSyntax) -> String {
    var result = (function.isExtern ? "(extern " : "(fn ") + text(function.name.symbol)
    result += " (" + function.parameters.map(dump).joined(separator: " ") + ")"
    for definition in function.definitions { result += " " + dump(definition) }
    if let value = function.result { result += " " + dump(value) }
    for derivative in function.derivatives { result += " (derivative " + dump(derivative) + ")" }
    return result + ")"
  }

  private func dump(_ definition: DefinitionSyntax) -> String {
    var result = (definition.accumulates ? "(+= " : "(= ") + text(definition.name.symbol)
    if let subscripts = definition.subscripts {
      var pieces: [Piece] = []
      append(subscripts, to: &pieces)
      result += " [" + flatten(pieces).dropFirst() + "]"
    }
    result += " " + dump(definition.body)
    if !definition.binders.isEmpty {
      var pieces: [Piece] = []
      append(definition.binders, to: &pieces)
      result += " for " + flatten(pieces)
    }
    return result + ")"
  }

  /// Returns one expression.
  ///
  /// Complexity: linear in the expression; deep ones need no stack.
  package func dump(_ node: NodeID) -> String {
    flatten([.node(node)])
  }

  private enum Piece {
    case text(String)
    case node(NodeID)
  }

  private func flatten(_ pieces: [Piece]) -> String {
    var result = ""
    var waiting = Array(pieces.reversed())
    while let piece = waiting.popLast() {
      switch piece {
      case .text(let text): result += text
      case .node(let node): waiting.append(contentsOf: self.pieces(of: node).reversed())
      }
    }
    return result
  }

  private func pieces(of node: NodeID) -> [Piece] {
    switch self[node] {
    case .number(let value): return [.text(NumberText.shortest(value))]
    case .name(let symbol): return [.text(text(symbol))]
    case .unary(let sign, let operand): return list("\(sign.spelling)", [operand])
    case .binary(let sign, let left, let right): return list(sign.spelling, [left, right])
    case .conditional(let condition, let then, let otherwise): return list("if", [condition, then, otherwise])
    case .call(let name, let arguments):
      var pieces: [Piece] = [.text("(call " + text(name.symbol))]
      for argument in arguments {
        pieces.append(.text(argument.label.map { " \(text($0.symbol)):" } ?? " "))
        pieces.append(.node(argument.value))
      }
      return pieces + [.text(")")]
    case .reduction(let name, let binders, let body):
      var pieces: [Piece] = [.text("(\(text(name.symbol)) ")]
      append(binders, to: &pieces)
      return pieces + [.text(" "), .node(body), .text(")")]
    case .comprehension(let binders, let body):
      var pieces: [Piece] = [.text("(each ")]
      append(binders, to: &pieces)
      return pieces + [.text(" "), .node(body), .text(")")]
    case .arrayLiteral(let elements): return list("list", elements)
    case .subscripted(let base, let subscripts):
      var pieces: [Piece] = [.text("(at "), .node(base)]
      append(subscripts, to: &pieces)
      return pieces + [.text(")")]
    case .transpose(let operand): return list("T", [operand])
    case .missing: return [.text("(missing)")]
    }
  }

  private func list(_ head: String, _ operands: [NodeID]) -> [Piece] {
    var pieces: [Piece] = [.text("(" + head)]
    for operand in operands { pieces += [.text(" "), .node(operand)] }
    return pieces + [.text(")")]
  }

  private func append(_ binders: [Binder], to pieces: inout [Piece]) {
    pieces.append(.text("{"))
    for (position, binder) in binders.enumerated() {
      pieces.append(.text((position > 0 ? " " : "") + text(binder.name.symbol)))
      if let range = binder.range { append(range, to: &pieces) }
    }
    pieces.append(.text("}"))
  }

  private func append(_ subscripts: [SubscriptSyntax], to pieces: inout [Piece]) {
    for place in subscripts {
      pieces.append(.text(" "))
      switch place {
      case .at(let node): pieces.append(.node(node))
      case .slice(let range): append(range, to: &pieces)
      case .all: pieces.append(.text(":"))
      case .bound(let binder):
        pieces.append(.text(text(binder.name.symbol)))
        if let range = binder.range { append(range, to: &pieces) }
      }
    }
  }

  private func append(_ range: RangeSyntax, to pieces: inout [Piece]) {
    pieces += [.text("<"), .node(range.lower), .text(range.isClosed ? "..." : "..<"), .node(range.upper), .text(">")]
  }
}

extension UnarySign {
  /// How the language writes the sign.
  package var spelling: String {
    switch self {
    case .minus: "-"
    case .plus: "+"
    case .not: "not"
    }
  }
}
