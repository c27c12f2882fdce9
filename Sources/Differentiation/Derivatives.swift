import FlatProgram

/// The two ways to take a derivative.
package enum DerivativeMode: String, Sendable {
  /// From the variable on: one pass for each element of it.
  case forward
  /// From the result back: one pass for each element of it.
  case reverse
}

/// Derivatives that a program asks for within itself.
package enum Derivatives {
  /// A program in which statements compute every derivative that it asks for.
  package struct Expansion: Sendable {
    package var program: Program
    /// The requests whose derivative is 0 everywhere, since what is differentiated does not depend on the variable.
    package var unrelated: [RequestedDerivative]
    /// The requests within a recurrence whose variable is no array of the same step; they have no statements.
    package var misplaced: [RequestedDerivative]
  }

  /// Replaces the requests of a program, from first to last, by the statements that reverse or forward mode makes of what
  /// stands before them: so that a request may be of what an earlier one gives.
  ///
  /// Diagnoses: `NotDifferentiable` where a derivative would go through a `.maximum` or `.minimum` statement.
  /// Complexity: linear in the program for each request; gradients of one array are one pass.
  package static func expanded(_ program: Program) throws(NotDifferentiable) -> Expansion {
    if program.requests.isEmpty { return Expansion(program: program, unrelated: [], misplaced: []) }
    var expander = RequestExpander(program)
    return try expander.expanded()
  }

  /// Returns a program with the Jacobian of one of its arrays by another, the array that holds it, and how it was taken:
  /// as asked for, else as costs less.
  ///
  /// Diagnoses and complexity: as `expanded`.
  package static func jacobian(
    of result: ArrayID, withRespectTo variable: ArrayID, by mode: DerivativeMode?, in program: Program
  ) throws(NotDifferentiable) -> (program: Program, derivative: ArrayID, mode: DerivativeMode) {
    var program = program
    let target = program.request(.jacobian, of: result, withRespectTo: variable)
    var expander = RequestExpander(program, by: mode)
    return (try expander.expanded().program, target, expander.lastMode)
  }

  /// Returns a program with a derivative of one of its arrays by another, and the array that holds it.
  ///
  /// Shapes: as the operator of the language has them; a direction is an array of the program, shaped as the operator needs.
  /// Diagnoses and complexity: as `expanded`.
  package static func adding(
    _ kind: RequestedDerivative.Kind, of result: ArrayID, withRespectTo variable: ArrayID,
    along direction: ArrayID? = nil,
    named name: String? = nil, to program: Program
  ) throws(NotDifferentiable) -> (program: Program, derivative: ArrayID) {
    var program = program
    let target = program.request(kind, of: result, withRespectTo: variable, along: direction, named: name)
    return (try expanded(program).program, target)
  }
}

extension Program {
  /// Asks for a derivative at the end of the program, and returns the array that will hold it.
  package mutating func request(
    _ kind: RequestedDerivative.Kind, of result: ArrayID, withRespectTo variable: ArrayID,
    along direction: ArrayID? = nil,
    named name: String? = nil
  ) -> ArrayID {
    request(kind, of: result, withRespectTo: [variable], along: direction.map { [$0] } ?? [], named: name)
  }

  /// Asks for the derivative of an array as several others move together, and returns the array that will hold it.
  package mutating func request(
    derivativeOf result: ArrayID, as moves: [(variable: ArrayID, direction: ArrayID)], named name: String
  ) -> ArrayID {
    request(
      .jvp, of: result, withRespectTo: moves.map(\.variable), along: moves.map(\.direction), named: name)
  }

  private mutating func request(
    _ kind: RequestedDerivative.Kind, of result: ArrayID, withRespectTo variables: [ArrayID],
    along directions: [ArrayID],
    named name: String?
  ) -> ArrayID {
    let variable = variables[0]
    let moves = directions.isEmpty ? variables : zip(variables, directions).flatMap { [$0, $1] }
    let arrays = [result] + moves
    let own = arrays.map { freshAxes(spanning: self[$0].shape) }
    let columns = kind == .hessian ? freshAxes(spanning: self[variable].shape) : []
    let axes =
      switch kind {
      case .gradient, .vjp, .hvp: own[1]
      case .jacobian: own[0] + own[1]
      case .hessian: own[1] + columns
      case .jvp: own[0]
      }
    let target = addArray(
      ArrayDeclaration(
        name: freshName(name ?? "\(kind.rawValue)_\(self[result].name)_\(self[variable].name)"),
        shape: axes.map { self[$0].upper }, role: .local, span: self[result].span))
    append(
      RequestedDerivative(
        kind: kind, target: target, sharedRank: 0, shared: arrays.map { _ in [] }, span: self[result].span),
      reading: zip(arrays, own).map { read($0, subscripts($1)) }, at: axes.map { index($0) },
      over: own.flatMap { $0 } + columns)
    return target
  }

  /// Returns axes that walk every element of a shape, and that nothing else walks.
  package mutating func freshAxes(spanning shape: [IndexID]) -> [AxisID] {
    axes(spanning: shape).map { addAxis(self[$0]) }
  }
}
