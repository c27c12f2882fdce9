import Diagnostics
import Fitting
import Testing

@testable import Syntax

/// Texts that nobody would write.
@Suite struct FuzzTests {
  private static let seeds = [
    "dim N\ninput X: [N, 3], l: Int[N] in 3\nparam w: [3]\nz[n] = sum(k: X[n,k]*w[k]) # s\nL = mean(n: z[n]^2)\noutput L",
    "fn f(x, v: [K]) {\n  u = x^2 * v[0]\n  return if u < 1 and not u == 0 then u else -u\n}\n  derivative x = 2*x\n",
    "y[i in 0..<N-2, 0] = A[i, 2..<5, :] @ B.T + [1, [2, 3]][0]; s += [i, j: i*j][k] for k in 1...3, l\n",
  ]
  private static let alphabet = Array("()[]{},:;=+-*/@^<>.!#_ \n\"$%&|0159eExTnifθ−²".utf8) + [0, 0x80, 0xC3, 0xFF]

  /// Returns a text with bytes and pieces replaced, dropped or doubled.
  private func mutated(_ random: inout SplitMix64) -> [UInt8] {
    var bytes = Array(Self.seeds[random.below(Self.seeds.count)].utf8)
    for _ in 0...random.below(6) {
      let position = random.below(bytes.count)
      let end = min(bytes.count, position + random.below(12))
      switch random.below(4) {
      case 0: bytes[position] = Self.alphabet[random.below(Self.alphabet.count)]
      case 1: bytes.insert(Self.alphabet[random.below(Self.alphabet.count)], at: position)
      case 2 where bytes.count > 40: bytes.removeSubrange(position..<end)
      default: bytes.insert(contentsOf: bytes[position..<end], at: random.below(bytes.count))
      }
    }
    return bytes
  }

  @Test(arguments: 0..<20) func wrongTextsHaveDiagnosticsAndNeverTrap(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<100 {
      let bytes = mutated(&random)
      let source = SourceText(name: "fuzz.adg", bytes: bytes)
      let (tree, diagnostics) = Parser.parse(source)
      let rendered = DiagnosticRenderer(source: source, colour: true).render(diagnostics)
      #expect(rendered.isEmpty == diagnostics.isEmpty)
      for diagnostic in diagnostics {
        guard let span = diagnostic.span else { continue }
        #expect(span.start >= 0 && span.start <= span.end && Int(span.end) <= bytes.count)
      }
      let hasMissing = tree.nodes.contains { if case .missing = $0 { true } else { false } }
      if hasMissing { #expect(diagnostics.contains { $0.severity == .error }, "seed \(seed): \(bytes)") }
      guard diagnostics.allSatisfy({ $0.severity == .warning }) else { continue }
      let formatted = SourceText(name: "formatted.adg", text: Formatter.format(tree, source: source))
      let (again, faults) = Parser.parse(formatted)
      #expect(faults.allSatisfy { $0.severity == .warning }, "seed \(seed)")
      #expect(again.dump() == tree.dump(), "seed \(seed)")
      #expect(again.comments.count == tree.comments.count, "seed \(seed)")
      #expect(
        Formatter.format(again, source: formatted) == formatted.text(in: 0..<formatted.bytes.count), "seed \(seed)")
    }
  }

  @Test func bytesWithoutAnyOrderNeverTrap() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<50 {
      let bytes = (0..<400).map { _ in UInt8(random.below(256)) }
      let source = SourceText(name: "fuzz.adg", bytes: bytes)
      let diagnostics = Parser.parse(source).diagnostics
      #expect(!diagnostics.isEmpty)
      #expect(!DiagnosticRenderer(source: source).render(diagnostics).isEmpty)
    }
  }
}
