import Operations
import Testing

/// Chunk kernels compute the same bits as single evaluations, also in place.
@Suite struct KernelsTests {
  @Test(arguments: Operation.allCases)
  func `a kernel equals its scalar evaluation to the bit`(operation: Operation) {
    guard case .primitive(let primitive) = operation.row.implementation else { return }
    let draws = operation.draws(37)
    let wanted = draws.map { operation.evaluate($0).bitPattern }
    for place in -1..<operation.row.arity {
      var columns = operation.row.operands.indices.map { position in draws.map { $0[position] } }
      #expect(run(primitive.kernel, on: &columns, into: place).map(\.bitPattern) == wanted, "in place of \(place)")
    }
  }

  /// Runs a kernel over columns, into a new one or into the operand at `place`.
  private func run(_ kernel: Primitive.Kernel, on columns: inout [[Double]], into place: Int) -> [Double] {
    let count = columns[0].count
    let storage = UnsafeMutablePointer<Double>.allocate(capacity: 4 * count)
    defer { storage.deallocate() }
    storage.initialize(repeating: 0, count: 4 * count)
    for (position, column) in columns.enumerated() {
      for (index, value) in column.enumerated() { storage[position * count + index] = value }
    }
    let (x, y, z) = (storage, storage + count, storage + 2 * count)
    let out = storage + (place < 0 ? 3 : place) * count
    switch kernel {
    case .unary(let body): body(count, x, out)
    case .binary(let body): body(count, x, y, out)
    case .ternary(let body): body(count, x, y, z, out)
    }
    return (0..<count).map { out[$0] }
  }
}
