import AutodiffGen
import Testing

@Suite("The size of generated code")
struct CodeSizeTests {
  /// Returns the lines of the C source of a network with one hidden layer.
  private func lines(ofNetwork columns: Int, _ hidden: Int) throws -> Int {
    let program = """
      dim N, D = \(columns), H = \(hidden)
      input X: [N, D], y: [N]
      param W1: [D, H], b1: [H], w2: [H], b2
      h = tanh(X @ W1 + b1)
      p = h @ w2 + b2
      loss = mean(n: (p[n] - y[n])^2)
      output loss
      """
    return try source(of: program).count
  }

  private func source(of program: String) throws -> [Substring] {
    let files = try Model(program).code(in: .c)
    let source = try #require(files.first { $0.name.hasSuffix(".c") })
    return source.text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("value and gradient of a 64-64-1 network take less than 400 lines")
  func network() throws {
    #expect(try lines(ofNetwork: 64, 64) < 400)
  }

  @Test("loops do not become longer with their extents")
  func extents() throws {
    // Sums in lanes that are longer than a block of them go in blocks too.
    let many = try lines(ofNetwork: 640, 1280)
    #expect(many < 450)
    #expect(try lines(ofNetwork: 6400, 12800) == many)
  }

  @Test("a long scalar program becomes functions of bounded length, each called once")
  func longProgram() throws {
    var text = ["param a, b", "v0 = sin(a) * b", "v1 = a + b"]
    for number in 2..<1500 { text.append("v\(number) = sin(v\(number - 1)) + v\(number - 2) * b") }
    let lines = try source(of: (text + ["output v1499"]).joined(separator: "\n"))
    let parts = lines.filter { $0.hasPrefix("SEPARATE void ") }
    #expect(parts.count >= 4)
    let starts = lines.indices.filter { lines[$0] == "{" }
    let ends = lines.indices.filter { lines[$0] == "}" }
    #expect(starts.count == ends.count)
    #expect(zip(starts, ends).allSatisfy { $1 - $0 < 3000 })
    for part in parts {
      let name = part.dropFirst("SEPARATE void ".count).prefix { $0 != "(" }
      #expect(lines.filter { $0.hasPrefix("    \(name)(") }.count == 1)
    }
  }
}
