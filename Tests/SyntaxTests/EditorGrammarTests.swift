import Diagnostics
import Foundation
import Testing

@testable import Syntax

/// The TextMate grammar colours what the lexer reads, as what the lexer reads it.
@Suite struct EditorGrammarTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// One rule: an expression, and the scopes of the whole (group 0) and of its groups.
  private struct Rule {
    var expression: NSRegularExpression
    var scopes: [Int: String]
  }

  private static func rules() throws -> [Rule] {
    let data = try Data(contentsOf: root.appendingPathComponent("Grammar/adg.tmLanguage.json"))
    let grammar = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let patterns = try #require(grammar["patterns"] as? [[String: Any]])
    return try patterns.map { pattern in
      var scopes: [Int: String] = [:]
      if let name = pattern["name"] as? String { scopes[0] = name }
      for (group, capture) in pattern["captures"] as? [String: [String: String]] ?? [:] {
        scopes[try #require(Int(group))] = capture["name"]
      }
      let match = try #require(pattern["match"] as? String)
      return Rule(expression: try NSRegularExpression(pattern: match), scopes: scopes)
    }
  }

  /// Returns the scope of each UTF-16 unit of a line, as an editor finds it: the first match wins, the first rule among
  /// those at one place.
  private static func scopes(of line: String, by rules: [Rule]) -> [String?] {
    let text = line as NSString
    var scopes = [String?](repeating: nil, count: text.length)
    var place = 0
    while place < text.length {
      var best: (match: NSTextCheckingResult, rule: Rule)?
      for rule in rules {
        let range = NSRange(location: place, length: text.length - place)
        // An expression may look at what stands before the place.
        guard
          let match = rule.expression.firstMatch(in: line, options: [.withTransparentBounds], range: range),
          match.range.length > 0, match.range.location < best?.match.range.location ?? Int.max
        else { continue }
        best = (match, rule)
      }
      guard let (match, rule) = best else { break }
      for (group, scope) in rule.scopes.sorted(by: { $0.key < $1.key }) {
        let range = match.range(at: group)
        for unit in range.location..<range.location + range.length { scopes[unit] = scope }
      }
      place = match.range.location + match.range.length
    }
    return scopes
  }

  /// Returns what the scope of a token begins with.
  private static func wanted(_ kind: TokenKind) -> [String] {
    switch kind {
    case .name: ["variable.", "support.", "entity.name.function.", "constant.language."]
    case .number: ["constant.numeric."]
    case .dim, .input, .param, .const, .local, .fn, .output, .extern: ["storage.type."]
    case .derivative, .return, .if, .then, .else, .in, .for, .reversed: ["keyword.control."]
    case .and, .or, .not: ["keyword.operator.logical."]
    case .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .leftBrace, .rightBrace:
      ["punctuation.section."]
    case .comma, .semicolon: ["punctuation.separator."]
    default: ["keyword.operator."]
    }
  }

  /// Compares all tokens and comments of a text, and returns how many there were.
  private func compare(_ text: String, called name: String) throws -> Int {
    let rules = try Self.rules()
    let source = SourceText(name: name, text: text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      Self.scopes(of: String($0), by: rules)
    }
    var lexer = Lexer(source)
    var count = 0
    func check(_ span: SourceSpan, _ wanted: [String]) {
      count += 1
      let before = text.utf8.prefix(Int(span.start))
      let line = before.count { $0 == UInt8(ascii: "\n") }
      let start = before.lastIndex(of: UInt8(ascii: "\n")).map { text.utf8.index(after: $0) } ?? text.startIndex
      let column = text[start..<before.endIndex].utf16.count
      let length = source.text(of: span).utf16.count
      for unit in column..<column + length {
        let scope = lines[line][unit] ?? "no scope"
        #expect(wanted.contains { scope.hasPrefix($0) }, "\(name):\(line + 1): '\(source.text(of: span))' is \(scope)")
        if !wanted.contains(where: { scope.hasPrefix($0) }) { return }
      }
    }
    while true {
      let token = lexer.next()
      if token.kind == .end { break }
      check(token.span, Self.wanted(token.kind))
    }
    for comment in lexer.comments { check(comment, ["comment.line."]) }
    return count
  }

  @Test func everyTokenOfTheSamplesHasItsColour() throws {
    let folder = Self.root.appendingPathComponent("Samples")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    var count = 0
    for path in paths.filter({ $0.hasSuffix(".adg") }).sorted() {
      let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      count += try compare(text, called: path)
    }
    #expect(count > 2000)
  }

  @Test(arguments: [
    "x = 1.5e-3 + .5 + 1_000 + 2. + 3.e5", "y[t in 0..<N-1] = x[t]", "z[t in 1...T] = 1...T", "B = A.T @ 1.T",
    "fn straße(größe) = größe^2 # Größe", "inputs = notable + format + input_", "a += b; c == d != e <= f >= g < h > i",
    "extern fn f(x) derivative g, h", "for t in reversed 0..<N { s = s + 1 }", "if a and not b or c then 1 else 2",
    "x2 = e1 + T1", "k: Int[N] in C", "w = max (a, b) + max", "x=1#2",
  ])
  func singleLines(line: String) throws {
    #expect(try compare(line, called: line) > 3)
  }

  @Test func namesOfCallsAreToldApart() throws {
    let rules = try Self.rules()
    let line = "fn f(x) = exp(x) + f(sum) + pi"
    let scopes = Self.scopes(of: line, by: rules)
    func scope(_ column: Int) -> String? { scopes[column] }
    #expect(scope(0) == "storage.type.function.adg")
    #expect(scope(3) == "entity.name.function.adg")
    #expect(scope(10) == "support.function.adg")
    #expect(scope(19) == "entity.name.function.adg")
    #expect(scope(21) == "variable.other.adg")
    #expect(scope(28) == "constant.language.adg")
  }
}
