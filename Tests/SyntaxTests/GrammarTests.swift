import Diagnostics
import Foundation
import Testing

@testable import Syntax

@Suite struct GrammarTests {
  private static let grammar = Result { try GrammarFile() }

  @Test func everyProductionStandsAtTheFunctionThatReadsIt() throws {
    let grammar = try GrammarFile()
    let inFile = Set(grammar.productions.map(\.text))
    #expect(inFile.count == grammar.productions.count)
    let folder = GrammarFile.root.appendingPathComponent("Sources/Syntax")
    var inSource = Set<String>()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where name.hasSuffix(".swift")
    {
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let line = line.drop { $0 == " " }
        guard line.hasPrefix("// "), line.hasSuffix(" ;"), line.contains(" = ") else { continue }
        inSource.insert(String(line.dropFirst(3)))
      }
    }
    #expect(inFile.subtracting(inSource).sorted() == [], "missing in the sources")
    #expect(inSource.subtracting(inFile).sorted() == [], "missing in the grammar")
  }

  @Test func theGrammarNamesOnlyWhatItDefinesAndUsesAllOfIt() throws {
    let grammar = try GrammarFile()
    let names = grammar.productions.map(\.name)
    #expect(Set(names).count == names.count)
    var used: Set<String> = ["file", "comment", "reserved"]
    func collect(_ rule: GrammarFile.Rule) {
      switch rule {
      case .terminal, .special: break
      case .reference(let name): used.insert(name)
      case .sequence(let rules), .choice(let rules): rules.forEach(collect)
      case .optional(let rule), .repeated(let rule): collect(rule)
      }
    }
    for production in grammar.productions { collect(production.rule) }
    #expect(used == Set(names))
  }

  @Test func theWordListsOfTheGrammarAreThoseOfTheParser() throws {
    let grammar = try GrammarFile()
    func words(_ name: String) -> [String] {
      (grammar.production(name)?.text ?? "").split(separator: "\"").filter { $0.allSatisfy(\.isLetter) }.map(
        String.init)
    }
    #expect(words("reserved") == TokenKind.reserved.map(\.rawValue))
    #expect(words("reducer") == Reductions.names)
  }

  @Test(arguments: 0..<400) func generatedProgramsParseAndSurviveFormatting(seed: Int) throws {
    var generator = SentenceGenerator(try Self.grammar.get(), seed: UInt64(seed))
    let text = generator.sentence(of: seed % 4 == 0 ? "expression" : "file", budget: 16 + seed % 20)
    let source = SourceText(name: "seed-\(seed).adg", text: text)
    let (tree, diagnostics) = Parser.parse(source)
    #expect(
      !diagnostics.contains { $0.severity == .error },
      "\(DiagnosticRenderer(source: source).render(diagnostics))\n\(text)")
    let formatted = SourceText(name: "formatted.adg", text: Formatter.format(tree, source: source))
    let (again, laterDiagnostics) = Parser.parse(formatted)
    #expect(laterDiagnostics.isEmpty, "\(DiagnosticRenderer(source: formatted).render(laterDiagnostics))")
    #expect(again.dump() == tree.dump())
    #expect(Formatter.format(again, source: formatted) == formatted.text(in: 0..<formatted.bytes.count))
  }
}
