import Diagnostics
import Differentiation
import Emission
import FlatProgram

extension Model {
  /// How many nodes a graph of single operations may have before it is folded.
  private static let mostNodes = 48
  /// How long the longest way through it may be: more does not fit a slide.
  private static let mostDepth = 10
  /// How many characters of a shape stand at an edge.
  private static let longestShape = 18
  /// How many characters of a definition's text stand in its node.
  private static let longestCaption = 90

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
    let (graph, isVertical) = self.graph(of: plain, or: folded, isUnfolded: isUnfolded)
    return GraphText.text(of: graph, title: source.name, isVertical: isVertical) { edge in
      guard let value = values[edge.array] else { return nil }
      let gradient: ArrayID? =
        if let reader = edge.reader {
          traced.steps[reader].operands.first { $0.array == edge.array && $0.subscripts == edge.subscripts }?.downstream
        } else { adjoints[edge.array] }
      let below = gradient.flatMap { values[$0] }.map(number)
      return GraphText.EdgeLabel(above: number(value), below: below ?? "")
    }
  }

  /// Returns the graph of single operations, or that of definitions where it would be too large; and whether it is to be
  /// read downwards.
  private func graph(
    of plain: Program, or folded: Program, isUnfolded: Bool
  ) -> (graph: ComputationGraph, isVertical: Bool) {
    let graph = ComputationGraph.operations(of: plain)
    let definitions = folded.arrays.count { $0.isNamed && $0.role == .local }
    let isLong = graph.depth > Self.mostDepth
    guard !isUnfolded, graph.nodes.count > Self.mostNodes || (isLong && definitions > 2) else { return (graph, isLong) }
    var captions: [ArrayID: String] = [:]
    for (position, array) in folded.arrays.enumerated() where array.isNamed && array.role == .local {
      guard let span = array.span else { continue }
      captions[ArrayID(position)] = caption(of: span)
    }
    return (.definitions(of: folded, captions: captions), true)
  }

  /// Returns the line of a definition, without comment and surplus blanks.
  private func caption(of span: SourceSpan) -> String {
    let line = source.text(ofLine: source.line(at: Int(span.start)))
    let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    return words.count <= Self.longestCaption ? words : words.prefix(Self.longestCaption - 3) + "..."
  }
}
