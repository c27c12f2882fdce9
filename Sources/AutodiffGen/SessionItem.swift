import Diagnostics
import Syntax

/// One thing that a session keeps.
struct SessionItem: Hashable, Sendable {
  /// What kind of thing it is.
  enum Kind: Hashable, Sendable {
    /// A declaration of one name.
    case declaration
    case function
    /// A definition, all of its clauses together.
    case definition
    /// A definition that names nothing else: a number or an array, which is differentiated by like a parameter.
    case value(NumericArray)
    /// What is looked at and not kept.
    case expression
  }

  /// What kind of thing it is.
  var kind: Kind
  /// What it gives a meaning to; empty for an expression.
  var names: [String]
  /// How the user wrote it.
  var text: String
  /// Every name in it, its own and those of indices too.
  var mentioned: Set<String>
  /// Where it stands in the input; nil where it is put together from several places.
  var start: Int?

  /// Takes a text apart into what a session can keep.
  ///
  /// Diagnoses: all faults of the grammar.
  static func items(of source: SourceText) throws(Failure) -> [SessionItem] {
    let (tree, diagnostics) = Parser.parse(source)
    if diagnostics.contains(where: { $0.severity == .error }) {
      throw Failure(diagnostics: diagnostics.inSourceOrder(), source: source)
    }
    var reader = SessionReader(source, tree)
    return reader.read()
  }
}

/// The walk over the items of an input.
private struct SessionReader {
  private let source: SourceText
  private let tree: SyntaxTree
  private var items: [SessionItem] = []

  init(_ source: SourceText, _ tree: SyntaxTree) { (self.source, self.tree) = (source, tree) }

  mutating func read() -> [SessionItem] {
    var position = 0
    while position < tree.items.count {
      let span = tree.itemSpans[position]
      switch tree.items[position] {
      case .dim(let names): take(names, "dim", span)
      case .input(let names): take(names, "input", span)
      case .param(let names): take(names, "param", span)
      case .const(let names): take(names, "const", span)
      case .local(let names): take(names, "local", span)
      case .function(let function): take(.function, [name(function.name)], source.text(of: span), span)
      case .definition(let definition): take(.definition, [name(definition.name)], source.text(of: span), span)
      case .expression: take(.expression, [], source.text(of: span), span)
      case .enter:
        let end = last(from: position)
        let names = tree.items[position...end].compactMap { item -> String? in
          if case .definition(let definition) = item { name(definition.name) } else { nil }
        }
        take(.definition, names, source.text(of: span.joined(with: tree.itemSpans[end])))
        position = end
      case .leave, .output: break
      }
      position += 1
    }
    return items.map(\.settled)
  }

  /// Returns where the sequence ends that begins at a position.
  private func last(from start: Int) -> Int {
    var depth = 0
    for position in start..<tree.items.count {
      if case .enter = tree.items[position] { depth += 1 }
      if case .leave = tree.items[position] { depth -= 1 }
      if depth == 0 { return position }
    }
    return tree.items.count - 1
  }

  /// Takes each name of a declaration on its own, so that one of them may be declared again.
  private mutating func take(_ declarations: [DeclarationSyntax], _ keyword: String, _ span: SourceSpan) {
    for (position, declaration) in declarations.enumerated() {
      let start = Int(declaration.name.span.start)
      let isLast = position == declarations.count - 1
      let end = isLast ? Int(span.end) : Int(declarations[position + 1].name.span.start)
      var text = source.text(of: SourceSpan(start: start, end: end))
      while let last = text.last, !isLast, last.isWhitespace || last == "," { text.removeLast() }
      take(
        keyword == "const" || keyword == "local" ? .definition : .declaration, [name(declaration.name)],
        "\(keyword) \(text)")
    }
  }

  private mutating func take(_ kind: SessionItem.Kind, _ names: [String], _ text: String, _ span: SourceSpan? = nil) {
    let mentioned = Set(Parser.parse(SourceText(name: "", text: text)).tree.symbols)
    // The clauses of one definition, and what a `local` declares with the statements that follow, are one thing.
    if kind == .definition, let last = items.indices.last, items[last].kind == .definition,
      items[last].names.contains(where: names.contains) || items[last].text.hasPrefix("local ")
    {
      items[last].names += names.filter { !items[last].names.contains($0) }
      items[last].text += "\n" + text
      items[last].mentioned.formUnion(mentioned)
      items[last].start = nil
    } else {
      items.append(
        SessionItem(kind: kind, names: names, text: text, mentioned: mentioned, start: span.map { Int($0.start) }))
    }
  }

  private func name(_ identifier: Identifier) -> String { tree.text(identifier.symbol) }
}

extension SessionItem {
  /// Whether it is a value that somebody who typed it does not know yet: not a number and not a list.
  var isComputedValue: Bool {
    guard case .value = kind else { return false }
    let tree = Parser.parse(SourceText(name: "", text: text)).tree
    guard tree.items.count == 1, case .definition(let definition)? = tree.items.first, definition.subscripts == nil
    else { return true }
    switch tree[definition.body] {
    case .number, .arrayLiteral: return false
    case .unary(_, let operand): if case .number = tree[operand] { return false } else { return true }
    default: return true
    }
  }

  /// The item, or a value where it is a definition that depends on nothing.
  fileprivate var settled: SessionItem {
    guard kind == .definition, names.count == 1, !text.hasPrefix("const "), let model = try? Model(text),
      model.inputs.isEmpty, model.parameters.isEmpty, model.openDims.isEmpty,
      let value = try? model.evaluate()[names[0]], value.values.allSatisfy(\.isFinite)
    else { return self }
    var item = self
    item.kind = .value(value)
    return item
  }
}
