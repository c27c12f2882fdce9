import Evaluating
import Interpretation
import Testing

@Suite("Functions") struct FunctionTests {
  @Test("A function is its body, and may stand behind its use")
  func scalars() throws {
    #expect(try value("f(2) + f(x)\nfn f(a) = a^2 + 1", ["x": 3]) == 15)
    #expect(try value("fn f(a, b) = a - b\nf(b, f(1, b))", ["b": 5]) == 9)
    #expect(try value("fn half(a) = a/2\nfn quarter(a) = half(half(a))\nquarter(x)", ["x": 8]) == 2)
    #expect(try value("fn one() = 1\none() + x", ["x": 1]) == 2)
  }

  @Test("Parameters with shapes take arrays, and dims that a function alone names are generic")
  func arrays() throws {
    let text = "fn sqnorm(v: [K]) = sum(k: v[k]^2)\nparam a: [2], b: [3]\nsqnorm(a) + 100*sqnorm(b) + 1000*sqnorm(2*a)"
    #expect(try value(text, ["a": [1, 2], "b": [1, 1, 1]]) == 20305)
    let mean = "fn centred(v: [K]) = v - sum(v)/K\nparam a: [3]\ncentred(a)"
    #expect(try value(mean, ["a": [1, 2, 6]]) == [-2, -1, 3])
    let matrix = "fn quadratic(M: [K, K], v: [K]) = v @ M @ v\nparam A: [2, 2], x: [2]\nquadratic(A, x)"
    #expect(try value(matrix, ["A": [[1, 2], [3, 4]], "x": [1, 2]]) == 27)
    #expect(try value("fn last(v: [K]) = v[K-1]\nparam a: [3]\nlast(a) + last(a[0..<2])", ["a": [1, 2, 6]]) == 8)
  }

  @Test("A scalar function takes one element at a time")
  func elements() throws {
    #expect(try value("fn f(a) = a^2\nparam x: [3]\n[i: f(x[i])]", ["x": [1, 2, 3]]) == [1, 4, 9])
    #expect(
      try value("fn rows(v: [K]) = max(v)\nparam A: [2, 2]\n[i: rows(A[i])]", ["A": [[1, 2], [4, 3]]]) == [2, 4])
  }

  @Test("A block gives names to parts, and returns one value")
  func blocks() throws {
    let project = """
      fn project(p: [3], f) {
        u = p[0] / p[2]
        v = p[1] / p[2]
        return [f*u, f*v]
      }
      param q: [3]
      project(q, 10)
      """
    #expect(try value(project, ["q": [1, 2, 4]]) == [2.5, 5])
    let layers = """
      fn two(v: [K], W: [K, K]) {
        h[i] = sum(j: W[i, j] * v[j])
        g[i] = relu(h[i])
        return sum(g * h)
      }
      param W: [2, 2], x: [2]
      two(x, W) + two(W[0], W.T)
      """
    // W x = (-1, 2), its relu (0, 2): 4. W.T W[0] = (1, -2): 1.
    #expect(try value(layers, ["W": [[1, -1], [0, 1]], "x": [1, 2]]) == 5)
  }

  @Test("A function sees dims and constants, and its names are its own")
  func scopes() throws {
    #expect(
      try value("dim N\nconst k = 3\nparam x: [N]\nfn f(a) = a*k + N\n[i: f(x[i])]", dims: ["N": 2], ["x": [1, 2]]) == [
        5, 8,
      ])
    let own = "param x, y\nfn f(x) {\n  y = x + 1\n  return y * y\n}\nf(2) + x + y"
    #expect(try value(own, ["x": 10, "y": 20]) == 39)
    #expect(try value("param v: [3]\nfn f(i) = sum(j in 0..<i: j)\n[i: f(i) + v[i]]", ["v": [0, 0, 0]]) == [0, 0, 1])
  }

  @Test("Integer parameters may stand in subscripts")
  func integers() throws {
    #expect(
      try value(
        "fn at(v: [K], i: Int) = v[i]\nparam x: [3]\nat(x, 2) + sum(i in 0..<2: at(x, i + 1))", ["x": [1, 2, 4]]) == 10)
    let pick = "fn pick(v: [K], p: Int[M] in K) = [m: v[p[m]]]\nparam x: [3]\ninput p: Int[2] in 3\npick(x, p)"
    #expect(try value(pick, ["x": [1, 2, 4], "p": [2, 1]]) == [4, 2])
  }

  @Test("Sums over the same arguments within a triangle stay apart")
  func sumsOfIndices() throws {
    let text = "fn s(v: [K], a) = sum(k: v[k] * a)\nparam x: [2], y: [3]\n[i: s(x, y[i])]"
    #expect(try value(text, ["x": [1, 2], "y": [1, 10, 100]]) == [3, 30, 300])
    let twice = "fn soft(v: [K]) = softmax(v)\nparam A: [2, 2]\n[i: soft(A[i])]"
    #expect(try value(twice, ["A": [[0, 0], [1, 1]]]) == [[0.5, 0.5], [0.5, 0.5]])
  }

  @Test("A function may define an array by clauses, for every call its own")
  func clauses() throws {
    let cumulative = """
      dim B, N
      param x: [B, N]
      fn cumulative(v: [K]) {
        c[0] = v[0]
        c[i in 1..<K] = c[i-1] + v[i]
        return c
      }
      y[b, i in 0..<N] = cumulative([k: 2*x[b, k]])[i]
      output y
      """
    #expect(
      try value(cumulative, dims: ["B": 2, "N": 3], ["x": [[1, 2, 3], [4, 5, 6]]]) == [[2, 6, 12], [8, 18, 30]])
    let root = """
      param a, b
      fn heron(a) {
        y[0] = a
        y[k in 1...20] = (y[k-1] + a/y[k-1]) / 2
        return y[20]
      }
      z = heron(a) + (if b > 0 then heron(b) else 0)
      output z
      """
    #expect(try value(root, ["a": 4, "b": 9]) == 5)
    #expect(try value(root, ["a": 4, "b": -1]) == 2)
  }

  @Test("Recurrences of functions stand in recurrences of others")
  func nestedClauses() throws {
    let text = """
      dim N
      param x: [N]
      fn inner(v: [K], a) {
        c[0] = a
        c[i in 1..<K] = c[i-1] * v[i]
        return c[K-1]
      }
      fn outer(v: [K]) {
        d[0] = 1
        d[i in 1..<K] = d[i-1] + inner(v, d[i-1] * i)
        return d
      }
      y = outer(x)
      output y
      """
    // 1, 1 + 1*1*6, 7 + 7*2*6.
    #expect(try value(text, dims: ["N": 3], ["x": [1, 2, 3]]) == [1, 7, 91])
  }

  @Test("What is wrong with clauses of a function is said once")
  func wrongClauses() {
    let gap = "param x: [3]\nfn f(c: [K]) {\n  p[0] = c[0]\n  p[k in 2..<K] = c[k]\n  return p[0]\n}\ny = f(x) + f(2*x)"
    #expect(faults(of: gap) == ["missing-elements 3:3"])
    let circle =
      "param x: [3]\nfn f(c: [K]) {\n  p[0] = c[0]\n  p[k in 1..<K] = p[k]\n  return p[0]\n}\ny = f(x) + f(2*x)"
    #expect(faults(of: circle) == ["circular-definition 4:3"])
  }
}
