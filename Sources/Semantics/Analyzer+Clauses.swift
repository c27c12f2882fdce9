import Diagnostics
import FlatProgram
import Syntax

/// Arrays that are defined by several clauses, or that read each other.
extension Analyzer {
  /// Lowers the definitions of a group, and puts their statements in an order in which every element is read after it
  /// is defined.
  mutating func define(_ group: ClauseGroup) -> ArrayID? {
    let definitions = group.definitions
    defer { for symbol in group.symbols { definedLater[symbol] = nil } }
    guard let shapes = shapes(of: group) else { return fail(group) }
    var arrays: [SymbolID: ArrayID] = [:]
    for symbol in group.symbols {
      guard let shape = shapes[symbol], let first = definitions.first(where: { $0.name.symbol == symbol }),
        takeName(first.name)
      else { return fail(group) }
      let id = program.addArray(
        ArrayDeclaration(name: text(symbol), shape: shape, role: .local, span: first.name.span, isNamed: true))
      arrays[symbol] = id
      environment.bindInFile(symbol, .array(id, integer: nil), at: first.name.span)
      definedLater[symbol] = nil
    }
    let start = program.statements.count
    var clauses: [ArrayID: [Coverage.Clause]] = [:]
    for definition in definitions {
      guard let array = arrays[definition.name.symbol], let clause = lower(definition, into: array)
      else { return fail(group) }
      clauses[array, default: []].append(clause)
    }
    for symbol in group.symbols {
      guard let array = arrays[symbol], let clauses = clauses[array] else { continue }
      guard check(Coverage(program[array].name, program[array].shape, clauses)) else { return fail(group) }
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
      return fail(group)
    }
    return definitions.last.flatMap { arrays[$0.name.symbol] }
  }

  private mutating func fail(_ group: ClauseGroup) -> ArrayID? {
    for definition in group.definitions {
      environment.bindInFile(definition.name.symbol, .failed, at: definition.name.span)
    }
    resolved.removeAll()
    return nil
  }

  /// Resolves the two sides of a clause; the extents are those that other clauses show.
  mutating func resolve(
    _ definition: DefinitionSyntax, knownExtents: [IndexID?]
  ) -> (body: ResolvedID, clause: Coverage.Clause)? {
    if let binder = definition.binders.first {
      report(.bindersNeedAccumulation(at: binder.name.span))
      return nil
    }
    let base = tasks.count
    let scope = environment.enterScope()
    let left = leftSide(of: definition)
    scheduleOpening(left.binders)
    run(downTo: base)
    var subscripts: [IndexID] = []
    for (position, place) in left.places.enumerated() {
      switch place {
      case .index(let number):
        let axis = openAxes[openAxes.count - left.binders.count + number]
        // What other clauses show of an index without a range holds here too.
        if left.binders[number].range == nil, position < knownExtents.count, let extent = knownExtents[position] {
          _ = use(axis, extent: extent, of: "", position: position, at: left.binders[number].name.span)
        }
        subscripts.append(program.index(axis))
      case .node(let node):
        // A fault is reported; the indices are still to be closed.
        subscripts.append(resolveInteger(node) ?? program.index(0))
      }
    }
    tasks.append(.visit(definition.body))
    run(downTo: base)
    let body = popValue()
    guard let axes = closeAxes(left.binders.count, scope: scope), !isFailed(body) else { return nil }
    guard !resolved[body].isCondition else {
      report(.conditionDefined(text(definition.name.symbol), at: resolved[body].span))
      return nil
    }
    return (body, Coverage.Clause(axes: axes, subscripts: subscripts, span: definition.name.span))
  }

  /// Resolves a clause of an array whose shape is known.
  mutating func resolve(
    _ definition: DefinitionSyntax, shape: [IndexID]
  ) -> (body: ResolvedID, clause: Coverage.Clause)? {
    let faults = diagnostics.count
    guard let (body, clause) = resolve(definition, knownExtents: shape), diagnostics.count == faults
    else { return nil }
    let found = resolved[body].shape
    let rest = shape.dropFirst(clause.subscripts.count)
    guard found.count == rest.count, zip(found, rest).allSatisfy({ isSameExtent($0, $1) }) else {
      report(
        .clauseShape(
          text(definition.name.symbol), found: shapeText(found), expected: shapeText(Array(rest)),
          isWhole: definition.subscripts == nil, at: resolved[body].span))
      return nil
    }
    return (body, clause)
  }

  /// Lowers a clause to statements at the end of the program.
  private mutating func lower(_ definition: DefinitionSyntax, into array: ArrayID) -> Coverage.Clause? {
    defer { resolved.removeAll() }
    guard let (body, clause) = resolve(definition, shape: program[array].shape) else { return nil }
    let own = resolved[body].shape.enumerated().map { wholeAxis($1, position: clause.axes.count + $0) }
    lower(
      body, into: array, at: clause.subscripts + own.map { program.index($0) }, axes: clause.axes, own: own,
      span: definition.name.span)
    return clause
  }

  /// Reports clauses that give an element twice, and elements that no clause gives; what hangs on extents or data is
  /// noted, to be checked when they are known.
  mutating func check(_ coverage: Coverage) -> Bool {
    let (openDims, margin) = openDims(of: coverage)
    // Where no extents at all suit the clauses, they are wrong; where some do, it is for the run to say.
    var first: (fault: Coverage.Fault, dims: [Int?])?
    for dims in sampleDims(openDims, above: margin) {
      switch coverage.answer(in: program, IndexEvaluator(program, dims: dims), upTo: 1 << 16) {
      case .faulty(let fault): first = first ?? (fault, dims)
      case .sound where openDims.isEmpty: return true
      case .sound, .unknown:
        program.checks.append(.coverage(coverage))
        return true
      }
    }
    guard let first else { return true }
    let example = openDims.compactMap { dim in first.dims[Int(dim.raw)].map { "\(program[dim].name) = \($0)" } }
    report(.coverage(first.fault, of: coverage, where: example))
    return false
  }

  /// Returns the open dims that clauses hang on, in order of declaration, and the largest number beside them.
  private func openDims(of coverage: Coverage) -> (dims: [DimID], largest: Int) {
    var traversal = Traversal()
    var found: Set<DimID> = []
    let axes = coverage.clauses.flatMap(\.axes)
    let indices =
      coverage.clauses.flatMap(\.subscripts) + coverage.shape
      + axes.flatMap { [program[$0].lower, program[$0].upper] }
    traversal.atoms(of: indices, in: program) { atom in
      if case .dim(let dim) = atom, program[dim].fixed == nil { found.insert(dim) }
    }
    let numbers = indices.flatMap { program[$0].terms.filter(\.factors.isEmpty) }.map { abs($0.coefficient) }
    return (found.sorted(), numbers.max() ?? 0)
  }

  /// Returns values for the dims, open ones in many orders, the first time all different.
  ///
  /// They are large enough for every clause to give something.
  private func sampleDims(_ open: [DimID], above margin: Int) -> [[Int?]] {
    let fixed = program.dims.map(\.fixed)
    if open.isEmpty { return [fixed] }
    let least = saturatingSum(margin, 2)
    var samples: [[Int?]] = []
    // A sequence of Lehmer's, so that the same text is always judged by the same extents.
    var state = 1
    for number in 0..<200 {
      var dims = fixed
      for (position, dim) in open.enumerated() {
        state = state * 48271 % 0x7FFF_FFFF
        dims[Int(dim.raw)] = saturatingSum(least, number == 0 ? position + 1 : number == 1 ? 1 : state / 1000 % 8)
      }
      samples.append(dims)
    }
    return samples
  }
}
