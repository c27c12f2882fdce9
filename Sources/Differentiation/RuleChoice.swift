import Operations

/// Which of the table's derivative rules are written out.
package enum RuleChoice: Hashable, Sendable {
  /// Those that are accurate over the whole domain.
  case accurate
  /// Those that a lecture writes, where they look different.
  case textbook
}

/// The derivative rules of every operation under one choice, ready to be walked with.
struct DerivativeTable: Sendable {
  let choice: RuleChoice
  /// By operation, then operand.
  private let partials: [[Rule]]
  /// By operation: bit k is set where a derivative flows through operand k.
  let masks: [UInt8]

  /// Returns the table for a choice; each is made once.
  static func table(_ choice: RuleChoice) -> DerivativeTable {
    switch choice {
    case .accurate: accurate
    case .textbook: textbook
    }
  }

  /// Returns the partial derivative for one operand.
  subscript(_ operation: Operation, operand: Int) -> Rule { partials[Int(operation.rawValue)][operand] }

  private static let accurate = DerivativeTable(.accurate)
  private static let textbook = DerivativeTable(.textbook)

  private init(_ choice: RuleChoice) {
    self.choice = choice
    let rows = Operation.allCases.map(\.row)
    partials = rows.map { row in choice == .textbook ? row.textbook ?? row.partials : row.partials }
    masks = zip(rows, partials).map { row, partials in
      var mask: UInt8 = 0
      for (operand, kind) in row.operands.enumerated()
      where kind == .real && row.result == .real && partials[operand] != .constant(0) {
        mask |= 1 << UInt8(operand)
      }
      return mask
    }
  }
}
