import Diagnostics
import FlatProgram
import Operations
import Syntax

/// A rule that is being read, and the call that it belongs to.
struct OpenRule {
  var function: SymbolID
  /// How many functions are being called, with this one.
  var depth: Int
  /// What the function's parameters stand for, and its value there.
  var variables: [ResolvedID]
  var value: ResolvedID
  /// Whether calls stay calls outside the rule.
  var keepsCalls: Bool
}

/// Rules: derivatives that a function states for itself, `derivative x = body`.
extension Analyzer {
  /// How many rules are followed one within the other: the rule within a rule counts for second derivatives, and so on.
  static var ruleDepthLimit: Int { 3 }

  /// Whether a call of a function has the derivative that the function states, and not that of its body.
  func followsRule(of function: FunctionSyntax) -> Bool {
    !function.derivatives.isEmpty && openRules.count < Self.ruleDepthLimit
  }

  /// Whether a function is being called that does not end before this call. The rule of a function may call it.
  func isBeingCalled(_ function: FunctionSyntax) -> Bool {
    activeFunctions[(openRules.last?.depth ?? 0)...].contains(function.name.symbol)
  }

  /// Checks that a function states a derivative by each of its real parameters, and by nothing else.
  mutating func checkRule(of function: FunctionSyntax) {
    guard !function.derivatives.isEmpty else { return }
    let name = text(function.name.symbol)
    if function.namesDerivatives {
      let (wanted, found) = (function.parameters, function.derivatives)
      if let spare = found.dropFirst(wanted.count).first {
        report(.spareDerivative(text(spare.name.symbol), of: name, parameters: wanted.count, at: spare.name.span))
      } else if let missing = wanted.dropFirst(found.count).first {
        report(
          .missingDerivative(
            text(missing.name.symbol), of: name, at: missing.name.span, beside: text(wanted[0].name.symbol),
            found[0].name.span))
      }
      return
    }
    var given: [SymbolID: SourceSpan] = [:]
    for derivative in function.derivatives {
      let symbol = derivative.name.symbol
      let parameter = function.parameters.first { $0.name.symbol == symbol }
      if let first = given[symbol] {
        report(.duplicateDerivative(text(symbol), of: name, at: derivative.name.span, first: first))
      } else if parameter?.type?.isInteger ?? false {
        report(.derivativeByFixed(text(symbol), "made of integers", at: derivative.name.span))
      } else if parameter == nil {
        let near = nearestName(to: text(symbol), among: function.parameters.map { text($0.name.symbol) })
        return report(.unknownParameter(text(symbol), of: name, at: derivative.name.span, near: near))
      }
      given[symbol] = derivative.name.span
    }
    for parameter in function.parameters where given[parameter.name.symbol] == nil {
      guard parameter.type?.isInteger != true, let first = function.derivatives.first else { continue }
      report(
        .missingDerivative(
          text(parameter.name.symbol), of: name, at: parameter.name.span, beside: text(first.name.symbol),
          first.name.span))
    }
  }

  /// Schedules the derivatives that a function states, behind its value.
  mutating func scheduleRule(of function: FunctionSyntax) {
    tasks += [.finishRule(function), .leaveRule]
    for derivative in function.derivatives.reversed() {
      tasks.append(derivative.value.map { .visit($0) } ?? .callNamed(derivative.name, of: function))
    }
    tasks.append(.enterRule(function))
  }

  /// Returns the value of a call that stands within the function's own rule and repeats the call around it.
  func valueInRule(of function: FunctionSyntax, _ operands: [ResolvedID]) -> ResolvedID? {
    openRules.last { $0.function == function.name.symbol && $0.variables == operands }?.value
  }

  /// Returns what the parameters of the function that is being called stand for.
  func variables(of function: FunctionSyntax) -> [ResolvedID] {
    function.parameters.compactMap { parameter in
      if case .value(let variable)? = entry(parameter.name.symbol)?.binding { variable } else { nil }
    }
  }

  /// Returns the parameters that the derivatives of a function are taken by; names of functions go by the order.
  private func parameters(ofRuleOf function: FunctionSyntax) -> [Identifier] {
    if function.namesDerivatives { return function.parameters.map(\.name) }
    return function.derivatives.map(\.name)
  }

  /// Begins a rule; the function's value is on the stack.
  mutating func enterRule(of function: FunctionSyntax) {
    openRules.append(
      OpenRule(
        function: function.name.symbol, depth: activeFunctions.count, variables: variables(of: function),
        value: values[values.count - 1], keepsCalls: keepsCalls))
    keepsCalls = false
  }

  mutating func leaveRule() { if let rule = openRules.popLast() { keepsCalls = rule.keepsCalls } }

  /// Gives the function's value on the stack the derivatives behind it.
  mutating func finishRule(of function: FunctionSyntax) {
    let derivatives = popValues(function.derivatives.count)
    let value = popValue()
    guard !isFailed(value), !derivatives.contains(where: isFailed) else {
      return values.append(failure(at: resolved[value].span))
    }
    guard checkReal([value], of: "derivative", at: resolved[value].span) else {
      return values.append(failure(at: resolved[value].span))
    }
    let shape = resolved[value].shape
    var terms: [(variable: ResolvedID, slope: ResolvedID)] = []
    for (parameter, slope) in zip(parameters(ofRuleOf: function), derivatives) {
      guard case .value(let variable)? = entry(parameter.symbol)?.binding else { continue }
      guard checkSlope(slope, of: function, by: parameter, shape, resolved[variable].shape) else {
        return values.append(failure(at: resolved[value].span))
      }
      // Nothing has a derivative by an integer or another number, and 0 by anything stays 0.
      if resolved[variable].integer != nil { continue }
      if case .constant = resolved[variable].kind { continue }
      if case .constant(0) = resolved[slope].kind { continue }
      terms.append((variable, slope))
    }
    values.append(attached(terms, to: value))
  }

  /// Returns a value whose derivatives are those of some variables, each times a slope.
  private mutating func attached(
    _ terms: [(variable: ResolvedID, slope: ResolvedID)], to value: ResolvedID
  ) -> ResolvedID {
    let (shape, span) = (resolved[value].shape, resolved[value].span)
    guard let (variable, slope) = terms.first else {
      // As an integer it may stand in a subscript still.
      return resolved[value].integer != nil ? value : elementwise(.stop, [value], at: span)
    }
    if terms.count == 1, max(resolved[variable].shape.count, resolved[slope].shape.count) <= shape.count {
      return elementwise(.attach, [value, variable, slope], at: span)
    }
    let changes = terms.map { change(of: shape, by: $0.variable, $0.slope) }
    let total = changes.dropFirst().reduce(changes[0]) { elementwise(.add, [$0, $1], at: span) }
    return elementwise(.attach, [value, total, constant(1, at: span)], at: span)
  }

  /// Returns 0, with the derivative that a slope says: elementwise, or summed over the axes of the variable.
  private mutating func change(of shape: [IndexID], by variable: ResolvedID, _ slope: ResolvedID) -> ResolvedID {
    let span = resolved[slope].span
    var change = elementwise(.attach, [constant(0, at: span), variable, slope], at: span)
    while !isFailed(change), resolved[change].shape.count > shape.count {
      change = wholeReduction("sum", change, axis: resolved[change].shape.count - 1, at: span)
    }
    return change
  }

  /// Checks the shape of a derivative: that of the function's value, then that of the parameter.
  ///
  /// Where both are the same it may be one of them, elementwise; a number serves for all elements where that is not in doubt.
  private mutating func checkSlope(
    _ slope: ResolvedID, of function: FunctionSyntax, by parameter: Identifier, _ value: [IndexID],
    _ variable: [IndexID]
  ) -> Bool {
    let node = resolved[slope]
    guard checkReal([slope], of: "derivative", at: node.span) else { return false }
    if isSameShape(node.shape, value + variable) { return true }
    if isSameShape(value, variable), isSameShape(node.shape, value) { return true }
    if case .constant(0) = node.kind { return true }
    if node.shape.isEmpty, value.isEmpty || variable.isEmpty || isSameShape(value, variable) { return true }
    report(
      .derivativeShape(
        of: text(function.name.symbol), by: text(parameter.symbol), expected: shapeText(value + variable),
        found: shapeText(node.shape), at: node.span, parameter: parameter.span))
    return false
  }

  private mutating func isSameShape(_ a: [IndexID], _ b: [IndexID]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { isSameExtent($0, $1) }
  }
}
