import Diagnostics
import FlatProgram
import Syntax

/// Derivatives within the text: `grad(y, x)` and its like.
extension Analyzer {
  /// Makes a derivative of its arguments, checking what each of them is.
  mutating func derivative(
    _ kind: RequestedDerivative.Kind, _ nodes: [NodeID], _ operands: [ResolvedID], at span: SourceSpan
  ) -> ResolvedID {
    let name = kind.rawValue
    let expected = kind.hasDirection ? 3 : 2
    guard operands.count == expected else {
      report(.argumentCount(name, expected: expected, found: operands.count, at: span))
      return failure(at: span)
    }
    guard checkResult(operands[0], of: kind), checkVariable(operands[1], nodes[1], of: name) else {
      return failure(at: span)
    }
    var parts = [array(operands[0], as: "y"), operands[1]]
    let (result, variable) = (resolved[parts[0]].shape, resolved[parts[1]].shape)
    if kind.hasDirection {
      guard checkDirection(operands[2], of: kind, as: kind == .vjp ? nodes[0] : nodes[1], result, variable) else {
        return failure(at: span)
      }
      parts.append(array(operands[2], as: kind == .vjp ? "u" : "v"))
    }
    let shape =
      switch kind {
      case .gradient, .vjp, .hvp: variable
      case .jacobian: result + variable
      case .hessian: variable + variable
      case .jvp: result
      }
    return add(.derivative(kind, of: parts), shape: shape, at: span)
  }

  private mutating func checkResult(_ value: ResolvedID, of kind: RequestedDerivative.Kind) -> Bool {
    let node = resolved[value]
    guard checkReal([value], of: kind.rawValue, at: node.span) else { return false }
    if case .array(let id) = node.kind, program[id].isInteger {
      report(.derivativeOfIntegers(nameText(of: value), at: node.span))
      return false
    }
    if case .reduce(.argmax, _, _) = node.kind { return refuse(value) }
    if case .reduce(.argmin, _, _) = node.kind { return refuse(value) }
    guard node.shape.isEmpty || !kind.needsScalar else {
      report(.derivativeNeedsScalar(kind.rawValue, shapeText(node.shape), at: node.span))
      return false
    }
    return true
  }

  private mutating func refuse(_ value: ResolvedID) -> Bool {
    report(.derivativeOfIntegers("this", at: resolved[value].span))
    return false
  }

  /// Checks that a derivative is taken by a name of real numbers.
  private mutating func checkVariable(_ value: ResolvedID, _ node: NodeID, of name: String) -> Bool {
    let span = tree.span(of: node)
    guard case .name(let symbol) = tree[node] else {
      report(.derivativeByExpression(name, at: span))
      return false
    }
    switch resolved[value].kind {
    case .array(let id):
      if case .constant = program[id].role {
        report(.derivativeByFixed(text(symbol), "a constant", at: span))
      } else if program[id].isInteger {
        report(.derivativeByFixed(text(symbol), "made of integers", at: span))
      } else {
        return true
      }
    case .named:
      if !resolved[value].isCondition {
        resolved.variables.insert(value)
        return true
      }
      report(.conditionNotNumber(name, at: span))
    case .number: report(.derivativeByFixed(text(symbol), "an integer", at: span))
    default: report(.derivativeByFixed(text(symbol), "a constant", at: span))
    }
    return false
  }

  private mutating func checkDirection(
    _ value: ResolvedID, of kind: RequestedDerivative.Kind, as node: NodeID, _ result: [IndexID], _ variable: [IndexID]
  ) -> Bool {
    let direction = resolved[value]
    guard checkReal([value], of: kind.rawValue, at: direction.span) else { return false }
    let shape = kind == .vjp ? result : variable
    if shape.count == direction.shape.count, zip(shape, direction.shape).allSatisfy({ isSameExtent($0, $1) }) {
      return true
    }
    report(
      .directionShape(
        kind.rawValue, expected: shapeText(shape), found: shapeText(direction.shape), at: direction.span,
        because: tree.span(of: node)))
    return false
  }

  /// Returns a value that is an array of real numbers, under a name of its own where it is none.
  private mutating func array(_ value: ResolvedID, as name: String) -> ResolvedID {
    let node = resolved[value]
    switch node.kind {
    case .named: return value
    case .array(let id) where !program[id].isInteger: return value
    default: return add(.named(name, value), shape: node.shape, at: node.span)
    }
  }

  // MARK: Variables of functions

  /// Whether the function that is being called takes a derivative by one of its parameters.
  func isVariable(_ parameter: Identifier) -> Bool {
    guard let function = activeFunctions.last else { return false }
    return functionVariables[function]?.contains(parameter.symbol) ?? false
  }

  /// Notes by which names a function takes derivatives. Complexity: linear in the function, once.
  mutating func noteVariables(of function: FunctionSyntax) {
    guard functionVariables[function.name.symbol] == nil else { return }
    var found: Set<SymbolID> = []
    var pending =
      function.definitions.map(\.body) + ([function.result] + function.derivatives.map(\.value)).compactMap { $0 }
    while let node = pending.popLast() {
      if case .call(let callee, let arguments) = tree[node], arguments.count > 1,
        RequestedDerivative.Kind(rawValue: text(callee.symbol)) != nil,
        case .name(let symbol) = tree[arguments[1].value]
      {
        found.insert(symbol)
      }
      tree.appendOperands(of: node, to: &pending)
    }
    functionVariables[function.name.symbol] = found
  }

  /// Gives an argument a name that is no other: what the function does with it is told from what its caller does.
  mutating func variable(_ value: ResolvedID, as name: Identifier) -> ResolvedID {
    let node = resolved[value]
    return add(
      .named(text(name.symbol), value), shape: node.shape, isCondition: node.isCondition, at: node.span)
  }
}
