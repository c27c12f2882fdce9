import Diagnostics
import FlatProgram

/// What is said of shapes.
extension Diagnostic {
  static func shapeMismatch(
    _ name: String, _ operands: [(shape: String, span: SourceSpan)], at span: SourceSpan
  ) -> Diagnostic {
    let shapes = operands.map(\.shape)
    let list = shapes.dropLast().joined(separator: ", ") + " and " + (shapes.last ?? "")
    return Diagnostic(
      "shape-mismatch", "'\(name)' needs shapes that broadcast; found \(list)", at: span,
      notes: operands.map { Note("this is \($0.shape)", at: $0.span) })
  }

  static func matrixProductShapes(
    _ a: (shape: String, span: SourceSpan), _ b: (shape: String, span: SourceSpan), at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "shape-mismatch",
      "'@' needs the last extent of the left side to be the last but one of the right; found \(a.shape) and \(b.shape)",
      at: span, notes: [Note("this is \(a.shape)", at: a.span), Note("this is \(b.shape)", at: b.span)])
  }

  static func unevenElements(
    _ first: String, first firstSpan: SourceSpan, _ other: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "uneven-array", "the elements of an array have one shape; the first is \(first), this one \(other)", at: span,
      notes: [Note("the first element", at: firstSpan)])
  }

  static func tooManyAxes(limit: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic("too-many-axes", "an array has at most \(limit) axes", at: span)
  }

  static func emptyArray(at span: SourceSpan) -> Diagnostic {
    Diagnostic("empty-array", "an array of values needs at least one", at: span)
  }

  static func transposeRank(_ name: String, _ shape: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("transpose-rank", "'.T' needs at least two axes; \(name) is \(shape)", at: span)
  }

  static func noSuchAxis(_ axis: String, _ shape: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("no-such-axis", "there is no axis \(axis) in \(shape); axes count from 0", at: span)
  }

  static func axisNeeded(_ name: String, _ shape: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("axis-needed", "'\(name)' of \(shape) needs an axis, as in '\(name)(A, axis: 1)'", at: span)
  }

  static func scalarReduction(_ name: String, at span: SourceSpan, isUndeclared: Bool) -> Diagnostic {
    Diagnostic(
      "scalar-reduction", "'\(name)' needs an array, or an index as in '\(name)(i: x[i])'; found a scalar", at: span,
      notes: isUndeclared ? [Note("names that nothing declares are scalars; an array is declared, 'param x: [3]'")] : []
    )
  }

  static func constantShape(_ name: String, stated: String, found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("shape-mismatch", "'\(name)' is said to be \(stated); found \(found)", at: span)
  }

  static func scalarAccumulation(_ name: String, _ shape: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("shape-mismatch", "what is added to an element of '\(name)' is a scalar; found \(shape)", at: span)
  }

  static func cannotAccumulate(
    _ name: String, _ shape: String, at span: SourceSpan, definition: SourceSpan?
  ) -> Diagnostic {
    Diagnostic(
      "cannot-accumulate", "'+=' adds to an element of a definition; '\(name)' is \(shape)", at: span,
      notes: definition.map { [Note("it is this", at: $0)] } ?? [])
  }

  static func accumulationWithoutShape(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "accumulation-without-shape",
      "the subscripts do not show the shape of '\(name)': set it to 0 first, as in '\(name)[i in 0..<N] = 0'", at: span)
  }
}

/// What is said of indices and subscripts.
extension Diagnostic {
  static func unknownRange(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "unknown-range", "nothing shows the range of '\(name)': use it as a plain subscript, or write '\(name) in 0..<N'",
      at: span)
  }

  static func indexRangesDiffer(
    _ name: String, _ extent: String, at span: SourceSpan, other: String, first: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "index-ranges-differ", "'\(name)' runs over an extent of \(extent) here, and of \(other) elsewhere", at: span,
      notes: [Note("over \(other) here", at: first)])
  }

  static func tooManySubscripts(_ name: String, count: Int, shape: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "too-many-subscripts", "\(name) has \(count) subscript\(count == 1 ? "" : "s") here; it is \(shape)", at: span)
  }

  static func subscriptOutOfRange(
    _ name: String, position: Int, value: Int, written: String, extent: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "subscript-out-of-range",
      "subscript \(position + 1) of \(name) is '\(written)', which gets to \(value); that axis has extent \(extent)",
      at: span)
  }

  static func subscriptPastEnd(
    _ name: String, position: Int, highest: String, written: String, extent: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "subscript-out-of-range",
      "subscript \(position + 1) of \(name) is '\(written)', which gets to \(highest); that axis has extent \(extent)",
      at: span)
  }

  static func sliceOutOfRange(
    _ name: String, position: Int, slice: String, extent: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "subscript-out-of-range",
      "subscript \(position + 1) of \(name) is '\(slice)'; that axis has extent \(extent)", at: span)
  }

  static func raggedExtent(_ range: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "ragged-extent", "'\(range)' depends on an index, so it is not the extent of an array's axis", at: span,
      notes: [Note("sums and other reductions may run over such a range")])
  }

  static func raggedDefinition(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "ragged-extent", "the ranges on the left side hang on other indices, so they are not the extents of '\(name)'",
      at: span)
  }

  static func oneIndexOnly(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("one-index-only", "'\(name)' runs over one index", at: span)
  }

  static func gathersTooDeep(at span: SourceSpan) -> Diagnostic {
    Diagnostic("gathers-too-deep", "subscripts are nested more than 64 deep", at: span)
  }

  static func rangeInTarget(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "range-in-target", "'+=' takes the range of '\(name)' after 'for', as in 'T[i] += x[i] for i in 0..<N'", at: span)
  }

  static func bindersNeedAccumulation(at span: SourceSpan) -> Diagnostic {
    Diagnostic("binders-need-accumulation", "'for' goes with '+='; the indices of '=' stand on its left side", at: span)
  }
}

/// What is said of clauses and recurrences.
extension Diagnostic {
  static func clauseRank(_ name: String, found: Int, expected: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "clause-shape", "this clause of '\(name)' has \(found) subscripts; the first has \(expected)", at: span)
  }

  static func clauseShape(
    _ name: String, found: String, expected: String, isWhole: Bool, at span: SourceSpan
  ) -> Diagnostic {
    let note = "'\(name)' is part of a recurrence, where indices have to be written, as in '\(name)[i] = ...'"
    return Diagnostic(
      "clause-shape", "this clause gives elements of '\(name)' that are \(found); they should be \(expected)", at: span,
      notes: isWhole ? [Diagnostic.Note(note)] : [])
  }

  /// Words elements that clauses give twice or not at all, for extents for which they do.
  package static func coverage(
    _ fault: Coverage.Fault, of coverage: Coverage, where example: [String] = []
  ) -> Diagnostic {
    func name(_ element: [Int]) -> String {
      coverage.name + "[" + element.map { String($0) }.joined(separator: ", ") + "]"
    }
    let condition = example.isEmpty ? "" : " where " + example.joined(separator: ", ")
    switch fault {
    case .twice(let element, let first, let second):
      return Diagnostic(
        "overlapping-clauses", "\(name(element)) is given twice\(condition)", at: coverage.clauses[second].span,
        notes: first == second ? [] : [Note("it is given here, too", at: coverage.clauses[first].span)])
    case .missing(let element):
      return Diagnostic(
        "missing-elements", "no clause gives \(name(element))\(condition)", at: coverage.clauses[0].span)
    case .outside(let element, let clause, let position, let extent):
      return Diagnostic(
        "subscript-out-of-range",
        "this gives \(name(element))\(condition), but axis \(position) of '\(coverage.name)' has extent \(extent)",
        at: coverage.clauses[clause].span)
    }
  }

  /// Words a read of an element that is given later, or by the same step.
  package static func precedence(
    _ fault: Precedence.Fault, of precedence: Precedence, in program: Program
  ) -> Diagnostic {
    let name = program[precedence.array].name
    return Diagnostic(
      "read-before-given",
      "for \(program[precedence.axis].name) = \(fault.given) this reads '\(name)' at \(fault.read), which is not given before",
      at: precedence.span)
  }

  static func circularDefinition(_ names: [String], at span: SourceSpan) -> Diagnostic {
    var distinct: [String] = []
    for name in names where !distinct.contains(name) { distinct.append(name) }
    let list = distinct.map { "'\($0)'" }.joined(separator: ", ")
    return Diagnostic(
      "circular-definition",
      distinct.count == 1
        ? "elements of \(list) wait for themselves: no order of calculation exists"
        : "elements of \(list) wait for each other: no order of calculation exists",
      at: span)
  }
}
