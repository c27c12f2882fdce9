import Fitting

/// Writes random programs in the language: definitions over shared axes, sums, gathers, choices, shifts and triangles.
struct RandomText {
  private var generator: SplitMix64
  /// What may be read: a name with the axes of its shape.
  private var known: [(name: String, shape: [String])] = [
    ("u", ["N"]), ("v", ["N"]), ("A", ["N", "M"]), ("w", ["M"]), ("a", []), ("b", []),
  ]

  /// Returns the program that belongs to a seed.
  static func program(seed: UInt64) -> String {
    var text = RandomText(generator: SplitMix64(seed: seed))
    var lines = [
      "dim N, M", "input u: [N], label: Int[N] in M", "param v: [N], A: [N, M], w: [M], a, b", "const k = 1.5",
    ]
    for number in 0..<5 { lines.append(text.definition("d\(number)")) }
    let parts = text.known.suffix(5).map { name, shape in
      shape.isEmpty ? name : shape.count == 1 ? "sum(i: \(name)[i])" : "sum(i, j: \(name)[i, j])"
    }
    lines.append("f = " + parts.joined(separator: " + "))
    lines.append("output f")
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &generator)] }

  private mutating func definition(_ name: String) -> String {
    if Int.random(in: 0..<6, using: &generator) == 0 { return recurrence(name) }
    let shape = pick([[], ["N"], ["M"], ["N", "M"]])
    let left = zip(["i", "j"], shape).map { letter, extent in "\(letter) in 0..<\(extent)" }
    let scope = zip(["i", "j"], shape).map { ($0, $1) }
    let body = reduced(scope, depth: 3)
    known.append((name, shape))
    return left.isEmpty ? "\(name) = \(body)" : "\(name)[\(left.joined(separator: ", "))] = \(body)"
  }

  /// An array whose elements are made of those before them, with a part that stands twice.
  private mutating func recurrence(_ name: String) -> String {
    let (start, step) = (value([], 1), value([("i", "N")], 2))
    known.append((name, ["N"]))
    return """
      \(name)[0] = \(start)
      \(name)[i in 1..<N] = tanh(\(step) * \(name)[i - 1] + a) * sigmoid(\(step) * \(name)[i - 1] + a)
      """
  }

  private mutating func reduced(_ scope: [(String, String)], depth: Int) -> String {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return "sum(p in 0..<N: \(value(scope + [("p", "N")], depth)))"
    case 1: return "sum(p in 0..<N, q in 0..<p: \(value(scope + [("p", "N"), ("q", "N")], depth)))"
    case 2: return "max(q in 0..<M: \(value(scope + [("q", "M")], depth)))"
    case 3: return "logsumexp(q in 0..<M: \(value(scope + [("q", "M")], depth)))"
    default: return value(scope, depth)
    }
  }

  private mutating func value(_ scope: [(String, String)], _ depth: Int) -> String {
    guard depth > 0 else { return leaf(scope) }
    let (x, y) = (value(scope, depth - 1), value(scope, depth - 1))
    switch Int.random(in: 0..<14, using: &generator) {
    case 0: return "(\(x) + \(y))"
    case 1: return "(\(x) - \(y))"
    case 2, 3: return "(\(x) * \(y))"
    case 4: return "(\(x) / (1.5 + abs(\(y))))"
    case 5: return "-(\(x))"
    case 6: return "(\(x))^2"
    case 7: return "tanh(\(x))"
    case 8: return "sigmoid(\(x))"
    case 9: return "softplus(\(x))"
    case 10: return "(if \(x) < \(y) then \(leaf(scope)) else \(x))"
    case 11: return "max(\(x), \(y))"
    case 12: return shifted(scope) ?? x
    default: return "(\(x) * 1 + 0)"
    }
  }

  /// A read beside the index, behind a condition that keeps it in range.
  private mutating func shifted(_ scope: [(String, String)]) -> String? {
    guard let (letter, extent) = scope.last else { return nil }
    let arrays = known.filter { $0.shape == [extent] }
    guard !arrays.isEmpty else { return nil }
    return "(if \(letter) > 0 then \(pick(arrays).name)[\(letter) - 1]^2 else \(letter))"
  }

  private mutating func leaf(_ scope: [(String, String)]) -> String {
    let choices = known.filter { array in array.shape.allSatisfy { extent in scope.contains { $0.1 == extent } } }
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return pick(["1", "2", "0.5", "0", "k", "N"])
    case 1:
      if let (letter, _) = scope.first(where: { $0.1 == "N" }) {
        return pick(["A[\(letter), label[\(letter)]]", letter])
      }
    default: break
    }
    guard !choices.isEmpty else { return "k" }
    let array = pick(choices)
    let places = array.shape.map { extent in pick(scope.filter { $0.1 == extent }).0 }
    return places.isEmpty ? array.name : "\(array.name)[\(places.joined(separator: ", "))]"
  }
}
