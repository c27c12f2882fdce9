import Diagnostics
import FlatProgram
import Operations
import Syntax

/// One clause of an array: where it writes, and the statements that it became.
struct Clause {
  var definition: DefinitionSyntax
  /// The places on the left side, one for each position: a fixed one, or an index with its range.
  var places: [ClausePlace]
}

/// One position of a clause's left side, as a half-open range of subscripts.
struct ClausePlace {
  var lower: IndexExpression
  var upper: IndexExpression
  /// Nil where the subscript is fixed.
  var axis: AxisID?
}

/// What is known of an array of a group before its clauses are lowered.
private struct PartialShape {
  /// The extents of the positions on the left sides, as far as they are known.
  var extents: [IndexID?]
  /// The shape of one element of a clause: the axes that its body adds.
  var elementShape: [IndexID]?
  var isFailed = false
}

/// Arrays that are defined by several clauses, or that read each other.
extension Analyzer {
  /// Lowers the definitions of a group, and puts their statements in an order in which every element is read after it
  /// is defined.
  mutating func define(_ group: ClauseGroup) -> ArrayID? {
    let definitions = group.items.compactMap { item -> DefinitionSyntax? in
      if case .definition(let definition) = tree.items[item] { definition } else { nil }
    }
    defer { for symbol in group.symbols { definedLater[symbol] = nil } }
    guard let shapes = shapes(of: group, definitions) else { return failGroup(group, definitions) }
    var arrays: [SymbolID: ArrayID] = [:]
    for symbol in group.symbols {
      guard let shape = shapes[symbol], let first = definitions.first(where: { $0.name.symbol == symbol }),
        takeName(first.name)
      else { return failGroup(group, definitions) }
      let id = program.addArray(
        ArrayDeclaration(
          name: text(symbol), shape: shape.extents.compactMap { $0 } + (shape.elementShape ?? []), role: .local,
          span: first.name.span, isNamed: true))
      arrays[symbol] = id
      environment.bindInFile(symbol, .array(id, integer: nil), at: first.name.span)
      definedLater[symbol] = nil
    }
    let start = program.statements.count
    var clauses: [Clause] = []
    for definition in definitions {
      guard let array = arrays[definition.name.symbol],
        let clause = lower(definition, into: array, knownExtents: program[array].shape)
      else { return failGroup(group, definitions) }
      clauses.append(clause)
    }
    for symbol in group.symbols {
      guard let array = arrays[symbol] else { continue }
      checkCover(clauses.filter { $0.definition.name.symbol == symbol }, of: array)
    }
    let statements = Array(program.statements[start...])
    program.statements.removeSubrange(start...)
    var order = RecurrenceOrder(program)
    switch order.arrange(statements) {
    case .success(let arranged):
      program = order.program
      program.statements += arranged
    case .failure(let cycle):
      let names = cycle.arrays.filter { program[$0].isNamed }.map { program[$0].name }
      report(.circularDefinition(names, at: cycle.span ?? definitions[0].name.span))
      return failGroup(group, definitions)
    }
    return definitions.last.flatMap { arrays[$0.name.symbol] }
  }

  private mutating func failGroup(_ group: ClauseGroup, _ definitions: [DefinitionSyntax]) -> ArrayID? {
    for definition in definitions {
      environment.bindInFile(definition.name.symbol, .failed, at: definition.name.span)
    }
    resolved.removeAll()
    return nil
  }

  // MARK: Shapes

  /// Finds the shapes of a group's arrays from what its left sides say and from the clauses that read none of them.
  private mutating func shapes(
    of group: ClauseGroup, _ definitions: [DefinitionSyntax]
  ) -> [SymbolID: (extents: [IndexID?], elementShape: [IndexID]?)]? {
    var partial: [SymbolID: PartialShape] = [:]
    for definition in definitions {
      let rank = definition.subscripts?.count ?? 0
      let symbol = definition.name.symbol
      if let known = partial[symbol], known.extents.count != rank {
        report(
          .clauseRank(text(symbol), found: rank, expected: known.extents.count, at: definition.name.span))
        return nil
      }
      if partial[symbol] == nil { partial[symbol] = PartialShape(extents: Array(repeating: nil, count: rank)) }
    }
    let members = Set(group.symbols)
    for definition in definitions where !reads(members, in: definition) {
      guard learn(from: definition, &partial) else { return nil }
    }
    // What one clause shows, the next may need: as long as something is learnt, look again.
    var isLearning = true
    while isLearning {
      isLearning = false
      for definition in definitions { isLearning = learnRanges(of: definition, &partial) || isLearning }
    }
    var shapes: [SymbolID: (extents: [IndexID?], elementShape: [IndexID]?)] = [:]
    for definition in definitions {
      guard let shape = partial[definition.name.symbol] else { return nil }
      for (position, extent) in shape.extents.enumerated() where extent == nil {
        report(
          .unknownRange(
            placeText(definition, position), at: placeSpan(definition, position) ?? definition.name.span))
        return nil
      }
      shapes[definition.name.symbol] = (shape.extents, shape.elementShape ?? [])
    }
    return shapes
  }

  private func placeText(_ definition: DefinitionSyntax, _ position: Int) -> String {
    switch definition.subscripts?[position] {
    case .at(let node): if case .name(let symbol) = tree[node] { text(symbol) } else { "subscript \(position + 1)" }
    case .bound(let binder): text(binder.name.symbol)
    default: "subscript \(position + 1)"
    }
  }

  private func placeSpan(_ definition: DefinitionSyntax, _ position: Int) -> SourceSpan? {
    switch definition.subscripts?[position] {
    case .at(let node): tree.span(of: node)
    case .bound(let binder): binder.name.span
    default: nil
    }
  }

  private func reads(_ members: Set<SymbolID>, in definition: DefinitionSyntax) -> Bool {
    var pending = [definition.body]
    while let node = pending.popLast() {
      if case .name(let symbol) = tree[node], members.contains(symbol) { return true }
      tree.appendOperands(of: node, to: &pending)
    }
    return false
  }

  /// Resolves a clause that reads no array of the group: it shows its indices' ranges and the shape of its body.
  private mutating func learn(from definition: DefinitionSyntax, _ partial: inout [SymbolID: PartialShape]) -> Bool {
    let statements = program.statements.count
    guard let (body, places) = resolve(definition, knownExtents: partial[definition.name.symbol]?.extents ?? []),
      program.statements.count == statements
    else { return false }
    let shape = resolved[body].shape
    resolved.removeAll()
    widen(definition, places, &partial)
    if partial[definition.name.symbol]?.elementShape == nil {
      partial[definition.name.symbol]?.elementShape = shape
    }
    return true
  }

  /// Widens the extents of an array by the places of a clause.
  private mutating func widen(
    _ definition: DefinitionSyntax, _ places: [ClausePlace], _ partial: inout [SymbolID: PartialShape]
  ) {
    for (position, place) in places.enumerated() {
      let known = partial[definition.name.symbol]?.extents[position]
      partial[definition.name.symbol]?.extents[position] = wider(known ?? nil, place.upper)
    }
  }

  private mutating func wider(_ extent: IndexID?, _ upper: IndexExpression) -> IndexID {
    guard let extent else { return program.index(upper) }
    let excess = comparableValue(upper - program[extent])
    // Where the two cannot be compared, the one that names more than a number is taken to be the larger.
    if let excess { return excess > 0 ? program.index(upper) : extent }
    return program[extent].constant != nil ? program.index(upper) : extent
  }

  /// Learns what the left side of a clause says by itself, and what plain subscripts of known arrays say of its indices.
  private mutating func learnRanges(
    of definition: DefinitionSyntax, _ partial: inout [SymbolID: PartialShape]
  ) -> Bool {
    let symbol = definition.name.symbol
    guard let before = partial[symbol]?.extents else { return false }
    for (position, place) in (definition.subscripts ?? []).enumerated() {
      switch place {
      case .at(let node):
        if case .name(let index) = tree[node], entry(index) == nil {
          if partial[symbol]?.extents[position] == nil, let extent = extent(of: index, in: definition.body, partial) {
            partial[symbol]?.extents[position] = extent
          }
        } else if let fixed = quietInteger(node) {
          let known = partial[symbol]?.extents[position]
          partial[symbol]?.extents[position] = wider(known ?? nil, program[fixed] + IndexExpression(1))
        }
      case .bound(let binder):
        guard let range = binder.range, let upper = quietInteger(range.upper) else { continue }
        var axes: [AxisID] = []
        program.collectAxes(of: upper, into: &axes)
        guard axes.isEmpty else { continue }
        let known = partial[symbol]?.extents[position]
        partial[symbol]?.extents[position] = wider(
          known ?? nil, program[upper] + IndexExpression(range.isClosed ? 1 : 0))
      case .slice, .all: break
      }
    }
    return partial[symbol]?.extents != before
  }

  /// Returns the integer that an expression is, saying nothing where it is none: the clause itself will.
  private mutating func quietInteger(_ node: NodeID) -> IndexID? {
    let said = diagnostics.count
    defer { diagnostics.removeLast(diagnostics.count - said) }
    return resolveInteger(node)
  }

  /// Returns the extent of the first axis that an index is a plain subscript of.
  private func extent(
    of index: SymbolID, in body: NodeID, _ partial: [SymbolID: PartialShape]
  ) -> IndexID? {
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

  // MARK: Clauses

  /// Resolves the two sides of a clause.
  private mutating func resolve(
    _ definition: DefinitionSyntax, knownExtents: [IndexID?]
  ) -> (body: ResolvedID, places: [ClausePlace])? {
    if let binder = definition.binders.first {
      report(.bindersNeedAccumulation(at: binder.name.span))
      return nil
    }
    let base = tasks.count
    let scope = environment.enterScope()
    var binders: [Binder] = []
    var fixed: [IndexID?] = []
    for place in definition.subscripts ?? [] {
      switch place {
      case .bound(let binder):
        binders.append(binder)
        fixed.append(nil)
      case .at(let node):
        if case .name(let symbol) = tree[node], entry(symbol) == nil {
          binders.append(Binder(name: Identifier(symbol, at: tree.span(of: node)), range: nil))
          fixed.append(nil)
        } else if let index = resolveInteger(node) {
          fixed.append(index)
        } else {
          environment.leaveScope(scope)
          return nil
        }
      case .slice, .all:
        environment.leaveScope(scope)
        return nil
      }
    }
    scheduleOpening(binders)
    run(downTo: base)
    let axes = Array(openAxes.suffix(binders.count))
    // What other clauses show of an index without a range holds here too.
    var next = 0
    for (position, index) in fixed.enumerated() where index == nil {
      let axis = axes[next]
      if binders[next].range == nil, position < knownExtents.count, let extent = knownExtents[position] {
        _ = use(axis, extent: extent, of: "", position: position, at: binders[next].name.span)
      }
      next += 1
    }
    tasks.append(.visit(definition.body))
    run(downTo: base)
    let body = popValues(1)[0]
    guard let closed = closeAxes(binders.count, scope: scope), !isFailed(body) else { return nil }
    guard !resolved[body].isCondition else {
      report(.conditionDefined(text(definition.name.symbol), at: resolved[body].span))
      return nil
    }
    var remaining = closed[...]
    let places = fixed.map { index -> ClausePlace in
      if let index { return ClausePlace(lower: program[index], upper: program[index] + IndexExpression(1), axis: nil) }
      let axis = remaining.removeFirst()
      return ClausePlace(
        lower: program[program[axis].lower], upper: program[program[axis].upper], axis: axis)
    }
    return (body, places)
  }

  /// Lowers a clause to statements at the end of the program.
  private mutating func lower(
    _ definition: DefinitionSyntax, into array: ArrayID, knownExtents: [IndexID]
  ) -> Clause? {
    defer { resolved.removeAll() }
    guard let (body, places) = resolve(definition, knownExtents: knownExtents) else { return nil }
    let shape = resolved[body].shape
    let rest = program[array].shape.dropFirst(places.count)
    guard shape.count == rest.count, zip(shape, rest).allSatisfy({ isSameExtent($0, $1) }) else {
      report(
        .clauseShape(
          text(definition.name.symbol), found: shapeText(shape), expected: shapeText(Array(rest)),
          at: resolved[body].span))
      return nil
    }
    let axes = places.compactMap(\.axis)
    let own = shape.enumerated().map { wholeAxis($1, position: axes.count + $0) }
    var subscripts: [IndexID] = []
    for place in places {
      subscripts.append(place.axis.map { program.index($0) } ?? program.index(place.lower))
    }
    lower(
      body, into: array, at: subscripts + own.map { program.index($0) }, axes: axes, own: own,
      span: definition.name.span)
    return Clause(definition: definition, places: places)
  }

  // MARK: Covering

  /// Reports clauses that give an element twice, and elements that no clause gives.
  private mutating func checkCover(_ clauses: [Clause], of array: ArrayID) {
    let name = program[array].name
    for (number, clause) in clauses.enumerated() {
      for earlier in clauses[..<number] where overlaps(clause.places, earlier.places) {
        report(
          .overlappingClauses(
            name, placesText(clause.places), at: clause.definition.name.span, first: earlier.definition.name.span))
        return
      }
    }
    // Boxes that touch along one position, and agree in the others, are one box.
    var boxes = clauses.map(\.places)
    var isMerging = true
    while isMerging {
      isMerging = false
      search: for a in boxes.indices {
        for b in boxes.indices where a != b {
          guard let position = seam(boxes[a], boxes[b]) else { continue }
          boxes[a][position].upper = boxes[b][position].upper
          boxes[a][position].axis = nil
          boxes.remove(at: b)
          isMerging = true
          break search
        }
      }
    }
    guard let box = boxes.first else { return }
    let extents = program[array].shape
    for (position, place) in box.enumerated() {
      let start = comparableValue(place.lower)
      let rest = comparableValue(program[extents[position]] - place.upper)
      if start != 0 || rest != 0 || boxes.count > 1 {
        let missing = boxes.count > 1 ? nil : missingElement(box, position, startsLate: start != 0)
        report(.missingElements(name, missing, at: clauses[0].definition.name.span))
        return
      }
    }
  }

  private mutating func missingElement(_ box: [ClausePlace], _ position: Int, startsLate: Bool) -> String {
    let places = box.indices.map { other in
      if other != position { return extentText(box[other].lower) }
      return startsLate ? "0" : extentText(box[other].upper)
    }
    return "[" + places.joined(separator: ", ") + "]"
  }

  private mutating func placesText(_ places: [ClausePlace]) -> String {
    var texts: [String] = []
    for place in places {
      let lower = extentText(place.lower)
      texts.append(
        comparableValue(place.upper - place.lower) == 1 ? lower : "\(lower)..<\(extentText(place.upper))"
      )
    }
    return "[" + texts.joined(separator: ", ") + "]"
  }

  /// Whether two clauses surely share an element: in every position their ranges do.
  private func overlaps(_ a: [ClausePlace], _ b: [ClausePlace]) -> Bool {
    zip(a, b).allSatisfy { x, y in
      guard let first = comparableValue(y.upper - x.lower), let second = comparableValue(x.upper - y.lower) else {
        return isSame(x.lower, y.lower)
      }
      return first > 0 && second > 0
    }
  }

  /// Returns the position along which the second box goes on where the first ends.
  private func seam(_ a: [ClausePlace], _ b: [ClausePlace]) -> Int? {
    var seam: Int?
    for position in a.indices {
      if isSame(a[position].lower, b[position].lower), isSame(a[position].upper, b[position].upper) { continue }
      guard seam == nil, isSame(a[position].upper, b[position].lower) else { return nil }
      seam = position
    }
    return seam
  }

  private func isSame(_ a: IndexExpression, _ b: IndexExpression) -> Bool { comparableValue(a - b) == 0 }
}
