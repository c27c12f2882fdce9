import Diagnostics
import FlatProgram
import Interpretation
import Semantics

/// What is said of faults that show only when a program runs.
extension Diagnostic {
  /// Names a fault by what the user wrote.
  static func runtimeFault(_ fault: RuntimeFault, in program: Program) -> Diagnostic {
    switch fault.kind {
    case .subscriptOutOfRange(let array, let position, let value, let extent):
      Diagnostic(
        "subscript-out-of-range",
        "subscript \(position + 1) of \(name(of: array, in: program)) is \(value), but that axis has extent \(extent)",
        at: fault.span)
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
    case .check(.coverage(let elements, let coverage)): .coverage(elements, of: coverage, in: program, where: [])
    case .check(.precedence(let elements, let precedence)): .precedence(elements, of: precedence, in: program)
    case .divisionByZero: Diagnostic("division-by-zero", "a subscript divides by zero", at: fault.span)
    }
  }

  /// Returns what the user calls an array: a derivative goes by what it is the derivative with respect to.
  private static func name(of array: ArrayID, in program: Program) -> String {
    var array = array
    while case .adjoint(let of) = program[array].role { array = of }
    return program[array].isNamed ? "'\(program[array].name)'" : "an intermediate array"
  }
}
