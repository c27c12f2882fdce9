import Evaluating
import FlatProgram
import Interpretation
import Testing

@Suite("Names, dims, inputs and constants") struct NameTests {
  @Test("One expression is a whole program, its free names parameters in order of appearance")
  func freeNames() throws {
    let read = try program("(y + x) * z")
    #expect(read.arrays.filter { $0.role == .parameter }.map(\.name) == ["y", "x", "z"])
    #expect(read.outputs.map { read[$0].name } == ["f"])
    #expect(try value("(y + x) * z", ["x": 1, "y": 2, "z": 5]) == 15)
  }

  @Test("The last definition is the output where none is named")
  func lastDefinition() throws {
    #expect(try values("s = a*b\nt = s + 1", ["a": 2, "b": 3]) == ["t": 7])
    #expect(try values("s = a*b\nt = s + 1\noutput t, s, a", ["a": 2, "b": 3]) == ["t": 7, "s": 6, "a": 2])
  }

  @Test("An expression behind definitions has a name that nothing else has")
  func anonymousNames() throws {
    #expect(try values("f = 2*a\nf + 1", ["a": 2]) == ["value": 5])
    #expect(try values("f = 2*a\nvalue = 3*a\nf + value", ["a": 2]) == ["value_1": 10])
  }

  @Test("Numbers are read to the nearest double, named constants are theirs")
  func numbers() throws {
    #expect(try value("1_000 + .5 + 1e-3 + 1.5") == 1002.001)
    #expect(try value("pi") == 3.141592653589793)
    #expect(try value("tau - 2*pi") == 0)
    #expect(try value("inf") == .init(.infinity))
    #expect(try value("nan").values[0].isNaN)
    #expect(try value("pi = 3\npi + 0.5") == 3.5)
  }

  @Test("A dim is fixed, open, or made of others")
  func dims() throws {
    let text = "dim N, D = 3\ndim P = N*D + 1\ninput x: [P]\nn = 1*P\nsum(x) + n\n"
    #expect(try value(text, dims: ["N": 1], ["x": [1, 2, 3, 4]]) == 14)
    #expect(try value("dim D = 2^3 - 1\n1*D") == 7)
    #expect(try value("dim D = 4, T = D*(D-1)/2\n1*T") == 6)
    #expect(try value("dim N\ninput x: [N*(N+1)/2]\nsum(x)", dims: ["N": 2], ["x": [1, 2, 4]]) == 7)
    #expect(try value("dim N = 0\ninput x: [N]\nsum(x)", ["x": .init([])]) == 0)
  }

  @Test("In a value a dim or an index is a real number")
  func dimsAsNumbers() throws {
    #expect(try value("dim N\n1/N", dims: ["N": 4]) == 0.25)
    #expect(try value("dim N\nsum(i in 0..<N: i/N)", dims: ["N": 4]) == 1.5)
    #expect(try value("dim N\n[i in 0..<N: sqrt(i)]", dims: ["N": 5]).values[4] == 2)
  }

  @Test("A constant is a number, a table, or what is worked out of them")
  func constants() throws {
    #expect(try value("const a = 2, b = a^3 - 1\nb") == 7)
    #expect(try value("const t = [[1, 2], [3, 4]]\nt.T") == [[1, 3], [2, 4]])
    #expect(try value("const t: [2] = [1, 2], u = t * 10\nu") == [10, 20])
    #expect(try value("const h = 1/3\n3*h") == 1)
    #expect(try value("const n: Int = 2\nconst p: Int[3] in 3 = [2, 0, 1], x = [5, 6, 7]\n[i: x[p[i]]]") == [7, 5, 6])
    #expect(try value("const w = [i in 0..<4: i^2]\nw") == [0, 1, 4, 9])
    #expect(try value("const w = [1, 2, 3], s = sum(w)\ns") == 6)
  }

  @Test("A constant integer may be an extent, a bound and a subscript")
  func constantIntegers() throws {
    #expect(try value("const n = 3\nparam x: [n]\nsum(i in 1..<n: x[i]) + x[n-1]", ["x": [1, 2, 4]]) == 10)
    #expect(try value("const n: Int = 2\nparam x: [n+1]\nx[n]", ["x": [1, 2, 4]]) == 4)
  }

  @Test("An integer input is a subscript and a number")
  func integerInputs() throws {
    let given: [String: Tensor] = ["k": 2, "x": [5, 6, 7]]
    #expect(try value("input k: Int in 3\ninput x: [3]\nx[k] + 10*k", given) == 27)
    #expect(try value("input k: Int in 3\ninput x: [3]\nx[2 - k] + x[k-1]", given) == 11)
    let text = "dim N, K\ninput x: [N, K], label: Int[N] in K\n[n: x[n, label[n]] + 0.5*label[n]]"
    #expect(
      try value(text, dims: ["N": 2, "K": 3], ["x": [[1, 2, 3], [4, 5, 6]], "label": [2, 0]]) == [4, 4])
  }

  @Test("Names may be of any script, and an index may be reused")
  func scripts() throws {
    #expect(try value("θ = 2*α\nθ^2", ["α": 3]) == 36)
    #expect(try value("param x: [2], y: [3]\nsum(i: x[i]) * sum(i: y[i])", ["x": [1, 2], "y": [1, 1, 2]]) == 12)
  }

  @Test("A definition may shadow a constant of the language only")
  func constantShadowing() throws {
    #expect(try value("param e\ntau = 2*e\ntau", ["e": 4]) == 8)
    #expect(faults(of: "param x\nx = 2") == ["duplicate-name 2:1"])
  }
}
