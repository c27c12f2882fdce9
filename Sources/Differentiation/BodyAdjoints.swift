import FlatProgram
import Operations

/// The reverse sweep over one body: from the derivative of a result with respect to the body's value to those with respect
/// to the elements that the body reads.
struct BodyAdjoints {
  /// One element that a body reads, and what the body contributes to its adjoint.
  struct Contribution {
    var array: ArrayID
    var subscripts: SubscriptsID
    var value: ExpressionID
    /// Where the body reads the element at all; `.none` where it always does.
    var condition: ExpressionID
  }

  /// Whether some partial of the body that was last looked at may be infinite or NaN.
  private(set) var isUnbounded = false

  private let table: DerivativeTable
  private var flow: BodyFlow
  private var safety: ReadSafety
  private var guards = BodyGuards()
  /// By guard.
  private var conditions: [ExpressionID] = []
  /// By position among the nodes of the flow.
  private var adjoints: [ExpressionID] = []

  /// Requires: `flow` walks along the same table.
  init(_ table: DerivativeTable, _ flow: BodyFlow, in program: Program) {
    (self.table, self.flow) = (table, flow)
    safety = ReadSafety(program)
  }

  /// Returns the contributions in the order in which the reads first appear in the body.
  ///
  /// A contribution that is wanted only under a condition has the form `if condition then ... else 0`; where the condition
  /// fails, the element need not exist. `stored` is a read of the body's own value, where that is kept.
  /// Complexity: linear in the body.
  mutating func contributions(
    of body: ExpressionID, seed: ExpressionID, stored: ExpressionID?, activeArrays: [Bool], in program: inout Program
  ) -> [Contribution] {
    flow.walk(body, in: program, activeArrays: activeArrays)
    isUnbounded = false
    guard let root = flow.nodes.indices.last else { return [] }
    guards.find(in: flow, of: program)
    conditions = flow.hasChoices ? guards.conditions(in: &program, &safety) : [.none]
    adjoints.removeAll(keepingCapacity: true)
    adjoints.append(contentsOf: repeatElement(.none, count: flow.nodes.count))
    adjoints[root] = seed
    for position in flow.nodes.indices.reversed() {
      pass(from: position, stored: position == root ? stored : nil, in: &program)
    }
    var contributions: [Contribution] = []
    for (position, node) in flow.nodes.enumerated() {
      guard case .read(let array, let subscripts) = program[node] else { continue }
      let condition = conditions[Int(guards[position])]
      contributions.append(
        Contribution(
          array: array, subscripts: subscripts, value: program.masking(adjoints[position], where: condition),
          condition: condition))
    }
    return contributions
  }

  /// Passes the derivative of one node on to its operands.
  private mutating func pass(from position: Int, stored: ExpressionID?, in program: inout Program) {
    let node = flow.nodes[position]
    guard case .operation(let operation, let a, let b, let c) = program[node] else { return }
    if operation == .select {
      choose(from: position, where: a, isTaken: true, b, in: &program)
      choose(from: position, where: a, isTaken: false, c, in: &program)
      return
    }
    let site = RuleSite(operands: (a, b, c), result: stored ?? node)
    pass(from: position, through: operation, 0, to: a, at: site, in: &program)
    pass(from: position, through: operation, 1, to: b, at: site, in: &program)
    pass(from: position, through: operation, 2, to: c, at: site, in: &program)
  }

  private mutating func pass(
    from position: Int, through operation: Operation, _ number: Int, to operand: ExpressionID, at site: RuleSite,
    in program: inout Program
  ) {
    guard flow.flows(through: operation, to: number), let place = flow.position(of: operand) else { return }
    let rule = table[operation, number]
    isUnbounded = isUnbounded || !rule.isBounded { program[site.operand($0)].number != nil }
    let known = program.expressions.count
    let product = program.product(adjoints[position], rule, at: site, choice: table.choice)
    program.noteExpressions(since: known, madeOf: flow.nodes[position])
    let isWithin = guards[place] == guards[position]
    contribute(product, where: isWithin ? .none : conditions[Int(guards[position])], to: place, in: &program)
  }

  /// Passes the derivative of an `if` to one of its branches.
  private mutating func choose(
    from position: Int, where condition: ExpressionID, isTaken: Bool, _ branch: ExpressionID,
    in program: inout Program
  ) {
    guard let place = flow.position(of: branch) else { return }
    let outer = guards[position]
    let use = guards.branch(of: outer, condition, isTaken: isTaken)
    if guards[place] == use {
      contribute(adjoints[position], where: .none, to: place, in: &program)
    } else if guards[place] == outer {
      let own = isTaken ? condition : program.apply(.not, condition)
      contribute(adjoints[position], where: own, to: place, in: &program)
    } else {
      contribute(adjoints[position], where: conditions[Int(use)], to: place, in: &program)
    }
  }

  /// Adds to the adjoint of a node what one use contributes.
  ///
  /// A contribution is masked only where it leaves its guard: between nodes of the same guard it may be anything while the
  /// guard fails, since all of them are masked in the end.
  private mutating func contribute(
    _ value: ExpressionID, where condition: ExpressionID, to place: Int, in program: inout Program
  ) {
    let passed = program.masking(value, where: condition)
    let known = adjoints[place]
    adjoints[place] = known == .none ? passed : program.sum(known, passed)
  }
}
