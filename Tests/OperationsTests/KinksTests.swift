import Operations
import Testing

/// The values and partials at kinks, edges and far out, pinned one by one.
@Suite struct KinksTests {
  /// An operation at some operands, with its exact value and partials; NaN where there is none to expect.
  struct Pin: Sendable, CustomTestStringConvertible {
    var operation: Operation
    var operands: [Double]
    var value: Double
    var partials: [Double]

    init(_ operation: Operation, _ operands: [Double], _ value: Double, _ partials: [Double]) {
      self.operation = operation
      self.operands = operands
      self.value = value
      self.partials = partials
    }

    var testDescription: String {
      "\(operation) \(operands)"
    }
  }

  static let kinks: [Pin] = [
    Pin(.abs, [0], 0, [0]), Pin(.abs, [-0.0], 0, [0]), Pin(.abs, [-2], 2, [-1]),
    Pin(.sign, [0], 0, [0]), Pin(.sign, [-3], -1, [0]), Pin(.sign, [0x1p-1074], 1, [0]), Pin(.sign, [.nan], .nan, [0]),
    Pin(.step, [0], 0, [0]), Pin(.step, [0x1p-1074], 1, [0]), Pin(.step, [-1], 0, [0]),
    Pin(.relu, [0], 0, [0]), Pin(.relu, [-0.0], 0, [0]), Pin(.relu, [0x1p-1074], 0x1p-1074, [1]),
    Pin(.relu, [.infinity], .infinity, [1]), Pin(.relu, [-.infinity], 0, [0]),
    Pin(.leakyrelu, [0], 0, [0.01]), Pin(.leakyrelu, [-100], -1, [0.01]), Pin(.leakyrelu, [2], 2, [1]),
    Pin(.elu, [0], 0, [1]), Pin(.elu, [1000], 1000, [1]), Pin(.elu, [-1000], -1, [0]),
    Pin(.max, [4, 5], 5, [0, 1]), Pin(.max, [2, 2], 2, [1, 0]), Pin(.max, [5, 4], 5, [1, 0]),
    Pin(.max, [.nan, 1], .nan, [0, 1]), Pin(.max, [1, .nan], .nan, [0, 1]),
    Pin(.max, [-.infinity, -.infinity], -.infinity, [1, 0]),
    Pin(.min, [4, 5], 4, [1, 0]), Pin(.min, [2, 2], 2, [1, 0]), Pin(.min, [5, 4], 4, [0, 1]),
    Pin(.min, [.nan, 1], .nan, [0, 1]), Pin(.min, [1, .nan], .nan, [0, 1]),
    Pin(.clamp, [0.5, 0, 1], 0.5, [1, 0, 0]), Pin(.clamp, [0, 0, 1], 0, [1, 0, 0]),
    Pin(.clamp, [1, 0, 1], 1, [1, 0, 0]), Pin(.clamp, [-1, 0, 1], 0, [0, 1, 0]),
    Pin(.clamp, [3, 0, 1], 1, [0, 0, 1]), Pin(.clamp, [1, 1, 1], 1, [1, 0, 0]), Pin(.clamp, [0, 2, 1], 1, [0, 0, 1]),
    Pin(.floor, [-0.5], -1, [0]), Pin(.ceil, [-0.5], 0, [0]), Pin(.trunc, [-2.7], -2, [0]),
    Pin(.round, [2.5], 3, [0]), Pin(.round, [-2.5], -3, [0]), Pin(.round, [0.49999999999999994], 0, [0]),
    Pin(.hypot, [0, 0], 0, [0, 0]), Pin(.hypot, [3, 4], 5, [0.6, 0.8]), Pin(.hypot, [0, -2], 2, [0, -1]),
    Pin(.atan2, [0, 0], 0, [0, 0]), Pin(.atan2, [0, 2], 0, [0.5, 0]), Pin(.atan2, [0, -2], .pi, [-0.5, 0]),
    Pin(.atan2, [2, 0], .pi / 2, [0, -0.5]), Pin(.atan2, [-2, 0], -.pi / 2, [0, 0.5]),
    Pin(.less, [1, 1], 0, [0, 0]), Pin(.lessOrEqual, [1, 1], 1, [0, 0]), Pin(.greater, [.nan, 1], 0, [0, 0]),
    Pin(.notEqual, [.nan, .nan], 1, [0, 0]), Pin(.equal, [.nan, .nan], 0, [0, 0]), Pin(.equal, [0, -0.0], 1, [0, 0]),
    Pin(.select, [1, 2, .nan], 2, [0, 1, 0]), Pin(.select, [0, .nan, 3], 3, [0, 0, 1]),
    Pin(.stop, [7], 7, [0]), Pin(.attach, [7, 5, 3], 7, [0, 3, 0]),
    Pin(.attach, [7, .infinity, 3], 7, [0, 3, 0]),
  ]

  static let powers: [Pin] = [
    Pin(.power, [3, 0], 1, [0, 1.0986122886681098]), Pin(.power, [0, 2], 0, [0, 0]), Pin(.power, [0, 1], 0, [1, 0]),
    Pin(.power, [0, 0], 1, [0, 0]), Pin(.power, [-2, 3], -8, [12, .nan]), Pin(.power, [-2, 2], 4, [-4, .nan]),
    Pin(.power, [-2, 0], 1, [0, .nan]), Pin(.power, [-2, -1], -0.5, [-0.25, .nan]),
    Pin(.power, [-2, -2], 0.25, [0.25, .nan]), Pin(.power, [0, 0.5], 0, [.infinity, 0]),
    Pin(.power, [0, 0.25], 0, [.infinity, 0]), Pin(.power, [4, 0.5], 2, [0.25, 2.772588722239781]),
    Pin(.power, [0, 3], 0, [0, 0]), Pin(.power, [1e200, 2], .infinity, [2e200, .infinity]),
    Pin(.power, [0x1p-1074, 0], 1, [0, -744.4400719213812]),
    Pin(.power, [0, -1], .infinity, [-.infinity, -.infinity]),
    Pin(.sqrt, [0], 0, [.infinity]), Pin(.cbrt, [0], 0, [.infinity]), Pin(.cbrt, [-8], -2, [1.0 / 12]),
    Pin(.square, [-3], 9, [-6]), Pin(.recip, [-4], -0.25, [-0.0625]), Pin(.recip, [1e200], 1e-200, [0]),
    Pin(.divide, [1e-200, 1e200], 0, [1e-200, 0]), Pin(.divide, [3e200, 1e200], 3, [1e-200, -3e-200]),
    Pin(.xlogy, [0, 0], 0, [-.infinity, 0]), Pin(.xlogy, [0, 5], 0, [1.6094379124341003, 0]),
    Pin(.xlogy, [2, 1], 0, [0, 2]),
    Pin(.log, [0], -.infinity, [.infinity]), Pin(.log1p, [-1], -.infinity, [.infinity]),
  ]

  static let extremes: [Pin] = [
    Pin(.sigmoid, [-800], 0, [0]), Pin(.sigmoid, [800], 1, [0]), Pin(.sigmoid, [0], 0.5, [0.25]),
    Pin(.sigmoid, [40], 1, [4.248354255291589e-18]), Pin(.sigmoid, [-.infinity], 0, [0]),
    Pin(.sigmoid, [.infinity], 1, [0]),
    Pin(.softplus, [800], 800, [1]), Pin(.softplus, [-800], 0, [0]), Pin(.softplus, [0], 0.6931471805599453, [0.5]),
    Pin(.logsigmoid, [-800], -800, [1]), Pin(.logsigmoid, [800], 0, [0]),
    Pin(.logsigmoid, [0], -0.6931471805599453, [0.5]),
    Pin(.silu, [-800], 0, [0]), Pin(.silu, [800], 800, [1]), Pin(.silu, [0], 0, [0.5]),
    Pin(.gelu, [-800], 0, [0]), Pin(.gelu, [800], 800, [1]), Pin(.gelu, [0], 0, [0.5]),
    Pin(.tanh, [800], 1, [0]), Pin(.tanh, [-800], -1, [0]), Pin(.tanh, [0], 0, [1]),
    Pin(.tanh, [20], 1, [1.6993417021166354e-17]),
    Pin(.erf, [1e300], 1, [0]), Pin(.erfc, [-1e300], 2, [0]), Pin(.erf, [.infinity], 1, [0]),
    Pin(.expnegsq, [0], 1, [0]), Pin(.expnegsq, [1e300], 0, [0]), Pin(.expnegsq, [1e308], 0, [0]),
    Pin(.normpdf, [1e308], 0, [0]), Pin(.normcdf, [0], 0.5, [0.3989422804014327]), Pin(.normcdf, [-1e308], 0, [0]),
    Pin(.normcdf, [1e308], 1, [0]), Pin(.normcdf, [.infinity], 1, [0]), Pin(.normcdf, [-.infinity], 0, [0]),
    Pin(.expm1, [-800], -1, [0]), Pin(.exp, [-800], 0, [0]), Pin(.exp, [800], .infinity, [.infinity]),
    Pin(.atan, [1e300], .pi / 2, [0]), Pin(.atan, [.infinity], .pi / 2, [0]),
    Pin(.asin, [1], .pi / 2, [.infinity]), Pin(.acos, [1], 0, [-.infinity]), Pin(.acos, [-1], .pi, [-.infinity]),
    Pin(.acosh, [1], 0, [.infinity]), Pin(.atanh, [1], .infinity, [.infinity]), Pin(.asinh, [0], 0, [1]),
    Pin(.logaddexp, [-.infinity, -.infinity], -.infinity, [0.5, 0.5]),
    Pin(.logaddexp, [-.infinity, 1], 1, [0, 1]), Pin(.logaddexp, [1000, 1000], 1000.6931471805599, [0.5, 0.5]),
    Pin(.logaddexp, [1e300, -1e300], 1e300, [1, 0]), Pin(.logaddexp, [-1e308, 1e308], 1e308, [0, 1]),
    Pin(.gamma, [1], 1, [-0.5772156649015329]),
    Pin(.lgamma, [1], 0, [-0.5772156649015329]), Pin(.lgamma, [2], 0, [0.4227843350984671]),
    Pin(.lgamma, [0], .infinity, [.nan]), Pin(.lgamma, [-3], .infinity, [.nan]), Pin(.digamma, [0], .nan, [.nan]),
    Pin(.digamma, [-7], .nan, [.nan]), Pin(.digamma, [.infinity], .infinity, [0]),
    Pin(.digamma, [1], -0.5772156649015329, [1.6449340668482264]),
    Pin(.polygamma, [1, 1], 1.6449340668482264, [0, -2.4041138063191886]),
    Pin(.polygamma, [-1, 1], .nan, [0, -0.5772156649015329]), Pin(.polygamma, [1.5, 1], .nan, [0, .nan]),
    Pin(.polygamma, [1e300, 1], .nan, [0, .nan]), Pin(.polygamma, [1, -2], .nan, [0, .nan]),
    Pin(.polygamma, [1, .infinity], 0, [0, 0]), Pin(.polygamma, [1, -.infinity], .nan, [0, .nan]),
  ]

  @Test(arguments: kinks + powers + extremes)
  func `a pinned point has its value and its partials`(pin: Pin) {
    expectSame(pin.operation.evaluate(pin.operands), pin.value, "value")
    #expect(pin.partials.count == pin.operation.row.partials.count)
    for (position, partial) in pin.partials.enumerated() {
      expectSame(pin.operation.partial(position, at: pin.operands), partial, "partial \(position)")
    }
  }

  /// Four roundings are allowed, and zeros of either sign.
  private func expectSame(_ found: Double, _ wanted: Double, _ what: Comment) {
    if wanted.isNaN {
      #expect(found.isNaN, what)
    } else if wanted.isInfinite {
      #expect(found == wanted, what)
    } else {
      #expect(abs(found - wanted) <= 4 * wanted.ulp, what)
    }
  }

  @Test func `no second partial is NaN far out, where all of them vanish`() {
    let smooth: [Operation] = [
      .sigmoid, .logsigmoid, .softplus, .silu, .gelu, .elu, .relu, .tanh, .erf, .erfc, .atan, .asinh, .normcdf,
    ]
    for operation in smooth {
      let second = operation.row.partials[0].derivative(for: 0, in: operation)
      for x in [-1e300, -1e100, -800, 800, 1e100, 1e300] {
        let slope = second.evaluate(at: [x], result: operation.evaluate(x))
        #expect(abs(slope) < 1e-99 || abs(x) < 1e3 && abs(slope) < 2e-6, "\(operation) \(x): \(slope)")
      }
    }
  }

  @Test func `the square has its second derivative at 0`() {
    let second = Operation.power.row.partials[0].derivative(for: 0, in: .power)
    #expect(second.evaluate(at: [0, 2], result: 0) == 2)
    #expect(second.evaluate(at: [0, 3], result: 0) == 0)
    #expect(second.evaluate(at: [-2, 3], result: -8) == -12)
  }
}
