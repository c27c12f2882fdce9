import Evaluating
import Interpretation
import Testing

@Suite("Reductions and softmax") struct ReductionTests {
  private static let matrix: Tensor = [[1, 2, 3], [-4, 5, 0.5]]

  private func of(_ body: String) throws -> Tensor { try value("param A: [2, 3]\n\(body)", ["A": Self.matrix]) }

  /// A reduction with its value over the matrix, over its columns and over its rows.
  private static let reductions: [(name: String, all: Double, columns: [Double], rows: [Double])] = [
    ("sum", 7.5, [-3, 7, 3.5], [6, 1.5]),
    ("prod", -60, [-4, 10, 1.5], [6, -10]),
    ("mean", 1.25, [-1.5, 3.5, 1.75], [2, 0.5]),
    ("max", 5, [1, 5, 3], [3, 5]),
    ("min", -4, [-4, 2, 0.5], [1, -4]),
    (
      "norm", 55.25.squareRoot(), [17.squareRoot(), 29.squareRoot(), 9.25.squareRoot()],
      [14.squareRoot(), 41.25.squareRoot()]
    ),
    ("var", 55.25 / 6 - 1.5625, [6.25, 2.25, 1.5625], [2.0 / 3, 41.25 / 3 - 0.25]),
  ]

  @Test("Reductions run over indices, over all of an array, and along an axis", arguments: reductions.indices)
  func threeForms(_ number: Int) throws {
    let (name, all, columns, rows) = Self.reductions[number]
    #expect(try of("\(name)(i, j: A[i, j])").isNear(Tensor(all)))
    #expect(try of("\(name)(A)").isNear(Tensor(all)))
    #expect(try of("\(name)(A, axis: 0)").isNear(Tensor(columns)))
    #expect(try of("\(name)(A, axis: 1)").isNear(Tensor(rows)))
    #expect(try of("\(name)(A, axis: -1)").isNear(Tensor(rows)))
    #expect(try of("[j: \(name)(i: A[i, j])]").isNear(Tensor(columns)))
    #expect(try of("r[i] = \(name)(j: A[i, j])").isNear(Tensor(rows)))
    #expect(try of("\(name)(i: A[i])").isNear(Tensor(columns)))
    #expect(try of("3 * \(name)(2 * A[1] / 2) - 1").isNear(Tensor(3 * rows[1] - 1)))
  }

  @Test("Log-sum-exp is accurate where the sum would overflow")
  func logsumexp() throws {
    #expect(try value("param x: [3]\nlogsumexp(x)", ["x": [1000, 1000, -1000]]).isNear(1000.6931471805599))
    #expect(try value("param x: [2]\nlogsumexp(i: x[i])", ["x": [-1000, -1000]]).isNear(-999.3068528194401))
    #expect(
      try value("param x: [2, 2]\nlogsumexp(x, axis: 1)", ["x": [[0, 0], [1, 1]]]).isNear([
        0.6931471805599453, 1.6931471805599454,
      ]))
    #expect(
      try value("param x: [2, 2]\nlogsumexp(i, j: x[i, j])", ["x": [[0, 0], [0, 0]]]).isNear(1.3862943611198906))
    #expect(
      try value("param x: [2]\nlogsumexp(i: x[i])", ["x": [.init(-.infinity), .init(-.infinity)]]) == .init(-.infinity))
  }

  @Test("Positions are those of the first extremum")
  func positions() throws {
    #expect(try of("argmax(j: A[0, j])") == 2)
    #expect(try of("argmax(A, axis: 1)") == [2, 1])
    #expect(try of("argmin(A, axis: 0)") == [1, 0, 1])
    #expect(try of("[i: argmin(j: A[i, j])]") == [0, 0])
    #expect(try value("argmax([3, 7, 7, x])", ["x": 7]) == 1)
    #expect(try value("argmin(i in 1..<4: (i - x)^2)", ["x": 3.2]) == 3)
  }

  @Test("All and any ask conditions")
  func conditions() throws {
    #expect(try of("if all(i, j: A[i, j] > -5) then 1 else 0") == 1)
    #expect(try of("if all(A > 0) then 1 else 0") == 0)
    #expect(try of("if any(A > 4.5) then 1 else 0") == 1)
    #expect(try of("if any(j: A[0, j] > 4.5) then 1 else 0") == 0)
    #expect(try of("if all(A > 0, axis: 1) then 1 else 0") == [1, 0])
    #expect(try of("[j: if any(i: A[i, j] < 0) then 1 else 0]") == [1, 0, 0])
    #expect(try of("if all(j in 0..<0: A[0, j] > 9) and not any(j in 0..<0: A[0, j] < 9) then 1 else 0") == 1)
  }

  @Test("Over an empty range each has its own value")
  func emptyRanges() throws {
    func over(_ name: String) throws -> Double {
      try value("dim N\nparam x: [N]\n\(name)(i: x[i])", dims: ["N": 0], ["x": .init([])]).values[0]
    }
    #expect(try over("sum") == 0)
    #expect(try over("prod") == 1)
    #expect(try over("max") == -.infinity)
    #expect(try over("min") == .infinity)
    #expect(try over("mean").isNaN)
    #expect(try over("logsumexp") == -.infinity)
    #expect(try over("norm") == 0)
    #expect(
      try value("param x: [2]\nprod(i in 0..<0: x[i]) + max(i in 1..<1: x[i])", ["x": [1, 2]]) == .init(-.infinity))
  }

  @Test("Softmax over an index is a vector over it, over an axis it keeps the shape")
  func softmax() throws {
    let (a, b) = (1 / (1 + 3.0), 3 / (1 + 3.0))
    let given: [String: Tensor] = ["z": [[0, .init(1.0986122886681098)], [.init(1.0986122886681098), 0]]]
    func soft(_ body: String) throws -> Tensor { try value("dim N = 2, C = 2\nparam z: [N, C]\n\(body)", given) }
    let rows = Tensor(shape: [2, 2], values: [a, b, b, a])
    #expect(try soft("p[n] = softmax(c: z[n, c])").isNear(rows))
    #expect(try soft("p[n, c] = softmax(k: z[n, k])[c]").isNear(rows))
    #expect(try soft("softmax(z, axis: 1)").isNear(rows))
    #expect(try soft("softmax(z, axis: 0)").isNear(rows))
    #expect(try soft("softmax(z[0])").isNear(Tensor([a, b])))
    #expect(try soft("softmax(n: z[n, 1])").isNear(Tensor([b, a])))
    #expect(try soft("softmax(n: z[n])[1]").isNear(Tensor([b, a])))
    #expect(try soft("sum(softmax(2000 * z, axis: 1))").isNear(2))
    let wide: [String: Tensor] = ["z": [[0, 0, 0], [0, 0, .init(0.6931471805599453)]]]
    #expect(
      try value("param z: [2, 3]\nsoftmax(z, axis: 0)[1]", wide).isNear([0.5, 0.5, .init(2.0 / 3)]))
    #expect(try value("param z: [2, 3]\nsoftmax(z, axis: 1)[1]", wide).isNear([0.25, 0.25, 0.5]))
  }

  @Test("A bound may name an outer index")
  func triangles() throws {
    #expect(try value("dim N\nsum(i in 0..<N: sum(j in 0..<i: 1))", dims: ["N": 5]) == 10)
    #expect(try value("dim N\nsum(i in 0..<N, j in 0...i: i*j)", dims: ["N": 3]) == 7)
    #expect(
      try value("dim N\nparam x: [N]\nc[i in 0..<N] = sum(j in 0...i: x[j])", dims: ["N": 4], ["x": [1, 2, 3, 4]]) == [
        1, 3, 6, 10,
      ])
    #expect(
      try value("dim N\nparam x: [N]\nc[i in 0..<N] = prod(j in 0..<i: x[j])", dims: ["N": 4], ["x": [2, 3, 4, 5]]) == [
        1, 2, 6, 24,
      ])
    #expect(
      try value("dim N\nparam x: [N]\nc[i in 0..<N] = max(j in 0...i: x[j])", dims: ["N": 4], ["x": [2, 1, 4, 3]]) == [
        2, 2, 4, 4,
      ])
    #expect(
      try value("dim N\nparam x: [N]\nc[i in 0..<N] = prod(j in i..<N: x[j])", dims: ["N": 4], ["x": [2, 3, 4, 5]]) == [
        120, 60, 20, 5,
      ])
    #expect(try value("dim N\nmean(i in 0..<N, j in 0..<i: j)", dims: ["N": 3]).isNear(.init(1.0 / 3)))
    #expect(
      try value("dim N\nparam x: [N]\nc[i in 0..<N] = argmax(j in i..<N: x[j])", dims: ["N": 4], ["x": [2, 1, 4, 3]])
        == [
          2, 2, 2, 3,
        ])
    #expect(
      try value("dim N\nparam x: [N]\nc[i in 0..<N] = logsumexp(j in 0...i: x[j])", dims: ["N": 2], ["x": [0, 0]])
        .isNear([0, 0.6931471805599453]))
  }

  @Test("Closed ranges hold their last value")
  func closedRanges() throws {
    #expect(try value("sum(i in 1...4: i)") == 10)
    #expect(try value("dim N\n[i in 0...N: i]", dims: ["N": 2]) == [0, 1, 2])
    #expect(try value("dim N\nsum(i in 1...N, j in i...N: 1)", dims: ["N": 3]) == 6)
    #expect(try value("prod(i in 1...5: i)") == 120)
  }

  @Test("Reductions stand in each other, under conditions and in subscripts")
  func nesting() throws {
    #expect(try of("max(i: sum(j: A[i, j]))") == 6)
    #expect(try of("sum(i: max(j: A[i, j]) * min(j: A[i, j]))") == -17)
    #expect(
      try of("[i: if A[i, 0] > 0 then sum(j: log(A[i, j])) else prod(j: A[i, j])]").isNear([
        .init(1.791759469228055), -10,
      ]))
    #expect(try of("r = argmax(i: A[i, 1])\nc = argmin(j: A[0, j])\nA[r, c]") == -4)
    #expect(try of("sum(i, j: if j == argmax(k: A[i, k]) then A[i, j] else 0)") == 8)
    #expect(try of("max(mean(A, axis: 0), 0)") == [0, 3.5, 1.75])
    #expect(try of("mean(i: logsumexp(j: A[i, j]) - logsumexp(j: A[i, j]))") == 0)
  }
}
