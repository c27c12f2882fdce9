import FlatProgram
import Operations

extension LoopPrinter {
  /// A part of a line that is still to be written.
  private enum Piece {
    case text(String)
    /// In parentheses where it binds less tightly than the level.
    case node(ExpressionID, Int)
    case index(IndexID)
  }

  /// Returns the text of an expression, with names for what is kept.
  func text(of node: ExpressionID) -> String { written([.node(node, 0)]) }

  /// Returns the text of an integer expression.
  func text(of index: IndexID) -> String { written([.index(index)]) }

  private func written(_ pieces: [Piece]) -> String {
    var text = ""
    var pending = Array(pieces.reversed())
    while let piece = pending.popLast() {
      switch piece {
      case .text(let part): text += part
      case .node(let node, let level): pending += self.pieces(of: node, level).reversed()
      case .index(let index): pending += self.pieces(of: index).reversed()
      }
    }
    return text
  }

  private func pieces(of node: ExpressionID, _ level: Int) -> [Piece] {
    if let name = names[node] { return [.text(name)] }
    switch program[node] {
    case .constant(let bits): return [.text(Self.text(of: Double(bitPattern: bits)))]
    case .read(let array, let subscripts):
      return elementPieces(array, subscripts)
    case .index(let index): return [.text("(double)("), .index(index), .text(")")]
    case .operation(let operation, let a, let b, let c):
      let operands = [a, b, c].filter { $0 != .none }
      let (own, pieces) = pieces(operation, operands)
      return own < level ? [.text("(")] + pieces + [.text(")")] : pieces
    }
  }

  private func elementPieces(_ array: ArrayID, _ subscripts: SubscriptsID) -> [Piece] {
    var pieces: [Piece] = [.text(program[array].name)]
    let list = program[subscripts]
    for axis in keptAxes(of: array) where axis < list.count {
      pieces += [.text("["), .index(list[axis]), .text("]")]
    }
    return pieces
  }

  private func pieces(_ operation: Operation, _ operands: [ExpressionID]) -> (Int, [Piece]) {
    var spelling = Primitive.Spelling.call(operation.row.name)
    if case .primitive(let primitive) = operation.row.implementation { spelling = primitive.c }
    switch spelling {
    case .infix(let symbol):
      let level = Self.level(of: symbol)
      return (level, [.node(operands[0], level), .text(" \(symbol) "), .node(operands[1], level + 1)])
    case .prefix(let symbol): return (7, [.text(symbol), .node(operands[0], 8)])
    case .conditional:
      return (
        1, [.node(operands[0], 2), .text(" ? "), .node(operands[1], 2), .text(" : "), .node(operands[2], 1)]
      )
    case .external:
      return (
        8, [.text((program.external(calledBy: operands[0])?.name ?? "call") + "("), .node(operands[1], 0), .text(")")]
      )
    case .list: return (0, [.node(operands[0], 0), .text(", "), .node(operands[1], 0)])
    case .call(let name):
      var pieces: [Piece] = [.text(name + "(")]
      for (position, operand) in operands.enumerated() {
        if position > 0 { pieces.append(.text(", ")) }
        pieces.append(.node(operand, 0))
      }
      return (8, pieces + [.text(")")])
    }
  }

  private static func level(of symbol: String) -> Int {
    switch symbol {
    case "||": 2
    case "&&": 3
    case "*", "/": 6
    case "+", "-": 5
    default: 4
    }
  }

  private static func text(of number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  // MARK: Integers

  private func pieces(of index: IndexID) -> [Piece] {
    let expression = program[index]
    if expression.terms.isEmpty { return [.text("0")] }
    var pieces: [Piece] = expression.divisor == 1 ? [] : [.text("(")]
    // `N - 1 - i` rather than `-i + N - 1`.
    let terms = expression.terms.filter { $0.coefficient > 0 } + expression.terms.filter { $0.coefficient <= 0 }
    for (position, term) in terms.enumerated() {
      let isNegative = term.coefficient < 0
      if position > 0 {
        pieces.append(.text(isNegative ? " - " : " + "))
      } else if isNegative {
        pieces.append(.text("-"))
      }
      var isFirst = true
      if term.coefficient.magnitude != 1 || term.factors.isEmpty {
        pieces.append(.text("\(term.coefficient.magnitude)"))
        isFirst = false
      }
      for atom in term.factors {
        if !isFirst { pieces.append(.text("*")) }
        isFirst = false
        pieces += self.pieces(of: atom)
      }
    }
    return expression.divisor == 1 ? pieces : pieces + [.text(") / \(expression.divisor)")]
  }

  private func pieces(of atom: IndexAtom) -> [Piece] {
    switch atom {
    case .dim(let dim): [.text(program[dim].name)]
    case .axis(let axis): [.text(name(of: axis))]
    case .element(let array, let subscripts): elementPieces(array, subscripts)
    case .quotient(let a, let b): [.text("div("), .index(a), .text(", "), .index(b), .text(")")]
    case .remainder(let a, let b): [.text("mod("), .index(a), .text(", "), .index(b), .text(")")]
    }
  }
}
