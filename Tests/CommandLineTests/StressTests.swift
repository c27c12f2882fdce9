import Testing

@testable import autodiff_gen

/// Input that is big, deep or mangled: an answer or a sentence, never a trap.
@Suite struct StressTests {
  @Test func deepNestingHasAValueAndAGradient() {
    let depth = 20_000
    let program = String(repeating: "(", count: depth) + "x" + String(repeating: ")", count: depth)
    #expect(Run("grad", "-e", program, "x=3").output == "f = 3\ndf/dx = 1\n")
    let halves = String(repeating: "sin(", count: 2000) + "x" + String(repeating: ")", count: 2000)
    #expect(Run("grad", "-e", halves, "x=0").output == "f = 0\ndf/dx = 1\n")
  }

  @Test func longSumsHaveAValueAndAGradient() {
    let program = "f = " + Array(repeating: "x", count: 5_000).joined(separator: " + ")
    #expect(Run("grad", "-e", program, "x=2").output == "f = 10000\ndf/dx = 5000\n")
  }

  @Test func longNamesArePrintedWhole() {
    let name = String(repeating: "n", count: 5000)
    #expect(Run("grad", "-e", "f = \(name)^2", "\(name)=3").output == "f = 9\ndf/d\(name) = 6\n")
    let run = Run("grad", "-e", "f = \(name)^2")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[value-missing]"))
  }

  /// Random changes to command lines that work; the seed is fixed.
  @Test func mangledCommandLinesAreAnswered() {
    let lines =
      Command.allCases.flatMap(\.examples).map(\.arguments) + [
        [
          "grad", "-e", "dim N; param x: [N]; input k: Int in N; f = x[k]", "x=[1,2,3]", "k=1", "--of", "f", "--wrt",
          "x",
        ],
        ["eval", "-e", "dim N, M; input A: [N, M]; B = A.T @ A", "A=[[1,2],[3,4]]", "--json", "--full"],
        ["derive", "-e", "f = if x > 0 then log(x) else 0", "--plain", "--dump", "loops"],
      ]
    let pieces = [
      "", "-", "--", "=", "x=", "=1", "[", "]", "@", "é", "\u{0}", "1e999", "nan", "--json", "-e", "N=-1", "9",
    ]
    var state: UInt64 = 2024
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, bound)))
    }
    for _ in 0..<400 {
      var line = lines[random(lines.count)]
      for _ in 0...random(3) {
        let place = random(line.count)
        switch random(4) {
        case 0: line.insert(pieces[random(pieces.count)], at: place)
        case 1 where line.count > 1: line.remove(at: place)
        case 2: line.swapAt(place, random(line.count))
        default:
          var characters = Array(line[place])
          characters.insert(contentsOf: pieces[random(pieces.count)], at: random(characters.count + 1))
          if !characters.isEmpty { characters.remove(at: random(characters.count)) }
          line[place] = String(characters)
        }
      }
      // Standard input is the test's own.
      if line.contains("-") { continue }
      let run = Run(line)
      #expect((0...2).contains(run.status))
      #expect(run.status == 0 || (run.output.isEmpty && !run.complaints.isEmpty), "\(line)")
    }
  }
}
