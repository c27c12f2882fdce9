import AutodiffGen
import Testing

/// Sums of many terms, however they come about, are as good as pairwise summation.
@Suite("Long sums") struct LongSumTests {
  /// A program over terms `x`, or over `X` with the terms in each of its columns, and where their sum comes out.
  struct Form: Sendable, CustomStringConvertible {
    var description: String
    var text: String
    /// The result, or the parameter of the gradient, all of whose elements are the sum.
    var result: String
    var isGradient = false
    /// How many times the sum it is.
    var factor = 1.0
  }

  static let forms = [
    Form(description: "a sum", text: "param w\nf = w * sum(i: x[i])", result: "f"),
    Form(
      description: "the gradient of a factor", text: "param w\nf = sum(i: w * x[i])", result: "w", isGradient: true),
    Form(description: "a mean", text: "param w\nf = w * mean(i: x[i]) * N", result: "f"),
    Form(description: "a sum over two indices", text: "param w\nf = w * sum(i, j: X[i,j])", result: "f", factor: 2),
    Form(
      description: "sums of columns", text: "param w\nc[j] = sum(i: X[i,j])\nf = w * c[1]", result: "f"),
    Form(
      description: "the gradient of a row", text: "param w: [2]\nf = sum(i, j: w[j] * X[i,j])", result: "w",
      isGradient: true),
    Form(
      description: "the gradient of a matrix product",
      text: "param w: [2]\nz = X @ w\nf = sum(i: z[i])", result: "w", isGradient: true),
    Form(
      description: "a matrix product over many columns",
      text: "param w\nz[a in 0..<1, j] = sum(i: w * X[i,j])\nf = sum(z)",
      result: "f", factor: 2),
    Form(
      description: "the gradient of elements that data picks", text: "param w: [1]\nf = sum(i: w[k[i]] * x[i])",
      result: "w", isGradient: true),
    Form(
      description: "the gradient of rows that data picks", text: "param w: [1, 2]\nf = sum(i, j: w[k[i],j] * X[i,j])",
      result: "w", isGradient: true),
    Form(
      description: "the gradient of elements that a remainder picks",
      text: "param w: [1]\nf = sum(i: w[mod(i, 1)] * x[i])", result: "w", isGradient: true),
    Form(
      description: "a sum with cases", text: "param w\nf = w * sum(i in 0...N: if i > 0 then x[i-1] else 0)",
      result: "f"),
    Form(
      description: "the gradient of a factor in a recurrence",
      text: "param w\ns[0] = 0\ns[t in 1...N] = 0*s[t-1] + w * x[t-1]\nf = sum(t in 1...N: s[t])", result: "w",
      isGradient: true),
    Form(
      description: "the gradient of a row in a recurrence",
      text: """
        param w: [2]
        s[0, j in 0..<2] = 0
        s[t in 1...N, j] = 0*s[t-1,j] + w[j] * X[t-1,j]
        f = sum(t in 1...N, j: s[t,j])
        """, result: "w", isGradient: true),
    Form(
      description: "the sum of many sums", text: "param w\nf = sum(j: sum(i: w * X[i,j]))", result: "f", factor: 2),
  ]

  /// How many terms there are: as many as keep the test short.
  private static let count = 20_011

  private static func terms(_ kind: Int) -> (values: [Double], sum: Double) {
    if kind == 0 { return (Array(repeating: 0.1, count: count), Double(count) * 0.1) }
    // Whole numbers of 46 bits from a linear congruential generator (Knuth); their sum has 61 bits and is exact.
    var state: UInt64 = 1
    let numbers = (0..<count).map { _ -> Int in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 18)
    }
    return (numbers.map { Double($0) }, Double(numbers.reduce(0, +)))
  }

  @Test("A sum is within log2(n) units of the truth", arguments: forms, 0..<2)
  func sum(_ form: Form, kind: Int) throws {
    let (values, sum) = Self.terms(kind)
    let columns = form.text.contains("X[") || form.text.contains("X ")
    var header = "dim N\ninput \(columns ? "X: [N, 2]" : "x: [N]")"
    if form.text.contains("k[") { header += ", k: Int[N] in 1" }
    let model = try Model("\(header)\n\(form.text)\noutput f")
    var given: [String: NumericArray?] = [
      columns ? "X" : "x": columns
        ? NumericArray(shape: [Self.count, 2], values: values.flatMap { [$0, $0] }) : NumericArray(values)
    ]
    if form.text.contains("k[") { given["k"] = NumericArray([Double](repeating: 0, count: Self.count)) }
    given["w"] =
      form.text.contains("w: [1, 2]")
      ? NumericArray(shape: [1, 2], values: [1, 1])
      : form.text.contains("w: [2]")
        ? NumericArray([1, 1]) : form.text.contains("w: [1]") ? NumericArray([1]) : NumericArray(1)
    let result = try model.gradient(of: "f", at: given.compactMapValues { $0 })
    let found = form.isGradient ? result.gradient(of: form.result)?.values : result[form.result]?.values
    // Pairwise sums lose half a unit for each of the log2(n) additions that a term goes through.
    let bound = 15 * sum * form.factor * 0x1p-53
    for value in try #require(found) {
      #expect(abs(value - sum * form.factor) <= bound, "off by \((value - sum * form.factor) / bound) bounds")
    }
    // One by one they would lose more.
    #expect(kind == 1 || abs(values.reduce(0, +) - sum) > 4 * bound)
  }
}
