import Differentiation
import FlatProgram
import ProgramBuilding
import Testing

/// The worked examples of the lecture notes, with their numbers.
@Suite struct LectureTests {
  @Test func productOfASum() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "y", "z")
    let q = b.local("q")
    b.assign(q, v[0] + v[1])
    let f = b.output("f", b[q] * v[2])
    let gradient = try gradient(b, of: f, ["x", "y", "z", "q"], ["x": [-2], "y": [5], "z": [-4]])
    #expect(gradient == [[-4], [-4], [3], [-4]])
  }

  @Test func neuron() throws {
    let b = ProgramBuilder()
    let v = b.scalars("w0", "x0", "w1", "x1", "w2")
    let loss = b.output("L", b.apply(.sigmoid, v[0] * v[1] + v[2] * v[3] + v[4]))
    let gradient = try gradient(
      b, of: loss, ["w0", "x0", "w1", "x1", "w2"], ["w0": [2], "x0": [-1], "w1": [-3], "x1": [-2], "w2": [-3]])
    let expected = [
      -0.196611933241482, 0.393223866482964, -0.393223866482964, -0.589835799724446, 0.196611933241482,
    ]
    for (found, wanted) in zip(gradient, expected) { #expect(abs(found[0] - wanted) < 1e-15) }
  }

  @Test func sumOfAProductAndASine() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x1", "x2")
    let f = b.output("f", v[0] * v[1] + b.apply(.sin, v[0]))
    let gradient = try gradient(b, of: f, ["x1", "x2"], ["x1": [0.7], "x2": [1.9]])
    #expect(abs(gradient[0][0] - (1.9 + 0.764842187284489)) < 1e-15)
    #expect(gradient[1] == [0.7])
  }

  @Test func gatesAddMultiplyCopyAndMax() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "y")
    let sum = b.output("sum", v[0] + v[1])
    let product = b.output("product", v[0] * v[1])
    let maximum = b.output("maximum", b.apply(.max, v[0], v[1]))
    #expect(try vjp(b, of: [sum], ["x", "y"], ["x": [3], "y": [4], "seed_sum": [2]]) == [[2], [2]])
    #expect(try vjp(b, of: [product], ["x", "y"], ["x": [2], "y": [3], "seed_product": [5]]) == [[15], [10]])
    #expect(try vjp(b, of: [maximum], ["x", "y"], ["x": [4], "y": [5], "seed_maximum": [9]]) == [[0], [9]])
  }

  @Test func copyAdds() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x")
    let (first, second) = (b.output("first", v[0]), b.output("second", v[0]))
    let given: [String: [Double]] = ["x": [1], "seed_first": [4], "seed_second": [2]]
    #expect(try vjp(b, of: [first, second], ["x"], given) == [[6]])
  }

  @Test func rectifier() throws {
    let b = ProgramBuilder()
    let (x, y) = (b.parameter("x", [4]), b.local("y", [4]))
    let i = b.axis("i", 0..<4)
    b.assign(y, [i], b.apply(.relu, b[x, i]))
    let given: [String: [Double]] = ["x": [1, -2, 3, -1], "seed_y": [4, -1, 5, 9]]
    let derivative = try ReverseMode.vjp(of: [y], withRespectTo: [x], in: b.program)
    let run = try Oracle.run(derivative.program, given)
    #expect(run(y) == [1, 0, 3, 0])
    #expect(run(derivative.adjoints[0]) == [4, 0, 5, 0])
  }

  @Test func matrixProduct() throws {
    let b = ProgramBuilder()
    let (x, w, y) = (b.parameter("X", [2, 3]), b.parameter("W", [3, 4]), b.local("Y", [2, 4]))
    let (i, j, k) = (b.axis("i", 0..<2), b.axis("j", 0..<4), b.axis("k", 0..<3))
    b.add(y, [b.at(i), b.at(j)], over: [i, j, k], b[x, i, k] * b[w, k, j])
    let derivative = try ReverseMode.vjp(of: [y], withRespectTo: [x, w], in: b.program)
    let run = try Oracle.run(
      derivative.program,
      [
        "X": [2, 1, -3, -3, 4, 2], "W": [3, 2, 1, -1, 2, 1, 3, 2, 3, 2, 1, -2],
        "seed_Y": [2, 3, -3, 9, -8, 1, 4, 6],
      ])
    #expect(run(y) == [-1, -1, 2, 6, 5, 2, 11, 7])
    #expect(run(derivative.adjoints[0]) == [0, 16, -9, -24, 9, -30])
    // X.T @ upstream
    #expect(run(derivative.adjoints[1]) == [28, 3, -18, 0, -30, 7, 13, 33, -22, -7, 17, -15])
  }

  @Test func squaredNormOfALinearLayer() throws {
    let b = ProgramBuilder()
    let (w, x, q) = (b.parameter("W", [2, 3]), b.parameter("x", [3]), b.local("q", [2]))
    let (i, k) = (b.axis("i", 0..<2), b.axis("k", 0..<3))
    b.add(q, [b.at(i)], over: [i, k], b[w, i, k] * b[x, k])
    let f = b.local("f")
    b.add(f, over: [i], b.apply(.square, b[q, i]))
    let (W, X): ([Double], [Double]) = ([1, -2, 0.5, 3, 1, -1], [2, 1, 4])
    let gradient = try gradient(b, of: f, ["x", "W"], ["W": W, "x": X])
    let product = (0..<2).map { i in (0..<3).reduce(0) { $0 + W[3 * i + $1] * X[$1] } }
    let forX: [Double] = (0..<3).map { k in 2 * (W[k] * product[0] + W[3 + k] * product[1]) }
    let forW: [Double] = (0..<6).map { 2 * product[$0 / 3] * X[$0 % 3] }
    #expect(gradient == [forX, forW])
  }

  @Test func linearRegressionAndTheSigmoidPerceptron() throws {
    for isPerceptron in [false, true] {
      let b = ProgramBuilder()
      let (x, y, w) = (b.input("X", [3, 2]), b.input("y", [3]), b.parameter("w", [2]))
      let (s, f) = (b.local("s", [3]), b.local("f"))
      let (i, k) = (b.axis("i", 0..<3), b.axis("k", 0..<2))
      b.add(s, [b.at(i)], over: [i, k], b[w, k] * b[x, i, k])
      b.add(f, over: [i], b.apply(.square, b[y, i] - (isPerceptron ? b.apply(.sigmoid, b[s, i]) : b[s, i])))
      let (X, Y, W): ([Double], [Double], [Double]) = ([1, 2, -1, 0.5, 3, -2], [1, 0, 2], [0.5, -0.25])
      let gradient = try gradient(b, of: f, ["w"], ["X": X, "y": Y, "w": W])
      for j in 0..<2 {
        var expected = 0.0
        for i in 0..<3 {
          let score = W[0] * X[2 * i] + W[1] * X[2 * i + 1]
          let value = isPerceptron ? 1 / (1 + exponential(-score)) : score
          expected += -2 * (Y[i] - value) * (isPerceptron ? value * (1 - value) : 1) * X[2 * i + j]
        }
        #expect(abs(gradient[0][j] - expected) < 1e-14)
      }
    }
  }
}
