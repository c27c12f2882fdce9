import Evaluating
import Interpretation
import Testing

@Suite("Index notation, subscripts, slices and literals") struct SubscriptTests {
  private let matrix: [String: Tensor] = ["A": [[1, 2, 3], [4, 5, 6]]]

  private func of(_ body: String) throws -> Tensor { try value("param A: [2, 3]\n\(body)", matrix) }

  @Test("Index notation defines arrays, and is an expression in brackets")
  func notation() throws {
    #expect(try of("h[i, j] = 2*A[i, j]") == [[2, 4, 6], [8, 10, 12]])
    #expect(try of("h[j, i] = A[i, j]") == [[1, 4], [2, 5], [3, 6]])
    #expect(try of("[j, i: A[i, j]]") == [[1, 4], [2, 5], [3, 6]])
    #expect(try of("[i: [j: A[i, j]]][1]") == [4, 5, 6])
    #expect(try of("[i: A[i]]") == [[1, 2, 3], [4, 5, 6]])
    #expect(try of("[j: A[1, j]^2]") == [16, 25, 36])
  }

  @Test("A body that is an array adds its axes")
  func addedAxes() throws {
    #expect(try of("h[i in 0..<2] = A[i] * 10") == [[10, 20, 30], [40, 50, 60]])
    #expect(try of("h[k in 0..<2] = A + k") == [[[1, 2, 3], [4, 5, 6]], [[2, 3, 4], [5, 6, 7]]])
    #expect(try of("h[i] = [A[i, 0], A[i, 2]]") == [[1, 3], [4, 6]])
    #expect(try of("h[i] = [j in 1..<3: A[i, j]]") == [[2, 3], [5, 6]])
  }

  @Test("Fewer subscripts than axes keep the rest")
  func rows() throws {
    #expect(try of("A[1]") == [4, 5, 6])
    #expect(try of("A[:, 1]") == [2, 5])
    #expect(try of("A[0] + A[1]") == [5, 7, 9])
    #expect(try of("A[1][2]") == 6)
  }

  @Test("Slices take a part, with either end open or closed")
  func slices() throws {
    #expect(try of("A[:, 1..<3]") == [[2, 3], [5, 6]])
    #expect(try of("A[0..<1, :]") == [[1, 2, 3]])
    #expect(try of("A[1, 0...1]") == [4, 5])
    #expect(try of("A[:, 1..<3][1, 0]") == 5)
    #expect(try of("A[1..<1]") == Tensor(shape: [0, 3], values: []))
    #expect(try of("A[:, 0..<2] - A[:, 1..<3]") == [[-1, -1], [-1, -1]])
    #expect(
      try value("dim N\nparam x: [N]\nx[1..<N] - x[0..<N-1]", dims: ["N": 4], ["x": [1, 3, 6, 10]]) == [2, 3, 4])
    #expect(
      try value("dim N\nparam x: [N]\n[i in 0..<N-1: sum(x[i..<i+2])]", dims: ["N": 3], ["x": [1, 3, 6]]) == [4, 9])
  }

  @Test("The range of an index is what its plain subscripts show, or is written")
  func ranges() throws {
    let text = "dim N\nparam x: [N]\ny[i in 0..<N-2] = x[i] - 2*x[i+1] + x[i+2]"
    #expect(try value(text, dims: ["N": 5], ["x": [0, 1, 4, 9, 16]]) == [2, 2, 2])
    #expect(try of("sum(j in 0...1: A[1, j])") == 9)
    #expect(try of("sum(i, j: A[i, j]) + sum(j, i: A[i, j])") == 42)
    #expect(try of("[j in 1..<3: A[0, j]]") == [2, 3])
    #expect(try of("sum(j in 1..<3: A[0, j-1])") == 3)
  }

  @Test("A subscript is not out of range where an inner range is empty")
  func emptyInnerRanges() throws {
    #expect(try value("param x: [3]\nsum(i in 0..<3: sum(j in 0..<i: x[i-1]))", ["x": [1, 2, 4]]) == 5)
    #expect(try value("param x: [3]\nsum(i in 0..<4, j in i..<3: x[i])", ["x": [1, 2, 4]]) == 11)
    #expect(faults(of: "param x: [3]\nsum(i in 0..<3: sum(j in 0...i: x[i-1]))") == ["subscript-out-of-range 2:35"])
  }

  @Test("'.T' reverses the axes")
  func transposition() throws {
    #expect(try of("A.T") == [[1, 4], [2, 5], [3, 6]])
    #expect(try of("A.T.T") == [[1, 2, 3], [4, 5, 6]])
    #expect(try of("A.T[2, 0]") == 3)
    let given: [String: Tensor] = ["B": [[[1, 2]], [[3, 4]], [[5, 6]]]]
    #expect(try value("param B: [3, 1, 2]\nB.T", given) == [[[1, 3, 5]], [[2, 4, 6]]])
  }

  @Test("'@' is the matrix product of vectors, matrices and batches")
  func matrixProducts() throws {
    let given: [String: Tensor] = ["A": [[1, 2, 3], [4, 5, 6]], "v": [1, 0, 2], "w": [1, 10]]
    func product(_ body: String) throws -> Tensor { try value("param A: [2, 3], v: [3], w: [2]\n\(body)", given) }
    #expect(try product("A @ v") == [7, 16])
    #expect(try product("w @ A") == [41, 52, 63])
    #expect(try product("v @ v") == 5)
    #expect(try product("w @ A @ v") == 167)
    #expect(try product("A @ A.T") == [[14, 32], [32, 77]])
    #expect(try product("A.T @ A")[1, 2] == 36)
    let batches: [String: Tensor] = [
      "P": [[[1, 2], [3, 4]], [[0, 1], [1, 0]]], "Q": [[1, 1], [0, 1]], "u": [1, 2], "R": [[[[2, 0], [0, 2]]]],
    ]
    func batch(_ body: String) throws -> Tensor {
      try value("param P: [2, 2, 2], Q: [2, 2], u: [2], R: [1, 1, 2, 2]\n\(body)", batches)
    }
    #expect(try batch("P @ Q") == [[[1, 3], [3, 7]], [[0, 1], [1, 1]]])
    #expect(try batch("Q @ P") == [[[4, 6], [3, 4]], [[1, 1], [1, 0]]])
    #expect(try batch("P @ u") == [[5, 11], [2, 1]])
    #expect(try batch("u @ P") == [[7, 10], [2, 1]])
    #expect(try batch("P @ P") == [[[7, 10], [15, 22]], [[1, 0], [0, 1]]])
    #expect(try batch("P @ R") == [[[[2, 4], [6, 8]], [[0, 2], [2, 0]]]])
  }

  @Test("Arrays of values nest, and may be asked at an index")
  func literals() throws {
    #expect(try value("[1, x, x^2]", ["x": 3]) == [1, 3, 9])
    #expect(try value("[[1, x], [x, 1]] @ [1, 2]", ["x": 3]) == [7, 5])
    #expect(try value("[5, x, 7][1]", ["x": 3]) == 3)
    #expect(try value("sum(i in 0..<3: i * [5, x, 7][i])", ["x": 3]) == 17)
    #expect(try value("input k: Int in 3\nparam x\n[5, x, x^2][k]", ["k": 2, "x": 3]) == 9)
    #expect(try value("input k: Int in 2\nparam x: [2]\n[x, 2*x, x][k + 1]", ["k": 0, "x": [3, 4]]) == [6, 8])
    #expect(try value("param x: [2]\n[x, x + 1].T", ["x": [3, 4]]) == [[3, 4], [4, 5]])
    #expect(try value("y[i] = [x, 2*x][i]", ["x": 3]) == [3, 6])
  }

  @Test("Integer data gather, as subscripts and as whole arrays")
  func gathers() throws {
    let given: [String: Tensor] = ["A": [[1, 2, 3], [4, 5, 6]], "p": [2, 0], "q": [[1, 0], [1, 1]]]
    func gather(_ body: String) throws -> Tensor {
      try value("param A: [2, 3]\ninput p: Int[2] in 3, q: Int[2, 2] in 2\n\(body)", given)
    }
    #expect(try gather("[i: A[i, p[i]]]") == [3, 4])
    #expect(try gather("A[0, p]") == [3, 1])
    #expect(try gather("A[:, p]") == [[3, 1], [6, 4]])
    #expect(try gather("A[q, 0]") == [[4, 1], [4, 4]])
    #expect(try gather("A[q][0, 1]") == [1, 2, 3])
    #expect(try gather("A[q[1, 0], p[1] + 1]") == 5)
    #expect(try gather("[i: A[q[i, 0], p[q[0, i]]]]") == [4, 6])
    #expect(try gather("[i: A[0, p[i]] * p[i]]") == [6, 0])
    #expect(try gather("A[0..<2, p[0]]") == [3, 6])
  }

  @Test("A definition that is an integer may stand in a subscript")
  func integerDefinitions() throws {
    #expect(try value("dim N\nparam x: [N]\nlast = N - 1\nx[last]", dims: ["N": 3], ["x": [1, 2, 4]]) == 4)
    #expect(try value("input k: Int\nparam x: [5]\nm = 2*k + 1\nx[m]", ["k": 1, "x": [1, 2, 3, 4, 5]]) == 4)
    let best = "param s: [3, 2], v: [2]\nb[i] = argmax(j: s[i, j])\n[i: v[b[i]] + 10*b[i]]"
    #expect(try value(best, ["s": [[1, 2], [5, 1], [3, 3]], "v": [7, 8]]) == [18, 7, 7])
    #expect(try value("param s: [3], v: [3]\nb = argmin(s)\nv[b]", ["s": [3, 1, 2], "v": [7, 8, 9]]) == 8)
  }

  @Test("A subscript may be the position of an extremum")
  func positions() throws {
    let matrix: Tensor = [[1, 2], [5, 4], [3, 3]]
    func of(_ body: String) throws -> Tensor {
      try value("dim N, M\nparam A: [N, M]\n\(body)\noutput y", dims: ["N": 3, "M": 2], ["A": matrix])
    }
    #expect(try of("y[j] = A[argmax(k: A[k, 0]), j]") == [5, 4])
    #expect(try of("y = sum(n: A[n, argmax(j: A[n, j])])") == 10)
    #expect(try of("y = A[argmax(A, axis: 0), 1]") == [4, 4])
    #expect(try of("y = sum(n: if A[n, 0] > 2 then A[argmin(k: A[k, 0]), argmax(j: A[n, j])] else 0)") == 2)
    let inFunction = """
      fn top(v: [K]) {
        k = argmax(i: v[i])
        return v[k]
      }
      y = top(A[0]) + top(A[1])
      """
    #expect(try of(inFunction) == 7)
  }

  @Test("A fault within a function is said once")
  func faultsInFunctions() {
    #expect(faults(of: "param x\nfn f(v) = v + w\ny = f(x) + f(2*x)") == ["unknown-name 2:15"])
  }
}

extension Tensor {
  /// The element of a matrix.
  fileprivate subscript(_ row: Int, _ column: Int) -> Double { values[row * shape[1] + column] }
}
