import FlatProgram
import Operations

/// When each node of a body is wanted at all: always, or where conditions of the program hold.
///
/// A node that stands only in a branch of an `if` gives nothing while the branch is not taken, whatever its value or its
/// partials are there.
struct BodyGuards {
  /// The number of a guard; 0 is "always".
  typealias Number = Int32

  static let always: Number = 0

  /// How a guard is made of others, made before it.
  enum Guard: Hashable, Sendable {
    case always
    /// The outer guard, and the condition holds, or does not.
    case branch(of: Number, condition: ExpressionID, isTaken: Bool)
    case either(Number, Number)
  }

  private var guards = Interner<Guard>()
  /// By position among the nodes of the flow.
  private var numbers: [Number] = []

  /// Finds the guards of a body's active nodes: a node is wanted under any of the guards of its uses.
  ///
  /// Complexity: linear in the body.
  mutating func find(in flow: BodyFlow, of program: Program) {
    numbers.removeAll(keepingCapacity: true)
    numbers.append(contentsOf: repeatElement(Self.always, count: flow.nodes.count))
    guard flow.hasChoices else { return }
    guards = Interner()
    _ = guards.position(of: .always)
    let unknown: Number = -1
    for position in flow.nodes.indices.dropLast() { numbers[position] = unknown }
    for position in flow.nodes.indices.reversed() {
      guard case .operation(let operation, let a, let b, let c) = program[flow.nodes[position]] else { continue }
      let here = numbers[position]
      for (number, operand) in [a, b, c].enumerated() {
        guard flow.flows(through: operation, to: number), let place = flow.position(of: operand) else { continue }
        let use = operation == .select && number > 0 ? branch(of: here, a, isTaken: number == 1) : here
        numbers[place] = numbers[place] == unknown ? use : either(numbers[place], use)
      }
    }
  }

  /// Returns the guard of an active node.
  subscript(position: Int) -> Number { numbers[position] }

  /// Returns how a guard is made.
  func definition(of number: Number) -> Guard { number == Self.always ? .always : guards[Int(number)] }

  /// Returns the guard of one branch of an `if` that is itself under a guard.
  mutating func branch(of outer: Number, _ condition: ExpressionID, isTaken: Bool) -> Number {
    Number(guards.position(of: .branch(of: outer, condition: condition, isTaken: isTaken)))
  }

  private mutating func either(_ a: Number, _ b: Number) -> Number {
    if a == b || b == Self.always { return b }
    if a == Self.always { return a }
    if case .branch(let outer, let condition, let isTaken) = guards[Int(a)] {
      // Both branches of one `if` together are wanted as the `if` is.
      if guards[Int(b)] == .branch(of: outer, condition: condition, isTaken: !isTaken) || outer == b { return outer }
    }
    if case .branch(of: a, _, _) = guards[Int(b)] { return a }
    return Number(guards.position(of: .either(min(a, b), max(a, b))))
  }

  /// Returns, by number, whether a guard is made of conditions at least one of which holds with some property.
  func haveCondition(_ isSuch: (ExpressionID) -> Bool) -> [Bool] {
    var have: [Bool] = []
    for made in guards.values {
      switch made {
      case .always: have.append(false)
      case .branch(let outer, let condition, _): have.append(have[Int(outer)] || isSuch(condition))
      case .either(let a, let b): have.append(have[Int(a)] && have[Int(b)])
      }
    }
    return have
  }

  /// Returns every guard as a condition of the program, by number; the first, "always", is none.
  ///
  /// Complexity: linear in the body.
  func conditions(in program: inout Program, _ safety: inout ReadSafety) -> [ExpressionID] {
    var conditions: [ExpressionID] = []
    for made in guards.values {
      switch made {
      case .always: conditions.append(.none)
      case .branch(let outer, let condition, let isTaken):
        let isSafe = outer == Self.always || safety.isSafe(condition, in: program)
        let own = isTaken ? condition : program.apply(.not, condition)
        conditions.append(program.conjunction(conditions[Int(outer)], own, isSafe: isSafe))
      case .either(let a, let b):
        conditions.append(program.apply(.or, conditions[Int(a)], conditions[Int(b)]))
      }
    }
    return conditions
  }
}

extension Program {
  /// Returns the value where the condition holds and 0 elsewhere.
  mutating func masking(_ value: ExpressionID, where condition: ExpressionID) -> ExpressionID {
    if condition == .none { return value }
    if case .operation(.select, condition, _, let otherwise) = self[value], isZero(otherwise) { return value }
    return apply(.select, condition, value, constant(0))
  }

  /// Returns the sum of two contributions to one derivative; those of the two branches of one `if` become an `if`.
  mutating func sum(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
    guard case .operation(.select, let first, let p, let r) = self[a], isZero(r),
      case .operation(.select, let second, let q, let s) = self[b], isZero(s)
    else { return apply(.add, a, b) }
    if let choice = choosing(first, p, second, q) { return choice }
    if case .operation(.and, let outer, let third, _) = self[first],
      case .operation(.and, outer, let fourth, _) = self[second], let choice = choosing(third, p, fourth, q)
    {
      return apply(.select, outer, choice, constant(0))
    }
    return apply(.add, a, b)
  }

  /// Returns the one value or the other as an `if`, where one condition is the other's negation as written.
  private mutating func choosing(
    _ first: ExpressionID, _ p: ExpressionID, _ second: ExpressionID, _ q: ExpressionID
  ) -> ExpressionID? {
    if case .operation(.not, second, _, _) = self[first] { return apply(.select, second, q, p) }
    if case .operation(.not, first, _, _) = self[second] { return apply(.select, first, p, q) }
    return nil
  }

  private func isZero(_ id: ExpressionID) -> Bool { self[id].number == 0 }
}
