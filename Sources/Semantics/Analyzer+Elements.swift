import Diagnostics
import FlatProgram
import Operations
import Syntax

/// A sequence that is open: `for t in 1..<T {`.
struct OpenSequence {
  /// Nil where its head is faulty.
  var axis: AxisID?
  var isReversed: Bool
  /// Where its statements begin in the program's.
  var start: Int
  var scope: Int
  var span: SourceSpan
}

/// Statements that give elements of an array one by one: the flat language, in which `derive` answers.
extension Analyzer {
  /// One position of a left side.
  private enum Place {
    case node(NodeID)
    case binder(Binder)
  }

  // MARK: Declared arrays and sequences

  func isLocal(_ definition: DefinitionSyntax) -> Bool {
    !definition.accumulates && locals[definition.name.symbol] != nil
  }

  /// Declares an array that statements give element by element.
  mutating func declareLocal(_ declaration: DeclarationSyntax) {
    guard takeName(declaration.name) else { return }
    let name = declaration.name
    guard let (shape, element) = resolveType(declaration.type) else {
      return environment.bindInFile(name.symbol, .failed, at: name.span)
    }
    let id = program.addArray(
      ArrayDeclaration(
        name: text(name.symbol), shape: shape, element: element, role: .local, span: name.span, isNamed: true))
    environment.bindInFile(name.symbol, .array(id, integer: integerValue(of: id)), at: name.span)
    locals[name.symbol] = ()
    definedLater[name.symbol] = nil
  }

  /// Begins a sequence.
  mutating func enter(_ sequence: SequenceSyntax) {
    let lower = resolveInteger(sequence.range.lower)
    let upper = resolveInteger(sequence.range.upper)
    let scope = environment.enterScope()
    var axis: AxisID?
    if let lower, let upper {
      if let known = entry(sequence.name.symbol) {
        report(.shadowedName(text(sequence.name.symbol), at: sequence.name.span, first: known.span))
      }
      let end = sequence.range.isClosed ? program.index(program[upper] + IndexExpression(1)) : upper
      axis = program.addAxis(Axis(name: text(sequence.name.symbol), lower: lower, upper: end))
    }
    environment.bind(sequence.name.symbol, axis.map { .axis($0) } ?? .failed, at: sequence.name.span)
    openSequences.append(
      OpenSequence(
        axis: axis, isReversed: sequence.isReversed, start: program.statements.count, scope: scope,
        span: sequence.name.span))
  }

  /// Ends the innermost sequence.
  mutating func leaveSequence() {
    guard let sequence = openSequences.popLast() else { return }
    environment.leaveScope(sequence.scope)
    let body = Array(program.statements[sequence.start...])
    program.statements.removeSubrange(sequence.start...)
    guard let axis = sequence.axis else { return }
    program.statements.append(
      .sequence(FlatProgram.Sequence(axis: axis, isReversed: sequence.isReversed, body: body)))
    guard openSequences.isEmpty else { return }
    if let change = SequenceChanges(program).first {
      report(.givenAfterUse(program[change.array].name, at: change.span ?? sequence.span, use: change.use))
    }
  }

  /// Returns a domain without the axes that a sequence around it walks.
  func domain(_ axes: [AxisID]) -> [AxisID] {
    if openSequences.isEmpty { return axes }
    return axes.filter { axis in !openSequences.contains { $0.axis == axis } }
  }

  // MARK: Elements

  /// Lowers `T[subscripts] += body`, which sums over the indices that the target doesn't have, and
  /// `T[subscripts] = body` of an array that is declared.
  mutating func give(_ definition: DefinitionSyntax, _ combination: Combination) -> ArrayID? {
    defer {
      resolved.removeAll()
      definedLater[definition.name.symbol] = nil
    }
    let name = definition.name
    guard let places = places(of: definition, combination) else { return fail(name) }
    let explicit = places.compactMap { if case .binder(let binder) = $0 { binder } else { nil } } + definition.binders
    // What is written of a range may name any index that shows its own.
    let binders = implicitBinders(of: definition, besides: explicit) + explicit
    let base = tasks.count
    let scope = environment.enterScope()
    tasks.append(.visit(definition.body))
    let nodes = places.compactMap { if case .node(let node) = $0 { node } else { nil } }
    // Where its condition fails a contribution has no place.
    let isMasked = combination == .add && isMask(definition.body)
    if isMasked { tasks.append(.leaveBranch) }
    for node in nodes.reversed() { tasks.append(.visit(node)) }
    if isMasked { tasks.append(.enterBranch) }
    scheduleOpening(binders)
    run(downTo: base)
    let body = popValue()
    let indices = indices(places, popValues(nodes.count))
    let known = environment.anyEntry(name.symbol)
    guard let indices, !isFailed(body) else {
      _ = closeAxes(binders.count, scope: scope)
      return fail(name)
    }
    var array: ArrayID?
    if case .array(let id, _) = known?.binding { array = id }
    // The target's own shape shows the ranges of its plain subscripts.
    if let array {
      for (position, index) in indices.enumerated() where position < program[array].rank {
        guard let axis = program[index].axis else { continue }
        _ = use(
          axis, extent: program[array].shape[position], of: "'\(text(name.symbol))'", position: position,
          at: name.span)
      }
    }
    guard let axes = closeAxes(binders.count, scope: scope) else { return fail(name) }
    guard resolved[body].shape.isEmpty, !resolved[body].isCondition else {
      report(
        .scalarAccumulation(text(name.symbol), shapeText(resolved[body].shape), at: tree.span(of: definition.body)))
      return fail(name)
    }
    if let array {
      let takes = combination == .add ? canAccumulate(into: array) : true
      guard takes, program[array].rank == indices.count else {
        report(
          .cannotAccumulate(text(name.symbol), shapeText(program[array].shape), at: name.span, definition: known?.span))
        return nil
      }
    } else {
      array = addArray(name, shownBy: indices)
    }
    guard let array else { return fail(name) }
    let start = program.statements.count
    if combination == .assign {
      lower(body, into: array, at: indices, axes: axes, own: [], span: name.span)
    } else {
      lowering = LoweringState()
      lowering.span = name.span
      let value = lower(body, at: .none)
      program.append(
        Assignment(
          target: array, subscripts: program.subscripts(indices), domain: axes, combination: .add, body: value,
          span: name.span))
    }
    checkUses(of: array, from: start, name)
    return array
  }

  /// Reports a statement that changes an element which an earlier one has read, or which it reads itself.
  ///
  /// Within a sequence that is how a recurrence goes on. Complexity: each statement is looked at once for all checks.
  private mutating func checkUses(of array: ArrayID, from start: Int, _ name: Identifier) {
    guard openSequences.isEmpty else { return }
    while checkedStatements < program.statements.count {
      let unit = RecurrenceUnit(program.statements[checkedStatements], program)
      for read in unit.reads { earlierReads[read.array, default: []].append((read, unit.span)) }
      checkedStatements += 1
    }
    let ranges = SubscriptRanges(fixed: [], leavesRoom: true)
    for statement in program.statements[start...] {
      guard case .assignment(let assignment) = statement, assignment.target == array else { continue }
      let write = ElementAccess(array: array, subscripts: assignment.subscripts)
      guard let read = earlierReads[array]?.first(where: { ranges.mayMeet(write, $0.read, program) }) else { continue }
      return report(.givenAfterUse(text(name.symbol), at: name.span, use: read.span))
    }
  }

  /// Whether an expression is `if condition then value else 0`.
  private func isMask(_ node: NodeID) -> Bool {
    guard case .conditional(_, _, let otherwise) = tree[node], case .number(0) = tree[otherwise] else { return false }
    return true
  }

  private mutating func places(of definition: DefinitionSyntax, _ combination: Combination) -> [Place]? {
    var places: [Place] = []
    for place in definition.subscripts ?? [] {
      switch place {
      case .at(let node): places.append(.node(node))
      case .bound(let binder):
        if combination == .add {
          report(.rangeInTarget(text(binder.name.symbol), at: binder.name.span))
          return nil
        }
        places.append(.binder(binder))
      // The parser has reported these.
      case .slice, .all: return nil
      }
    }
    return places
  }

  private mutating func indices(_ places: [Place], _ values: [ResolvedID]) -> [IndexID]? {
    var remaining = values[...]
    var indices: [IndexID] = []
    for place in places {
      switch place {
      case .node(let node):
        guard let value = remaining.popFirst(), let index = integer(of: resolved[value], at: tree.span(of: node))
        else { return nil }
        indices.append(index)
      case .binder(let binder):
        guard case .axis(let axis) = entry(binder.name.symbol)?.binding else { return nil }
        indices.append(program.index(axis))
      }
    }
    return indices
  }

  /// Adds the array that a first `+=` shows the shape of.
  private mutating func addArray(_ name: Identifier, shownBy indices: [IndexID]) -> ArrayID? {
    let axes = indices.compactMap { program[$0].axis }
    guard axes.count == indices.count, Set(axes).count == axes.count, let shape = targetExtents(of: axes) else {
      report(.accumulationWithoutShape(text(name.symbol), at: name.span))
      return nil
    }
    let id = program.addArray(
      ArrayDeclaration(name: text(name.symbol), shape: shape, role: .local, span: name.span, isNamed: true))
    environment.bindInFile(name.symbol, .array(id, integer: nil), at: name.span)
    return id
  }

  private func canAccumulate(into array: ArrayID) -> Bool {
    if case .local = program[array].role { program[array].element == .real } else { false }
  }

  /// Returns the names without a meaning that stand as plain subscripts: the indices that nothing declares.
  private func implicitBinders(of definition: DefinitionSyntax, besides binders: [Binder]) -> [Binder] {
    var symbols = Set(binders.map(\.name.symbol))
    var mentioned: [(symbol: SymbolID, span: SourceSpan)] = []
    func consider(_ node: NodeID) {
      guard case .name(let symbol) = tree[node], entry(symbol) == nil else { return }
      mentioned.append((symbol, tree.span(of: node)))
    }
    var pending: [NodeID] = [definition.body]
    for place in definition.subscripts ?? [] {
      if case .at(let node) = place {
        consider(node)
        pending.append(node)
      }
    }
    pending.reverse()
    while let node = pending.popLast() {
      switch tree[node] {
      case .subscripted(_, let places): for place in places { if case .at(let value) = place { consider(value) } }
      case .reduction(_, let inner, _), .comprehension(let inner, _): symbols.formUnion(inner.map(\.name.symbol))
      default: break
      }
      var operands: [NodeID] = []
      tree.appendOperands(of: node, to: &operands)
      pending += operands.reversed()
    }
    var found: [Binder] = []
    for (symbol, span) in mentioned where symbols.insert(symbol).inserted {
      found.append(Binder(name: Identifier(symbol, at: span), range: nil))
    }
    return found
  }
}
