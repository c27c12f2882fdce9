import Diagnostics
import Emission
import FlatProgram
import Interpretation

extension Model {
  /// Makes up values for a test that travels with the code, the same ones every time, and runs the interpreter on them.
  ///
  /// Several extents and ranges of numbers are tried, since programs differ in what they are defined for.
  func selfTestValues(of request: EmissionRequest) throws(Failure) -> SelfTestValues {
    var last: RuntimeFault?
    for attempt in SelfTestInputs.attempts {
      let inputs = SelfTestInputs(program, attempt)
      do {
        let value = try Interpreter(request.value).run(dims: inputs.dims, arrays: inputs.arrays)
        let gradient =
          if let part = request.gradient {
            try Interpreter(part.loops).run(dims: inputs.dims, arrays: inputs.arrays)
          } else { [Tensor]() }
        guard (value + gradient).allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else { continue }
        return SelfTestValues(
          dims: inputs.dims, arrays: inputs.arrays.map { $0?.values }, value: value.map(\.values),
          gradient: gradient.map(\.values))
      } catch {
        last = error
      }
    }
    if let last {
      throw Failure(diagnostics: [.runtimeFault(last, in: request.value.program)], source: source)
    }
    throw .commandLine(
      "no values were found for '--self-test' at which everything is finite", hint: "leave '--self-test' out")
  }
}

/// Pseudo-random values for a program's inputs and parameters.
private struct SelfTestInputs {
  /// What values are drawn from.
  struct Attempt {
    /// The extent of the first open dim; each further one is larger by one.
    var extent: Int
    var range: Range<Double>
  }

  static let attempts =
    [-1.0..<1.0, 0.1..<0.9, 1.1..<2.9].flatMap { range in [3, 6, 16].map { Attempt(extent: $0, range: range) } }

  private(set) var dims: [Int] = []
  private(set) var arrays: [Tensor?] = []

  init(_ program: Program, _ attempt: Attempt) {
    var extent = attempt.extent
    for dim in program.dims {
      dims.append(dim.fixed ?? extent)
      if dim.fixed == nil { extent += 1 }
    }
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func fraction() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) * 0x1p-53
    }
    for array in program.arrays {
      guard array.role == .input || array.role == .parameter else {
        arrays.append(nil)
        continue
      }
      let shape = array.shape.map { value(of: program[$0]) }
      let count = shape.reduce(1, *)
      let numbers = (0..<count).map { _ -> Double in
        guard case .integer(let bound) = array.element else {
          // Few digits, so that the test can be read.
          let number = attempt.range.lowerBound + fraction() * (attempt.range.upperBound - attempt.range.lowerBound)
          return (number * 0x1p20).rounded() * 0x1p-20
        }
        let limit = bound.map { value(of: program[$0]) } ?? attempt.extent
        return Double(Int(fraction() * Double(max(limit, 1))))
      }
      arrays.append(Tensor(shape: shape, values: numbers))
    }
  }

  private func value(of extent: IndexExpression) -> Int {
    extent.substituting { atom in
      if case .dim(let dim) = atom { IndexExpression(dims[Int(dim.raw)]) } else { nil }
    }.constant ?? 0
  }
}
