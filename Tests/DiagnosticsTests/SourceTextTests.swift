import Diagnostics
import Testing

@Suite struct SourceTextTests {
  private func place(_ source: SourceText, _ offset: Int) -> [Int] {
    let location = source.location(of: offset)
    return [location.line, location.column]
  }

  @Test func linesEndWithLFOrCRLFOrCR() {
    let source = SourceText(name: "t", text: "a\nbc\r\nd\re\n")
    #expect(source.lineCount == 5)
    #expect((1...5).map(source.text(ofLine:)) == ["a", "bc", "d", "e", ""])
    #expect(place(source, 0) == [1, 1])
    #expect(place(source, 3) == [2, 2])
    #expect(place(source, 6) == [3, 1])
    #expect(place(source, 8) == [4, 1])
    #expect(place(source, 10) == [5, 1])
    #expect(source.text(ofLine: 0) == "")
    #expect(source.text(ofLine: 6) == "")
  }

  @Test func columnsCountCharacters() {
    let source = SourceText(name: "t", text: "θé\u{65}\u{301}👩‍👩‍👧x")
    let x = source.bytes.count - 1
    #expect(place(source, x) == [1, 5])
    #expect(place(source, 2) == [1, 2])
  }

  @Test func theByteOrderMarkIsNoCharacter() {
    let source = SourceText(name: "t", text: "\u{FEFF}x\ny")
    #expect(place(source, 3) == [1, 1])
    #expect(place(source, 0) == [1, 1])
    #expect(source.text(ofLine: 1) == "x")
  }

  @Test func offsetsAndSpansBehindTheTextAreItsEnd() {
    let source = SourceText(name: "t", text: "ab")
    #expect(place(source, 99) == [1, 3])
    #expect(place(source, -5) == [1, 1])
    #expect(source.text(of: SourceSpan(start: 1, end: 99)) == "b")
    #expect(source.text(of: SourceSpan(start: 50, end: 99)) == "")
    #expect(place(SourceText(name: "t", text: ""), 0) == [1, 1])
  }

  @Test func aLongLineIsCountedInLinearTime() {
    let source = SourceText(name: "t", text: String(repeating: "é+", count: 500_000))
    #expect(place(source, source.bytes.count) == [1, 1_000_001])
  }
}
