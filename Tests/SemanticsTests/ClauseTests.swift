import Evaluating
import Interpretation
import Testing

@Suite("Clauses and recurrences") struct ClauseTests {
  @Test("Clauses share an array between them")
  func disjointClauses() throws {
    #expect(try value("param x: [2]\ny[0] = x[1]\ny[1] = 5\ny[2] = x[0]\noutput y", ["x": [1, 2]]) == [2, 5, 1])
    #expect(
      try value("dim N\nparam x: [N]\ny[0] = 10\ny[i in 1..<N] = x[i]\noutput y", dims: ["N": 3], ["x": [1, 2, 3]])
        == [10, 2, 3])
    #expect(
      try value("param x: [3]\ny[0, i] = x[i]\ny[1, i] = 2*x[i]\noutput y", ["x": [1, 2, 3]]) == [
        [1, 2, 3], [2, 4, 6],
      ])
    #expect(
      try value("y[i in 0..<2, j in 0..<2] = 1\ny[i in 0..<2, 2] = 7\noutput y") == [[1, 1, 7], [1, 1, 7]])
  }

  @Test("One clause shows the range of another's index")
  func sharedRanges() throws {
    let text = "dim F\nparam x: [F]\ny[f, 0] = 0\ny[f, 1] = x[f]\noutput y"
    #expect(try value(text, dims: ["F": 2], ["x": [3, 4]]) == [[0, 3], [0, 4]])
  }

  @Test("A recurrence reads what it gave before")
  func recurrences() throws {
    #expect(try value("f[0] = 0\nf[1] = 1\nf[n in 2...10] = f[n-1] + f[n-2]\noutput f").values.last == 55)
    #expect(try value("f[0] = 1\nf[n in 1..<6] = n * f[n-1]\noutput f") == [1, 1, 2, 6, 24, 120])
    #expect(try value("f[n in 1..<6] = n * f[n-1]\nf[0] = 1\noutput f") == [1, 1, 2, 6, 24, 120])
    let state = """
      dim T, K, I
      input x: [T, I]
      param h0: [K], U: [K, K], V: [K, I]
      h[0, k]          = h0[k]
      h[t in 1...T, k] = sum(j: U[k,j] * h[t-1, j]) + sum(i: V[k,i] * x[t-1, i])
      output h
      """
    let given: [String: Tensor] = ["x": [[1], [2]], "h0": [1, 0], "U": [[1, 1], [1, 0]], "V": [[1], [10]]]
    #expect(try value(state, dims: ["T": 2, "K": 2, "I": 1], given) == [[1, 0], [2, 11], [15, 22]])
  }

  @Test("An empty range of steps leaves the start")
  func noSteps() throws {
    let text = "dim T\nh[0] = 3\nh[t in 1...T] = 2*h[t-1]\noutput h"
    #expect(try value(text, dims: ["T": 0]) == [3])
    #expect(try value(text, dims: ["T": 3]) == [3, 6, 12, 24])
  }

  @Test("Two arrays recur together, in whatever order their clauses stand")
  func together() throws {
    let text = "c[0] = 1\ns[0] = 0\ns[t in 1..<5] = s[t-1] + c[t-1]\nc[t in 1..<5] = c[t-1] - s[t]\noutput c, s"
    // The symplectic step: (1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1).
    let expected: [String: Tensor] = ["c": [1, 0, -1, -1, 0], "s": [0, 1, 1, 0, -1]]
    #expect(try values(text) == expected)
    let swapped = "c[t in 1..<5] = c[t-1] - s[t]\ns[t in 1..<5] = s[t-1] + c[t-1]\ns[0] = 0\nc[0] = 1\noutput c, s"
    #expect(try values(swapped) == expected)
  }

  @Test("A recurrence runs along two axes at once")
  func twoAxes() throws {
    let paths = """
      p[0, j in 0..<4] = 1
      p[i in 1..<4, 0] = 1
      p[i in 1..<4, j in 1..<4] = p[i-1, j] + p[i, j-1]
      output p
      """
    #expect(try value(paths) == [[1, 1, 1, 1], [1, 2, 3, 4], [1, 3, 6, 10], [1, 4, 10, 20]])
    let layers = """
      dim T, L, K
      input x: [T, K]
      h[0, k in 0...L, i in 0..<K] = 0
      h[t in 1...T, 0, i] = x[t-1, i]
      u[t in 0..<T, k in 1...L, i in 0..<K] = h[t+1, k-1, i]
      u[t in 0..<T, 0, i in 0..<K] = 0
      h[t in 1...T, k in 1...L, i] = 2*u[t-1, k, i] + h[t-1, k, i]
      output h
      """
    let values = try value(layers, dims: ["T": 2, "L": 2, "K": 1], ["x": [[1], [10]]])
    // Layer 0 is x; layer 1: 2, 20 + 2; layer 2: 4, 44 + 4.
    #expect(values == [[[0], [0], [0]], [[1], [2], [4]], [[10], [22], [48]]])
  }

  @Test("A recurrence may run backwards")
  func backwards() throws {
    #expect(
      try value(
        "dim N\nparam x: [N]\ns[N] = 0\ns[t in 0..<N] = s[t+1] + x[t]\noutput s", dims: ["N": 3], ["x": [1, 2, 3]])
        == [6, 5, 3, 0])
  }

  @Test("A cumulative sum, maximum and product")
  func cumulative() throws {
    let given: [String: Tensor] = ["x": [3, 1, 4, 1]]
    func along(_ step: String) throws -> Tensor {
      try value("dim N\nparam x: [N]\nc[0] = x[0]\nc[i in 1..<N] = \(step)\noutput c", dims: ["N": 4], given)
    }
    #expect(try along("c[i-1] + x[i]") == [3, 4, 8, 9])
    #expect(try along("max(c[i-1], x[i])") == [3, 3, 4, 4])
    #expect(try along("c[i-1] * x[i]") == [3, 3, 12, 12])
    #expect(try along("x[i] + sum(j in 0..<i: c[j])") == [3, 4, 11, 19])
  }

  @Test("A step of a recurrence may hold products and extrema")
  func products() throws {
    let other = "dim N\nparam x: [N]\nc[0] = 0\nc[i in 1..<N] = c[i-1] + prod(j in 0..<N: x[i])\noutput c"
    #expect(try value(other, dims: ["N": 3], ["x": [3, 1, 2]]) == [0, 1, 9])
    let extremum = "dim N\nparam x: [N]\nc[0] = x[0]\nc[i in 1..<N] = c[i-1] + max(j in 0..<N: x[j] * i)\noutput c"
    #expect(try value(extremum, dims: ["N": 4], ["x": [3, -1, 2, 1]]) == [3, 6, 12, 21])
  }

  @Test("A table of numbers may say which earlier element is read")
  func constantParents() throws {
    let text = """
      const parent: Int[5] in 5 = [0, 0, 1, 1, 3]
      param w: [5]
      d[0] = w[0]
      d[i in 1..<5] = d[parent[i]] + w[i]
      output d
      """
    #expect(try value(text, ["w": [1, 2, 3, 4, 5]]) == [1, 3, 6, 7, 12])
  }

  @Test("A clause may give more than one earlier element of a body that is an array")
  func arrayBodies() throws {
    let text = "param M: [2, 2], v: [2]\nx[0] = v\nx[t in 1..<4] = M @ x[t-1]\noutput x"
    #expect(try value(text, ["M": [[1, 1], [1, 0]], "v": [1, 1]]) == [[1, 1], [2, 1], [3, 2], [5, 3]])
  }

  @Test("A table that is given as data says which earlier element is read")
  func givenParents() throws {
    let text = """
      dim N
      input parent: Int[N] in N
      param w: [N]
      d[0] = w[0]
      d[i in 1..<N] = d[parent[i]] + w[i]
      output d
      """
    let w: Tensor = [1, 2, 3, 4, 5]
    #expect(try value(text, dims: ["N": 5], ["parent": [0, 0, 1, 1, 3], "w": w]) == [1, 3, 6, 7, 12])
    #expect(throws: RuntimeFault.self) {
      try value(text, dims: ["N": 5], ["parent": [0, 0, 3, 1, 3], "w": w])
    }
    let guarded = text.replacing("d[0] = w[0]\n", with: "").replacing(
      "d[i in 1..<N] = d[parent[i]] + w[i]", with: "d[i in 0..<N] = w[i] + (if i == 0 then 0 else d[parent[i]])")
    #expect(try value(guarded, dims: ["N": 5], ["parent": [0, 0, 1, 1, 3], "w": w]) == [1, 3, 6, 7, 12])
  }

  @Test("Products of matrices go along a tree that is given as data")
  func givenTree() throws {
    let text = """
      dim B, K
      input parent: Int[B] in B
      param R: [B, K, K]
      T[0] = R[0]
      T[b in 1..<B] = T[parent[b]] @ R[b]
      output T
      """
    let rotations: Tensor = [[[1, 2], [3, 4]], [[0, 1], [1, 0]], [[2, 0], [0, 2]]]
    let given: [String: Tensor] = ["parent": [0, 0, 1], "R": rotations]
    #expect(
      try value(text, dims: ["B": 3, "K": 2], given) == [[[1, 2], [3, 4]], [[2, 1], [4, 3]], [[4, 2], [8, 6]]])
  }

  @Test("A step may take the extremum and the product of all that was given before")
  func ownExtrema() throws {
    func along(_ step: String) throws -> Tensor {
      try value(
        "dim N\nparam x: [N]\nc[0] = x[0]\nc[i in 1..<N] = x[i] + \(step)\noutput c", dims: ["N": 4],
        ["x": [3, 1, 2, 1]])
    }
    #expect(try along("max(j in 0..<i: c[j])") == [3, 4, 6, 7])
    #expect(try along("min(j in 0..<i: c[j])") == [3, 4, 5, 4])
    #expect(try along("prod(j in 0..<i: c[j])") == [3, 4, 14, 169])
  }

  @Test("Conditions on indices say which elements are read")
  func conditions() throws {
    let text = """
      dim N
      param a: [N, N]
      L[i in 0..<N, j in 0..<N] =
        if i == j then sqrt(a[i,i] - sum(k in 0..<i: L[i,k]^2))
        else if j < i then (a[i,j] - sum(k in 0..<j: L[i,k]*L[j,k])) / L[j,j]
        else 0
      output L
      """
    let a: Tensor = [[4, 12, -16], [12, 37, -43], [-16, -43, 98]]
    #expect(try value(text, dims: ["N": 3], ["a": a]) == [[2, 0, 0], [6, 1, 0], [-8, 5, 3]])
  }

  @Test("A product over an empty range of a triangle is 1")
  func emptyProducts() throws {
    let text = "dim N\nparam x: [N]\ny[i in 0..<N] = prod(j in i+1..<N-1: x[j]) + prod(j in 5..<N: x[j])\noutput y"
    #expect(try value(text, dims: ["N": 4], ["x": [2, 3, 5, 7]]) == [16, 6, 2, 2])
  }

  @Test("The last element may read the first, whatever the extent")
  func firstAndLast() throws {
    let text = "dim T\nparam a\nh[T] = h[T-1] + 10 * h[0]\nh[0] = a\nh[t in 1..<T] = 2 * h[t-1]\noutput h"
    #expect(try value(text, dims: ["T": 3], ["a": 1]) == [1, 2, 4, 14])
    let rows =
      "dim T\nparam a: [2]\nh[0, i] = a[i]\nh[t in 1..<T, i] = h[t-1, 1-i]\nh[T, i] = h[0, i] - h[0, 1-i]\noutput h"
    #expect(try value(rows, dims: ["T": 2], ["a": [1, 5]]) == [[1, 5], [5, 1], [-4, 4]])
  }

  @Test("What stands between the clauses of a recurrence and reads it waits for the last of them")
  func between() throws {
    let dims = ["T": 3]
    let powers = "dim T\nparam a\nh[0] = a\n%\nh[t in 1...T] = 2 * h[t-1]\noutput g"
    func found(_ lines: String) throws -> Tensor {
      try value(powers.replacing("%", with: lines), dims: dims, ["a": 1])
    }
    #expect(try found("g[t] = h[t] + 1") == [2, 3, 5, 9])
    #expect(try found("g = h + 1") == [2, 3, 5, 9])
    #expect(try found("g = h[T]") == 8)
    #expect(try found("k[t] = h[t] + 1\ng = sum(k)") == 19)
    #expect(try found("g = 1\ng += h[T]") == 9)
    // A sum of its own, whose clauses begin in between.
    #expect(try found("g[0] = h[0]\ng[t in 1...T] = g[t-1] + h[t]") == [1, 3, 7, 15])
    #expect(faults(of: powers.replacing("%", with: "s = 1\ng = s * h[T]\ns += 1")) == ["used-before-definition 6:1"])
    #expect(faults(of: "dim T\ng = h[1]\nh[0] = 1\nh[t in 1...T] = h[t-1]\noutput g") == ["used-before-definition 2:5"])
  }

  @Test("What stands between the clauses and belongs to the recurrence is a part of it")
  func betweenAndWithin() throws {
    let text = "dim T\nparam a\nh[0] = a\ng[t] = h[t] + 1\nh[t in 1...T] = 2 * g[t-1]\noutput g"
    #expect(try value(text, dims: ["T": 3], ["a": 1]) == [2, 5, 11, 23])
    let whole = "dim T\nparam a\nh[0] = a\ng = h + 1\nh[t in 1...T] = 2 * g[t-1]\noutput g"
    #expect(faults(of: whole) == ["clause-shape 4:5"])
    let function = """
      dim T
      param a
      fn double(x) {
        h[0] = x
        g[t] = h[t] + 1
        s = sum(g)
        h[t in 1...T] = 2 * h[t-1]
        return s
      }
      f = double(a)
      output f
      """
    #expect(try value(function, dims: ["T": 3], ["a": 1]) == 19)
  }

  @Test("Where no output is named it is what stands last in the text")
  func lastInText() throws {
    let text = "dim T\nparam a\nh[0] = a\ng[t] = h[t] + 1\nh[t in 1...T] = 2 * h[t-1]"
    #expect(try value(text, dims: ["T": 2], ["a": 1]) == [1, 2, 4])
  }
}
