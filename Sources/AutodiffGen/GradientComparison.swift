import Fitting
import FlatProgram
import Interpretation

/// Compares elements of a gradient with forward mode and with differences, one after the other, at one point.
struct GradientComparison {
  /// The most elements of one variable that are looked at.
  var mostEntries = 100
  /// The element of the value that is differentiated.
  var element = 0
  /// How far a derivative may be from differences that seem exact, of the larger of both.
  private static let tolerance = 1e-7
  /// How far forward and reverse mode may be apart, of the larger of both.
  private static let modeTolerance = 1e-9
  /// How far slopes may be off that are taken to one side.
  private static let oneSidedTolerance = 1e-4
  /// The largest steps of one estimate after the other: the later ones see past a kink that is near.
  private static let reaches = [0x1p-4, 0x1p-12, 0x1p-20]

  private let gradient: [Tensor]
  private let code: PreparedProgram
  private var tangents: TangentRuns?
  private let arrays: [Tensor?]
  private let point: Int
  private let oneSidedStep: Double?

  /// Takes the scalar and its gradient, the code for the scalar alone, forward mode where there is one, and the values.
  init(
    gradient: [Tensor], value code: PreparedProgram, tangents: TangentRuns? = nil, arrays: [Tensor?], point: Int = 0,
    oneSidedStep: Double? = nil
  ) {
    (self.gradient, self.code, self.tangents, self.arrays) = (gradient, code, tangents, arrays)
    (self.point, self.oneSidedStep) = (point, oneSidedStep)
  }

  /// The scalar.
  var value: Double { gradient.first?.values[element] ?? .nan }

  /// What moves: some elements of a variable, each with its slope.
  private struct Move {
    var position: Int
    var variable: ArrayID
    var slopes: [(element: Int, slope: Double)]
    /// The number from which the difference steps are taken: the element itself, or 0 along a direction.
    var start: Double
  }

  /// Compares the derivatives with respect to one variable.
  mutating func part(_ position: Int, of variable: ArrayID, called name: String) throws(RuntimeFault)
    -> GradientCheck.Part
  {
    let derivatives = gradient[position + 1]
    let count = derivatives.values.count
    let values = arrays[Int(variable.raw)]?.values ?? []
    let looked = min(count, mostEntries)
    var entries: [GradientCheck.Entry] = []
    for number in 0..<looked {
      let element = looked < 2 ? number : number * (count - 1) / (looked - 1)
      let move = Move(position: position, variable: variable, slopes: [(element, 1)], start: values[element])
      entries.append(
        try entry(move, at: Self.place(of: element, in: derivatives.shape), derivatives.values[element]))
    }
    var directions: [GradientCheck.Entry] = []
    if looked < count {
      let slopes = Self.signs(count).enumerated().map { ($0.offset, $0.element * max(abs(values[$0.offset]), 1)) }
      let derivative = slopes.reduce(0) { $0 + derivatives.values[$1.0] * $1.1 }
      let move = Move(position: position, variable: variable, slopes: slopes, start: 0)
      directions.append(try entry(move, at: nil, derivative))
    }
    return GradientCheck.Part(name: name, count: count, entries: entries, directions: directions)
  }

  private mutating func entry(
    _ move: Move, at place: [Int]?, _ derivative: Double
  ) throws(RuntimeFault) -> GradientCheck.Entry {
    let tangent = try tangents?.derivative(of: move.position, along: move.slopes) ?? derivative
    let (quotient, verdict) = try verdict(derivative, along: move)
    return GradientCheck.Entry(
      point: point, place: place, derivative: derivative, tangent: tangent, difference: quotient.slope,
      uncertainty: quotient.uncertainty, verdict: modesAgree(derivative, tangent, move) ? verdict : .differs)
  }

  private func modesAgree(_ derivative: Double, _ tangent: Double, _ move: Move) -> Bool {
    if derivative.isNaN || tangent.isNaN { return derivative.isNaN == tangent.isNaN }
    if derivative == tangent { return true }
    // Terms of a sum that cancel leave an error of the size of the terms, which other elements may show.
    let largest = gradient[move.position + 1].values.reduce(0) { max($0, abs($1)) }
    return abs(derivative - tangent) <= Self.modeTolerance * max(abs(derivative), abs(tangent), 1e-4 * largest)
  }

  private func verdict(
    _ derivative: Double, along move: Move
  ) throws(RuntimeFault) -> (DifferenceQuotient, GradientCheck.Verdict) {
    var last = try quotient(along: move, reach: Self.reaches[0])
    guard derivative.isFinite else { return try verdictBeyondNumbers(last, along: move) }
    var refuted: DifferenceQuotient?
    var isDoubtful = false
    for (number, reach) in Self.reaches.enumerated() where number == 0 || oneSidedStep == nil {
      let quotient = number == 0 ? last : try quotient(along: move, reach: reach)
      guard quotient.slope.isFinite else { continue }
      if !(last.uncertainty < quotient.uncertainty) { last = quotient }
      let isNear = isNear(derivative, quotient)
      // A finer estimate counts against a coarse one only where the two cannot both be right.
      let overrules =
        refuted.map { abs($0.slope - quotient.slope) > 10 * ($0.uncertainty + quotient.uncertainty) } ?? true
      if isNear, overrules {
        if isSteady(quotient, derivative) { return (quotient, .agrees) }
        isDoubtful = true
      } else if !isNear, isSteady(quotient, derivative) {
        refuted = quotient
      }
    }
    guard last.slope.isFinite else { return (last, .undecided) }
    if try isKink(derivative, along: move) { return (last, .kink) }
    guard let refuted, !isDoubtful else { return (last, .untrusted) }
    return (refuted, .differs)
  }

  /// The verdict on a derivative that is infinite or NaN: it is wrong where the slopes to both sides are one number.
  private func verdictBeyondNumbers(
    _ quotient: DifferenceQuotient, along move: Move
  ) throws(RuntimeFault) -> (DifferenceQuotient, GradientCheck.Verdict) {
    let slope = quotient.slope
    let margin = 1e-3 * max(abs(slope), 1)
    guard slope.isFinite, quotient.uncertainty <= margin else { return (quotient, .undecided) }
    let middle = try value(at: move.start, along: move)
    for fraction in [0x1p-12, 0x1p-16] {
      let step = max(abs(move.start), 1) * fraction
      let left = (middle - (try value(at: move.start - step, along: move))) / step
      let right = ((try value(at: move.start + step, along: move)) - middle) / step
      guard abs(left - slope) <= 10 * margin, abs(right - slope) <= 10 * margin else { return (quotient, .undecided) }
    }
    return (quotient, .differs)
  }

  private func isNear(_ derivative: Double, _ quotient: DifferenceQuotient) -> Bool {
    let size = max(abs(derivative), abs(quotient.slope))
    return abs(derivative - quotient.slope) <= 10 * quotient.uncertainty + Self.tolerance * size
  }

  /// Whether differences say something: not where they are off by a thousandth of the slope.
  ///
  /// A slope of 0, or of no more than rounding leaves of others, is one where the differences are small beside the value.
  private func isSteady(_ quotient: DifferenceQuotient, _ derivative: Double) -> Bool {
    if quotient.uncertainty <= 1e-3 * max(abs(derivative), abs(quotient.slope), .leastNormalMagnitude) { return true }
    return abs(derivative) <= 1e-13 * largestDerivative && quotient.uncertainty <= 1e-9 * abs(value)
  }

  private var largestDerivative: Double {
    gradient.dropFirst().reduce(0) { $1.values.reduce($0) { max($0, abs($1)) } }
  }

  private func quotient(along move: Move, reach: Double) throws(RuntimeFault) -> DifferenceQuotient {
    if let oneSidedStep {
      return try DifferenceQuotient(at: move.start, oneSided: oneSidedStep) { x throws(RuntimeFault) in
        try value(at: x, along: move)
      }
    }
    return try DifferenceQuotient(at: move.start, reach: reach) { x throws(RuntimeFault) in
      try value(at: x, along: move)
    }
  }

  /// Whether the slopes to both sides differ, and the derivative lies between them.
  private func isKink(_ derivative: Double, along move: Move) throws(RuntimeFault) -> Bool {
    let middle = try value(at: move.start, along: move)
    var gap: Double?
    for fraction in [0x1p-22, 0x1p-26] {
      let step = max(abs(move.start), 1) * fraction
      let left = (middle - (try value(at: move.start - step, along: move))) / step
      let right = ((try value(at: move.start + step, along: move)) - middle) / step
      guard left.isFinite, right.isFinite else { return false }
      let margin =
        Self.oneSidedTolerance * max(abs(left), abs(right)) + max(abs(middle).ulp, .leastNormalMagnitude) / step
      // The slopes of a curve that only bends come together as the step shrinks.
      guard abs(left - right) > max(2 * margin, (gap ?? 0) / 2) else { return false }
      guard derivative >= min(left, right) - margin, derivative <= max(left, right) + margin else { return false }
      gap = abs(left - right)
    }
    return true
  }

  /// Returns the scalar where what moves is elsewhere.
  private func value(at x: Double, along move: Move) throws(RuntimeFault) -> Double {
    var arrays = arrays
    for (element, slope) in move.slopes { arrays[Int(move.variable.raw)]?.values[element] += (x - move.start) * slope }
    // One element goes to the very number that the quotient divides by.
    if move.slopes.count == 1 { arrays[Int(move.variable.raw)]?.values[move.slopes[0].element] = x }
    return try code.run(arrays).first?.values[element] ?? .nan
  }

  /// Returns the subscripts of an element in row-major order.
  static func place(of element: Int, in shape: [Int]) -> [Int] {
    var rest = element
    var place: [Int] = []
    for extent in shape.reversed() {
      place.append(rest % max(extent, 1))
      rest /= max(extent, 1)
    }
    return place.reversed()
  }

  /// Returns 1 and -1 in no order that a program could know.
  private static func signs(_ count: Int) -> [Double] {
    var source = SplitMix64(seed: 0)
    return (0..<count).map { _ in source.next() >> 63 == 0 ? 1 : -1 }
  }
}
