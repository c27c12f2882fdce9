import AutodiffGen
import Foundation
import Testing

/// Derivatives within programs: `grad(y, x)` and its like.
@Suite struct DerivativeOperatorTests {
  private func values(_ text: String, _ given: [String: NumericArray] = [:]) throws -> [String: [Double]] {
    let result = try Model(text).evaluate(given)
    return Dictionary(uniqueKeysWithValues: result.values.map { ($0.name, $0.array.values) })
  }

  private func value(_ text: String, _ given: [String: NumericArray] = [:]) throws -> [Double] {
    let all = try values(text, given)
    return try #require(all.count == 1 ? all.values.first : nil)
  }

  private static func vector(_ values: [Double]) -> NumericArray { NumericArray(values) }

  /// Makes a matrix of two rows.
  private static func matrix(_ values: [Double]) throws -> NumericArray {
    try #require(NumericArray(shape: [2, values.count / 2], values: values))
  }

  private func isNear(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-14) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
  }

  /// The chain rule through an array whose Jacobian is wanted anyway: grad(|p - t|^2) = 2 Jᵀ(p - t).
  @Test func aGradientGoesThroughASmallJacobianThatStands() throws {
    let text = """
      param q: [3]
      p = [q[0] * q[1], sin(q[2]) + q[0]]
      value = (p[0] - 1)^2 + (p[1] + 2)^2
      J = jacobian(p, q)
      g = grad(value, q)
      output J, g
      """
    let (x, y, z) = (0.5, -1.5, 0.7)
    let found = try values(text, ["q": Self.vector([x, y, z])])
    let (u, v) = (2 * (x * y - 1), 2 * (sin(z) + x + 2))
    let expected = [u * y + v, u * x, v * cos(z)]
    #expect(isNear(try #require(found["g"]), expected))
  }

  /// LECTURE 5: two inputs, forward and reverse; then a third input and a second output.
  @Test func theLecturesTwoModes() throws {
    let text = """
      param x1, x2, x3
      f = x1*x2 + sin(x1) + cos(x3)
      f2 = cos(x2)
      backward = [grad(f, x1), grad(f, x2), grad(f, x3), grad(f2, x2)]
      forward = [jvp(f, x1, 1), jvp(f, x2, 1), jvp(f, x3, 1), jvp(f2, x2, 1)]
      output backward, forward
      """
    let found = try values(text, ["x1": NumericArray(0.5), "x2": NumericArray(-2), "x3": NumericArray(1.25)])
    let expected = [-2 + cos(0.5), 0.5, -sin(1.25), sin(2)]
    #expect(isNear(try #require(found["backward"]), expected))
    #expect(isNear(try #require(found["forward"]), expected))
  }

  /// LECTURE 10.
  @Test func theLecturesJacobian() throws {
    let text = "param x: [3]\ny = [x[0] - x[1]^2, x[0]*x[2]]\nJ = jacobian(y, x)"
    #expect(try value(text, ["x": Self.vector([3, 5, 7])]) == [1, -10, 0, 7, 0, 3])
  }

  /// LECTURE 19: the Hessian times a vector is the gradient of the gradient times the vector; of `x'Ax` it is `(A + A')v`.
  @Test func theLecturesHessianVectorProduct() throws {
    let text = """
      dim N
      input A: [N, N], v: [N]
      param x: [N]
      f = sum(i, j: x[i]*A[i, j]*x[j]) + sum(i: x[i]^4)
      along = sum(i: grad(f, x)[i] * v[i])
      nested = grad(along, x)
      direct = hvp(f, x, v)
      formed = hessian(f, x) @ v
      R = sum(i: grad(f, x)[i]^2)
      slope = grad(R, x)
      twice = 2*hvp(f, x, grad(f, x))
      output nested, direct, formed, slope, twice
      """
    let given = [
      "A": try Self.matrix([1, 2, 3, 4]), "v": Self.vector([1, -2]), "x": Self.vector([0.5, 2]),
    ]
    let found = try values(text, given)
    let expected = [2 + 12 * 0.25 - 10, 5 - 2 * (8 + 48.0)]
    for name in ["nested", "direct", "formed"] { #expect(isNear(try #require(found[name]), expected), "\(name)") }
    #expect(isNear(try #require(found["slope"]), try #require(found["twice"])))
  }

  /// LECTURE 20: forward mode by two reverse sweeps.
  @Test func theLecturesForwardModeByTwoReverseSweeps() throws {
    let text = """
      param x: [3], u: [2]
      input v: [3]
      y = [sin(x[0]*x[1]), exp(x[2]) / x[0]]
      back = vjp(y, x, u)
      twice = vjp(back, u, v)
      once = jvp(y, x, v)
      output twice, once
      """
    let given = ["x": [0.5, 2, -1], "u": [3, 4], "v": [1, 0.5, -2]].mapValues { Self.vector($0) }
    let found = try values(text, given)
    let c = cos(1.0)
    let expected = [c * (2 * 1 + 0.5 * 0.5), exp(-1) * (-2 / 0.5 - 1 / 0.25)]
    #expect(isNear(try #require(found["twice"]), expected))
    #expect(isNear(try #require(found["once"]), expected))
  }

  @Test func derivativesNestToAnyOrder() throws {
    let text = "a = grad(sin(2*x), x); b = grad(a, x); c = grad(b, x); d = grad(c, x); d"
    #expect(isNear(try value(text, ["x": NumericArray(0.3)]), [16 * sin(0.6)]))
    #expect(isNear(try value("grad(grad(grad(x^5, x), x), x)", ["x": NumericArray(2)]), [60 * 4]))
  }

  @Test func aDerivativeMayBeByADefinition() throws {
    let text = "param x\nq = x^2\ny = q^3 + x\ngrad(y, q)"
    #expect(try value(text, ["x": NumericArray(2)]) == [48])
  }

  @Test func stopTakesAValueAsAConstant() throws {
    #expect(try value("param x\ny = x*stop(x^2)\ngrad(y, x)", ["x": NumericArray(3)]) == [9])
  }

  /// A function's parameter is a variable of its own, whatever the argument is.
  @Test func functionsTakeDerivativesByTheirParameters() throws {
    let text = """
      param a: [3]
      fn slope(x) = grad(x^3, x)
      fn first(u: [K], v: [K]) = grad(sum(u*v), u)
      fn newton(x) = x - (x^2 - 2)/grad(x^2 - 2, x)
      p[i] = slope(a[i])
      q = slope(2*a[1])
      r = first(a, a)
      s = newton(newton(newton(newton(newton(1.5)))))
      t[i] = if a[i] > 1 then slope(a[i]) else 0
      output p, q, r, s, t
      """
    let found = try values(text, ["a": Self.vector([0.5, 1, 2])])
    #expect(found["p"] == [0.75, 3, 12])
    #expect(found["q"] == [12])
    #expect(found["r"] == [0.5, 1, 2])
    #expect(isNear(try #require(found["s"]), [Double(2).squareRoot()]))
    #expect(found["t"] == [0, 0, 12])
  }

  @Test func derivativesMayDependOnIndicesAroundThem() throws {
    let text = """
      param x: [3]
      p[i] = grad(x[i]^3 * x[0], x)[i]
      q = [k in 0..<3: jvp(x^3, x, [i in 0..<3: if i == k then 1 else 0])]
      r = sum(k in 0..<2: sum(vjp(x^2, x, [i in 0..<3: i + k])))
      output p, q, r
      """
    let found = try values(text, ["x": Self.vector([1, 2, 3])])
    #expect(found["p"] == [4, 12, 27])
    #expect(found["q"] == [3, 0, 0, 0, 12, 0, 0, 0, 27])
    #expect(found["r"] == [44])
  }

  /// `h[t] = a*h[t-1]`, so that `h[T] = a^T`.
  @Test func derivativesGoThroughRecurrences() throws {
    let text = """
      dim T = 5
      param a
      h[0] = 1
      h[t in 1..<T] = a * h[t-1]
      J = jacobian(h, a)
      v = jvp(h, a, 1)
      H = hessian(h[T-1], a)
      s = hvp(h[T-1], a, 2)
      output J, v, H, s
      """
    let found = try values(text, ["a": NumericArray(2)])
    #expect(found["J"] == [0, 1, 4, 12, 32])
    #expect(found["v"] == [0, 1, 4, 12, 32])
    #expect(found["H"] == [48])
    #expect(found["s"] == [96])
  }

  /// Gradient descent on `(x - a)^2` with rate 1/4 halves the distance at every step, and so does its derivative by `a`.
  @Test func aTrainingLoopIsARecurrence() throws {
    let text = """
      param a
      fn slope(x, a) = grad((x - a)^2, x)
      h[0] = 0
      h[t in 1...4] = h[t-1] - 0.25*slope(h[t-1], a)
      meta = grad(h[4], a)
      output h, meta
      """
    let found = try values(text, ["a": NumericArray(16)])
    #expect(found["h"] == [0, 8, 12, 14, 15])
    #expect(found["meta"] == [0.9375])
  }

  @Test func aWholeTrainingStepIsAProgram() throws {
    let text = """
      dim N, D
      input X: [N, D], y: [N]
      param w: [D], b
      loss = sum(n: (sum(d: X[n, d]*w[d]) + b - y[n])^2)
      w_next[d] = w[d] - 0.5*grad(loss, w)[d]
      b_next = b - 0.5*grad(loss, b)
      output w_next, b_next
      """
    let found = try values(
      text,
      [
        "X": try Self.matrix([1, 2, 3, 4]), "y": Self.vector([1, 1]), "w": Self.vector([1, -1]),
        "b": NumericArray(0.5),
      ])
    // The residuals are -1.5 and -1.5.
    #expect(found["w_next"] == [1 + 6, -1 + 9])
    #expect(found["b_next"] == [3.5])
  }

  /// The second derivative of `log(1 + exp(x))` at 800 is 0, and not NaN.
  @Test func formulasAreMadeAccurateBeforeTheyAreDifferentiated() throws {
    #expect(try value("grad(log(1 + exp(x)), x)", ["x": NumericArray(800)]) == [1])
    #expect(try value("grad(grad(log(1 + exp(x)), x), x)", ["x": NumericArray(800)]) == [0])
  }

  @Test func aDerivativeThatIsZeroIsAWarning() throws {
    let model = try Model("param x: [2], y\nf = sum(x^2)\nJ = jacobian(f, y)\nK = jacobian(y*stop(x), x)\noutput J, K")
    #expect(model.warnings.map(\.code) == ["zero-derivative", "zero-derivative"])
    let result = try model.evaluate(["x": Self.vector([1, 2]), "y": NumericArray(3)])
    #expect(result["J"]?.values == [0])
    #expect(result["K"]?.values == [0, 0, 0, 0])
    // That a straight line has no curvature is nothing to warn of.
    #expect(try Model("param x\ny = 2*x\nhessian(y, x)").warnings.isEmpty)
  }

  @Test func withinARecurrenceTheVariableIsOfTheStep() throws {
    let failure = #expect(throws: Failure.self) {
      try Model("param a\nh[0] = a\nh[t in 1..<5] = h[t-1] - 0.1*grad((h[t-1] - a)^2, a)")
    }
    #expect(failure?.description.contains("error[derivative-in-recurrence]") == true)
  }

  /// What 'derive' prints of a program with operators is read, run, and differentiated again.
  @Test func derivationsArePrograms() throws {
    let text = "param x: [2]\nf = sum(exp(x))*x[0]\nH = hessian(f, x)\nR = sum(H^2) + sum(grad(f, x)^2)\noutput R"
    let model = try Model(text)
    let printed = try Model(try model.derivation())
    let point = ["x": Self.vector([0.25, -0.5])]
    let expected = try model.gradient(at: point)
    let found = try printed.evaluate(point)
    #expect(isNear(try #require(found["R"]?.values), try #require(expected["R"]?.values)))
    #expect(isNear(try #require(found["grad_x"]?.values), try #require(expected.gradient(of: "x")?.values), 1e-13))
    let again = try printed.gradient(of: "R", at: point)
    #expect(
      isNear(try #require(again.gradient(of: "x")?.values), try #require(expected.gradient(of: "x")?.values), 1e-13))
    let plain = try Model(try model.derivation(style: .plain)).evaluate(point)
    #expect(isNear(try #require(plain["grad_x"]?.values), try #require(expected.gradient(of: "x")?.values), 1e-13))
  }
}
