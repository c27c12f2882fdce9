import Evaluating
import Testing

@testable import Emission

/// How generated Swift is put together where its speed, or that of its compiler, hangs on it.
@Suite("The text of generated Swift") struct SwiftTextTests {
  private func prepared(_ name: String) throws -> PreparedTest {
    try PreparedTest(try #require(ProgramCatalogue.all.first { $0.name == name }), isRun: false)
  }

  private func lines(_ name: String) throws -> [Substring] {
    try SwiftEmitter.emit(prepared(name).request)[0].text.split(separator: "\n")
  }

  @Test("Elements that values side by side add to are read and stored once")
  func holdsElements() throws {
    let lines = try lines("fixed_blocks")
    let loop = try #require(lines.firstIndex { $0.contains("in stride(from: 0, to: 8, by: 8)") })
    let end = try #require(lines[loop...].firstIndex { $0.hasPrefix("        }") })
    let body = lines[(loop + 1)..<end]
    // Four rows with an element of each of 8 columns.
    #expect(body.count { $0.contains("store(") } == 4)
    #expect(body.count { $0.contains("lanes8(s0_rows") } == 4)
    #expect(body.count { $0.contains("lanes8(W ") } == 1)
    #expect(body.allSatisfy { !$0.contains("X[") && !$0.contains("for ") })
    #expect(lines[..<loop].suffix(4).allSatisfy { $0.contains("let X_each") })
  }

  @Test("A loop whose values write the same elements goes through them one by one")
  func keepsOrder() throws {
    let lines = try lines("filter")
    #expect(lines.contains { $0.contains("grad_x[i &+ k] +=") })
    #expect(!lines.contains { $0.contains("store(") && $0.contains("grad_x") })
  }

  @Test("Numbers side by side are negated by a product, which keeps the sign of zeros")
  func negatesZeros() throws {
    let numbers = try lines("negated_zeros").filter { $0.contains("SIMD16") && $0.contains("let ") }
    #expect(numbers.contains { $0.contains("-1.0 * (") })
    #expect(!numbers.contains { $0.contains("= -(") || $0.contains("(-") })
  }

  @Test("The functions that a long one is split into stay apart, and read what they have computed by its name")
  func splitsFunctions() throws {
    let lines = try lines("long")
    let starts = lines.indices.filter { lines[$0].contains("Part") && lines[$0].contains("private static func") }
    #expect(starts.count > 2)
    for start in starts { #expect(lines[start - 1].contains("@inline(never)")) }
    for start in starts {
      let end = try #require(lines[start...].firstIndex { $0 == "  }" })
      let body = lines[start..<end]
      guard !body.contains(where: { $0.contains("for ") }) else { continue }
      var stored: Set<Substring> = []
      for line in body {
        for place in line.split(separator: "carried[").dropFirst() {
          let number = place.prefix { $0 != "]" }
          let isStore = line.contains("carried[\(number)] = ")
          #expect(isStore || !stored.contains(number), "\(line)")
          if isStore { stored.insert(number) }
        }
      }
    }
  }

  @Test("Scratch arrays of known size begin at multiples of 8 numbers")
  func alignsScratch() throws {
    let request = try prepared("fixed_layers").request
    let unit = SwiftUnit(request)
    let gradient = try #require(unit.gradient)
    let offsets = gradient.layout.scratch.map { gradient.loops.program.fixedValue(of: $0.offset) }
    #expect(offsets.count > 3)
    #expect(offsets.allSatisfy { $0.map { $0 % 8 == 0 } ?? false })
  }
}
