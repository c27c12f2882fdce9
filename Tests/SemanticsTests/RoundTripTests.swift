import Differentiation
import Evaluating
import FlatProgram
import Interpretation
import Testing

@Suite("Programs are printed in their own language") struct RoundTripTests {
  private static let texts = [
    "(x + y) * z - x / (1 + y^2)",
    "a = exp(x) * sin(y)\nb = log(1 + a^2)\noutput b, a",
    "dim N, D, C\ninput X: [N, D], label: Int[N] in C\nparam W: [D, C], b: [C]\nconst lambda = 1e-3\n"
      + "z[n, c] = sum(d: X[n, d] * W[d, c]) + b[c]\nce = mean(n: logsumexp(c: z[n, c]) - z[n, label[n]])\n"
      + "loss = ce + lambda * sum(d, c: W[d, c]^2)\noutput loss",
    "param A: [2, 3], v: [3]\nsum(relu(A @ v - 0.1) * [1, 2])",
    "param A: [2, 3]\nsum(softmax(A, axis: 0) * A) + norm(A) + var(A[0]) + prod(A[1])",
    "param A: [3, 3]\nmax(i: min(j: A[i, j]))",
    "param A: [3, 3]\nk = argmax(A[0])\nA[k, 1] * A[0, k]",
    "dim N\nparam x: [N]\nsum(i in 0..<N, j in 0..<i: x[i] * x[j]) + prod(i in 1..<N: x[i])",
    "dim N\nparam x: [N]\ns = sum(i in 0..<N: if i > 0 then x[i-1] * x[i] else x[i])\noutput s",
    "dim N\nparam x: [N]\ns = sum(i in 0..<N: if x[i] > 0 and not x[i] > 0.5 then log(x[i]) else x[i]^2)\noutput s",
    "dim T, K\ninput x: [T, K]\nparam h0: [K], U: [K, K]\nh[0, k] = h0[k]\n"
      + "h[t in 1...T, k] = tanh(sum(j: U[k, j] * h[t-1, j]) + x[t-1, k])\nL = sum(k: h[T, k]^2)\noutput L",
    "dim N\nparam x: [N]\nc[0] = x[0]\nc[i in 1..<N] = c[i-1] * 0.5 + x[i]^2\nL = sum(c)\noutput L",
    "dim N\nparam x: [N]\ns[N] = 0\ns[t in 0..<N] = s[t+1] * x[t] + 1\nL = s[0]\noutput L",
    "param x: [4], w: [3]\ninput p: Int[3] in 4\nh[k in 0..<4] = 0.5 * x[k]\nh[p[i]] += w[i]^2\nL = sum(h * h)\noutput L",
    "const parent: Int[5] in 5 = [0, 0, 1, 1, 3]\nparam w: [5]\nd[0] = w[0]\n"
      + "d[i in 1..<5] = d[parent[i]] * w[i]\nL = sum(d)\noutput L",
    "param x: [6]\nsum(k in 0..<6: x[div(k, 2)] * x[mod(k + 1, 6)])",
    "fn soft(v: [K]) {\n  m = v - max(v)\n  return exp(m) / sum(exp(m))\n}\nparam A: [2, 3]\nsum(i: soft(A[i])[0])",
    "param x: [3]\nsum(i in 0..<3: i * [x[0], x[1] * x[2], 7][i])",
    "param θ, x1\nsigma = θ^2\nθ * x1 + sigma + stop(θ) * x1",
    "param x: [3]\nlogsumexp(x) + max(x[0], x[1], x[2]) + clamp(x[0], -0.5, 0.5) + xlogy(2, 3 + x[1])",
    "dim N\nparam x: [N]\nif all(i: x[i] > -2) then sum(x) else 0",
    "dim N\nparam x: [N]\nc[i in 0..<N] = prod(j in 0..<i: x[j])\nL = sum(c)\noutput L",
  ]

  private let dims = ["N": 4, "D": 3, "C": 3, "T": 3, "K": 2]

  private func agree(_ text: String, _ program: Program) throws {
    let printed = ProgramPrinter.text(of: program)
    let again = try Evaluating.program(printed)
    let data = try program.sampleData(dims: dims)
    let expected = try program.values(dims: dims, data)
    let values = try again.values(dims: dims, data)
    #expect(again.outputs.map { again[$0].name } == program.outputs.map { program[$0].name })
    for (name, value) in expected {
      #expect(values[name]?.isNear(value) == true, "\(name) is \(values[name] as Any), not \(value), in:\n\(printed)")
    }
  }

  @Test("A program comes to the same when it is printed and read", arguments: texts)
  func programs(_ text: String) throws {
    try agree(text, try program(text))
  }

  @Test("A gradient comes to the same when it is printed and read", arguments: texts)
  func gradients(_ text: String) throws {
    let program = try program(text)
    let wanted = program.arrayIDs { $0.role == .parameter }
    let derivative = try ReverseMode.gradient(of: program.outputs[0], withRespectTo: wanted, in: program)
    try agree(text, derivative.program)
  }
}
