import Diagnostics

/// Prints a tree as the canonical text of its program.
///
/// Items stand on lines of their own, with the fewest parentheses and at most one blank line between them. Comments
/// stay, and so do line breaks inside an item where the language allows one.
/// Requires: the tree of a text without errors, and that text.
/// Complexity: linear in the text; deep expressions need no stack.
package struct Formatter {
  /// What is printed.
  let tree: SyntaxTree
  /// The text that the tree was read from, for its comments and line ends.
  let source: SourceText
  /// What is printed so far.
  var lines = FormattedLines()
  /// The next comment to print.
  private var nextComment = 0
  /// How far the source is printed.
  var cursor = 0
  /// The columns by which the items are indented.
  private(set) var indentation = 0
  /// The columns by which the lines after an item's first are indented further.
  var continuation = 2
  /// How many open brackets have a line break behind them, and for each open bracket whether it has.
  var brokenBrackets = 0
  var openBrackets: [Bool] = []

  /// Returns the canonical text.
  package static func format(_ tree: SyntaxTree, source: SourceText) -> String {
    var formatter = Formatter(tree: tree, source: source)
    for (item, span) in zip(tree.items, tree.itemSpans) {
      if case .leave = item {
        formatter.appendComments(before: Int(span.start))
        formatter.indentation -= 2
      }
      formatter.beginLine(at: Int(span.start))
      formatter.append(item, end: Int(span.end))
      formatter.endLine(at: Int(span.end))
    }
    formatter.appendComments(before: source.bytes.count + 1)
    return formatter.lines.text()
  }

  private init(tree: SyntaxTree, source: SourceText) {
    (self.tree, self.source) = (tree, source)
    cursor = source.bounds(ofLine: 1).lowerBound
  }

  /// Starts the line of something that stands at an offset, behind the comments before it.
  private mutating func beginLine(at start: Int) {
    appendComments(before: start)
    lines.begin(indentation: indentation, isSeparated: !lines.isEmpty && hasBlankLine(before: start))
    cursor = max(cursor, start)
  }

  /// Ends the line of something that reaches to an offset; the comments that found no place in it follow.
  private mutating func endLine(at end: Int) {
    continuation = 2
    (brokenBrackets, openBrackets) = (0, [])
    while let comment = takeComment(before: end) {
      lines.comment(comment, indentation: indentation)
    }
    cursor = max(cursor, end)
  }

  /// Prints the comments before an offset: behind the last line where they stand there, else on lines of their own.
  private mutating func appendComments(before offset: Int) {
    while let start = startOfComment(before: offset) {
      let isBehind = !lines.isEmpty && lineEnds(before: start, atMost: 1) == 0
      let isSeparated = hasBlankLine(before: start)
      guard let comment = takeComment(before: offset) else { return }
      if !isBehind || lines.lastHasComment {
        lines.begin(indentation: indentation, isSeparated: isSeparated && !lines.isEmpty)
      }
      lines.comment(comment, indentation: indentation)
    }
  }

  /// Returns where the next comment starts when that is before an offset.
  func startOfComment(before offset: Int) -> Int? {
    guard nextComment < tree.comments.count else { return nil }
    let start = Int(tree.comments[nextComment].start)
    return start < offset ? start : nil
  }

  /// Takes the next comment when it starts before an offset.
  mutating func takeComment(before offset: Int) -> String? {
    guard startOfComment(before: offset) != nil else { return nil }
    let span = tree.comments[nextComment]
    nextComment += 1
    cursor = max(cursor, Int(span.end))
    var text = source.text(of: span)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private func hasBlankLine(before offset: Int) -> Bool {
    lineEnds(before: offset, atMost: 2) == 2
  }

  /// Counts the line ends between what is printed and an offset.
  func lineEnds(before offset: Int, atMost most: Int) -> Int {
    var count = 0
    var position = cursor
    while position < min(offset, source.bytes.count), count < most {
      let byte = source.bytes[position]
      let isPair = byte == UInt8(ascii: "\r") && source.byte(at: position + 1) == UInt8(ascii: "\n")
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r"), !isPair { count += 1 }
      position += 1
    }
    return count
  }

  private mutating func append(_ item: ItemSyntax, end: Int) {
    switch item {
    case .dim(let declarations): append("dim", declarations)
    case .input(let declarations): append("input", declarations)
    case .param(let declarations): append("param", declarations)
    case .const(let declarations): append("const", declarations)
    case .function(let function): append(function, end: end)
    case .definition(let definition): append(definition)
    case .output(let names):
      lines.add("output ")
      continuation = 7
      for (position, name) in names.enumerated() {
        if position > 0 { lines.add(",") }
        if position > 0 { gap(until: Int(name.span.start), space: true) }
        lines.add(tree.text(name.symbol))
      }
    case .expression(let node): append(node)
    case .local(let declarations): append("local", declarations)
    case .enter(let sequence):
      lines.add("for \(tree.text(sequence.name.symbol)) in \(sequence.isReversed ? "reversed " : "")")
      append(sequence.range.lower)
      lines.add(sequence.range.isClosed ? "..." : "..<")
      append(sequence.range.upper)
      lines.add(" {")
      indentation += 2
    case .leave: lines.add("}")
    }
  }

  private mutating func append(_ keyword: String, _ declarations: [DeclarationSyntax]) {
    lines.add(keyword + " ")
    continuation = keyword.utf8.count + 1
    append(declarations)
  }

  private mutating func append(_ declarations: [DeclarationSyntax]) {
    for (position, declaration) in declarations.enumerated() {
      if position > 0 { lines.add(",") }
      if position > 0 { gap(until: Int(declaration.name.span.start), space: true) }
      append(declaration)
    }
  }

  private mutating func append(_ declaration: DeclarationSyntax) {
    lines.add(tree.text(declaration.name.symbol))
    if let type = declaration.type {
      lines.add(type.isInteger ? ": Int" : ": ")
      if !type.shape.isEmpty {
        lines.add("[")
        append(list: type.shape)
        lines.add("]")
      }
      if let bound = type.bound {
        lines.add(" in ")
        append(bound)
      }
    }
    if let value = declaration.value {
      lines.add(" =")
      gap(until: Int(tree.span(of: value).start), space: true)
      append(value)
    }
  }

  private mutating func append(list nodes: [NodeID]) {
    for (position, node) in nodes.enumerated() {
      if position > 0 { lines.add(",") }
      if position > 0 { gap(until: Int(tree.span(of: node).start), space: true) }
      append(node)
    }
  }

  private mutating func append(_ definition: DefinitionSyntax) {
    lines.add(tree.text(definition.name.symbol))
    if let subscripts = definition.subscripts { appendTarget(subscripts) }
    lines.add(definition.accumulates ? " +=" : " =")
    gap(until: Int(tree.span(of: definition.body).start), space: true)
    append(definition.body)
    if !definition.binders.isEmpty {
      lines.add(" for ")
      append(binders: definition.binders)
    }
  }

  private mutating func append(_ function: FunctionSyntax, end: Int) {
    lines.add((function.isExtern ? "extern fn " : "fn ") + tree.text(function.name.symbol) + "(")
    append(function.parameters)
    lines.add(")")
    if function.isExtern, let first = function.derivatives.first, first.value == nil {
      if let result = function.result {
        lines.add(" =")
        gap(until: Int(tree.span(of: result).start), space: true)
        append(result)
      }
      lines.add(" derivative " + function.derivatives.map { tree.text($0.name.symbol) }.joined(separator: ", "))
      return
    }
    if !function.definitions.isEmpty {
      appendBlock(function, end: function.derivatives.first.map { Int($0.name.span.start) } ?? end)
    } else if let result = function.result {
      lines.add(" =")
      gap(until: Int(tree.span(of: result).start), space: true)
      append(result)
    }
    indentation += 2
    for derivative in function.derivatives {
      beginLine(at: Int(derivative.name.span.start))
      lines.add("derivative ")
      append(derivative)
      endLine(at: self.end(of: derivative.value))
    }
    indentation -= 2
  }

  private mutating func appendBlock(_ function: FunctionSyntax, end: Int) {
    lines.add(" {")
    indentation += 2
    for definition in function.definitions {
      beginLine(at: Int(definition.name.span.start))
      append(definition)
      endLine(at: self.end(of: definition.binders.last?.range?.upper ?? definition.body))
    }
    if let result = function.result {
      beginLine(at: Int(tree.span(of: result).start))
      lines.add("return ")
      append(result)
      endLine(at: self.end(of: result))
    }
    appendComments(before: end)
    indentation -= 2
    lines.begin(indentation: indentation, isSeparated: false)
    lines.add("}")
    // The line break before the brace is no blank line before what follows it.
    let rest = source.bytes[min(cursor, source.bytes.count)..<min(max(cursor, end), source.bytes.count)]
    if let brace = rest.lastIndex(of: UInt8(ascii: "}")) { cursor = brace + 1 }
  }

  private func end(of node: NodeID?) -> Int {
    node.map { Int(tree.span(of: $0).end) } ?? cursor
  }
}
