import FlatProgram
import Syntax

/// What is known of the shape of an array before its clauses are lowered.
struct ClauseShape {
  /// The ends of the subscripts of each position, exclusive, and where they begin, as far as they are known.
  private var ends: [[IndexExpression]]
  private var starts: [[IndexExpression]]
  /// The extents of the positions on the left sides, as far as they are known.
  private(set) var extents: [IndexID?]
  /// The shape of one element of a clause: the axes that its body adds.
  var elementShape: [IndexID]?

  init(rank: Int) {
    (ends, starts) = (Array(repeating: [], count: rank), Array(repeating: [], count: rank))
    extents = Array(repeating: nil, count: rank)
  }

  /// Notes the range of subscripts that a clause has at a position.
  mutating func note(
    _ range: (lower: IndexExpression?, upper: IndexExpression), at position: Int, in program: inout Program
  ) {
    if let lower = range.lower, !starts[position].contains(lower) { starts[position].append(lower) }
    if !ends[position].contains(range.upper) { ends[position].append(range.upper) }
    extents[position] = program.index(extent(at: position, in: program))
  }

  /// Returns the largest end; of ends that cannot be compared, one at which no other clause goes on, and one that names
  /// more than a number.
  private func extent(at position: Int, in program: Program) -> IndexExpression {
    let largest = ends[position].filter { end in
      !ends[position].contains { $0 != end && isAtLeast($0, end, program) && !isAtLeast(end, $0, program) }
    }
    let last = largest.filter { end in !starts[position].contains { program.fixedValue(of: $0 - end) == 0 } }
    let candidates = last.isEmpty ? largest : last
    return candidates.first { program.fixedValue(of: $0) == nil } ?? candidates[0]
  }

  /// Whether one expression is never less than another, dims being 0 or more.
  private func isAtLeast(_ a: IndexExpression, _ b: IndexExpression, _ program: Program) -> Bool {
    let difference = a - b
    return (program.fixedValue(of: difference) ?? -1) >= 0
      || difference.terms.allSatisfy { term in
        term.coefficient > 0 && term.factors.allSatisfy { if case .dim = $0 { true } else { false } }
      }
  }
}

/// The shapes of arrays that are defined by clauses.
extension Analyzer {
  /// Finds the shapes of a group's arrays from what its left sides say and from the clauses that read none of them.
  mutating func shapes(of group: ClauseGroup) -> [SymbolID: [IndexID]]? {
    let definitions = group.definitions
    var partial: [SymbolID: ClauseShape] = [:]
    for definition in definitions {
      let rank = definition.subscripts?.count ?? 0
      let symbol = definition.name.symbol
      if let known = partial[symbol], known.extents.count != rank {
        report(.clauseRank(text(symbol), found: rank, expected: known.extents.count, at: definition.name.span))
        return nil
      }
      if partial[symbol] == nil { partial[symbol] = ClauseShape(rank: rank) }
    }
    let members = Set(group.symbols)
    learnRanges(of: definitions, &partial)
    for definition in definitions where !names(in: definition.body).contains(where: { members.contains($0.symbol) }) {
      guard learn(from: definition, &partial) else { return nil }
    }
    learnRanges(of: definitions, &partial)
    var shapes: [SymbolID: [IndexID]] = [:]
    for definition in definitions {
      guard let shape = partial[definition.name.symbol] else { return nil }
      if let position = shape.extents.firstIndex(of: nil) {
        reportUnknownRange(of: definition, position)
        return nil
      }
      shapes[definition.name.symbol] = shape.extents.compactMap { $0 } + (shape.elementShape ?? [])
    }
    return shapes
  }

  private mutating func reportUnknownRange(of definition: DefinitionSyntax, _ position: Int) {
    switch definition.subscripts?[position] {
    case .at(let node):
      let name = if case .name(let symbol) = tree[node] { text(symbol) } else { "subscript \(position + 1)" }
      report(.unknownRange(name, at: tree.span(of: node)))
    case .bound(let binder): report(.unknownRange(text(binder.name.symbol), at: binder.name.span))
    default: report(.unknownRange("subscript \(position + 1)", at: definition.name.span))
    }
  }

  /// Resolves a clause that reads no array of the group: it shows its indices' ranges and the shape of its body.
  private mutating func learn(from definition: DefinitionSyntax, _ partial: inout [SymbolID: ClauseShape]) -> Bool {
    let faults = diagnostics.count
    let known = resolved.count
    guard var shape = partial[definition.name.symbol],
      let (body, clause) = resolve(definition, knownExtents: shape.extents), diagnostics.count == faults
    else { return false }
    for (position, index) in clause.subscripts.enumerated() {
      if let range = subscriptRange(index) { shape.note(range, at: position, in: &program) }
    }
    if shape.elementShape == nil { shape.elementShape = resolved[body].shape }
    resolved.removeAll(from: known)
    partial[definition.name.symbol] = shape
    return true
  }

  /// Learns what left sides show: what one clause does, the next may need, as long as something is learnt.
  private mutating func learnRanges(of definitions: [DefinitionSyntax], _ partial: inout [SymbolID: ClauseShape]) {
    var isLearning = true
    while isLearning {
      isLearning = false
      for definition in definitions { isLearning = learnRanges(of: definition, [:], &partial) || isLearning }
      if isLearning { continue }
      // What bodies show of an array of the group may be a part of it, as long as its own clauses show more.
      for definition in definitions where !isLearning {
        isLearning = learnRanges(of: definition, partial, &partial)
      }
    }
  }

  /// Learns what the left side of a clause says by itself, and what plain subscripts of arrays that are known say of its indices.
  private mutating func learnRanges(
    of definition: DefinitionSyntax, _ known: [SymbolID: ClauseShape], _ partial: inout [SymbolID: ClauseShape]
  ) -> Bool {
    guard var shape = partial[definition.name.symbol] else { return false }
    let before = shape.extents
    let faults = diagnostics.count
    let count = resolved.count
    let scope = environment.enterScope()
    let left = leftSide(of: definition)
    var opened = 0
    var isOpen = [Bool](repeating: false, count: left.binders.count)
    for (number, binder) in left.binders.enumerated() {
      if let range = binder.range {
        guard areKnown([range.lower, range.upper]) else { continue }
        let base = tasks.count
        scheduleOpening([binder])
        run(downTo: base)
      } else {
        let position = left.places.firstIndex { if case .index(number) = $0 { true } else { false } }
        let own = position.flatMap { shape.extents[$0] }
        guard let extent = own ?? extent(of: binder.name.symbol, in: definition.body, known) else { continue }
        open(binder)
        _ = use(openAxes[openAxes.count - 1], extent: extent, of: "", position: 0, at: binder.name.span)
      }
      opened += 1
      isOpen[number] = true
    }
    for (position, place) in left.places.enumerated() {
      var index: IndexID?
      switch place {
      case .index(let number):
        if isOpen[number], case .axis(let axis) = entry(left.binders[number].name.symbol)?.binding {
          index = program.index(axis)
        }
      case .node(let node): if areKnown([node]) { index = resolveInteger(node) }
      }
      if let index, let range = subscriptRange(index) { shape.note(range, at: position, in: &program) }
    }
    _ = closeAxes(opened, scope: scope)
    // The clause says itself what is wrong with it when it is lowered.
    diagnostics.removeLast(diagnostics.count - faults)
    resolved.removeAll(from: count)
    partial[definition.name.symbol] = shape
    return shape.extents != before
  }

  /// Whether every name in some expressions has a meaning.
  private func areKnown(_ nodes: [NodeID]) -> Bool {
    nodes.allSatisfy { names(in: $0).allSatisfy { entry($0.symbol) != nil } }
  }

  /// Returns the range of values that a subscript takes, exclusive at its end.
  private mutating func subscriptRange(_ index: IndexID) -> (lower: IndexExpression?, upper: IndexExpression)? {
    guard var highest = extreme(index, highest: true) else { return nil }
    while let atom = highest.atoms.first(where: { if case .element = $0 { true } else { false } }) {
      guard case .element(let array, _) = atom, case .integer(let bound?) = program[array].element,
        let (slope, rest) = highest.linear(in: atom), let factor = slope.constant, factor > 0
      else { return nil }
      highest = slope * (program[bound] - IndexExpression(1)) + rest
    }
    return (extreme(index, highest: false), highest + IndexExpression(1))
  }

  /// Returns the extent of the first axis that an index is a plain subscript of.
  private func extent(of index: SymbolID, in body: NodeID, _ partial: [SymbolID: ClauseShape]) -> IndexID? {
    var pending = [body]
    while let node = pending.popLast() {
      if case .subscripted(let base, let places) = tree[node], case .name(let array) = tree[base] {
        for (position, place) in places.enumerated() {
          guard case .at(let value) = place, case .name(index) = tree[value] else { continue }
          if let known = partial[array]?.extents, position < known.count, let extent = known[position] { return extent }
          if case .array(let id, _) = entry(array)?.binding, position < program[id].rank {
            return program[id].shape[position]
          }
        }
      }
      tree.appendOperands(of: node, to: &pending)
    }
    return nil
  }
}
