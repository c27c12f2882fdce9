import Diagnostics
import FlatProgram
import Syntax

/// Clauses and recurrences within functions.
extension Analyzer {
  /// Functions with recurrences call each other no deeper than this: each takes room on the stack.
  private static var recurrenceDepthLimit: Int { 64 }

  /// Resolves definitions of a function that belong together, and gives their names their meaning.
  mutating func defineLocally(_ group: ClauseGroup) {
    openRecurrences += 1
    defer { openRecurrences -= 1 }
    let span = group.definitions[0].name.span
    guard openRecurrences <= Self.recurrenceDepthLimit else {
      report(.recurrencesTooDeep(limit: Self.recurrenceDepthLimit, at: span))
      return failLocally(group)
    }
    for definition in group.definitions {
      if let known = entry(definition.name.symbol) {
        if case .failed = known.binding { return failLocally(group) }
        report(.duplicateName(text(definition.name.symbol), at: definition.name.span, first: known.span))
        return failLocally(group)
      }
    }
    guard let shapes = shapes(of: group) else { return failLocally(group) }
    let number = resolved.recurrences.count
    var members: [(name: String, node: ResolvedID)] = []
    for (member, symbol) in group.symbols.enumerated() {
      let node = add(.recurring(number, member: member), shape: shapes[symbol] ?? [], at: span)
      members.append((text(symbol), node))
      environment.bind(symbol, .value(node), at: span)
    }
    resolved.recurrences.append(ResolvedRecurrence(members: members, span: span))
    for definition in group.definitions {
      guard let member = group.symbols.firstIndex(of: definition.name.symbol),
        let (body, place) = resolve(definition, shape: resolved[members[member].node].shape)
      else { return failLocally(group) }
      resolved.recurrences[number].clauses.append(ResolvedRecurrence.Clause(member: member, place: place, body: body))
    }
    for (member, (name, node)) in members.enumerated() {
      let clauses = resolved.recurrences[number].clauses.filter { $0.member == member }.map(\.place)
      guard check(Coverage(name, resolved[node].shape, clauses)) else { return failLocally(group) }
    }
  }

  private mutating func failLocally(_ group: ClauseGroup) {
    for definition in group.definitions {
      environment.bind(definition.name.symbol, .failed, at: definition.name.span)
    }
  }

  // MARK: Lowering

  /// Adds the arrays of a recurrence, over the indices around the call that it depends on, and schedules its clauses.
  mutating func beginRecurrence(_ number: Int, asked node: ResolvedID, at place: SubscriptsID) {
    let recurrence = resolved.recurrences[number]
    let free = freeAxes(of: recurrence)
    for (name, member) in recurrence.members {
      let shape = free.map { keptExtent(of: $0) } + resolved[member].shape
      let array = program.addArray(
        ArrayDeclaration(name: program.freshName(name), shape: shape, role: .local, span: lowering.span))
      // Within the clauses an element is what it is, whatever the condition there.
      lowering.kept[alwaysKey(member)] = [KeptArray(array: array, free: free)]
    }
    lowering.tasks.append(
      .finishRecurrence(number, asked: node, place: place, start: program.statements.count))
    for (position, clause) in recurrence.clauses.enumerated().reversed() {
      let own = resolved[clause.body].shape.enumerated().map { wholeAxis($1, position: clause.place.axes.count + $0) }
      lowering.tasks += [
        .giveClause(number, clause: position, own: own), .lower(clause.body, program.subscripts(own)),
      ]
    }
  }

  /// Adds the assignment of a clause, whose body is the last result.
  mutating func giveClause(_ number: Int, _ position: Int, own: [AxisID]) {
    let body = guarded(popResult(), otherwise: 0)
    let recurrence = resolved.recurrences[number]
    let clause = recurrence.clauses[position]
    guard let kept = lowering.kept[alwaysKey(recurrence.members[clause.member].node)]?.first else { return }
    let indices = positions(of: kept.free) + clause.place.subscripts + own.map { program.index($0) }
    program.append(
      Assignment(
        target: kept.array, subscripts: program.subscripts(indices),
        domain: domain(kept.free + clause.place.axes + own),
        body: body, span: clause.place.span))
  }

  /// Puts the statements of a recurrence in order.
  mutating func finishRecurrence(_ number: Int, asked node: ResolvedID, at place: SubscriptsID, start: Int) {
    let recurrence = resolved.recurrences[number]
    let statements = Array(program.statements[start...])
    program.statements.removeSubrange(start...)
    var order = RecurrenceOrder(program)
    switch order.arrange(statements) {
    case .success(let arranged):
      program = order.program
      program.statements += arranged
    case .failure(let cycle):
      reportOnce(.circularDefinition(recurrence.members.map(\.name), at: cycle.span ?? recurrence.span))
    }
    let kept = lowering.kept[alwaysKey(node)] ?? []
    for (_, member) in recurrence.members where lowering.guarding != .none {
      lowering.kept[keptKey(member, at: place)] = lowering.kept.removeValue(forKey: alwaysKey(member))
    }
    lowering.results.append(element(of: kept, node, at: place))
  }

  private func alwaysKey(_ node: ResolvedID) -> LoweringKey { LoweringKey(node: node, place: .none, guarding: .none) }

  /// Returns the indices around a recurrence that its clauses name, and theirs in turn, outermost first.
  private func freeAxes(of recurrence: ResolvedRecurrence) -> [AxisID] {
    var named = sequenceAxes
    var bound: Set<AxisID> = []
    var seen: Set<ResolvedID> = []
    var pending: [ResolvedID] = []
    func look(_ clauses: [ResolvedRecurrence.Clause]) {
      for clause in clauses {
        pending.append(clause.body)
        bound.formUnion(clause.place.axes)
        for index in clause.place.subscripts { program.collectAxes(of: index, into: &named) }
      }
    }
    look(recurrence.clauses)
    while let node = pending.popLast() {
      guard seen.insert(node).inserted else { continue }
      switch resolved[node].kind {
      case .failed, .constant, .array: break
      case .number(let index): program.collectAxes(of: index, into: &named)
      case .apply(_, let a, let b, let c): pending += [a] + [b, c].compactMap { $0 }
      case .element(let base, let list):
        pending.append(base)
        for entry in list {
          switch entry {
          case .at(let index), .slice(let index): program.collectAxes(of: index, into: &named)
          case .position(let value, _): pending.append(value)
          case .all, .gather: break
          }
        }
      case .permuted(let body, _), .named(_, let body): pending.append(body)
      case .reduce(_, let axis, let body), .softmax(let axis, let body, _):
        bound.insert(axis)
        pending.append(body)
      case .sum(let axes, let body), .comprehension(let axes, let body):
        bound.formUnion(axes)
        pending.append(body)
      case .literal(let elements), .derivative(_, let elements): pending += elements
      case .call(let number): pending += resolved.calls[number].operands + [resolved.calls[number].body]
      case .recurring(let number, _):
        // One that is being given, perhaps around this one, has its indices already.
        if let known = lowering.kept[alwaysKey(node)]?.first {
          named += known.free.filter { !named.contains($0) }
        } else {
          look(resolved.recurrences[number].clauses)
        }
      }
    }
    for axis in bound {
      program.collectAxes(of: program[axis].lower, into: &named)
      program.collectAxes(of: program[axis].upper, into: &named)
    }
    var position = 0
    while position < named.count {
      program.collectAxes(of: program[named[position]].lower, into: &named)
      program.collectAxes(of: program[named[position]].upper, into: &named)
      position += 1
    }
    return Set(named).subtracting(bound).sorted()
  }
}
