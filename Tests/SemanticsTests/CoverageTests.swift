import Diagnostics
import Evaluating
import Interpretation
import Syntax
import Testing

@Suite("Clauses give each element once") struct CoverageTests {
  /// Says what is wrong with a text, in words.
  private func messages(_ text: String) -> [String] {
    diagnostics(of: SourceText(name: "test", text: text)).map(\.message)
  }

  /// Says what is wrong with clauses once extents and data are known.
  private func fault(
    _ text: String, dims: [String: Int] = [:], _ given: [String: Tensor] = [:]
  ) throws -> RuntimeFault.Kind? {
    do {
      _ = try program(text).values(dims: dims, given)
      return nil
    } catch let fault as RuntimeFault {
      return fault.kind
    }
  }

  @Test("A message names the element that is given twice, or not at all")
  func messages() {
    #expect(
      messages("h[0, k in 0..<4] = 1\nh[0, 3] = 2\nh[t in 1..<3, k in 0..<4] = h[t-1, k]\noutput h")
        == ["h[0, 3] is given twice"])
    #expect(
      messages("h[0, k in 0..<4] = 1\nh[t in 1..<3, k in 0..<3] = h[t-1, k]\noutput h") == ["no clause gives h[1, 3]"])
    #expect(
      messages("dim N\nf[0] = 1\nf[n in 2..<N] = f[n-1]\noutput f") == ["no clause gives f[1] where N = 5"])
    #expect(
      messages("y[i in 0..<3, j in 0...i] = 1\ny[i in 0..<3, j in i..<3] = 0\noutput y") == ["y[0, 0] is given twice"])
  }

  @Test("Triangles and diagonals share a matrix")
  func triangles() throws {
    let text = """
      dim N
      param q: [N], l: [N*(N-1)/2]
      L[i in 0..<N, j in 0..<i]   = l[i*(i-1)/2 + j]
      L[i in 0..<N, i]            = exp(q[i])
      L[i in 0..<N, j in i+1..<N] = 0
      output L
      """
    #expect(
      try value(text, dims: ["N": 3], ["q": [0, 0, 0], "l": [2, 3, 4]]) == [[1, 0, 0], [2, 1, 0], [3, 4, 1]])
  }

  @Test("Even and odd elements share a vector")
  func strides() throws {
    let text = "dim N\nparam x: [N]\ny[2*i] = x[i]\ny[2*i + 1] = -x[i]\noutput y"
    #expect(try value(text, dims: ["N": 2], ["x": [3, 4]]) == [3, -3, 4, -4])
  }

  @Test("What integer data decide is checked when they are known")
  func permutations() throws {
    let text = "dim N\ninput to: Int[N] in N\nparam x: [N]\ny[to[i]] = x[i]\noutput y"
    #expect(try value(text, dims: ["N": 3], ["to": [2, 0, 1], "x": [1, 2, 3]]) == [2, 3, 1])
    guard case .check(.coverage(let twice, _)) = try fault(text, dims: ["N": 3], ["to": [2, 0, 2], "x": [1, 2, 3]])
    else {
      return #expect(Bool(false), "nothing is said")
    }
    #expect(twice == .twice(element: [2], first: 0, second: 0))
  }

  @Test("What extents decide is checked when they are known")
  func extents() throws {
    let text = """
      dim N, M
      input x: [N]
      f[n in 0..<M] = 1
      f[n in M..<N] = x[n]
      output f
      """
    #expect(try value(text, dims: ["N": 3, "M": 2], ["x": [5, 6, 7]]) == [1, 1, 7])
    guard case .check(.coverage(let outside, _)) = try fault(text, dims: ["N": 3, "M": 4], ["x": [5, 6, 7]]) else {
      return #expect(Bool(false), "nothing is said")
    }
    #expect(outside == .outside(element: [3], clause: 0, position: 0, extent: 3))
    let gap = "dim N, M\nf[n in 0..<N] = 1\nf[n in M..<N+M] = 2\noutput f"
    guard case .check(.coverage(let missing, _)) = try fault(gap, dims: ["N": 2, "M": 4]) else {
      return #expect(Bool(false), "nothing is said")
    }
    #expect(missing == .missing(element: [2]))
  }

  @Test("A factorisation of Cholesky's is three clauses")
  func cholesky() throws {
    let text = """
      dim N
      param a: [N, N]
      L[j in 0..<N, j]            = sqrt(a[j,j] - sum(k in 0..<j: L[j,k]^2))
      L[i in 0..<N, j in 0..<i]   = (a[i,j] - sum(k in 0..<j: L[i,k]*L[j,k])) / L[j,j]
      L[i in 0..<N, j in i+1..<N] = 0
      output L
      """
    let a: Tensor = [[4, 12, -16], [12, 37, -43], [-16, -43, 98]]
    #expect(try value(text, dims: ["N": 3], ["a": a]) == [[2, 0, 0], [6, 1, 0], [-8, 5, 3]])
  }
}
