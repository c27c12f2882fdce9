import Operations
import Testing

/// The words for how operations hand gradients on.
@Suite struct GradientPatternTests {
  @Test func sumsDistributeProductsSwapAndExtremaRoute() {
    #expect(Operation.add.row.gradientPattern == .distributes)
    #expect(Operation.subtract.row.gradientPattern == .distributes)
    #expect(Operation.multiply.row.gradientPattern == .swaps)
    for operation in [Operation.max, .min, .relu, .clamp, .select] {
      #expect(operation.row.gradientPattern == .routes, "\(operation)")
    }
  }

  @Test func otherOperationsHaveNoWord() {
    for operation in [Operation.divide, .negate, .exp, .abs, .less, .floor, .stop, .hypot] {
      #expect(operation.row.gradientPattern == nil, "\(operation)")
    }
  }
}
