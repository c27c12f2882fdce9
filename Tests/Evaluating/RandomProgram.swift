import Fitting

/// Writes random programs: scalars, arrays in both notations, reductions, gathers, choices, functions, recurrences.
///
/// The values are smooth almost everywhere and of moderate size, so that differences can be taken of them.
package struct RandomProgram {
  private var random: SplitMix64
  private var names = 0
  /// What may be read: a name with the extents of its axes.
  var known: [(name: String, shape: [String])] = [
    ("u", ["N"]), ("v", ["N"]), ("A", ["N", "M"]), ("w", ["M"]), ("a", []), ("b", []),
  ]

  /// Returns the program that belongs to a seed; its output is the scalar `f`.
  package static func text(seed: Int) -> String {
    var program = RandomProgram(random: SplitMix64(seed: UInt64(seed)))
    var lines = [
      "dim N, M", "input u: [N], p: Int[N] in M", "param v: [N], A: [N, M], w: [M], a, b", "const k = 1.5",
      "fn bell(x) = exp(-x^2 / 4)",
      "fn mix(x: [K], y: [K], t) {\n  z[i] = t*x[i] + (1 - t)*y[i]\n  return tanh(z)\n}",
      "fn run(x: [K], y) {\n  z[0] = y\n  z[t in 1...K] = cos(z[t-1]) + x[t-1]*y\n  return z[K]\n}",
    ]
    for number in 0..<5 { lines += program.definition("d\(number)") }
    let made = program.known.filter { $0.name.hasPrefix("d") }
    let parts = made.map { name, shape in shape.isEmpty ? name : "sum(\(name))" }
    lines += ["f = " + parts.joined(separator: " + "), "output f"]
    return lines.joined(separator: "\n") + "\n"
  }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

  private mutating func definition(_ name: String) -> [String] {
    let kind = below(8)
    if kind == 0 { return recurrence(name) }
    if kind == 1 {
      defer { known.append((name, [])) }
      return ["\(name) = \(value([], depth: 2))", "\(name) += \(leaf([("i", "N")])) for i in 0..<N"]
    }
    let shape = pick([[], ["N"], ["M"], ["N", "M"]])
    defer { known.append((name, shape)) }
    if kind == 2 { return ["\(name) = \(whole(shape, depth: 2))"] }
    let scope = zip(["i", "j"], shape).map { ($0, $1) }
    let left = scope.map { "\($0.0) in 0..<\($0.1)" }.joined(separator: ", ")
    return ["\(name)\(left.isEmpty ? "" : "[\(left)]") = \(value(scope, depth: 3))"]
  }

  // MARK: Index notation

  mutating func value(_ scope: [(String, String)], depth: Int) -> String {
    guard depth > 0 else { return leaf(scope) }
    switch below(16) {
    case 0, 1: return "(\(value(scope, depth: depth - 1)) + \(value(scope, depth: depth - 1)))"
    case 2: return "(\(value(scope, depth: depth - 1)) - \(value(scope, depth: depth - 1)))"
    case 3, 4: return "\(value(scope, depth: depth - 1)) * \(value(scope, depth: depth - 1))"
    case 5: return "(\(value(scope, depth: depth - 1)) / (2 + sin(\(value(scope, depth: depth - 1)))))"
    case 6: return "\(pick(["tanh", "sigmoid", "softplus", "cos", "bell"]))(\(value(scope, depth: depth - 1)))"
    case 7: return "-(\(value(scope, depth: depth - 1)))"
    case 8:
      let (x, y) = (leaf(scope), leaf(scope))
      return "(if \(x) < \(y) + 0.37 then \(value(scope, depth: depth - 1)) else \(leaf(scope)))"
    case 9: return shifted(scope) ?? leaf(scope)
    default: return reduction(scope, depth: depth)
    }
  }

  private mutating func reduction(_ scope: [(String, String)], depth: Int) -> String {
    names += 1
    let (p, q) = ("p\(names)", "q\(names)")
    let overN = scope + [(p, "N")]
    switch below(9) {
    case 0: return "sum(\(p) in 0..<N: \(value(overN, depth: depth - 1)))"
    case 1: return "mean(\(p) in 0..<N, \(q) in 0..<M: \(value(overN + [(q, "M")], depth: depth - 1)))"
    case 2: return "sum(\(p) in 0..<N, \(q) in 0...\(p): \(value(overN + [(q, "N")], depth: depth - 1)))"
    case 3: return "prod(\(p) in 0..<N: 1 + 0.3*\(leaf(overN)))"
    case 4: return "max(\(p) in 0..<N: \(value(overN, depth: depth - 1)) + 0.7*u[\(p)])"
    case 5: return "logsumexp(\(p) in 0..<N: \(value(overN, depth: depth - 1)))"
    case 6: return "norm(\(p) in 0..<N: 1 + 0.2*\(leaf(overN)))"
    case 7: return "var(\(p) in 0..<N: \(value(overN, depth: depth - 1)))"
    default: return "softmax(\(p) in 0..<N: \(value(overN, depth: depth - 1)))[0]"
    }
  }

  /// A read beside the index, behind a condition that keeps it in range.
  private mutating func shifted(_ scope: [(String, String)]) -> String? {
    guard let (letter, extent) = scope.last else { return nil }
    let arrays = known.filter { $0.shape == [extent] }
    guard !arrays.isEmpty else { return nil }
    return "(if \(letter) > 0 then \(pick(arrays).name)[\(letter) - 1]^2 else \(letter))"
  }

  mutating func leaf(_ scope: [(String, String)]) -> String {
    if below(6) == 0 { return pick(["1", "0.5", "k", "1/N"]) }
    if below(5) == 0, let (letter, _) = scope.first(where: { $0.1 == "N" }) {
      return pick(["A[\(letter), p[\(letter)]]", "w[p[\(letter)]]", "v[N - 1 - \(letter)]", "\(letter)/N"])
    }
    let choices = known.filter { array in array.shape.allSatisfy { extent in scope.contains { $0.1 == extent } } }
    guard !choices.isEmpty else { return "a" }
    let array = pick(choices)
    let places = array.shape.map { extent in pick(scope.filter { $0.1 == extent }).0 }
    return places.isEmpty ? array.name : "\(array.name)[\(places.joined(separator: ", "))]"
  }

  // MARK: Whole arrays

  private mutating func whole(_ shape: [String], depth: Int) -> String {
    let same = known.filter { $0.shape == shape }.map(\.name)
    guard depth > 0 else { return same.isEmpty ? "a" : pick(same) }
    let (x, y) = (whole(shape, depth: depth - 1), whole(shape, depth: depth - 1))
    switch below(7) {
    case 0: return "(\(x) * \(y) + \(leaf([])))"
    case 1: return "tanh(\(x) - \(y))"
    case 2 where shape == ["N"]:
      return pick(["(A @ w)", "mix(v, u, a)", "mean(A, axis: 1)", "softmax(v)", "(w[p] * v)"])
    case 2 where shape == ["M"]:
      return pick(["(v @ A)", "(A.T @ u)", "sum(A, axis: 0)", "max(A, axis: 0)", "(A[0] * w)"])
    case 2 where shape == ["N", "M"]:
      return pick(["(A * w)", "softmax(A, axis: 1)", "softmax(A, axis: 0)", "(A + A[0])"])
    case 2: return pick(["(v @ u)", "run(v, a)", "sum(A)", "norm(A) * a", "logsumexp(v)", "var(w)", "prod(1 + 0.2*v)"])
    case 3: return "where(\(x) < \(y) + 0.41, \(x), 2 * \(y))"
    default: return "(\(x) + \(y))"
    }
  }
}
