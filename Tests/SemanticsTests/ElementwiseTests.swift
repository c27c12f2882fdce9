import Evaluating
import Interpretation
import Testing

@Suite("Operators, conditions and broadcasting") struct ElementwiseTests {
  @Test("Operators bind as on paper")
  func precedence() throws {
    #expect(try value("-x^2", ["x": 3]) == -9)
    #expect(try value("2^-x", ["x": 2]) == 0.25)
    #expect(try value("2^3^2 + 0*x", ["x": 1]) == 512)
    #expect(try value("7 - 2 - 1 + x", ["x": 0]) == 4)
    #expect(try value("12 / 3 / 2 * x", ["x": 1]) == 2)
    #expect(try value("+x - -x", ["x": 4]) == 8)
  }

  @Test("Conditions choose, and are joined")
  func conditions() throws {
    let text = "if x > 0 and not (y == 1 or y >= 3) then 10 else if x != y then 20 else 30"
    #expect(try value(text, ["x": 1, "y": 2]) == 10)
    #expect(try value(text, ["x": 1, "y": 3]) == 20)
    #expect(try value(text, ["x": 1, "y": 1]) == 30)
    #expect(try value(text, ["x": -1, "y": -1]) == 30)
    #expect(try value("where(x <= 2, x, 2)", ["x": 5]) == 2)
    #expect(try value("if (if x < 0 then y < 0 else y > 0) then 1 else 0", ["x": -1, "y": -1]) == 1)
  }

  @Test("The branch that is not taken contributes nothing, not even a NaN")
  func untakenBranch() throws {
    #expect(try value("if x > 0 then log(x) else 0", ["x": -1]) == 0)
    #expect(try value("param x: [3]\ny[i] = if x[i] > 0 then 1/x[i] else 0", ["x": [2, 0, -1]]) == [0.5, 0, 0])
    #expect(
      try value("dim N\nparam x: [N]\ny[i in 0..<N] = if i > 0 then x[i-1] else 0", dims: ["N": 3], ["x": [1, 2, 3]])
        == [0, 1, 2])
  }

  @Test("One value wanted in the branches of opposite conditions is worked out in both")
  func oppositeBranches() throws {
    let text = """
      param A: [3, 2], w: [2]
      g[i, j] = if A[i, j] < 0 then 2 * (if j > 0 then w[j - 1]^2 else j) else 0
      h[i, j] = if A[i, j] < 0 then 0 else if j > 0 then w[j - 1]^2 else j
      output g, h
      """
    let values = try values(text, ["A": [[1, 1], [-1, -1], [1, -1]], "w": [3, 4]])
    #expect(values == ["g": [[0, 0], [0, 18], [0, 18]], "h": [[0, 9], [0, 0], [0, 0]]])
  }

  @Test("An index is a number within a body")
  func indexNumbers() throws {
    #expect(
      try value("dim N = 3\nI[i in 0..<N, j in 0..<N] = if i == j then 1 else 0") == [
        [1, 0, 0], [0, 1, 0], [0, 0, 1],
      ])
    #expect(try value("[i in 0..<2, j in 0..<3: 10*i + j]") == [[0, 1, 2], [10, 11, 12]])
  }

  @Test("Whole arrays broadcast from the last axis")
  func broadcasting() throws {
    let given: [String: Tensor] = [
      "A": [[1, 2, 3], [4, 5, 6]], "r": [10, 20, 30], "c": [[1], [2]], "s": 2, "o": [7],
    ]
    func check(_ body: String, _ expected: Tensor) throws {
      #expect(try value("param A: [2, 3], r: [3], c: [2, 1], s, o: [1]\ny = \(body)", given) == expected, "\(body)")
    }
    try check("A + r", [[11, 22, 33], [14, 25, 36]])
    try check("r - A", [[9, 18, 27], [6, 15, 24]])
    try check("A * c", [[1, 2, 3], [8, 10, 12]])
    try check("c * A", [[1, 2, 3], [8, 10, 12]])
    try check("s * A", [[2, 4, 6], [8, 10, 12]])
    try check("c + r", [[11, 21, 31], [12, 22, 32]])
    try check("o + r", [17, 27, 37])
    try check("r + o", [17, 27, 37])
    try check("o * c", [[7], [14]])
    try check("A - [1, 1, 2]", [[0, 1, 1], [3, 4, 4]])
    try check("-A^2", [[-1, -4, -9], [-16, -25, -36]])
    try check("max(A, s + o - 6)", [[3, 3, 3], [4, 5, 6]])
  }

  @Test("Extents broadcast where a dim is 1 by its text")
  func fixedDims() throws {
    #expect(try value("dim C = 1\nparam a: [C], b: [3]\na + b", ["a": [1], "b": [1, 2, 3]]) == [2, 3, 4])
  }

  @Test("Extents that are spelt differently and are the same agree")
  func equalExtents() throws {
    #expect(
      try value("dim N, M = N + 1\nparam a: [M], b: [1 + N]\na + b", dims: ["N": 1], ["a": [1, 2], "b": [3, 4]])
        == [4, 6])
    #expect(try value("dim D = 2\nparam a: [D], b: [2]\na + b", ["a": [1, 2], "b": [3, 4]]) == [4, 6])
    #expect(
      try value("dim D = 2, E = 2\nparam a: [D], b: [E]\nsum(i: a[i]*b[i])", ["a": [1, 2], "b": [3, 4]]) == 11)
  }

  @Test("A condition that is an array chooses elementwise")
  func masks() throws {
    let given: [String: Tensor] = ["x": [1, -2, 3], "y": [10, 20, 30]]
    #expect(try value("param x: [3], y: [3]\nif x > 0 then x else y", given) == [1, 20, 3])
    #expect(try value("param x: [3], y: [3]\nwhere(x > 0 and y < 30, 1, 0)", given) == [1, 0, 0])
    #expect(try value("param x: [3], y: [3]\nif not x > 0 then y else 0", given) == [0, 20, 0])
    #expect(try value("param x: [3], y: [3]\nif y[0] > 5 then x else y", given) == [1, -2, 3])
    #expect(try value("param x: [3]\nif x > 0 then [[1], [2]] else 0", given) == [[1, 0, 1], [2, 0, 2]])
  }

  @Test("Conditions are kept in lists, in comprehensions and under names of functions")
  func keptConditions() throws {
    let given: [String: Tensor] = ["x": [1, -2, 3]]
    #expect(try value("param x: [3]\nif [i in 0..<3: x[2 - i] > 0] then x else 0", given) == [1, 0, 3])
    #expect(try value("param x: [3]\nif [x[0] > 0, x[1] > 0, x[0] > x[2]] then 1 else 2", given) == [1, 2, 2])
    #expect(try value("param x: [3]\n[i in 0..<2: if [x[0] < 0, x[1] < 0][i] then 1 else 2]", given) == [2, 1])
    let named = "fn f(v: [K]) {\n  m = v > 0\n  n = m and v < 2\n  return if n then v else 7\n}\nparam x: [3]\nf(x)"
    #expect(try value(named, given) == [1, 7, 7])
    #expect(try value("fn f(c: [K]) = if c then 1 else 0\nparam x: [3]\nf(x > 0)", given) == [1, 0, 1])
    let chosen = "param x: [3]\n[i in 0..<3: if (if i > 0 then x[i-1] > 0 else x[i] > 0) then 1 else 0]"
    #expect(try value(chosen, given) == [1, 1, 0])
  }

  @Test("Functions of the table apply to elements")
  func functions() throws {
    #expect(try value("param x: [3]\nrelu(x)", ["x": [-1, 0, 2]]) == [0, 0, 2])
    #expect(try value("max(a, b, c, 1)", ["a": 0, "b": 5, "c": 2]) == 5)
    #expect(try value("min(a, b, c)", ["a": 0, "b": 5, "c": -2]) == -2)
    #expect(try value("param x: [2]\nmax(x, [1, 2], 1.5)", ["x": [0, 5]]) == [1.5, 5])
    #expect(try value("clamp(x, 0, 1) + stop(x)", ["x": 3]) == 4)
    #expect(try value("hypot(x, 4) + atan2(0, 1)", ["x": 3]) == 5)
  }

  @Test("Integer quotients round down, remainders have the sign of the divisor")
  func integerDivision() throws {
    #expect(try value("[i in 0..<5: div(i, 2)]") == [0, 0, 1, 1, 2])
    #expect(try value("[i in 0..<5: mod(i - 3, 3)]") == [0, 1, 2, 0, 1])
    #expect(try value("[i in 0..<4: div(i - 2, 2)]") == [-1, -1, 0, 0])
    #expect(try value("div(-7, 2) + 0*x", ["x": 0]) == -4)
    #expect(try value("mod(-7, 2) + mod(7, -2) + 0*x", ["x": 0]) == 0)
    #expect(try value("div(7, -2) + 0*x", ["x": 0]) == -4)
    #expect(
      try value("param x: [2, 3]\n[k in 0..<6: x[div(k, 3), mod(k, 3)]]", ["x": [[1, 2, 3], [4, 5, 6]]])
        == [1, 2, 3, 4, 5, 6])
    #expect(
      try value("dim N\nparam x: [N]\n[i in 0..<N: x[mod(i + 1, N)]]", dims: ["N": 3], ["x": [1, 2, 3]]) == [2, 3, 1])
  }
}
