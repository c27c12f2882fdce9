import Fitting
import FlatProgram
import Interpretation

extension Program {
  /// Returns numbers for all data, by name: the same for the same name and seed, whatever else the program holds.
  package func sampleData(dims: [String: Int], seed: UInt64 = 0) throws -> [String: Tensor] {
    let extents = IndexEvaluator(self, dims: try extents(dims))
    var data: [String: Tensor] = [:]
    for array in arrays where array.role == .input || array.role == .parameter {
      var generator = SplitMix64(seed: array.name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) })
      let shape = array.shape.map { max(extents.value(of: $0) ?? 0, 0) }
      var bound: Int?
      if case .integer(let index?) = array.element { bound = extents.value(of: index) }
      let values = (0..<shape.reduce(1, *)).map { _ in
        bound.map { Double(Int.random(in: 0..<$0, using: &generator)) } ?? Double.random(in: -1...1, using: &generator)
      }
      data[array.name] = Tensor(shape: shape, values: values)
    }
    return data
  }
}
