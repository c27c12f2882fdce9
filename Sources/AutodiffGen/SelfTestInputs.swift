import FlatProgram
import Interpretation

/// Pseudo-random values for a program's inputs and parameters, the same ones every time.
struct SelfTestInputs {
  /// What values are drawn from.
  struct Attempt {
    /// The extent of the first open dim.
    var extent: Int
    /// What each further one is larger by.
    var step = 1
    var range: Range<Double>
  }

  /// Several extents and ranges of numbers, since programs differ in what they are defined for.
  static let attempts =
    [-1.0..<1.0, 0.1..<0.9, 1.1..<2.9].flatMap { range in
      [3, 6, 16].map { Attempt(extent: $0, range: range) } + [Attempt(extent: 9, step: -1, range: range)]
    }

  /// The extent of every dim.
  private(set) var dims: [Int] = []
  /// The values by array; nil for those that are not given.
  private(set) var arrays: [Tensor?] = []

  /// Makes up values for a program, with extents of open dims where some are given; another seed gives other values of the
  /// same shapes.
  init(_ program: Program, _ attempt: Attempt, seed: UInt64 = 0, extents given: [Int?] = []) {
    var extent = attempt.extent
    for (number, dim) in program.dims.enumerated() {
      let known = dim.fixed ?? (given.indices.contains(number) ? given[number] : nil)
      dims.append(known ?? extent)
      if known == nil { extent = max(extent + attempt.step, 1) }
    }
    var numbers = FractionSequence(seed: seed)
    let extents = IndexEvaluator(program, dims: dims)
    for array in program.arrays {
      guard array.role == .input || array.role == .parameter else {
        arrays.append(nil)
        continue
      }
      let shape = array.shape.map { max(extents.value(of: $0) ?? 0, 0) }
      let count = shape.reduce(1, *)
      let elements = (0..<count).map { _ -> Double in
        guard case .integer(let bound) = array.element else {
          // Few digits, so that the test can be read.
          let number = attempt.range.lowerBound + numbers.next() * (attempt.range.upperBound - attempt.range.lowerBound)
          return (number * 0x1p20).rounded() * 0x1p-20
        }
        let limit = bound.flatMap { extents.value(of: $0) } ?? attempt.extent
        return Double(Int(numbers.next() * Double(max(limit, 1))))
      }
      arrays.append(Tensor(shape: shape, values: elements))
    }
  }
}

/// Pseudo-random fractions, the same ones for the same seed.
struct FractionSequence {
  private var state: UInt64

  /// Starts where the seed says.
  init(seed: UInt64) {
    state = 0x9E37_79B9_7F4A_7C15 ^ (seed &* 0xD1B5_4A32_D192_ED03)
    if state == 0 { state = 1 }
  }

  /// Returns the next one, from 0 up to 1.
  mutating func next() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) * 0x1p-53
  }
}
