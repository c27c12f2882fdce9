import FlatProgram
import Operations

/// A program with its backward pass, and what a lecture writes at every step beside its value.
package struct TracedProgram: Sendable {
  /// One assignment of the forward pass.
  package struct Step: Hashable, Sendable {
    /// What is computed.
    package var assignment: Assignment
    /// The axes of the sequences around it, outer first.
    package var enclosing: [AxisID]
    /// The adjoint of its target; nil where no gradient reaches it.
    package var upstream: ArrayID?
    /// What it hands on to each element that it reads.
    package var operands: [Operand]
  }

  /// An operand through which a gradient flows.
  package struct Operand: Hashable, Sendable {
    /// What is read.
    package var array: ArrayID
    /// Where it is read.
    package var subscripts: SubscriptsID
    /// The partial derivative of the step by it, with those of the step's axes that it depends on; nil where these have
    /// no rectangular shape.
    package var local: ArrayID?
    /// The local gradient times the upstream gradient, shaped as the operand.
    package var downstream: ArrayID
  }

  /// The forward and the backward pass, then the statements that compute what is shown; without outputs.
  package var program: Program
  /// The steps of the forward pass, in order.
  package var steps: [Step]

  /// Traces the gradient of a scalar through a program, as it is written, with the rules of textbooks.
  ///
  /// Diagnoses: as `ReverseMode.gradient`. Complexity: linear in the program.
  package init(
    of output: ArrayID, withRespectTo wanted: [ArrayID], in primal: Program
  ) throws(NotDifferentiable) {
    let gradient = try ReverseMode.gradient(of: output, withRespectTo: wanted, in: primal, rules: .textbook)
    var tracer = StepTracer(gradient.program)
    for step in primal.steps { tracer.take(step) }
    (program, steps) = (tracer.finished(), tracer.steps)
  }

  /// The adjoints in the program, by what they are adjoints of.
  package var adjoints: [ArrayID: ArrayID] { program.adjoints }
}

extension Program {
  /// The adjoints, by what they are adjoints of.
  fileprivate var adjoints: [ArrayID: ArrayID] {
    var found: [ArrayID: ArrayID] = [:]
    for (position, array) in arrays.enumerated() {
      if case .adjoint(let primal) = array.role { found[primal] = ArrayID(position) }
    }
    return found
  }
}

/// The walk over the forward pass that adds a statement for each gradient that is shown.
private struct StepTracer {
  private(set) var steps: [TracedProgram.Step] = []
  private var program: Program
  private let adjoints: [ArrayID: ArrayID]
  private let isActive: [Bool]
  private var body: BodyAdjoints
  /// What keeps the sequences that are open.
  private var list = StepList()
  private var shown: [Statement] = []

  init(_ program: Program) {
    self.program = program
    adjoints = program.adjoints
    var isActive = Array(repeating: false, count: program.arrays.count)
    for array in adjoints.keys { isActive[Int(array.raw)] = true }
    self.isActive = isActive
    let table = DerivativeTable.table(.textbook)
    body = BodyAdjoints(table, BodyFlow(table, in: program), in: program)
  }

  mutating func finished() -> Program {
    program.statements += shown
    program.outputs = []
    return program
  }

  mutating func take(_ step: Step) {
    list.append(step)
    guard case .assignment(let assignment) = step else { return }
    let upstream = adjoints[assignment.target]
    var traced = TracedProgram.Step(
      assignment: assignment, enclosing: list.enclosing, upstream: upstream, operands: [])
    if let upstream {
      let stored = assignment.combination == .assign ? program.read(assignment.target, assignment.subscripts) : nil
      let locals = body.contributions(
        of: assignment.body, seed: program.constant(1), stored: stored, activeArrays: isActive, in: &program)
      let products = body.contributions(
        of: assignment.body, seed: program.read(upstream, assignment.subscripts), stored: stored,
        activeArrays: isActive, in: &program)
      for (local, product) in zip(locals, products) {
        traced.operands.append(
          TracedProgram.Operand(
            array: local.array, subscripts: local.subscripts, local: show(local, of: assignment),
            downstream: sum(product, of: assignment)))
      }
    }
    steps.append(traced)
  }

  /// Adds an array for a partial derivative, with the axes that it depends on.
  private mutating func show(_ local: BodyAdjoints.Contribution, of assignment: Assignment) -> ArrayID? {
    var whole = assignment
    whole.domain = list.enclosing + assignment.domain
    guard let scope = PlainScope(whole, within: [], in: program) else { return nil }
    let indices = program.axes(of: local.value).map { program.index($0) }
    let axes = scope.axes(of: indices, in: program)
    let array = program.addArray(
      ArrayDeclaration(name: program.freshName("local"), shape: scope.shape(axes, in: &program), role: .local))
    shown.append(
      .assignment(
        Assignment(
          target: array, subscripts: scope.subscripts(axes, in: &program), domain: scope.domain(axes),
          body: local.value, span: assignment.span, pass: .backward)))
    return array
  }

  /// Adds an array for what a step hands on to one operand.
  private mutating func sum(_ product: BodyAdjoints.Contribution, of assignment: Assignment) -> ArrayID {
    let array = program.addArray(
      ArrayDeclaration(
        name: program.freshName("downstream"), shape: program[product.array].shape, role: .local))
    shown.append(
      .assignment(
        Assignment(
          target: array, subscripts: product.subscripts, domain: list.enclosing + assignment.domain,
          combination: .add, body: product.value, span: assignment.span, pass: .backward)))
    return array
  }
}
