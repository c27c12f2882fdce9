import FlatProgram
import Interpretation

/// Compares elements of a gradient with differences, one after the other.
struct GradientComparison {
  /// The most elements of one variable that are looked at.
  var mostEntries = 100
  /// The element of the value that is differentiated.
  var element = 0
  /// How far a derivative may be from differences that seem exact, of the larger of both.
  private static let tolerance = 1e-7
  /// How far slopes may be off that are taken to one side.
  private static let oneSidedTolerance = 1e-4

  private let gradient: [Tensor]
  private let code: PreparedProgram
  private let arrays: [Tensor?]

  /// Takes the scalar and its gradient, the code for the scalar alone, and the values.
  init(gradient: [Tensor], value code: PreparedProgram, arrays: [Tensor?]) {
    (self.gradient, self.code, self.arrays) = (gradient, code, arrays)
  }

  /// The scalar.
  var value: Double { gradient.first?.values[element] ?? .nan }

  /// Compares the derivatives with respect to one variable.
  func part(_ position: Int, of variable: ArrayID, called name: String) throws(RuntimeFault)
    -> GradientCheck.Part
  {
    let derivatives = gradient[position + 1]
    let count = derivatives.values.count
    let looked = min(count, mostEntries)
    var entries: [GradientCheck.Entry] = []
    for number in 0..<looked {
      let element = looked < 2 ? number : number * (count - 1) / (looked - 1)
      let place = Self.place(of: element, in: derivatives.shape)
      entries.append(try entry(element, of: variable, at: place, derivatives.values[element]))
    }
    return GradientCheck.Part(name: name, count: count, entries: entries)
  }

  private func entry(
    _ element: Int, of variable: ArrayID, at place: [Int], _ derivative: Double
  ) throws(RuntimeFault) -> GradientCheck.Entry {
    let x = arrays[Int(variable.raw)]?.values[element] ?? .nan
    let quotient = try DifferenceQuotient(at: x) { x throws(RuntimeFault) in
      try value(at: x, element, of: variable)
    }
    return GradientCheck.Entry(
      place: place, derivative: derivative, difference: quotient.slope, uncertainty: quotient.uncertainty,
      verdict: try verdict(derivative, quotient, at: x, element, of: variable))
  }

  private func verdict(
    _ derivative: Double, _ quotient: DifferenceQuotient, at x: Double, _ element: Int, of variable: ArrayID
  ) throws(RuntimeFault) -> GradientCheck.Verdict {
    let (difference, uncertainty) = (quotient.slope, quotient.uncertainty)
    guard derivative.isFinite, difference.isFinite else { return .undecided }
    let size = max(abs(derivative), abs(difference))
    // Beyond a thousandth of the slope, and of the value for a small one, differences say nothing.
    let isSteady = uncertainty <= 1e-3 * max(size, abs(value) * 1e-6, .leastNormalMagnitude)
    if isSteady, abs(derivative - difference) <= 10 * uncertainty + Self.tolerance * size { return .agrees }
    return try isKink(derivative, at: x, element, of: variable) ? .kink : isSteady ? .differs : .undecided
  }

  /// Whether the slopes to both sides differ, and the derivative lies between them.
  private func isKink(
    _ derivative: Double, at x: Double, _ element: Int, of variable: ArrayID
  ) throws(RuntimeFault) -> Bool {
    let step = max(abs(x), 1) * 0x1p-22
    let middle = try value(at: x, element, of: variable)
    let left = (middle - (try value(at: x - step, element, of: variable))) / step
    let right = ((try value(at: x + step, element, of: variable)) - middle) / step
    guard left.isFinite, right.isFinite else { return false }
    let margin =
      Self.oneSidedTolerance * max(abs(left), abs(right)) + max(abs(middle).ulp, .leastNormalMagnitude) / step
    guard abs(left - right) > 2 * margin else { return false }
    return derivative >= min(left, right) - margin && derivative <= max(left, right) + margin
  }

  /// Returns the scalar where one element is another number.
  private func value(at x: Double, _ element: Int, of variable: ArrayID) throws(RuntimeFault) -> Double {
    var arrays = arrays
    arrays[Int(variable.raw)]?.values[element] = x
    return try code.run(arrays).first?.values[self.element] ?? .nan
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
}
