import FlatProgram
import Interpretation

/// Finds the points at which a gradient is checked.
struct CheckPoints {
  /// How often a random point is drawn again where the gradient is not finite.
  private static let drawCount = 20

  private let program: Program
  private let variables: [ArrayID]
  private let gradient: Interpreter

  /// Takes what moves, and what computes the gradient.
  init(_ program: Program, moving variables: [ArrayID], _ gradient: Interpreter) {
    (self.program, self.variables, self.gradient) = (program, variables, gradient)
  }

  /// Returns the point that is given, or else one that is made up, and the random ones, all of the same extents.
  ///
  /// What is made up has the extents that are given, by dim.
  func all(
    from given: BoundValues?, extents: [Int?], _ options: CheckOptions
  ) throws(RuntimeFault) -> [BoundValues] {
    guard let given else {
      let (first, attempt) = try madeUp(extents)
      if options.randomPoints == 0 || program.arrays.allSatisfy({ $0.role != .input && $0.role != .parameter }) {
        return [first]
      }
      return try drawn(options) { seed in
        let inputs = SelfTestInputs(program, attempt, seed: seed, extents: extents)
        return BoundValues(dims: inputs.dims, arrays: inputs.arrays)
      }
    }
    return [given] + (try drawn(options) { around(given, seed: $0) })
  }

  private func drawn(
    _ options: CheckOptions, _ draw: (UInt64) -> BoundValues
  ) throws(RuntimeFault) -> [BoundValues] {
    var points: [BoundValues] = []
    for number in 0..<options.randomPoints {
      var point = draw(Self.seed(options.seed, number, 0))
      for attempt in 1..<Self.drawCount where !(try isFinite(point)) {
        point = draw(Self.seed(options.seed, number, attempt))
      }
      points.append(point)
    }
    return points
  }

  private static func seed(_ seed: UInt64, _ number: Int, _ attempt: Int) -> UInt64 {
    (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number) &* UInt64(drawCount) &+ UInt64(attempt)
  }

  /// Returns whether the scalar and its gradient are numbers at a point.
  private func isFinite(_ point: BoundValues) throws(RuntimeFault) -> Bool {
    try gradient.run(dims: point.dims, arrays: point.arrays).allSatisfy { $0.values.allSatisfy(\.isFinite) }
  }

  /// Returns a point near a given one: what is differentiated by moves by up to half of its size, or of 1 where it is smaller.
  private func around(_ given: BoundValues, seed: UInt64) -> BoundValues {
    var point = given
    var fractions = FractionSequence(seed: seed)
    for variable in variables {
      let values = given.arrays[Int(variable.raw)]?.values ?? []
      for (element, value) in values.enumerated() {
        point.arrays[Int(variable.raw)]?.values[element] = value + max(abs(value), 1) * (fractions.next() - 0.5)
      }
    }
    return point
  }

  /// Makes up values at which the gradient is finite, or at least there.
  private func madeUp(_ extents: [Int?]) throws(RuntimeFault) -> (BoundValues, SelfTestInputs.Attempt) {
    var fault: RuntimeFault?
    var fallback: (BoundValues, SelfTestInputs.Attempt)?
    for attempt in SelfTestInputs.attempts {
      let inputs = SelfTestInputs(program, attempt, extents: extents)
      let values = BoundValues(dims: inputs.dims, arrays: inputs.arrays)
      do {
        if try isFinite(values) { return (values, attempt) }
        fallback = fallback ?? (values, attempt)
      } catch {
        fault = error
      }
    }
    if let fault, fallback == nil { throw fault }
    let attempt = SelfTestInputs.Attempt(extent: 3, range: -1..<1)
    let inputs = SelfTestInputs(program, attempt, extents: extents)
    return fallback ?? (BoundValues(dims: inputs.dims, arrays: inputs.arrays), attempt)
  }
}
