import Fitting

/// The workloads: their programs and their data.
extension Workload {
  /// All of them, the same in every run.
  static var all: [Workload] {
    [neuron, rosenbrock(1000), rosenbrock(100_000), logisticRegression, softmaxRegression, network]
  }

  private static var neuron: Workload {
    var numbers = SplitMix64(seed: 1)
    return Workload(
      name: "neuron",
      program: """
        param w: [3], x: [2]
        f = 1 / (1 + exp(-(w[0]*x[0] + w[1]*x[1] + w[2])))
        """,
      given: [GivenArray("w", [3], in: -1..<1, &numbers), GivenArray("x", [2], in: -1..<1, &numbers)],
      parameterCount: 2, reference: WorkloadReferences.neuron, casadi: WorkloadReferences.neuronCasADi)
  }

  private static func rosenbrock(_ n: Int) -> Workload {
    var numbers = SplitMix64(seed: 2)
    return Workload(
      name: "rosenbrock_\(n / 1000)k",
      program: """
        dim N = \(n)
        param x: [N]
        f = sum(i in 0..<N-1: 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2)
        """,
      given: [GivenArray("x", [n], in: -1.5..<1.5, &numbers)],
      parameterCount: 1, reference: "enum { N = \(n) };\n" + WorkloadReferences.rosenbrock,
      casadi: "N = \(n)\n" + WorkloadReferences.rosenbrockCasADi)
  }

  private static var logisticRegression: Workload {
    var numbers = SplitMix64(seed: 3)
    let x = GivenArray("X", [1000, 50], in: -1..<1, &numbers)
    let y = GivenArray("y", [1000], below: 2, &numbers)
    let w = GivenArray("w", [50], in: -0.5..<0.5, &numbers)
    return Workload(
      name: "logreg",
      program: """
        dim M = 1000, D = 50
        input X: [M, D], y: [M]
        param w: [D], b
        z = X @ w + b
        f = mean(i: max(z[i], 0) + log1p(exp(-abs(z[i]))) - y[i]*z[i]) + 0.005 * sum(j: w[j]^2)
        """,
      given: [x, y, w, GivenArray("b", [], in: -0.5..<0.5, &numbers)],
      parameterCount: 2, reference: WorkloadReferences.logisticRegression,
      casadi: WorkloadReferences.logisticRegressionCasADi)
  }

  /// One row a sample with a single 1 in it.
  private static func classes(_ rows: Int, _ columns: Int, _ numbers: inout SplitMix64) -> GivenArray {
    let labels = GivenArray("Y", [rows], below: columns, &numbers).elements
    return GivenArray(
      "Y", [rows, columns], labels.flatMap { label in (0..<columns).map { Double($0) == label ? 1 : 0 } })
  }

  private static var softmaxRegression: Workload {
    var numbers = SplitMix64(seed: 4)
    let x = GivenArray("X", [64, 784], in: 0..<1, &numbers)
    let y = classes(64, 10, &numbers)
    let w = GivenArray("W", [784, 10], in: -0.05..<0.05, &numbers)
    return Workload(
      name: "softmax_ce",
      program: """
        dim B = 64, D = 784, C = 10
        input X: [B, D], Y: [B, C]
        param W: [D, C], b: [C]
        Z = X @ W + b
        f = mean(i: logsumexp(c: Z[i,c]) - sum(c: Y[i,c]*Z[i,c]))
        """,
      given: [x, y, w, GivenArray("b", [10], in: -0.1..<0.1, &numbers)],
      parameterCount: 2, reference: WorkloadReferences.softmaxRegression,
      casadi: WorkloadReferences.softmaxRegressionCasADi)
  }

  private static var network: Workload {
    var numbers = SplitMix64(seed: 5)
    let x = GivenArray("X", [64, 256], in: -1..<1, &numbers)
    let y = classes(64, 10, &numbers)
    let weights = [
      GivenArray("W1", [256, 128], in: -0.1..<0.1, &numbers), GivenArray("b1", [128], in: -0.1..<0.1, &numbers),
      GivenArray("W2", [128, 10], in: -0.2..<0.2, &numbers), GivenArray("b2", [10], in: -0.1..<0.1, &numbers),
    ]
    return Workload(
      name: "mlp",
      program: """
        dim B = 64, D = 256, H = 128, C = 10
        input X: [B, D], Y: [B, C]
        param W1: [D, H], b1: [H], W2: [H, C], b2: [C]
        A = max(X @ W1 + b1, 0)
        Z = A @ W2 + b2
        weights = sum(d, h: W1[d,h]^2) + sum(h, c: W2[h,c]^2)
        f = mean(i: logsumexp(c: Z[i,c]) - sum(c: Y[i,c]*Z[i,c])) + 0.0005 * weights
        output f
        """,
      given: [x, y] + weights, parameterCount: 4, reference: WorkloadReferences.network,
      casadi: WorkloadReferences.networkCasADi)
  }
}
