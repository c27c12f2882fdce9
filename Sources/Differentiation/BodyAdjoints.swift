import FlatProgram
import Operations

/// The reverse sweep over one body: from the derivative of a result with respect to the body's value to those with respect
/// to the elements that the body reads.
struct BodyAdjoints {
  var flow: BodyFlow
  private var guards: [Guard?] = []
  private var adjoints: [ExpressionID] = []

  init(_ flow: BodyFlow) { self.flow = flow }

  /// One element that a body reads, and what the body contributes to its adjoint.
  struct Contribution {
    var array: ArrayID
    var subscripts: SubscriptsID
    var value: ExpressionID
  }

  /// Returns the contributions in the order in which the reads first appear in the body.
  ///
  /// A contribution that is wanted only under a condition has the form `if condition then ... else 0`; where the condition
  /// fails, the element need not exist.
  /// Complexity: linear in the body.
  mutating func contributions(
    of body: ExpressionID, seed: ExpressionID, storedIn stored: ExpressionID?, activeArrays: [Bool],
    in program: inout Program
  ) -> [Contribution] {
    flow.walk(body, in: program, activeArrays: activeArrays)
    guard let root = flow.nodes.indices.last else { return [] }
    findGuards(in: &program)
    adjoints.removeAll(keepingCapacity: true)
    adjoints.append(contentsOf: repeatElement(.none, count: flow.nodes.count))
    adjoints[root] = seed
    for position in flow.nodes.indices.reversed() {
      pass(from: position, stored: position == root ? stored : nil, in: &program)
    }
    var contributions: [Contribution] = []
    for (position, node) in flow.nodes.enumerated() {
      guard case .read(let array, let subscripts) = program[node] else { continue }
      let value = (guards[position] ?? .always).masking(adjoints[position], in: &program)
      contributions.append(Contribution(array: array, subscripts: subscripts, value: value))
    }
    return contributions
  }

  /// Finds for each node when its derivative is wanted: under any of the guards of its uses.
  private mutating func findGuards(in program: inout Program) {
    guards.removeAll(keepingCapacity: true)
    guards.append(contentsOf: repeatElement(nil, count: flow.nodes.count))
    guards[flow.nodes.count - 1] = .always
    for position in flow.nodes.indices.reversed() {
      guard case .operation(let operation, let a, let b, let c) = program[flow.nodes[position]],
        let here = guards[position]
      else { continue }
      if operation == .select {
        if flow.isActive(b, of: operation, 1) { want(b, under: here.and(a, in: &program), in: &program) }
        if flow.isActive(c, of: operation, 2) {
          want(c, under: here.and(program.apply(.not, a), in: &program), in: &program)
        }
      } else {
        if flow.isActive(a, of: operation, 0) { want(a, under: here, in: &program) }
        if flow.isActive(b, of: operation, 1) { want(b, under: here, in: &program) }
        if flow.isActive(c, of: operation, 2) { want(c, under: here, in: &program) }
      }
    }
  }

  private mutating func want(_ operand: ExpressionID, under use: Guard, in program: inout Program) {
    guard let position = flow.position(of: operand) else { return }
    guards[position] = guards[position]?.or(use, in: &program) ?? use
  }

  /// Passes the derivative of one node on to its operands.
  private mutating func pass(from position: Int, stored: ExpressionID?, in program: inout Program) {
    let node = flow.nodes[position]
    guard case .operation(let operation, let a, let b, let c) = program[node], let here = guards[position] else {
      return
    }
    let adjoint = adjoints[position]
    if operation == .select {
      if flow.isActive(b, of: operation, 1) { choose(adjoint, where: a, under: here, to: b, in: &program) }
      if flow.isActive(c, of: operation, 2) {
        choose(adjoint, where: program.apply(.not, a), under: here, to: c, in: &program)
      }
      return
    }
    let site = RuleSite(operands: (a, b, c), result: stored ?? node)
    let choice = flow.table.choice
    if flow.isActive(a, of: operation, 0) {
      let product = program.product(adjoint, flow.table[operation, 0], at: site, choice: choice)
      contribute(product, under: here, to: a, in: &program)
    }
    if flow.isActive(b, of: operation, 1) {
      let product = program.product(adjoint, flow.table[operation, 1], at: site, choice: choice)
      contribute(product, under: here, to: b, in: &program)
    }
    if flow.isActive(c, of: operation, 2) {
      let product = program.product(adjoint, flow.table[operation, 2], at: site, choice: choice)
      contribute(product, under: here, to: c, in: &program)
    }
  }

  /// Passes a derivative to the branch that is taken where the condition holds.
  private mutating func choose(
    _ adjoint: ExpressionID, where condition: ExpressionID, under outer: Guard, to branch: ExpressionID,
    in program: inout Program
  ) {
    guard let position = flow.position(of: branch) else { return }
    // A branch that is also wanted elsewhere under the outer guard is masked by the condition alone.
    let use: Guard = guards[position] == outer ? .condition(condition) : outer.and(condition, in: &program)
    contribute(adjoint, under: use, to: branch, in: &program)
  }

  /// Adds to the adjoint of an operand what one use contributes.
  ///
  /// A contribution is masked only where it leaves its guard: between nodes of the same guard it may be anything while the
  /// guard fails, since all of them are masked in the end.
  private mutating func contribute(
    _ value: ExpressionID, under use: Guard, to operand: ExpressionID, in program: inout Program
  ) {
    guard let position = flow.position(of: operand) else { return }
    let passed = guards[position] == use ? value : use.masking(value, in: &program)
    let known = adjoints[position]
    adjoints[position] = known == .none ? passed : program.sum(known, passed)
  }
}
