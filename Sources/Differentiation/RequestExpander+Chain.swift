import FlatProgram
import Operations

/// A Jacobian that stands already.
struct KnownJacobian {
  /// What is differentiated.
  var result: ArrayID
  /// What it is differentiated by.
  var variable: ArrayID
  /// The array that holds it.
  var target: ArrayID
}

/// Gradients through Jacobians that stand already.
extension RequestExpander {
  /// How many elements a Jacobian may have for a gradient to be taken through it: loops over longer ones need it in memory.
  private static let mostElements = 256

  /// Returns the Jacobian through which a gradient can go: of a few numbers, on which alone the result depends; nil where
  /// there is none.
  ///
  /// What chooses between branches is left to the ordinary walk, which keeps the untaken one's infinities away.
  func jacobian(between variable: ArrayID, and result: ArrayID, among known: [KnownJacobian]) -> KnownJacobian? {
    known.last { jacobian in
      jacobian.variable == variable && jacobian.result != result && isSmall(jacobian.target)
        && isCut(jacobian.result, between: variable, and: result)
    }
  }

  private func isSmall(_ array: ArrayID) -> Bool {
    let evaluator = IndexEvaluator(program, dims: program.dims.map(\.fixed))
    var count = 1
    for extent in program[array].shape {
      guard let extent = evaluator.value(of: extent) else { return false }
      count = saturatingProduct(count, extent)
    }
    return count <= Self.mostElements
  }

  /// Returns whether a result depends on a variable through one array alone, and on that without a choice.
  private func isCut(_ cut: ArrayID, between variable: ArrayID, and result: ArrayID) -> Bool {
    var reads = [[ArrayID]](repeating: [], count: program.arrays.count)
    var chooses = [Bool](repeating: false, count: program.arrays.count)
    var traversal = Traversal()
    for case .assignment(let assignment) in list.steps {
      let target = Int(assignment.target.raw)
      let order = traversal.postorder([assignment.body], in: program)
      for id in order {
        if case .operation(.select, _, _, _) = program[id] { chooses[target] = true }
      }
      traversal.elements(of: order, in: program) { array, _ in reads[target].append(array) }
    }
    var isMet = [Bool](repeating: false, count: program.arrays.count)
    var pending = [result]
    while let array = pending.popLast() {
      guard !isMet[Int(array.raw)] else { continue }
      isMet[Int(array.raw)] = true
      if array == cut { continue }
      if array == variable || chooses[Int(array.raw)] { return false }
      pending += reads[Int(array.raw)]
    }
    guard isMet[Int(cut.raw)] else { return false }
    // In a recurrence one element of the cut would count again in those after it.
    pending = reads[Int(cut.raw)]
    isMet = Array(repeating: false, count: program.arrays.count)
    while let array = pending.popLast() {
      guard !isMet[Int(array.raw)] else { continue }
      isMet[Int(array.raw)] = true
      if array == cut { return false }
      pending += reads[Int(array.raw)]
    }
    return true
  }

  /// Gives an array the gradient of a scalar, as what it is by a Jacobian's result times the Jacobian.
  mutating func chain(
    _ result: ArrayID, through jacobian: KnownJacobian, into target: ArrayID?
  ) throws(NotDifferentiable) -> ArrayID? {
    var scope = scope
    scope.naming = DerivativeNaming(result: program[result].name)
    var walk = try ReverseWalk(
      of: [result], withRespectTo: [jacobian.result], in: program, of: scope, style: .ordinary)
    walk.seed(result, at: [], with: program.constant(1), over: [])
    let given = walk.derivative()
    guard let outer = given.arrays[0] else { return nil }
    program = given.program
    for step in given.steps { list.append(step) }
    let variable = program[jacobian.variable]
    let gradient =
      target
      ?? program.addArray(
        ArrayDeclaration(
          name: program.freshName("d\(program[result].name)_d\(variable.name)"), shape: variable.shape, role: .local,
          span: program[result].span))
    let rows = program.freshAxes(spanning: program[jacobian.result].shape)
    let columns = program.freshAxes(spanning: variable.shape)
    let product = program.apply(
      .multiply, program.read(outer, program.subscripts(rows)),
      program.read(jacobian.target, program.subscripts(rows + columns)))
    list.append(
      Assignment(
        target: gradient, subscripts: program.subscripts(columns), domain: columns + rows, combination: .add,
        body: product, span: program[result].span))
    return gradient
  }
}
