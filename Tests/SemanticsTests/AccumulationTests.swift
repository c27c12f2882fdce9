import Evaluating
import Interpretation
import Testing

@Suite("Elements given one by one: '+=', 'local', sequences") struct AccumulationTests {
  @Test("'+=' adds to a definition")
  func scalars() throws {
    #expect(try value("s = 1\ns += x\ns += 2*x\noutput s", ["x": 3]) == 10)
    #expect(try value("param x\ns += x\ns += x^2\noutput s", ["x": 3]) == 12)
  }

  @Test("'+=' sums over the indices that the target does not have")
  func sums() throws {
    let given: [String: Tensor] = ["A": [[1, 2], [3, 4]], "x": [1, 2]]
    #expect(try value("param A: [2, 2], x: [2]\ny[i] += A[i, j] * x[j]\noutput y", given) == [5, 11])
    #expect(try value("param A: [2, 2]\ns += A[i, i]\noutput s", given) == 5)
    #expect(try value("param x: [2]\ns = 0\ns += x[i]^2 for i in 0..<2\noutput s", given) == 5)
    #expect(try value("param A: [2, 2]\nt[j] += A[i, j] for i in 0..<2, j in 0..<2\noutput t", given) == [4, 6])
  }

  @Test("'+=' scatters where integer data say, also into one element")
  func scatters() throws {
    let given: [String: Tensor] = ["p": [0, 2, 0], "x": [1, 2, 4]]
    let text = "input p: Int[3] in 4\nparam x: [3]\nh[k in 0..<4] = 0\nh[p[i]] += x[i]\noutput h"
    #expect(try value(text, given) == [5, 0, 2, 0])
    #expect(try value("param x: [3]\nh[k in 0..<4] = 1\nh[2] += sum(x)\noutput h", given) == [1, 1, 8, 1])
    #expect(
      try value("param x: [3]\nh[k in 0..<4] = 0\nh[i + 1] += x[i] for i in 0..<3\noutput h", given) == [0, 1, 2, 4])
  }

  @Test("What a condition keeps out has no place in the target either")
  func maskedPlaces() throws {
    let given: [String: Tensor] = ["p": [0, 2, 1], "x": [1, 2, 4]]
    let head = "input p: Int[3] in 3\nparam x: [3]\nh[k in 0..<3] = 0\n"
    let text = head + "h[p[i - 1]] += if i > 0 then x[i] else 0 for i in 0..<3\noutput h"
    #expect(try value(text, given) == [2, 0, 4])
    let after = head + "h[p[i + 1]] += if i < 2 then x[i] else 0 for i in 0..<3\noutput h"
    #expect(try value(after, given) == [0, 2, 1])
    let other = head + "h[p[i - 1]] += if i > 0 then x[i] else 1 for i in 0..<3\noutput h"
    #expect(faults(of: other) == ["subscript-out-of-range 4:5"])
    #expect(faults(of: head + "h[p[i - 1]] += x[i] for i in 0..<3\noutput h") == ["subscript-out-of-range 4:5"])
  }

  @Test("Nothing is added to what has been used")
  func order() throws {
    #expect(faults(of: "s = 1\nt = 2*s\ns += x\nu = 2*s\noutput t, u") == ["used-before-definition 3:1"])
    #expect(faults(of: "s[i in 0..<3] = 1\nt = sum(s)\ns[0] += x\noutput t, s") == ["used-before-definition 3:1"])
    #expect(faults(of: "s = x\ns += 2*s\noutput s") == ["used-before-definition 2:1"])
    #expect(faults(of: "local y: [3]\ny[0] = 1\ny[i in 1..<3] = y[i-1]\noutput y") == ["used-before-definition 3:1"])
    #expect(
      try value("param x\nlocal y: [3]\ny[0] = x\ny[1] = 2*y[0]\ny[2] = y[0]*y[1]\noutput y", ["x": 3]) == [3, 6, 18])
    #expect(try value("s[i in 0..<3] = 1\nt = s[0]\ns[1] += x + t\noutput s", ["x": 3]) == [1, 5, 1])
  }

  @Test("A declared array is given element by element")
  func locals() throws {
    let text = "dim N\nparam x: [N]\nlocal y: [N]\ny[0] = 1\nfor t in 1..<N {\n  y[t] = y[t-1] * x[t]\n}\noutput y"
    #expect(try value(text, dims: ["N": 4], ["x": [9, 2, 3, 4]]) == [1, 2, 6, 24])
    #expect(try value("param x\nlocal a\na = x^2\noutput a", ["x": 3]) == 9)
    #expect(
      try value("param x: [2]\nlocal a: [2, 2]\na[i, j] = x[i] * x[j]\noutput a", ["x": [1, 3]]) == [[1, 3], [3, 9]])
  }

  @Test("What a step of a sequence reduces counts for that step alone")
  func reductionsInSteps() throws {
    let text = """
      param x: [3]
      local y: [4]
      y[0] = 1
      for t in 1...3 {
        y[t] = y[t-1] + sum(i: x[i]) * max(i: x[i]) + prod(i: x[i]) + softmax(i: 0 * x[i])[0] * 3
      }
      output y
      """
    #expect(try value(text, ["x": [1, 2, 3]]).isNear([1, 26, 51, 76]))
  }

  @Test("What open extents keep apart may be given after the other is used")
  func openExtents() throws {
    let text = """
      dim T
      param a
      local h: [T + 1]
      h[0] = a
      for t in 1..<T {
        h[t] = 2 * h[t-1]
      }
      h[T] = h[0] + h[T-1]
      output h
      """
    #expect(try value(text, dims: ["T": 4], ["a": 1]) == [1, 2, 4, 8, 9])
    let inside = """
      dim T, K
      param a
      local h: [T, K + 1]
      for t in 0..<T {
        h[t, 0] = a + t
        for k in 1..<K {
          h[t, k] = h[t, 0] + h[t, k-1]
        }
        h[t, K] = 10 * h[t, K-1]
      }
      output h
      """
    #expect(try value(inside, dims: ["T": 2, "K": 2], ["a": 1]) == [[1, 2, 20], [2, 4, 40]])
    #expect(
      faults(of: "dim T\nlocal h: [T]\nh[0] = 1\ng = 2 * h[T-1]\nh[T-1] = g\noutput h") == [
        "used-before-definition 5:1"
      ])
  }

  @Test("A range may name an index that shows its own")
  func rangesOfIndices() throws {
    let triangle = "param x: [3]\nlocal a: [3, 3]\na[i, j in 0..<i] = x[i] * 10 + j\nd = a[2, 1]\noutput d"
    #expect(try value(triangle, ["x": [1, 2, 3]]) == 31)
    #expect(try value("param x: [3]\ns += x[i] * x[j] for j in 0..<i\noutput s", ["x": [1, 2, 3]]) == 11)
  }

  @Test("Sequences walk forwards and backwards, one in the other")
  func sequences() throws {
    let backwards =
      "dim N\nparam x: [N]\nlocal s: [N + 1]\ns[N] = 0\nfor t in reversed 0..<N {\n  s[t] = s[t+1] + x[t]\n}\noutput s"
    #expect(try value(backwards, dims: ["N": 3], ["x": [1, 2, 3]]) == [6, 5, 3, 0])
    let pascal = """
      dim N
      local p: [N, N]
      for i in 0..<N {
        p[i, 0] = 1
        for j in 1...i {
          p[i, j] = p[i-1, j-1] + (if j < i then p[i-1, j] else 0)
        }
      }
      output p
      """
    #expect(
      try value(pascal, dims: ["N": 4]) == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 2, 1, 0], [1, 3, 3, 1]])
    let vectors = """
      dim T, K
      param h0: [K], U: [K, K]
      local h: [T, K]
      h[0, k] = h0[k]
      for t in 1..<T {
        h[t, k] = sum(j: U[k, j] * h[t-1, j])
      }
      output h
      """
    let given: [String: Tensor] = ["h0": [1, 0], "U": [[1, 1], [1, 0]]]
    #expect(try value(vectors, dims: ["T": 5, "K": 2], given) == [[1, 0], [1, 1], [2, 1], [3, 2], [5, 3]])
    #expect(try value("local a: [3]\ns = 0\nfor t in 0..<3 {\n  a[t] = t^2\n  s += a[t]\n}\noutput s") == 5)
  }
}
