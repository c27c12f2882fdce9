import Fitting
import Operations
import Testing

/// What is known of values before they are computed.
@Suite struct BoundsTests {
  private func near(_ interval: ClosedRange<Double>, _ random: inout SplitMix64) -> (Bounds, [Double]) {
    let (a, b) = (Double.random(in: interval, using: &random), Double.random(in: interval, using: &random))
    let (low, high) = (min(a, b), max(a, b))
    var points = (0..<6).map { _ in Double.random(in: low...high, using: &random) } + [low, high]
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      points += [low + 30, low + 1e6, low + 1e300]
      return (Bounds(low, .infinity), points)
    case 1:
      points += [high - 30, high - 1e6, high - 1e300]
      return (Bounds(-.infinity, high), points)
    default: return (Bounds(low, high), points)
    }
  }

  @Test(arguments: Operation.allCases)
  func `values keep within the bounds`(operation: Operation) {
    let row = operation.row
    guard row.result == .real, !row.isOpaque else { return }
    var random = SplitMix64(seed: UInt64(operation.rawValue) + 1)
    for box in row.samples {
      for _ in 0..<60 {
        let operands = box.map { near($0, &random) }
        func bounds(_ number: Int) -> Bounds { number < operands.count ? operands[number].0 : .all }
        let found = operation.bounds(bounds(0), bounds(1), bounds(2))
        for _ in 0..<20 {
          let point = operands.map { $0.1[Int.random(in: 0..<$0.1.count, using: &random)] }
          let value = operation.evaluate(point)
          let slack = 1e-12 * max(1, abs(value))
          #expect(
            !value.isFinite || value >= found.lower - slack && value <= found.upper + slack,
            "\(operation) \(point) is \(value), not within \(found)")
        }
      }
    }
  }

  @Test func `ends that are got to are told from those that are not`() {
    let square = Operation.multiply.row.boundsOfSame?(.all)
    #expect(square?.attains(0) == true)
    #expect(Operation.relu.bounds(.all).attains(0))
    #expect(Operation.abs.bounds(.all).attains(0))
    #expect(Operation.hypot.bounds(.all, .all).attains(0))
    #expect(Operation.tanh.bounds(.all).attains(1))
    #expect(Operation.sigmoid.bounds(.all).attains(1))
    #expect(!Operation.sigmoid.bounds(.all).attains(0))
    #expect(!Operation.exp.bounds(.all).attains(0))
    #expect(!Operation.sqrt.bounds(.all).attains(0))
    #expect(Operation.min.bounds(.exactly(1), .all).attains(1))
    #expect(Operation.clamp.bounds(.all, .exactly(-1), .exactly(1)) == Bounds(-1, 1))
    #expect(Operation.subtract.bounds(.exactly(1), Operation.sigmoid.bounds(.all)).attains(0))
    #expect(Operation.power.bounds(.all, .exactly(2)) == Bounds(0, .infinity))
    #expect(Operation.power.bounds(.all, .exactly(3)) == .all)
    #expect(!Operation.power.bounds(.all, .exactly(-2)).attains(0))
    #expect(Operation.divide.bounds(.exactly(1), Bounds(2, 4)) == Bounds(0.25, 0.5))
    #expect(Operation.divide.bounds(.exactly(1), Bounds(-1, 4)) == .all)
    #expect(Operation.multiply.bounds(Bounds(0, 2), .all) == .all)
    #expect(Operation.multiply.bounds(Bounds(0, 2), Bounds(1, .infinity)).attains(0))
    #expect(Operation.select.bounds(.all, .exactly(3), .exactly(1)) == Bounds(1, 3))
  }
}
