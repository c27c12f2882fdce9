import Fitting
import Testing

@testable import Emission

@Suite("The user's text in comments") struct CommentTextTests {
  @Test(
    "Nothing ends a comment or goes on in the next line",
    arguments: [
      ("a */ b", "a * / b"), ("a /* b", "a / * b"), ("**//", "** //"), ("end \\", "end \\."),
      ("end \\  ", "end \\."), ("what??/", "what? ?/"), ("???/", "? ? ?/"), ("a\nb\rc\td", "a b c d"),
      ("x\u{2028}y\u{202E}z", "x y z"), ("\u{0}", ""),
    ])
  func lines(text: String, expected: String) {
    #expect(CommentText.line(text) == expected)
  }

  @Test("No part of the text is a comment's end, whatever it was made of")
  func manyTexts() {
    var numbers = SplitMix64(seed: 3)
    let pieces = ["*", "/", "?", "\\", "\n", " ", "x", "*/", "/*", "??/"]
    for _ in 0..<2000 {
      var text = ""
      for _ in 0..<12 { text += pieces[numbers.below(pieces.count)] }
      let line = CommentText.line(text)
      #expect(!line.contains("*/") && !line.contains("/*") && !line.contains("??") && !line.contains("\n"))
      #expect(!line.hasSuffix("\\"))
    }
  }
}
