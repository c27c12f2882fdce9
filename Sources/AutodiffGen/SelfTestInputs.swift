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

  /// Makes up values for a program.
  init(_ program: Program, _ attempt: Attempt) {
    var extent = attempt.extent
    for dim in program.dims {
      dims.append(dim.fixed ?? extent)
      if dim.fixed == nil { extent = max(extent + attempt.step, 1) }
    }
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func fraction() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) * 0x1p-53
    }
    let extents = IndexEvaluator(program, dims: dims)
    for array in program.arrays {
      guard array.role == .input || array.role == .parameter else {
        arrays.append(nil)
        continue
      }
      let shape = array.shape.map { max(extents.value(of: $0) ?? 0, 0) }
      let count = shape.reduce(1, *)
      let numbers = (0..<count).map { _ -> Double in
        guard case .integer(let bound) = array.element else {
          // Few digits, so that the test can be read.
          let number = attempt.range.lowerBound + fraction() * (attempt.range.upperBound - attempt.range.lowerBound)
          return (number * 0x1p20).rounded() * 0x1p-20
        }
        let limit = bound.flatMap { extents.value(of: $0) } ?? attempt.extent
        return Double(Int(fraction() * Double(max(limit, 1))))
      }
      arrays.append(Tensor(shape: shape, values: numbers))
    }
  }
}
