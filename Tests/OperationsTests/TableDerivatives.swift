import Fitting
import Operations

/// The table's operation, which Foundation's class of that name would hide.
typealias Operation = Operations.Operation

extension Operation {
  /// Computes one partial derivative by the row's rule.
  func partial(_ position: Int, at operands: [Double]) -> Double {
    row.partials[position].evaluate(at: operands, result: evaluate(operands))
  }

  /// Draws operands from the row's boxes, each box in turn.
  func draws(_ count: Int) -> [[Double]] {
    var generator = SplitMix64(seed: UInt64(rawValue) + 1)
    return (0..<count).map { index in
      row.samples[index % row.samples.count].map { interval in
        Double.random(in: interval, using: &generator)
      }
    }
  }
}

extension Rule {
  /// Computes the rule's value for a list of operands.
  func evaluate(at operands: [Double], result: Double) -> Double {
    evaluate(
      operands.first ?? 0, operands.count > 1 ? operands[1] : 0, operands.count > 2 ? operands[2] : 0, result: result)
  }

  /// Differentiates the rule by the chain rule and the table, as a rule of the same operation; the branches of a choice
  /// are kept apart, so that one that is not taken spoils nothing.
  func derivative(for position: Int, in operation: Operation) -> Rule {
    switch self {
    case .operand(let own): return own == position ? 1 : 0
    case .result: return operation.row.partials[position]
    case .constant: return 0
    case .apply(.select, let arguments):
      let slopes = arguments.map { $0.derivative(for: position, in: operation) }
      return .select(arguments[0], slopes[1], slopes[2])
    case .apply(let inner, let arguments):
      var sum: Rule = 0
      for (partial, argument) in zip(inner.row.partials, arguments) {
        let slope = argument.derivative(for: position, in: operation)
        if partial == 0 || slope == 0 { continue }
        let factor = partial.substituting(arguments, result: self)
        let term = slope == 1 ? factor : factor * slope
        sum = sum == 0 ? term : sum + term
      }
      return sum
    }
  }

  private func substituting(_ arguments: [Rule], result: Rule) -> Rule {
    switch self {
    case .operand(let position): arguments[position]
    case .result: result
    case .constant: self
    case .apply(let operation, let inner):
      .apply(operation, inner.map { $0.substituting(arguments, result: result) })
    }
  }
}

/// Differentiates a function of one number by central differences, extrapolated to a step of zero.
///
/// Source: Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982.
func extrapolatedSlope(of function: (Double) -> Double, at x: Double, step: Double) -> (slope: Double, error: Double) {
  var previous: [Double] = []
  var best = (slope: Double.nan, error: Double.infinity)
  var h = step
  for _ in 0..<10 {
    var column = [(function(x + h) - function(x - h)) / (2 * h)]
    var factor = 2.0
    for (row, older) in previous.enumerated() {
      let newer = (column[row] * factor - older) / (factor - 1)
      column.append(newer)
      let error = max(abs(newer - column[row]), abs(newer - older))
      if error < best.error {
        best = (newer, error)
      }
      factor *= 2
    }
    previous = column
    h /= 2.0.squareRoot()
  }
  return best
}
