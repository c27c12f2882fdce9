import Fitting
import Foundation

/// The grammar file, read so that tests can make sentences of it.
struct GrammarFile: Sendable {
  indirect enum Rule: Sendable {
    case terminal(String)
    case reference(String)
    case special(String)
    case sequence([Rule])
    case choice([Rule])
    case optional(Rule)
    case repeated(Rule)
  }

  struct Production: Sendable {
    var name: String
    var rule: Rule
    /// The line that states it.
    var text: String
    var isLexical: Bool
  }

  private(set) var productions: [Production] = []

  /// The root of the repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  init() throws {
    let text = try String(contentsOf: Self.root.appendingPathComponent("Grammar/adg.ebnf"), encoding: .utf8)
    var isLexical = false
    var isComment = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("(* Lexis") { isLexical = true }
      if line.hasPrefix("(*") { isComment = true }
      if !isComment {
        var reader = RuleReader(line)
        guard let production = reader.production(String(line), isLexical: isLexical) else {
          throw Malformed(line: String(line))
        }
        productions.append(production)
      }
      if line.hasSuffix("*)") { isComment = false }
    }
  }

  struct Malformed: Error { var line: String }

  func production(_ name: String) -> Production? {
    productions.first { $0.name == name }
  }
}

/// Reads one production.
private struct RuleReader {
  private var words: [String] = []
  private var position = 0

  init(_ line: Substring) {
    var characters = Array(line)[...]
    while let first = characters.first {
      if first == " " {
        characters = characters.dropFirst()
      } else if first == "\"" || first == "?" {
        let word = characters.dropFirst().prefix { $0 != first }
        words.append(String(first) + String(word))
        characters = characters.dropFirst(word.count + 2)
      } else if first.isLetter {
        let word = characters.prefix { $0.isLetter || $0 == "_" }
        words.append(String(word))
        characters = characters.dropFirst(word.count)
      } else {
        words.append(String(first))
        characters = characters.dropFirst()
      }
    }
  }

  mutating func production(_ text: String, isLexical: Bool) -> GrammarFile.Production? {
    guard words.count > 3, words[1] == "=", words.last == ";" else { return nil }
    position = 2
    let rule = choice()
    guard words[position] == ";" else { return nil }
    return GrammarFile.Production(name: words[0], rule: rule, text: text, isLexical: isLexical)
  }

  private mutating func choice() -> GrammarFile.Rule {
    var choices = [sequence()]
    while words[position] == "|" {
      position += 1
      choices.append(sequence())
    }
    return choices.count == 1 ? choices[0] : .choice(choices)
  }

  private mutating func sequence() -> GrammarFile.Rule {
    var parts: [GrammarFile.Rule] = []
    while !["|", ")", "]", "}", ";"].contains(words[position]) {
      let word = words[position]
      position += 1
      switch word {
      case "(", "[", "{":
        let inner = choice()
        position += 1
        parts.append(word == "(" ? inner : word == "[" ? .optional(inner) : .repeated(inner))
      case _ where word.hasPrefix("\""): parts.append(.terminal(String(word.dropFirst())))
      case _ where word.hasPrefix("?"): parts.append(.special(String(word.dropFirst())))
      default: parts.append(.reference(word))
      }
    }
    return .sequence(parts)
  }
}

/// Makes random sentences of a grammar.
struct SentenceGenerator {
  let grammar: GrammarFile
  var random: SplitMix64
  /// How many levels of productions every rule needs at least.
  private var depths: [String: Int] = [:]

  /// What cannot be a name.
  private let excluded: [String]
  /// After how many tokens a sentence grows no more.
  private static let longest = 60

  init(_ grammar: GrammarFile, seed: UInt64) {
    self.grammar = grammar
    excluded = Self.excluded(grammar)
    random = SplitMix64(seed: seed)
    for _ in grammar.productions {
      for production in grammar.productions {
        if let depth = depth(production.rule) { depths[production.name] = depth + 1 }
      }
    }
  }

  private func depth(_ rule: GrammarFile.Rule) -> Int? {
    switch rule {
    case .terminal, .special, .optional, .repeated: return 0
    case .reference(let name): return depths[name]
    case .sequence(let parts):
      let depths = parts.map { depth($0) }
      return depths.contains { $0 == nil } ? nil : depths.compactMap { $0 }.max() ?? 0
    case .choice(let choices): return choices.compactMap { depth($0) }.min()
    }
  }

  /// Returns a sentence of a production, its tokens separated by blanks.
  mutating func sentence(of name: String, budget: Int) -> String {
    var tokens: [String] = []
    generate(.reference(name), budget, isLexical: false, into: &tokens)
    return tokens.joined(separator: " ")
  }

  private mutating func generate(_ rule: GrammarFile.Rule, _ budget: Int, isLexical: Bool, into tokens: inout [String])
  {
    // A long sentence ends as soon as it can.
    let budget = tokens.count > Self.longest ? 0 : budget
    switch rule {
    case .terminal(let text): tokens.append(text)
    case .special(let text): tokens.append(special(text))
    case .reference(let name):
      guard let production = grammar.production(name) else { return tokens.append("?\(name)?") }
      guard production.isLexical, !isLexical else {
        return generate(production.rule, budget - 1, isLexical: isLexical, into: &tokens)
      }
      tokens.append(word(of: production))
    case .sequence(let parts):
      for part in parts { generate(part, budget, isLexical: isLexical, into: &tokens) }
    case .choice(let choices):
      let fitting = choices.filter { (depth($0) ?? .max) <= budget }
      let least = choices.compactMap { depth($0) }.min() ?? 0
      let shortest = choices.filter { depth($0) == least }
      let candidates = fitting.isEmpty ? shortest : fitting
      generate(candidates[random.below(candidates.count)], budget, isLexical: isLexical, into: &tokens)
    case .optional(let inner):
      if fits(inner, budget), random.below(2) == 0 { generate(inner, budget, isLexical: isLexical, into: &tokens) }
    case .repeated(let inner):
      while fits(inner, budget), random.below(3) == 0 { generate(inner, budget, isLexical: isLexical, into: &tokens) }
    }
  }

  private func fits(_ rule: GrammarFile.Rule, _ budget: Int) -> Bool {
    (depth(rule) ?? .max) <= budget
  }

  /// Returns one word; the grammar's last remark keeps reserved words and reducers from being names,
  /// and no number is beyond the range of doubles.
  private mutating func word(of production: GrammarFile.Production) -> String {
    while true {
      var parts: [String] = []
      generate(production.rule, 6, isLexical: true, into: &parts)
      let word = parts.joined()
      let isTooLarge = production.name == "number" && Double(word.filter { $0 != "_" })?.isFinite == false
      if !isTooLarge, production.name != "name" || !excluded.contains(word) { return word }
    }
  }

  private static func excluded(_ grammar: GrammarFile) -> [String] {
    ["reserved", "reducer"].flatMap { name -> [String] in
      guard case .choice(let choices)? = grammar.production(name)?.rule else { return [] }
      return choices.compactMap { choice in
        guard case .sequence(let parts) = choice, case .terminal(let word)? = parts.first else { return nil }
        return word
      }
    }
  }

  private mutating func special(_ text: String) -> String {
    let choices: [String]
    if text.contains("XID_Start") {
      choices = ["x", "W", "θ", "β", "é", "i", "j", "变"]
    } else if text.contains("XID_Continue") {
      choices = ["\u{301}", "\u{302}"]
    } else {
      choices = ["\n", "\r\n", "\r"]
    }
    return choices[random.below(choices.count)]
  }
}
