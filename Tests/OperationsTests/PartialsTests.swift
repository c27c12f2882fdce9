import Operations
import Testing

/// Every row's partials against differences of its values, and the partials of those against differences of them.
@Suite struct PartialsTests {
  /// A step that stays clear of the kinks and poles around the rows' boxes, which are at least 0.1 away.
  private let step = 0.09

  @Test(arguments: Operation.allCases)
  func `partials equal extrapolated differences at 50 points`(operation: Operation) {
    for operands in operation.draws(50) {
      for position in operation.row.operands.indices where isSmooth(operation, position) {
        let estimate = extrapolatedSlope(
          of: { operation.evaluate(moved(operands, position, $0)) }, at: operands[position],
          step: step)
        expectClose(operation.partial(position, at: operands), estimate, "\(operation) \(operands) \(position)")
      }
    }
  }

  @Test(arguments: Operation.allCases)
  func `second partials equal extrapolated differences at 50 points`(operation: Operation) {
    let seconds = operation.row.partials.map { partial in
      operation.row.operands.indices.map { partial.derivative(for: $0, in: operation) }
    }
    for operands in operation.draws(50) {
      let value = operation.evaluate(operands)
      for first in operation.row.operands.indices where isSmooth(operation, first) {
        for second in operation.row.operands.indices where isSmooth(operation, second) {
          let estimate = extrapolatedSlope(
            of: { operation.partial(first, at: moved(operands, second, $0)) }, at: operands[second],
            step: step)
          expectClose(
            seconds[first][second].evaluate(at: operands, result: value), estimate,
            "\(operation) \(operands) \(first) \(second)")
        }
      }
    }
  }

  /// Conditions, the order of polygamma and what differentiation takes as a constant have no differences.
  private func isSmooth(_ operation: Operation, _ position: Int) -> Bool {
    operation.row.operands[position] == .real && operation != .stop && operation != .attach && !operation.row.isOpaque
      && !(operation == .polygamma && position == 0)
  }

  private func moved(_ operands: [Double], _ position: Int, _ value: Double) -> [Double] {
    var operands = operands
    operands[position] = value
    return operands
  }

  private func expectClose(_ value: Double, _ estimate: (slope: Double, error: Double), _ what: String) {
    let tolerance = max(1e-9 * max(1, abs(estimate.slope)), 10 * estimate.error)
    #expect(estimate.error < 1e-6 * max(1, abs(estimate.slope)), "no estimate: \(what)")
    #expect(abs(value - estimate.slope) <= tolerance, "\(what): \(value) and \(estimate.slope)")
  }
}
