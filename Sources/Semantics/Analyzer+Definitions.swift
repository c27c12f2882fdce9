import Diagnostics
import FlatProgram
import Operations
import Syntax

/// The file's definitions and constants.
extension Analyzer {
  /// Lowers a definition; the array is what it defines, nil where it is faulty.
  mutating func define(_ definition: DefinitionSyntax) -> ArrayID? {
    defer { definedLater[definition.name.symbol] = nil }
    if definition.accumulates { return inlining { $0.give(definition, .add) } }
    let name = definition.name
    guard takeName(name) else { return nil }
    if let binder = definition.binders.first {
      report(.bindersNeedAccumulation(at: binder.name.span))
      return fail(name)
    }
    guard let binders = targetBinders(definition) else { return fail(name) }
    currentDefinition = name.symbol
    defer { currentDefinition = nil }
    guard let (body, axes) = resolve(definition.body, within: binders), !isFailed(body) else { return fail(name) }
    guard let extents = targetExtents(of: axes) else {
      report(.raggedDefinition(text(name.symbol), at: name.span))
      return fail(name)
    }
    let node = resolved[body]
    guard !node.isCondition else {
      report(.conditionDefined(text(name.symbol), at: node.span))
      return fail(name)
    }
    let id = addDefinition(text(name.symbol), extents: extents, axes: axes, body: body, span: name.span)
    // A number that can stand in a subscript still can under its name.
    let integer = extents.isEmpty && node.shape.isEmpty ? node.integer ?? integerValue(of: id) : nil
    environment.bindInFile(name.symbol, .array(id, integer: integer), at: name.span)
    resolved.removeAll()
    return id
  }

  /// Lowers an expression that stands for itself, under the first free name of `f`, `value`, `f_1`, ...
  mutating func defineAnonymous(_ node: NodeID, at span: SourceSpan) -> ArrayID? {
    let body = resolve(node)
    guard !isFailed(body) else { return nil }
    guard !resolved[body].isCondition else {
      var compared: String?
      if case .binary(.equal, let left, _) = tree[node], case .name(let symbol) = tree[left] {
        compared = text(symbol)
      }
      report(.conditionDefined(nil, at: span, compared: compared))
      return nil
    }
    let name = program.freshName(program.isTaken("f") ? "value" : "f")
    let id = addDefinition(name, extents: [], axes: [], body: body, span: span)
    resolved.removeAll()
    return id
  }

  mutating func fail(_ name: Identifier) -> ArrayID? {
    if environment.anyEntry(name.symbol) == nil { environment.bindInFile(name.symbol, .failed, at: name.span) }
    resolved.removeAll()
    return nil
  }

  /// Resolves an expression within binders.
  private mutating func resolve(_ node: NodeID, within binders: [Binder]) -> (ResolvedID, [AxisID])? {
    let base = tasks.count
    let scope = environment.enterScope()
    tasks.append(.visit(node))
    scheduleOpening(binders)
    run(downTo: base)
    let body = popValue()
    guard let axes = closeAxes(binders.count, scope: scope) else { return nil }
    return (body, axes)
  }

  /// Returns the extents that the indices on a left side give the array; nil where one hangs on another index.
  mutating func targetExtents(of axes: [AxisID]) -> [IndexID]? {
    var extents: [IndexID] = []
    for axis in axes {
      let bounds = program[axis]
      var named: [AxisID] = []
      program.collectAxes(of: bounds.upper, into: &named)
      guard named.isEmpty, program[bounds.lower].constant == 0 else { return nil }
      extents.append(bounds.upper)
    }
    return extents
  }

  /// Adds the array and the assignments that a definition stands for.
  mutating func addDefinition(
    _ name: String, extents: [IndexID], axes: [AxisID], body: ResolvedID, span: SourceSpan
  ) -> ArrayID {
    var (axes, extents, body) = (axes, extents, body)
    // A definition that is `[i: ...]`, or a matrix product, is what it holds, over its indices.
    while case .comprehension(let inner, let held) = resolved[body].kind,
      inner.allSatisfy({ program[program[$0].lower].constant == 0 })
    {
      extents += inner.map { program[$0].upper }
      axes += inner
      body = held
    }
    let node = resolved[body]
    let own = node.shape.enumerated().map { wholeAxis($1, position: axes.count + $0) }
    let id = program.addArray(
      ArrayDeclaration(
        name: name, shape: extents + node.shape, element: element(of: body), role: .local, span: span,
        isNamed: true))
    lower(body, into: id, at: (axes + own).map { program.index($0) }, axes: axes, own: own, span: span)
    return id
  }

  /// Returns what the elements of a definition are: integers where each is one that a subscript may use.
  private func element(of body: ResolvedID) -> Element {
    switch resolved[body].kind {
    case .reduce(.argmax, let axis, _), .reduce(.argmin, let axis, _): .integer(bound: program[axis].upper)
    case .array(let id): program[id].element
    default: .real
    }
  }

  // MARK: Constants

  /// Lowers a constant: to numbers where operations on numbers give it, else to a definition like any other.
  mutating func declareConstant(_ declaration: DeclarationSyntax) {
    guard takeName(declaration.name) else { return }
    let name = declaration.name
    guard let valueNode = declaration.value else {
      environment.bindInFile(name.symbol, .failed, at: name.span)
      return
    }
    let value = resolve(valueNode)
    defer { resolved.removeAll() }
    let stated = declaration.type == nil ? nil : resolveType(declaration.type)
    guard !isFailed(value), declaration.type == nil || stated != nil else {
      environment.bindInFile(name.symbol, .failed, at: name.span)
      return
    }
    let node = resolved[value]
    if let stated,
      stated.shape.count != node.shape.count
        || !zip(stated.shape, node.shape).allSatisfy({ isSameExtent($0, $1) })
    {
      report(
        .constantShape(
          text(name.symbol), stated: shapeText(stated.shape), found: shapeText(node.shape), at: node.span))
      environment.bindInFile(name.symbol, .failed, at: name.span)
      return
    }
    guard !node.isCondition else {
      report(.conditionDefined(text(name.symbol), at: node.span))
      return environment.bindInFile(name.symbol, .failed, at: name.span)
    }
    let id: ArrayID
    if let numbers = constantElements(of: value) {
      if let stated, case .integer(let bound) = stated.element,
        !checkIntegers(numbers, bound, name: name, at: node.span)
      {
        return environment.bindInFile(name.symbol, .failed, at: name.span)
      }
      id = program.addArray(
        ArrayDeclaration(
          name: text(name.symbol), shape: stated?.shape ?? node.shape, element: stated?.element ?? .real,
          role: .constant(numbers), span: name.span, isNamed: true))
    } else {
      guard stated?.element ?? .real == .real else {
        report(.notAnInteger(at: node.span))
        return environment.bindInFile(name.symbol, .failed, at: name.span)
      }
      id = addDefinition(text(name.symbol), extents: [], axes: [], body: value, span: name.span)
    }
    environment.bindInFile(name.symbol, .array(id, integer: node.shape.isEmpty ? node.integer : nil), at: name.span)
  }

  private mutating func checkIntegers(
    _ numbers: [Double], _ bound: IndexID?, name: Identifier, at span: SourceSpan
  ) -> Bool {
    let limit = bound.flatMap { comparableValue($0) }
    for (position, number) in numbers.enumerated() {
      let isIndex = number.rounded(.towardZero) == number && abs(number) < 0x1p53
      let isInRange = bound == nil || (number >= 0 && number < limit.map { Double($0) } ?? .infinity)
      if !isIndex || !isInRange {
        report(
          .notInBound(
            text(name.symbol), position: position, value: number, bound: bound.map { extentText($0) }, at: span))
        return false
      }
    }
    return true
  }

  /// Returns the numbers that a constant is, row-major; nil where it takes a sum or data to know.
  private mutating func constantElements(of value: ResolvedID) -> [Double]? {
    let extents = resolved[value].shape.compactMap { comparableValue($0) }
    guard extents.count == resolved[value].shape.count else { return nil }
    let count = extents.reduce(1) { saturatingProduct($0, max($1, 0)) }
    guard count <= 1 << 24 else { return nil }
    let statements = program.statements.count
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    var position = [Int](repeating: 0, count: extents.count)
    for _ in 0..<count {
      let place = program.subscripts(position.map { program.index($0) })
      let element = lower(value, at: place)
      guard program.statements.count == statements, let number = program.constantValue(of: element) else {
        program.statements.removeLast(program.statements.count - statements)
        lowering = LoweringState()
        return nil
      }
      numbers.append(number)
      for axis in extents.indices.reversed() {
        position[axis] += 1
        if position[axis] < extents[axis] { break }
        position[axis] = 0
      }
    }
    return numbers
  }
}
