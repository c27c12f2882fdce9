import Diagnostics
import Testing

@testable import Syntax

/// Returns the kinds and texts of a text's tokens, having checked that nothing is wrong.
private func tokens(_ text: String, _ location: Testing.SourceLocation = #_sourceLocation) -> [String] {
  let source = SourceText(name: "test.adg", text: text)
  var lexer = Lexer(source)
  var result: [String] = []
  while case let token = lexer.next(), token.kind != .end {
    result.append(source.text(of: token.span))
  }
  #expect(lexer.log.entries.isEmpty, sourceLocation: location)
  return result
}

/// Returns the value of a text that is one number.
private func number(_ text: String) -> Double? {
  var lexer = Lexer(SourceText(name: "test.adg", text: text))
  let token = lexer.next()
  return token.kind == .number && lexer.next().kind == .end && lexer.log.entries.isEmpty ? token.value : nil
}

@Suite struct LexerTests {
  @Test func numbersAreReadToTheNearestDouble() {
    #expect(number("1") == 1)
    #expect(number("1.5") == 1.5)
    #expect(number(".5") == 0.5)
    #expect(number("1.") == 1)
    #expect(number("1e-3") == 0.001)
    #expect(number("1E+3") == 1000)
    #expect(number("1.e2") == 100)
    #expect(number("1_000") == 1000)
    #expect(number("1_0.2_5e1_0") == 10.25e10)
    #expect(number("0.1") == 0.1)
    #expect(number("007") == 7)
    #expect(number("9007199254740993") == 9_007_199_254_740_992)
    #expect(number("123456789012345678901234567890") == 123_456_789_012_345_677_877_719_597_056)
    #expect(number("1.7976931348623157e308") == .greatestFiniteMagnitude)
    #expect(number("5e-324") == .leastNonzeroMagnitude)
    #expect(number("1e-999") == 0)
    #expect(number("2.2250738585072011e-308") == Double(bitPattern: 0x000F_FFFF_FFFF_FFFF))
  }

  @Test func rangesAreToldFromFractions() {
    #expect(tokens("0..<N") == ["0", "..<", "N"])
    #expect(tokens("1...T") == ["1", "...", "T"])
    #expect(tokens("1. ...2.5") == ["1.", "...", "2.5"])
    #expect(tokens("A.T.T") == ["A", ".T", ".T"])
    #expect(tokens("1.T") == ["1", ".T"])
    #expect(tokens("A[0].T") == ["A", "[", "0", "]", ".T"])
    #expect(tokens(".5.T") == [".5", ".T"])
  }

  @Test func signsAreReadAsLongAsTheyCanBe() {
    #expect(
      tokens("a<=b>=c==d!=e<f>g=h+=i") == [
        "a", "<=", "b", ">=", "c", "==", "d", "!=", "e", "<", "f", ">", "g", "=", "h", "+=", "i",
      ])
    #expect(tokens("--x+ +y") == ["-", "-", "x", "+", "+", "y"])
  }

  @Test func namesHoldAnyLettersOfUnicode() {
    #expect(tokens("θ_1 + naïve*Δx / 变量") == ["θ_1", "+", "naïve", "*", "Δx", "/", "变量"])
    #expect(tokens("_ __a a1b iff") == ["_", "__a", "a1b", "iff"])
    // The two spellings of é are one name.
    var lexer = Lexer(SourceText(name: "test.adg", text: "e\u{301} \u{e9}"))
    #expect(lexer.next().symbol == lexer.next().symbol)
    #expect(lexer.symbols.count == 1)
  }

  @Test func blanksLineEndsAndCommentsStandBetweenTokens() {
    let source = SourceText(name: "test.adg", text: "\u{FEFF}a\t\u{A0}b # c\r\nd\re\n\nf # g")
    var lexer = Lexer(source)
    var starts: [String] = []
    while case let token = lexer.next(), token.kind != .end {
      starts.append(source.text(of: token.span) + (token.startsLine ? "!" : ""))
    }
    #expect(starts == ["a!", "b", "d!", "e!", "f!"])
    #expect(lexer.comments.map(source.text(of:)) == ["# c", "# g"])
    #expect(lexer.log.entries.isEmpty)
  }

  @Test func reservedWordsAreNoNames() {
    for kind in TokenKind.reserved {
      var lexer = Lexer(SourceText(name: "test.adg", text: kind.rawValue))
      #expect(lexer.next().kind == kind)
    }
  }

  @Test func bytesThatAreNotUTF8AreReportedOnceAndSkipped() {
    let pieces: [[UInt8]] = [
      [0x80], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8], [0xC3],
      [0xFF, 0xFE],
    ]
    for piece in pieces {
      let text = Array("a = 1\n".utf8) + piece + Array("\nb = 2".utf8)
      let (tree, diagnostics) = Parser.parse(SourceText(name: "test.adg", bytes: text))
      #expect(diagnostics.map(\.code) == ["invalid-utf8"])
      #expect(diagnostics.first?.span == SourceSpan(start: 6, end: 6 + piece.count))
      #expect(tree.dump() == "(= a 1)\n(= b 2)\n")
    }
  }
}
