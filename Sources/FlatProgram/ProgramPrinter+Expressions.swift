import Operations

extension ProgramPrinter {
  /// Replaces an expression by its parts at the front of what is to be written.
  mutating func expand(_ id: ExpressionID, level: Int) {
    switch program[id] {
    case .constant(let bits):
      let number = Double(bitPattern: bits)
      let string = numberText(number)
      text += string.hasPrefix("-") && level > Level.unary ? "(\(string))" : string
    case .read(let array, let subscripts): push([.atom(.element(array, subscripts))])
    case .index(let index): push([.index(index, level, isTight: false)])
    case .operation(let operation, let a, let b, let c):
      let own = Self.level(of: operation)
      var pieces = parts(operation, a, b, c)
      if own < level {
        pieces.insert(.text("("), at: 0)
        pieces.append(.text(")"))
      }
      push(pieces)
    }
  }

  private func parts(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID
  ) -> [Piece] {
    let own = Self.level(of: operation)
    switch Self.notations[Int(operation.rawValue)] {
    case .infix(let symbol):
      var (left, right) = (own, own + 1)
      if own == Level.power { (left, right) = (Level.primary, Level.unary) }
      if own == Level.comparison { left = own + 1 }
      // `a + -b` means what it says, but `a + (-b)` reads better.
      if own == Level.sum || own == Level.product { right = startsWithSign(b) ? Level.power : right }
      let isTight = own == Level.power || (own == Level.product && products == .tight)
      return [.expression(a, left), .text(isTight ? symbol : " \(symbol) "), .expression(b, right)]
    case .prefix(let symbol):
      let isWord = symbol.last?.isLetter ?? false
      return [.text(isWord ? symbol + " " : symbol), .expression(a, own + 1)]
    case .conditional:
      return [
        .text("if "), .expression(a, Level.or), .text(" then "), .expression(b, Level.or), .text(" else "),
        .expression(c, Level.conditional),
      ]
    case .call:
      return [
        .text((program.external(calledBy: a)?.name ?? "call") + "("), .expression(b, Level.conditional), .text(")"),
      ]
    case .list: return [.expression(a, Level.conditional), .text(", "), .expression(b, Level.conditional)]
    case .function:
      var pieces: [Piece] = [.text(Self.functionNames[Int(operation.rawValue)] + "(")]
      for (position, operand) in [a, b, c].enumerated() where operand != .none {
        if position > 0 { pieces.append(.text(", ")) }
        pieces.append(.expression(operand, Level.conditional))
      }
      return pieces + [.text(")")]
    }
  }

  private func startsWithSign(_ id: ExpressionID) -> Bool {
    switch program[id] {
    case .constant(let bits): Double(bitPattern: bits).sign == .minus
    case .operation(let operation, _, _, _): Self.level(of: operation) == Level.unary
    case .index(let index): Self.startsWithSign(program[index])
    case .read: false
    }
  }

  /// The shortest text that is read as the same number.
  package mutating func numberText(_ number: Double) -> String {
    if number.isNaN { return ownNames.contains("nan") ? "(0/0)" : "nan" }
    if number.isInfinite {
      let magnitude = ownNames.contains("inf") ? "(1/0)" : "inf"
      return number < 0 ? "-" + magnitude : magnitude
    }
    return Self.shortest(number)
  }

  /// Returns a finite number without a trailing `.0` or a plus in its exponent.
  static func shortest(_ number: Double) -> String {
    var text = number.description
    if text.hasSuffix(".0") { text.removeLast(2) }
    if let plus = text.firstIndex(of: "+") { text.remove(at: plus) }
    return text
  }

  // MARK: Tables

  /// Returns how tightly the notation of an operation binds.
  package static func level(of operation: Operation) -> Int { levels[Int(operation.rawValue)] }

  private static let notations = Operation.allCases.map(\.row.notation)

  private static let functionNames = Operation.allCases.map(\.row.name)

  private static let levels = Operation.allCases.map { operation -> Int in
    switch operation.row.notation {
    case .infix(let symbol):
      switch symbol {
      case "or": Level.or
      case "and": Level.and
      case "<", "<=", ">", ">=", "==", "!=": Level.comparison
      case "+", "-": Level.sum
      case "^": Level.power
      default: Level.product
      }
    case .prefix(let symbol): symbol == "not" ? Level.not : Level.unary
    case .conditional: Level.conditional
    case .function, .call, .list: Level.primary
    }
  }
}
