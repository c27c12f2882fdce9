import Diagnostics
import Differentiation
import Emission
import FlatProgram

extension Model {
  /// How many nodes a graph of single operations may have before it is folded.
  private static let mostNodes = 30
  /// How long the longest way through it may be: more does not fit a slide.
  private static let mostDepth = 10
  /// How many characters of a shape stand at an edge.
  private static let longestShape = 18
  /// How many characters of a clause's text stand in its definition's node.
  private static let longestCaption = 90
  /// How many characters of it stand on one line: narrow nodes make a narrow picture.
  private static let captionWidth = 48
  /// How many clauses of a definition stand in its node.
  private static let mostClauses = 3

  /// Returns the computation graph in Graphviz's language: operations as nodes, arrays with their shapes.
  ///
  /// A large program is folded: each definition becomes one node, and the nodes stand one below the other. So do those of
  /// an expression that is too long to be read from left to right.
  ///
  /// - Parameters:
  ///   - output: what is drawn with all that it is computed from; all outputs where it is left out.
  ///   - isUnfolded: whether every operation is to be a node, however large that gets.
  /// - Throws: a `Failure` where there is no such definition.
  /// - Complexity: linear in the program.
  public func graph(of output: String? = nil, isUnfolded: Bool = false) throws(Failure) -> String {
    var outputs = program.outputs
    if let output { outputs = [try array(called: output)] }
    let folded = program.needed(for: outputs)
    let plain = PlainForm.program(folded)
    let (graph, isVertical) = self.graph(of: plain, or: folded, isUnfolded: isUnfolded)
    return GraphText.text(of: graph, title: source.name, isVertical: isVertical) { edge in
      let shape = plain[edge.array].shape
      guard edge.reader != nil, !shape.isEmpty else { return nil }
      let text = ProgramPrinter.text(ofShape: shape, in: plain)
      let first = ProgramPrinter.text(ofShape: Array(shape.prefix(1)), in: plain).dropLast()
      return GraphText.EdgeLabel(above: text.count <= Self.longestShape ? text : first + ", ...]")
    }
  }

  /// Returns the computation graph with the value above every edge, and the gradient that comes back below it.
  ///
  /// - Parameters:
  ///   - output: as in `gradientEvaluator(of:withRespectTo:)`.
  ///   - variables: as there.
  ///   - given: values that say where they come from.
  ///   - isUnfolded: whether every operation is to be a node, however large that gets.
  ///   - number: how numbers are written.
  package func graph(
    of output: String?, withRespectTo variables: [String]?, at given: [GivenValue],
    isUnfolded: Bool = false, number: (NumericArray) -> String
  ) throws(Failure) -> String {
    let request = try request(of: output, withRespectTo: variables)
    let folded = program.needed(for: [request.output])
    let plain = PlainForm.program(folded)
    let traced = try traced(request, in: plain)
    let values = try run(traced, on: try bind(given))
    let adjoints = traced.adjoints
    let shares = GradientShares(traced, definitions: Set(folded.definitions))
    let (graph, isVertical) = self.graph(of: plain, or: folded, isUnfolded: isUnfolded)
    return GraphText.text(of: graph, title: source.name, isVertical: isVertical) { edge in
      guard let value = values[edge.array] else { return nil }
      let gradients: [ArrayID?] =
        if let reader = edge.reader {
          [
            traced.steps[reader].operands.first { $0.array == edge.array && $0.subscripts == edge.subscripts }?
              .downstream
          ]
        } else if let definition = edge.definition, let parts = shares.parts(of: edge.array, through: definition) {
          parts
        } else { [adjoints[edge.array]] }
      let below = NumericArray.sum(of: gradients.compactMap { $0.flatMap { values[$0] } }).map(number)
      return GraphText.EdgeLabel(above: number(value), below: below ?? "")
    }
  }

  /// Returns the graph of single operations, or that of definitions where it would be too large; and whether it is to be
  /// read downwards.
  private func graph(
    of plain: Program, or folded: Program, isUnfolded: Bool
  ) -> (graph: ComputationGraph, isVertical: Bool) {
    let graph = ComputationGraph.operations(of: plain)
    let isLong = graph.depth > Self.mostDepth
    let isLarge = graph.nodes.count > Self.mostNodes || (isLong && folded.definitions.count > 2)
    guard !isUnfolded, isLarge else { return (graph, isLong) }
    return (.definitions(of: folded, captions: captions(in: folded)), true)
  }

  /// Returns the text of every definition, each clause on a line of its own.
  private func captions(in folded: Program) -> [ArrayID: String] {
    var clauses: [String: [SourceSpan]] = [:]
    for (item, span) in zip(tree.items, tree.itemSpans) {
      guard case .definition(let definition) = item else { continue }
      clauses[tree.symbols[Int(definition.name.symbol.raw)], default: []].append(span)
    }
    var captions: [ArrayID: String] = [:]
    for array in folded.definitions {
      // An expression alone has no name in the text.
      let start = folded[array].span?.start ?? 0
      let spans = clauses[folded[array].name] ?? tree.itemSpans.filter { $0.start <= start && start < $0.end }
      var lines = spans.prefix(Self.mostClauses).map(caption)
      if spans.count > Self.mostClauses { lines.append("...") }
      captions[array] = lines.joined(separator: "\n")
    }
    return captions
  }

  /// Returns the text of a clause on one line or two, without comments and surplus blanks.
  private func caption(of span: SourceSpan) -> String {
    let lines = source.text(of: span).split { $0.isNewline }.map { $0.prefix { $0 != "#" } }
    let words = lines.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let text = words.count <= Self.longestCaption ? words : words.prefix(Self.longestCaption - 3) + "..."
    var wrapped: [Substring] = []
    var rest = text[...]
    while rest.count > Self.captionWidth, let space = rest.prefix(Self.captionWidth).lastIndex(of: " ") {
      wrapped.append(rest[..<space])
      rest = rest[rest.index(after: space)...]
    }
    return (wrapped + [rest]).joined(separator: "\n")
  }
}

extension Program {
  /// What the text gives a name to and computes, in order of declaration.
  fileprivate var definitions: [ArrayID] {
    arrays.indices.map { ArrayID($0) }.filter { self[$0].role == .local && (self[$0].isNamed || outputs.contains($0)) }
  }
}

extension NumericArray {
  /// Returns the sum of arrays of one shape; nil of none.
  fileprivate static func sum(of arrays: [NumericArray]) -> NumericArray? {
    guard let first = arrays.first else { return nil }
    return arrays.dropFirst().reduce(first) { sum, next in
      NumericArray(shape: sum.shape, values: zip(sum.values, next.values).map { $0 + $1 }) ?? sum
    }
  }
}
