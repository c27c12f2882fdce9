import Testing

@testable import AutodiffGen

/// Derivatives that functions state for themselves: `derivative x = ...`.
@Suite struct DerivativeRuleTests {
  /// A program whose rules are right: without them, its derivatives are the same.
  struct Ruled: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var values: [String: NumericArray]

    var testDescription: String { name }

    /// The program without its rules.
    var plain: String {
      text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("derivative ") }
        .joined(separator: "\n")
    }
  }

  static let programs = [
    Ruled(
      name: "itself in its rule",
      text: """
        fn smooth(x) = sqrt(x^2 + 0.5)
          derivative x = x / smooth(x)
        param w: [3], b
        f = sum(i: smooth(w[i])^3) * smooth(b)
        """, values: ["w": NumericArray([0.5, -2, 0]), "b": NumericArray(0.25)]),
    Ruled(
      name: "several parameters, one within the other",
      text: """
        fn area(x, y) = x*y^2
          derivative x = y^2
          derivative y = 2*x*y
        fn both(x, y) = area(area(x, y), sin(y)) + x
          derivative x = sin(y)^2*y^2 + 1
          derivative y = 2*x*y*sin(y)^2 + 2*area(x, y)*sin(y)*cos(y)
        param x, y
        f = both(x, y) / area(y, x + 2)
        """, values: ["x": NumericArray(0.75), "y": NumericArray(1.5)]),
    Ruled(
      name: "whole arrays",
      text: """
        fn length(v: [K]) = sqrt(sum(k: v[k]^2))
          derivative v = v / length(v)
        fn scaled(v: [K], a) = a*sin(v)
          derivative v = a*cos(v)
          derivative a = sin(v)
        fn applied(A: [M, K], v: [K]) = A @ v
          derivative A = [m in 0..<M, i in 0..<M, k in 0..<K: if m == i then v[k] else 0]
          derivative v = A
        param A: [2, 3], v: [3], a
        f = length(scaled(v, a)) + length(applied(A, scaled(v, 2)))^3
        """,
      values: [
        "A": NumericArray(shape: [2, 3], values: [0.5, -1, 2, 1, 0.25, -0.75])!, "v": NumericArray([1, 0.5, -1.25]),
        "a": NumericArray(0.75),
      ]),
    Ruled(
      name: "a block, a condition and a recurrence",
      text: """
        fn gate(x, y) {
          u = tanh(x)
          v = u*y
          return if v > 0 then v^2 else u
        }
          derivative x = (1 - u^2) * (if v > 0 then 2*v*y else 1)
          derivative y = if v > 0 then 2*v*u else 0
        param w: [4]
        h[0] = 0.5
        h[t in 1..<4] = gate(h[t-1], w[t]) + w[0]
        f = sum(t: h[t]^2) + (if w[1] > 5 then gate(1, w[1]) else 0)
        """, values: ["w": NumericArray([0.5, -1, 2, 0.75])]),
    Ruled(
      name: "derivatives within the text",
      text: """
        fn cube(x) = x^3
          derivative x = 3*x^2
        fn slope(x) = grad(cube(x)^2, x)
        param x: [2]
        g = sum(i: cube(x[i]))
        f = sum(i: grad(g, x)[i]^2) + slope(x[0])
        """, values: ["x": NumericArray([1.5, -0.5])]),
  ]

  @Test(arguments: programs) func `every derivative is that of the body`(program: Ruled) throws {
    let names = program.values.keys.sorted()
    let queries: [DerivativeQuery] = [
      DerivativeQuery(.jacobian), DerivativeQuery(.hessian), DerivativeQuery(.hvp, along: names),
      DerivativeQuery(.jvp, along: names), DerivativeQuery(.vjp, along: ["f"]),
    ]
    var values = program.values
    values["weight_f"] = NumericArray(1.5)
    for (name, array) in program.values {
      values["dot_\(name)"] = NumericArray(shape: array.shape, values: array.values.indices.map { 0.25 + Double($0) })
    }
    var results: [Evaluation] = []
    for text in [program.text, program.plain] {
      let model = try Model(text)
      let purpose = Purpose.derivatives(queries, of: "f", withRespectTo: names)
      var evaluator = try model.evaluator(for: purpose)
      var result = [try evaluator.run(values)]
      var gradient = try model.evaluator(for: .gradient(of: "f", withRespectTo: names))
      result.append(try gradient.run(program.values))
      results += result
    }
    for (ruled, plain) in [(results[0], results[2]), (results[1], results[3])] {
      #expect(ruled.values.map(\.array.values) == plain.values.map(\.array.values))
      let pairs =
        zip(ruled.gradient.map(\.array), plain.gradient.map(\.array)).map { $0 }
        + zip(ruled.parts.map(\.array), plain.parts.map(\.array))
      #expect(!pairs.isEmpty)
      for (a, b) in pairs {
        for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) <= 1e-12 * max(1, abs(y)), "\(x) and \(y)") }
      }
    }
    #expect(try Model(program.text).check(of: "f", withRespectTo: names, at: program.values).agrees)
  }

  @Test(arguments: programs.dropLast()) func `values are computed as if there were no rule`(program: Ruled) throws {
    // Names of sums and indices are numbered through the whole text.
    func shape(_ text: String) throws -> [Int] {
      try Model(text).text(of: .optimized).split(separator: "\n").map { line in
        line.count { "+-*/^(,".contains($0) }
      }
    }
    #expect(try shape(program.text) == (try shape(program.plain)))
  }

  @Test(arguments: programs) func `programs with rules read back`(program: Ruled) throws {
    let gradient = Purpose.gradient(of: "f", withRespectTo: program.values.keys.sorted())
    for (purpose, stage) in [(Purpose.values, Stage.flat), (gradient, .derivative), (gradient, .optimized)] {
      let text = try Model(program.text).text(of: stage, for: purpose)
      #expect(text.contains("attach(") == (stage != .optimized))
      var again = try Model(text).evaluator(for: .values)
      var first = try Model(program.text).evaluator(for: purpose)
      let (a, b) = (try again.run(program.values), try first.run(program.values))
      #expect(a.values.map(\.array) == (b.values + b.gradient).map(\.array))
    }
  }

  @Test func `derivatives follow the rule and not the body, to the third order`() throws {
    let text = """
      fn f(x) = 5
        derivative x = x^4
      param x
      y = f(x)
      d = grad(y, x)
      e = grad(d, x)
      g = grad(e, x)
      output y, d, e, g
      """
    let found = try Model(text).evaluate(["x": NumericArray(2)]).values.map { $0.array.scalar }
    #expect(found == [5, 16, 32, 48])
  }

  @Test func `the rule of a rule is followed`() throws {
    let text = """
      fn s(x) = 1
        derivative x = c(x)
      fn c(x) = 2
        derivative x = -s(x)
      param x
      y = s(x)
      d = grad(y, x)
      e = grad(d, x)
      output y, d, e
      """
    #expect(try Model(text).evaluate(["x": NumericArray(3)]).values.map { $0.array.scalar } == [1, 2, -1])
  }

  @Test func `a derivative of 0 lets nothing through, and a number serves for all elements`() throws {
    let text = """
      fn rounded(v: [K]) = round(v)
        derivative v = 1
      fn frozen(v: [K]) = 3*v
        derivative v = 0
      fn total(v: [K], n: Int) = sum(v)*n
        derivative v = n
      param v: [3]
      f = sum(rounded(v)*[1, 2, 3]) + sum(frozen(v)) + total(v, 10)
      """
    var evaluator = try Model(text).evaluator(for: .gradient(of: nil, withRespectTo: nil))
    let result = try evaluator.run(["v": NumericArray([0.25, 1.75, 3.25])])
    #expect(result.gradient.map(\.array.values) == [[11, 12, 13]])
  }

  @Test func `attach is a function of the language`() throws {
    var evaluator = try Model("param x; y = attach(floor(x), x^2, 3)").evaluator(
      for: .gradient(of: nil, withRespectTo: nil))
    let result = try evaluator.run(["x": NumericArray(2.5)])
    #expect(result.values[0].array.scalar == 2)
    #expect(result.gradient[0].array.scalar == 15)
  }

  @Test func `a wrong rule is named, where it is reached`() throws {
    let text = """
      dim N
      fn cube(x, k) = k*x^3
        derivative x = 3*k*x^2
        derivative k = x^2
      param w: [N]
      f = sum(i: if w[i] > 0 then cube(2, w[i]) else 0) + sum(i in 1..<N: cube(w[i-1], i))
      """
    let check = try Model(text).check(at: ["w": NumericArray([-1, 0.5, 3])])
    #expect(!check.agrees)
    #expect(check.rules.map(\.function) == ["cube", "cube"])
    #expect(check.rules.map(\.parameter) == ["x", "k"])
    // Two of the first sum, two of the second.
    #expect(check.rules.map(\.points) == [4, 4])
    #expect(check.rules[0].differences.isEmpty)
    let differences = check.rules[1].differences
    #expect(differences.map { $0.arguments.map { $0.array.scalar } } == [[2, 0.5], [2, 3], [-1, 1], [0.5, 2]])
    #expect(differences.map(\.entry.derivative) == [4, 4, 1, 0.25])
    for (difference, cube) in zip(differences, [8, 8, -1, 0.125]) {
      #expect(abs(difference.entry.difference - cube) <= 1e-10)
    }
  }
}
