import Diagnostics
import FlatProgram
import Interpretation
import Semantics

/// What is said of faults that show only when a program runs.
extension Diagnostic {
  /// Names a fault by what the user wrote.
  static func runtimeFault(_ fault: RuntimeFault, in program: Program) -> Diagnostic {
    switch fault.kind {
    case .subscriptOutOfRange(let array, let position, let index, let value, let extent):
      outOfRange(primal(of: array, in: program), position, index, value, extent, in: program, at: fault.span)
    case .negativeExtent(let array, let position, let value):
      Diagnostic(
        "negative-extent",
        "axis \(position) of \(name(of: array, in: program)) would have extent \(value); an extent is 0 or more",
        at: fault.span)
    case .tooLarge(let array, let shape):
      Diagnostic(
        "too-large",
        "the arrays of the program do not fit into this machine's memory; \(name(of: array, in: program)) alone has "
          + "shape [\(shape.map { String($0) }.joined(separator: ", "))]",
        at: fault.span)
    case .wrongShape(let array):
      Diagnostic(
        "value-shape", "the value of \(name(of: array, in: program)) does not have the declared shape", at: fault.span)
    case .check(.coverage(let elements, let coverage)): .coverage(elements, of: coverage)
    case .check(.precedence(let elements, let precedence)): .precedence(elements, of: precedence, in: program)
    case .external(let function): .externalCall(function)
    case .divisionByZero: Diagnostic("division-by-zero", "a subscript divides by zero", at: fault.span)
    }
  }

  private static func outOfRange(
    _ array: ArrayID, _ position: Int, _ index: IndexID, _ value: Int, _ extent: Int, in program: Program,
    at statement: SourceSpan?
  ) -> Diagnostic {
    let place = program.subscriptSpan(index, of: array, after: statement)
    // What stands before the statement is part of a function that it calls.
    let caller = place.flatMap { place in statement.flatMap { place.start < $0.start ? $0 : nil } }
    return Diagnostic(
      "subscript-out-of-range",
      "subscript \(position + 1) of \(name(of: array, in: program)) is \(value), but that axis has extent \(extent)",
      at: place ?? statement, notes: caller.map { [Note("while this is worked out", at: $0)] } ?? [])
  }

  /// Returns what the user calls an array: a derivative goes by what it is the derivative with respect to.
  private static func name(of array: ArrayID, in program: Program) -> String {
    let array = primal(of: array, in: program)
    return program[array].isNamed ? "'\(program[array].name)'" : "an intermediate array"
  }

  private static func primal(of array: ArrayID, in program: Program) -> ArrayID {
    var array = array
    while case .adjoint(let of) = program[array].role { array = of }
    return array
  }
}
