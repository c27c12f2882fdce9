import Diagnostics
import Evaluating
import Fitting
import Testing

/// Texts that are nearly right: pieces of programs dropped, doubled, exchanged and put into each other.
@Suite("Mutated programs") struct FuzzTests {
  private static let seeds = [
    "dim N, D, C\ninput X: [N, D], label: Int[N] in C\nparam W: [D, C], b: [C]\nconst lambda = 1e-3\n"
      + "z[n, c] = sum(d: X[n,d] * W[d,c]) + b[c]\nce = mean(n: logsumexp(c: z[n,c]) - z[n, label[n]])\n"
      + "loss = ce + lambda * sum(d, c: W[d,c]^2)\noutput loss\n",
    "dim T, K\ninput x: [T, K]\nparam h0: [K], U: [K, K]\nh[0, k] = h0[k]\n"
      + "h[t in 1...T, k] = tanh(sum(j: U[k, j] * h[t-1, j]) + x[t-1, k])\nL = sum(k: h[T, k]^2)\noutput L\n",
    "fn f(x, v: [K]) {\n  u = x^2 * v[0]\n  w[i] = v[i] - u\n  return if u < 1 and not u == 0 then sum(w) else -u\n}\n"
      + "param a: [3]\ny = f(2, a) + f(a[0], [1, 2])\nz = softmax(a) @ [[1, 2], [3, 4], [5, 6]]\noutput y, z\n",
    "param x: [4], w: [3]\ninput p: Int[3] in 4\nh[k in 0..<4] = 0.5 * x[k]\nh[p[i]] += w[i]^2 for i in 0..<3\n"
      + "m[i in 0..<2] = argmax(j: x[j + i * 0])\nL = x[m[0]] + sum(h[1..<3]) + max(h, axis: 0)\noutput L, h\n",
    "dim N = 4\nlocal p: [N, N]\nfor i in 0..<N {\n  p[i, 0] = 1\n  for j in reversed 1...i {\n"
      + "    p[i, j] = p[i-1, j-1] + (if j < i then p[i-1, j] else 0)\n  }\n}\noutput p\n",
    "a[0] = 1\nb[0] = 0\nb[t in 1..<5] = b[t-1] + a[t-1]\na[t in 1..<5] = a[t-1] - b[t]\n"
      + "c = prod(i in 0..<3: div(i, 2) + mod(i, 2))\nd = [i in 0..<3, j in 0...i: i*j]\noutput a, c\n",
  ]
  private static let pieces = [
    "0", "1", "9999999999999999999", "-1", "0.5", "1e308", "N", "x", "i", "sum", "[i]", "[0]", "[i, j]", "(", ")", "]",
    "..<", "...", ":", ",", "=", "+=", "\n", ";", "^", "/", "@", ".T", " in ", " for ", "if ", " then ", " else ",
    "not ", "[]", "axis: 0", "softmax(", "argmax(", "div(", "sum(i: ", "[i: ", "x[p[", "stop(", "where(", "output ",
    "dim N\n", "local q: [N]\n", "fn g(v: [K]) = ", "{\n", "}\n", "Int", "^-2^3",
  ]

  /// Returns a text with tokens replaced, dropped, doubled or taken from another text.
  private func mutated(_ random: inout SplitMix64) -> String {
    var tokens = Self.tokens(of: Self.pick(Self.seeds, &random))
    for _ in 0...Int.random(in: 0..<4, using: &random) {
      let position = Int.random(in: 0..<tokens.count, using: &random)
      let end = min(tokens.count, position + Int.random(in: 1..<8, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: tokens[position] = Self.pick(Self.pieces, &random)
      case 1: tokens.insert(Self.pick(Self.pieces, &random), at: position)
      case 2 where tokens.count > 20: tokens.removeSubrange(position..<end)
      case 3: tokens.swapAt(position, Int.random(in: 0..<tokens.count, using: &random))
      case 4: tokens[position] = Self.pick(Self.tokens(of: Self.pick(Self.seeds, &random)), &random)
      default:
        tokens.insert(contentsOf: tokens[position..<end], at: Int.random(in: 0..<tokens.count, using: &random))
      }
    }
    return tokens.joined()
  }

  private static func pick<T>(_ list: [T], _ random: inout SplitMix64) -> T {
    list[Int.random(in: 0..<list.count, using: &random)]
  }

  /// Splits a text into words and single characters.
  private static func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    var wasWord = false
    for character in text {
      let isWord = character.isLetter || character.isNumber
      if isWord, wasWord { tokens[tokens.count - 1].append(character) } else { tokens.append(String(character)) }
      wasWord = isWord
    }
    return tokens
  }

  @Test("None traps or hangs, every fault has its place in the text, and what has none is sound", arguments: 0..<20)
  func mutations(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<150 {
      let text = mutated(&random)
      let source = SourceText(name: "fuzz.adg", text: text)
      let found = diagnostics(of: source)
      for diagnostic in found {
        for span in [diagnostic.span] + diagnostic.notes.map(\.span) + diagnostic.fixes.map(\.span) {
          guard let span else { continue }
          #expect(
            span.start >= 0 && span.start <= span.end && Int(span.end) <= text.utf8.count, "seed \(seed):\n\(text)")
        }
      }
      _ = DiagnosticRenderer(source: source).render(found)
      guard !found.contains(where: { $0.severity == .error }) else { continue }
      // A text without an error is a program that the verifier accepts.
      #expect(throws: Never.self, "seed \(seed):\n\(text)") { try program(text) }
    }
  }
}
