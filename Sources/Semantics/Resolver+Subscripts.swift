import Diagnostics
import FlatProgram
import Operations
import Syntax

/// Subscripts, transposition and array literals.
extension Analyzer {
  mutating func finishSubscripted(_ subscripts: [SubscriptSyntax], at span: SourceSpan) {
    let operandCount = subscripts.reduce(0) { count, place in
      switch place {
      case .at: count + 1
      case .slice: count + 2
      case .all, .bound: count
      }
    }
    let operands = popValues(operandCount)
    let base = popValue()
    guard !isFailed(base), !operands.contains(where: isFailed) else { return values.append(failure(at: span)) }
    let shape = resolved[base].shape
    let name = nameText(of: base)
    guard subscripts.count <= shape.count else {
      return fail(
        .tooManySubscripts(name, count: subscripts.count, shape: shapeText(shape), at: span), at: span)
    }
    var list: [ResolvedSubscript] = []
    var result: [IndexID] = []
    var next = operands.makeIterator()
    for (position, place) in subscripts.enumerated() {
      let extent = shape[position]
      switch place {
      case .all:
        list.append(.all)
        result.append(extent)
      case .at(let node):
        guard let value = next.next(),
          let (entry, axes) = point(value, in: extent, of: name, position: position, at: tree.span(of: node))
        else { return values.append(failure(at: span)) }
        list.append(entry)
        if case .at(let index) = entry { noteSubscript(index, in: extent, of: base, at: tree.span(of: node)) }
        result += axes
      case .slice(let range):
        guard let first = next.next(), let last = next.next(),
          let lower = integer(of: resolved[first], at: tree.span(of: range.lower)),
          let end = integer(of: resolved[last], at: tree.span(of: range.upper))
        else { return values.append(failure(at: span)) }
        let upper = range.isClosed ? program[end] + IndexExpression(1) : program[end]
        guard checkRange(lower, upper, extent, of: name, position: position, at: span) else {
          return values.append(failure(at: span))
        }
        list.append(.slice(lower: lower))
        noteSubscript(lower, in: extent, of: base, at: tree.span(of: range.lower))
        result.append(program.index(upper - program[lower]))
      case .bound: return values.append(failure(at: span))
      }
    }
    result += shape[subscripts.count...]
    values.append(element(base, list, shape: result, at: span))
  }

  /// Notes where a subscript stands that may turn out to be out of range.
  private mutating func noteSubscript(_ index: IndexID, in extent: IndexID, of base: ResolvedID, at span: SourceSpan) {
    if let value = program[index].constant, let count = comparableValue(extent), value >= 0, value < count { return }
    var array: ArrayID?
    if case .array(let id) = resolved[base].kind { array = id }
    program.noteSubscript(index, of: array, at: span)
  }

  /// Makes a read, with the integer that it is where the base is an integer array.
  mutating func element(
    _ base: ResolvedID, _ list: [ResolvedSubscript], shape: [IndexID], at span: SourceSpan
  ) -> ResolvedID {
    var integer: IndexID?
    if case .array(let id) = resolved[base].kind, program[id].isInteger, shape.isEmpty {
      let indices = list.compactMap { if case .at(let index) = $0 { index } else { nil } }
      if indices.count == list.count {
        let depth = 1 + (indices.map { gatherDepths[$0] ?? 0 }.max() ?? 0)
        guard depth <= Self.gatherDepthLimit else {
          report(.gathersTooDeep(at: span))
          return failure(at: span)
        }
        let gathered = program.index(IndexExpression(.element(id, program.subscripts(indices))))
        gatherDepths[gathered] = depth
        integer = gathered
      }
    }
    return add(
      .element(base, list), shape: shape, isCondition: resolved[base].isCondition, integer: integer, at: span)
  }

  private static var gatherDepthLimit: Int { 64 }

  /// Returns a subscript that is a value: an integer, or an integer array that takes the place of the axis by its own.
  private mutating func point(
    _ value: ResolvedID, in extent: IndexID, of name: String, position: Int, at span: SourceSpan
  ) -> (ResolvedSubscript, [IndexID])? {
    let node = resolved[value]
    if case .array(let id) = node.kind, program[id].isInteger, !node.shape.isEmpty {
      return (.gather(id, rank: node.shape.count), node.shape)
    }
    if isPosition(value) { return (.position(value, rank: node.shape.count), node.shape) }
    guard let index = integer(of: node, at: span) else { return nil }
    if let axis = program[index].axis, axisStates[axis] != nil, axisStates[axis]?.isExplicit == false {
      guard use(axis, extent: extent, of: name, position: position, at: span) else { return nil }
      return (.at(index), [])
    }
    guard checkPoint(index, extent, of: name, position: position, at: span) else { return nil }
    return (.at(index), [])
  }

  /// Whether a value is what 'argmax' or 'argmin' finds, or a part of that.
  private func isPosition(_ value: ResolvedID) -> Bool {
    var next = value
    while true {
      switch resolved[next].kind {
      case .reduce(.argmax, _, _), .reduce(.argmin, _, _): return true
      case .named(_, let held), .element(let held, _), .permuted(let held, _): next = held
      default: return false
      }
    }
  }

  /// Reports a subscript that is out of range wherever the indices are; under a condition it may never be reached.
  private mutating func checkPoint(
    _ index: IndexID, _ extent: IndexID, of name: String, position: Int, at span: SourceSpan
  ) -> Bool {
    if branchDepth > 0 { return true }
    let lowest = extreme(index, highest: false, isReached: true)
    if let lowest, let value = comparableValue(lowest), value < 0 {
      report(
        .subscriptOutOfRange(
          name, position: position, value: value, written: extentText(index), extent: extentText(extent), at: span))
      return false
    }
    guard let highest = extreme(index, highest: true, isReached: true) else { return true }
    if let excess = comparableValue(highest - program[extent]), excess >= 0 {
      report(
        .subscriptPastEnd(
          name, position: position, highest: extentText(highest), written: extentText(index),
          extent: extentText(extent), at: span))
      return false
    }
    return true
  }

  private mutating func checkRange(
    _ lower: IndexID, _ upper: IndexExpression, _ extent: IndexID, of name: String, position: Int,
    at span: SourceSpan
  ) -> Bool {
    let end = program.index(upper)
    let first = comparableValue(lower)
    let excess = comparableValue(upper - program[extent])
    let length = comparableValue(upper - program[lower])
    if (first ?? 0) < 0 || (excess ?? 0) > 0 || (length ?? 0) < 0 {
      report(
        .sliceOutOfRange(
          name, position: position, slice: "\(extentText(lower))..<\(extentText(end))", extent: extentText(extent),
          at: span))
      return false
    }
    for bound in [lower, end] {
      var axes: [AxisID] = []
      program.collectAxes(of: bound, into: &axes)
      if let length, length >= 0 { continue }
      if !axes.isEmpty {
        report(.raggedExtent("\(extentText(lower))..<\(extentText(end))", at: span))
        return false
      }
    }
    return true
  }

  /// Returns the lowest or the highest value that an integer expression takes over the ranges of its indices, as far
  /// as its terms are monotone in them; nil where that can't be said.
  ///
  /// Where `isReached` is asked for, an index does not get to an end at which the range of an open one is empty.
  mutating func extreme(_ index: IndexID, highest: Bool, isReached: Bool = false) -> IndexExpression? {
    var expression = program[index]
    // Inner indices first: the bounds of one name only indices before it.
    while let axis = expression.atoms.compactMap({ if case .axis(let axis) = $0 { axis } else { nil } }).max() {
      guard let (slope, _) = expression.linear(in: axis), let factor = slope.constant else {
        return nil
      }
      if let state = axisStates[axis], !state.isExplicit, state.extent == nil { return nil }
      let bounds = program[axis]
      let end = (factor > 0) == highest ? program[bounds.upper] - IndexExpression(1) : program[bounds.lower]
      let next = expression.substituting { $0 == .axis(axis) ? end : nil }
      if next.atoms.contains(.axis(axis)) { return nil }
      if isReached, !openRangesHold(axis, at: end) { return nil }
      expression = next
    }
    return expression
  }

  /// Whether no range of an open index is empty where another index is at an end.
  private func openRangesHold(_ axis: AxisID, at end: IndexExpression) -> Bool {
    for open in openAxes + openSequences.compactMap(\.axis) where open != axis {
      let length = program[program[open].upper] - program[program[open].lower]
      guard length.atoms.contains(.axis(axis)) else { continue }
      let there = length.substituting { $0 == .axis(axis) ? end : nil }
      guard let number = comparableValue(there), number > 0 else { return false }
    }
    return true
  }

  mutating func finishTranspose(at span: SourceSpan) {
    let operand = popValue()
    guard !isFailed(operand) else { return values.append(operand) }
    let shape = resolved[operand].shape
    guard shape.count >= 2 else {
      return fail(.transposeRank(nameText(of: operand), shapeText(shape), at: span), at: span)
    }
    values.append(permuted(operand, Array(shape.indices.reversed()), at: span))
  }

  mutating func permuted(_ operand: ResolvedID, _ order: [Int], at span: SourceSpan) -> ResolvedID {
    let node = resolved[operand]
    return add(
      .permuted(operand, order: order), shape: order.map { node.shape[$0] }, isCondition: node.isCondition, at: span)
  }

  mutating func finishLiteral(count: Int, at span: SourceSpan) {
    let elements = popValues(count)
    guard let first = elements.first else { return fail(.emptyArray(at: span), at: span) }
    guard !elements.contains(where: isFailed) else { return values.append(failure(at: span)) }
    let shape = resolved[first].shape
    let isCondition = resolved[first].isCondition
    for element in elements.dropFirst() {
      let other = resolved[element]
      let agrees = shape.count == other.shape.count && zip(shape, other.shape).allSatisfy { isSameExtent($0, $1) }
      guard agrees, other.isCondition == isCondition else {
        return fail(
          .unevenElements(shapeText(shape), first: resolved[first].span, shapeText(other.shape), at: other.span),
          at: span)
      }
    }
    values.append(
      add(.literal(elements), shape: [program.index(count)] + shape, isCondition: isCondition, at: span))
  }

  /// Returns what a message calls an expression: its name, or "this array".
  func nameText(of id: ResolvedID) -> String {
    switch resolved[id].kind {
    case .array(let array): "'\(program[array].name)'"
    case .named(let name, _): "'\(name)'"
    case .recurring(let number, let member): "'\(resolved.recurrences[number].members[member].name)'"
    default: "this array"
    }
  }
}
