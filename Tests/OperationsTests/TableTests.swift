import Operations
import Testing

/// The table as a whole: complete, consistent, and true to the facts that its rows state.
@Suite struct TableTests {
  /// Every scalar function that the language promises.
  static let promised = """
    exp exp2 expm1 log log2 log10 log1p sqrt cbrt pow hypot sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh
    atanh sigmoid logsigmoid softplus relu leakyrelu elu gelu silu erf erfc gamma lgamma digamma abs sign min max clamp
    floor ceil round trunc step square recip xlogy logaddexp stop where
    """

  @Test func `every promised function has a row, and a row's name finds its operation`() throws {
    for name in Self.promised.split(whereSeparator: \.isWhitespace) {
      let operation = try #require(Operation.named(String(name)), "\(name)")
      #expect(operation.row.name == name)
    }
  }

  @Test func `operators and unknown names are not functions`() {
    for name in ["add", "less", "and", "not", "negate", "sine", "Exp", ""] {
      #expect(Operation.named(name) == nil)
    }
  }

  @Test func `names are all different`() {
    #expect(Set(Operation.allCases.map(\.row.name)).count == Operation.allCases.count)
  }

  @Test func `lists of a row have one entry an operand`() {
    for operation in Operation.allCases {
      let row = operation.row
      #expect((1...3).contains(row.arity))
      #expect(row.operandNames.count == row.arity && row.partials.count == row.arity, "\(operation)")
      #expect(row.textbook.map { $0.count == row.arity } ?? true, "\(operation)")
      #expect(!row.samples.isEmpty && row.samples.allSatisfy { $0.count == row.arity }, "\(operation)")
      #expect(!row.summary.isEmpty && !row.domain.isEmpty, "\(operation)")
      if case .primitive(let primitive) = row.implementation {
        switch primitive.kernel {
        case .unary: #expect(row.arity == 1)
        case .binary: #expect(row.arity == 2)
        case .ternary: #expect(row.arity == 3)
        }
      }
    }
  }

  @Test func `rules apply operations to as many operands as they have, and read only operands of their own`() {
    for operation in Operation.allCases {
      var rules = operation.row.partials + (operation.row.textbook ?? [])
      if case .composed(let rule) = operation.row.implementation { rules.append(rule) }
      for rule in rules {
        expectWellFormed(rule, arity: operation.row.arity, "\(operation)")
      }
    }
  }

  private func expectWellFormed(_ rule: Rule, arity: Int, _ what: Comment) {
    switch rule {
    case .operand(let position): #expect((0..<arity).contains(position), what)
    case .result, .constant: break
    case .apply(let operation, let arguments):
      #expect(arguments.count == operation.row.arity, what)
      for argument in arguments { expectWellFormed(argument, arity: arity, what) }
    }
  }

  @Test func `composed operations come down to primitives without their own result`() {
    for operation in Operation.allCases {
      if case .composed(let rule) = operation.row.implementation {
        #expect(depth(of: rule) < 5, "\(operation)")
      }
    }
  }

  /// The number of definitions within definitions, cut off at 10.
  private func depth(of rule: Rule, within level: Int = 1) -> Int {
    switch rule {
    case .operand, .constant: return level
    case .result:
      Issue.record("a definition reads its own result")
      return level
    case .apply(let operation, let arguments):
      if level > 10 { return level }
      let deepest = arguments.map { depth(of: $0, within: level) }.max() ?? level
      guard case .composed(let inner) = operation.row.implementation else { return deepest }
      return max(deepest, depth(of: inner, within: level + 1))
    }
  }

  @Test(arguments: Operation.allCases)
  func `the facts of a row hold`(operation: Operation) {
    let facts = operation.row.facts
    let draws = operation.draws(200)
    for operands in draws {
      let value = operation.evaluate(operands)
      if facts.isCommutative {
        #expect(operation.evaluate([operands[1], operands[0]]) == value, "\(operands)")
      }
      if let identity = facts.identity {
        #expect(operation.evaluate([operands[0], identity]) == operands[0], "\(operands)")
      }
      switch facts.symmetry {
      case .even: #expect(operation.evaluate(operands.map { -$0 }) == value, "\(operands)")
      case .odd: #expect(operation.evaluate(operands.map { -$0 }) == -value, "\(operands)")
      case nil: break
      }
      if let range = facts.range {
        #expect(range.contains(value), "\(operands): \(value)")
      }
    }
    if let direction = facts.direction {
      let values = draws.sorted { $0[0] < $1[0] }.map { operation.evaluate($0) }
      for (earlier, later) in zip(values, values.dropFirst()) {
        #expect(direction == .increasing ? earlier <= later : earlier >= later)
      }
    }
  }

  @Test func `costs are in proportion`() {
    #expect(Operation.add.row.cost == 1)
    #expect(Operation.divide.row.cost == 4)
    #expect(Operation.sin.row.cost == 20)
    // One exponential, shared, a division, and a few cheap steps.
    #expect((25...35).contains(Operation.sigmoid.row.cost))
  }

  @Test func `constants are the nearest doubles`() {
    #expect(NamedConstant.pi.value == 3.14159265358979323846)
    #expect(NamedConstant.tau.value == 6.28318530717958647693)
    #expect(NamedConstant.inf.value == .infinity)
    #expect(NamedConstant.nan.value.isNaN)
    #expect(NamedConstant.allCases.allSatisfy { !$0.summary.isEmpty && Operation.named($0.rawValue) == nil })
  }
}
