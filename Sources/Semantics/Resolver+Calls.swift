import Diagnostics
import FlatProgram
import Operations
import Syntax

/// Calls: of the table's functions, of reductions over whole arrays, of the user's functions.
extension Analyzer {
  static var derivativeNames: [String] { RequestedDerivative.Kind.allCases.map(\.rawValue) }
  static var linearAlgebraNames: [String] { ["det", "logdet", "inv", "solve", "cholesky", "trace"] }
  static var integerFunctionNames: [String] { ["div", "mod"] }

  /// Whether the language has a function with this name.
  func isBuiltIn(_ name: String) -> Bool {
    Operation.named(name) != nil || Self.reductionNames.contains(name) || Self.derivativeNames.contains(name)
      || Self.linearAlgebraNames.contains(name) || Self.integerFunctionNames.contains(name)
      || name == "where" || name == "stop"
  }

  /// Checks that a call's name is a function, before its arguments are looked at.
  mutating func checkCallee(_ callee: Identifier) -> Bool {
    let name = text(callee.symbol)
    if functions[callee.symbol] != nil { return true }
    if Self.linearAlgebraNames.contains(name) {
      report(.notYet("the function '\(name)' of linear algebra", at: callee.span))
      return false
    }
    if isBuiltIn(name) { return true }
    if let entry = entry(callee.symbol), case .array = entry.binding {
      report(.callOfArray(name, at: callee.span, definition: entry.span))
    } else {
      let own = tree.items.compactMap {
        if case .function(let function) = $0 { text(function.name.symbol) } else { nil }
      }
      let known =
        own + Operation.functionNames + Self.reductionNames + Self.integerFunctionNames + Self.derivativeNames
        + ["where", "stop"]
      let near = Operation.known(elsewhereAs: name)?.row.name ?? nearestName(to: name, among: known)
      report(.unknownFunction(name, at: callee.span, near: near))
    }
    return false
  }

  /// Checks that a name before binders is a reduction.
  mutating func checkReduction(_ callee: Identifier) -> Bool {
    let name = text(callee.symbol)
    if Self.reductionNames.contains(name), functions[callee.symbol] == nil { return true }
    report(.notAReduction(name, at: callee.span, near: nearestName(to: name, among: Self.reductionNames)))
    return false
  }

  mutating func finishCall(_ callee: Identifier, _ arguments: [Argument], at span: SourceSpan) {
    let name = text(callee.symbol)
    let operands = popValues(arguments.count { $0.label == nil })
    guard !operands.contains(where: isFailed) else { return values.append(failure(at: span)) }
    if let function = functions[callee.symbol] {
      guard checkLabels(arguments, allowed: nil, of: name) else { return values.append(failure(at: span)) }
      return call(function, operands, at: span)
    }
    let isReduction = Self.reductionNames.contains(name)
    guard checkLabels(arguments, allowed: isReduction ? "axis" : nil, of: name) else {
      return values.append(failure(at: span))
    }
    if let kind = RequestedDerivative.Kind(rawValue: name) {
      return values.append(derivative(kind, arguments.map(\.value), operands, at: span))
    }
    if isReduction, operands.count == 1 {
      guard let axis = axisArgument(arguments, shape: resolved[operands[0]].shape, of: name) else {
        return values.append(failure(at: span))
      }
      return values.append(wholeReduction(name, operands[0], axis: axis.value, at: span))
    }
    if let operation = name == "where" ? .select : name == "stop" ? .stop : Operation.named(name) {
      let arity = operation.row.operands.count
      // `max(a, b, c)`: the first that attains it still wins when they are taken in pairs from the left.
      if isReduction, operands.count > arity {
        let folded = operands.dropFirst().reduce(operands[0]) {
          isFailed($0) ? $0 : elementwise(operation, [$0, $1], at: span)
        }
        return values.append(folded)
      }
      guard operands.count == arity else {
        return fail(.argumentCount(name, expected: arity, found: operands.count, at: span), at: span)
      }
      return values.append(elementwise(operation, operands, at: span))
    }
    if Self.integerFunctionNames.contains(name) { return values.append(integerQuotient(name, operands, at: span)) }
    fail(.argumentCount(name, expected: 1, found: operands.count, at: span), at: span)
  }

  private mutating func checkLabels(_ arguments: [Argument], allowed: String?, of name: String) -> Bool {
    for argument in arguments {
      guard let label = argument.label else { continue }
      if let allowed, text(label.symbol) == allowed { continue }
      report(.unknownLabel(text(label.symbol), of: name, at: label.span))
      return false
    }
    return true
  }

  /// Returns the axis that a reduction is told; its value is nil where it is told none, the result nil where it is wrong.
  private mutating func axisArgument(
    _ arguments: [Argument], shape: [IndexID], of name: String
  ) -> (value: Int?, ())? {
    let labelled = arguments.filter { $0.label != nil }
    guard let argument = labelled.first else { return (nil, ()) }
    let span = tree.span(of: argument.value)
    if labelled.count > 1 {
      report(.unknownLabel("axis", of: name, at: labelled[1].label?.span ?? span))
      return nil
    }
    guard let index = resolveInteger(argument.value) else { return nil }
    guard let number = comparableValue(index), number >= -shape.count, number < shape.count else {
      report(.noSuchAxis(extentText(index), shapeText(shape), at: span))
      return nil
    }
    return (number < 0 ? number + shape.count : number, ())
  }

  private mutating func integerQuotient(_ name: String, _ operands: [ResolvedID], at span: SourceSpan) -> ResolvedID {
    guard operands.count == 2 else {
      report(.argumentCount(name, expected: 2, found: operands.count, at: span))
      return failure(at: span)
    }
    guard let a = integer(of: resolved[operands[0]], at: resolved[operands[0]].span),
      let b = integer(of: resolved[operands[1]], at: resolved[operands[1]].span)
    else { return failure(at: span) }
    if program[b].constant == 0 {
      report(.divisionByZero(name, at: resolved[operands[1]].span))
      return failure(at: span)
    }
    let depth = 1 + max(gatherDepths[a] ?? 0, gatherDepths[b] ?? 0)
    guard depth <= 64 else {
      report(.gathersTooDeep(at: span))
      return failure(at: span)
    }
    let index: IndexID
    if let x = program[a].constant, let y = program[b].constant, let (quotient, remainder) = flooredDivision(x, y) {
      index = program.index(name == "div" ? quotient : remainder)
    } else {
      index = program.index(IndexExpression(name == "div" ? .quotient(a, b) : .remainder(a, b)))
    }
    gatherDepths[index] = depth
    return add(.number(index), integer: index, at: span)
  }

  // MARK: The user's functions

  mutating func call(_ function: FunctionSyntax, _ operands: [ResolvedID], at span: SourceSpan) {
    let name = text(function.name.symbol)
    let isExternal = function.isExtern && !(definesExternals && function.result != nil)
    guard isExternal || function.result != nil else { return values.append(failure(at: span)) }
    if isBeingCalled(function) || activeFunctions.count > Self.callDepthLimit {
      return fail(.recursiveFunction(name, at: span, definition: function.name.span), at: span)
    }
    guard operands.count == function.parameters.count else {
      return fail(
        .argumentCount(name, expected: function.parameters.count, found: operands.count, at: span), at: span)
    }
    let known = valueInRule(of: function, operands)
    if let known, !followsRule(of: function) { return values.append(known) }
    noteVariables(of: function)
    if !function.isExtern {
      if keepsCalls { tasks.append(.keepCall(function, operands)) } else { noteReplaced(name) }
    }
    if recordsRules, !isExternal, openRules.isEmpty, !function.derivatives.isEmpty {
      tasks.append(.recordRule(function, operands))
    }
    let caller = environment.enterFunction()
    activeFunctions.append(function.name.symbol)
    tasks.append(.leaveFunction(mark: caller.mark, frame: caller.frame))
    var isRight = true
    for (parameter, operand) in zip(function.parameters, operands) {
      isRight = bind(parameter, to: operand, in: name) && isRight
    }
    guard isRight else { return values.append(failure(at: span)) }
    if followsRule(of: function) { scheduleRule(of: function) }
    if let known {
      tasks.append(.repeatValue(known))
    } else if let result = function.result, !isExternal {
      tasks.append(.visit(result))
    } else {
      tasks.append(.callExternal(function.name, of: function, span))
    }
    let groups = clauseGroups(of: function)
    for position in groups.positions.reversed() {
      if let number = groups.group(ofItem: position) {
        tasks.append(.defineGroup(groups.groups[number]))
      } else {
        tasks.append(.openDefinition(function.definitions[position]))
      }
    }
  }

  private mutating func clauseGroups(of function: FunctionSyntax) -> ClauseGroups {
    if let known = functionGroups[function.name.symbol] { return known }
    let groups = ClauseGroups(function.definitions, tree)
    functionGroups[function.name.symbol] = groups
    return groups
  }

  private static var callDepthLimit: Int { 1000 }

  /// Binds a parameter, and the dims that it alone names, to an argument.
  private mutating func bind(_ parameter: DeclarationSyntax, to operand: ResolvedID, in name: String) -> Bool {
    let argument = resolved[operand]
    let expected = parameter.type?.shape ?? []
    guard takeParameterName(parameter.name) else { return false }
    guard expected.count == argument.shape.count else {
      report(
        .argumentShape(
          text(parameter.name.symbol), of: name, expected: typeText(expected), found: shapeText(argument.shape),
          at: argument.span, parameter: parameter.name.span))
      return false
    }
    for (node, extent) in zip(expected, argument.shape) {
      if case .name(let symbol) = tree[node], entry(symbol) == nil {
        environment.bind(symbol, .extent(extent), at: tree.span(of: node))
        continue
      }
      guard let wanted = resolveInteger(node) else { return false }
      if !isSameExtent(wanted, extent) {
        report(
          .argumentShape(
            text(parameter.name.symbol), of: name, expected: typeText(expected), found: shapeText(argument.shape),
            at: argument.span, parameter: parameter.name.span))
        return false
      }
    }
    if let type = parameter.type, type.isInteger {
      guard argument.integer != nil || isIntegerArray(operand) else {
        report(.notAnInteger(at: argument.span))
        return false
      }
    }
    let value = isVariable(parameter.name) ? variable(operand, as: parameter.name) : named(operand, as: parameter.name)
    environment.bind(parameter.name.symbol, .value(value), at: parameter.name.span)
    return true
  }

  private func isIntegerArray(_ id: ResolvedID) -> Bool {
    if case .array(let array) = resolved[id].kind { program[array].isInteger } else { false }
  }

  /// A parameter may have the name of the file's data, which functions don't see, but not that of a dim or constant.
  private mutating func takeParameterName(_ name: Identifier) -> Bool {
    guard let known = entry(name.symbol) else { return true }
    if case .failed = known.binding { return true }
    report(.shadowedName(text(name.symbol), at: name.span, first: known.span))
    return false
  }

  /// Gives an array a name, so that it is worked out once; numbers, names and parts of named arrays need none.
  private mutating func named(_ value: ResolvedID, as name: Identifier) -> ResolvedID {
    let node = resolved[value]
    if node.shape.isEmpty || isPlain(value) { return value }
    return add(
      .named(text(name.symbol), value), shape: node.shape, isCondition: node.isCondition, at: node.span)
  }

  /// Whether reading an element costs no more than reading memory.
  private func isPlain(_ value: ResolvedID) -> Bool {
    var next = value
    while true {
      switch resolved[next].kind {
      case .array, .named, .recurring, .constant, .number, .failed: return true
      case .element(let base, _), .permuted(let base, _): next = base
      default: return false
      }
    }
  }

  /// Returns the shape that a parameter states, as it stands in the text.
  private func typeText(_ shape: [NodeID]) -> String {
    if shape.isEmpty { return "a scalar" }
    let extents = shape.map { node in
      switch tree[node] {
      case .name(let symbol): text(symbol)
      case .number(let number): Int(exactly: number).map { String($0) } ?? "..."
      default: "..."
      }
    }
    return "[" + extents.joined(separator: ", ") + "]"
  }

  // MARK: Definitions within functions

  mutating func openLocal(_ definition: DefinitionSyntax) {
    let scope = environment.enterScope()
    let binders = targetBinders(definition)
    guard let binders, !definition.accumulates, definition.binders.isEmpty else {
      if definition.accumulates { report(.accumulationInFunction(at: definition.name.span)) }
      environment.leaveScope(scope)
      environment.bind(definition.name.symbol, .failed, at: definition.name.span)
      return
    }
    if let known = entry(definition.name.symbol) {
      if case .failed = known.binding {
      } else {
        report(.duplicateName(text(definition.name.symbol), at: definition.name.span, first: known.span))
      }
    }
    tasks += [.define(definition, count: binders.count, scope: scope), .visit(definition.body)]
    scheduleOpening(binders)
  }

  mutating func finishLocal(_ definition: DefinitionSyntax, count: Int, scope: Int) {
    var value = popValue()
    let axes = closeAxes(count, scope: scope)
    let span = definition.name.span
    if let axes, !axes.isEmpty, !isFailed(value) { value = comprehension(axes, value, at: span) }
    guard axes != nil, !isFailed(value) else {
      return environment.bind(definition.name.symbol, .failed, at: span)
    }
    let node = resolved[value]
    if node.integer == nil || !node.shape.isEmpty {
      value = add(
        .named(text(definition.name.symbol), value), shape: node.shape, isCondition: node.isCondition, at: node.span)
    }
    environment.bind(definition.name.symbol, .value(value), at: span)
  }

  /// Returns the indices on the left side of a definition; nil where it holds something else, which is reported.
  mutating func targetBinders(_ definition: DefinitionSyntax) -> [Binder]? {
    var binders: [Binder] = []
    for place in definition.subscripts ?? [] {
      switch place {
      case .bound(let binder): binders.append(binder)
      case .at(let node):
        // A definition with anything else there is a clause, or accumulates.
        guard case .name(let symbol) = tree[node] else { return nil }
        binders.append(Binder(name: Identifier(symbol, at: tree.span(of: node)), range: nil))
      // The parser has reported these.
      case .slice, .all: return nil
      }
    }
    return binders
  }
}
