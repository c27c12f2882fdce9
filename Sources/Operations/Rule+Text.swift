extension Rule {
  /// How tightly a piece of text holds together, in the order of the language's operators.
  private enum Level: Int {
    case choice, or, and, not, comparison, sum, product, sign, power, call
  }

  /// Prints the rule in the language, with the given names for its operands and for the result.
  ///
  /// Requires: a name for each operand that the rule reads.
  package func text(operands: [String], result: String) -> String {
    piece(operands, result).text
  }

  private func piece(_ operands: [String], _ result: String) -> (text: String, level: Level) {
    switch self {
    case .operand(let position): return (operands[position], .call)
    case .result: return (result, .call)
    case .constant(let value): return (Self.text(of: value), value < 0 ? .sign : .call)
    case .apply(let operation, let arguments):
      let row = operation.row
      let pieces = arguments.map { $0.piece(operands, result) }
      func at(_ position: Int, _ level: Level) -> String {
        let piece = pieces[position]
        return piece.level.rawValue >= level.rawValue ? piece.text : "(\(piece.text))"
      }
      switch row.notation {
      case .function, .call, .list:
        return ("\(row.name)(\(pieces.map(\.text).joined(separator: ", ")))", .call)
      case .conditional:
        return ("if \(at(0, .or)) then \(at(1, .choice)) else \(at(2, .choice))", .choice)
      case .prefix("-"):
        return ("-" + at(0, .power), .sign)
      case .prefix(let word):
        return ("\(word) \(at(0, .not))", .not)
      case .infix("or"):
        return ("\(at(0, .or)) or \(at(1, .and))", .or)
      case .infix("and"):
        return ("\(at(0, .and)) and \(at(1, .not))", .and)
      case .infix("+"), .infix("-"):
        return ("\(at(0, .sum)) \(row.symbol) \(at(1, .product))", .sum)
      case .infix("*"), .infix("/"):
        return ("\(at(0, .product))\(row.symbol)\(at(1, .sign))", .product)
      case .infix("^"):
        return ("\(at(0, .call))^\(at(1, .sign))", .power)
      case .infix:
        return ("\(at(0, .sum)) \(row.symbol) \(at(1, .sum))", .comparison)
      }
    }
  }

  private static func text(of value: Double) -> String {
    if value < 0 { return "-" + text(of: -value) }
    if let constant = NamedConstant.allCases.first(where: { $0.value == value }) {
      return constant.rawValue
    }
    guard let whole = Int(exactly: value), whole.magnitude < 1_000_000_000_000_000 else { return String(value) }
    return String(whole)
  }
}

extension OperationRow {
  /// The operator's symbol or the function's name, as the language writes it.
  package var symbol: String {
    switch notation {
    case .infix(let symbol), .prefix(let symbol): symbol
    case .function, .conditional, .call, .list: name
    }
  }
}
