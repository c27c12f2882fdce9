import Diagnostics
import FlatProgram
import Operations
import Syntax

/// What remains to be done to resolve an expression: a stack of these stands in for recursion.
enum ResolverTask {
  case visit(NodeID)
  /// The operands are on the value stack: make the node of them.
  case finish(NodeID)
  /// Opens a binder; its bounds are on the value stack where the text gives them.
  case open(Binder)
  /// Takes the body from the value stack and closes the binders around it.
  case close(NodeID, count: Int, scope: Int)
  case enterBranch, leaveBranch
  /// Gives the value on the stack, closing the binders of its left side, the name of a function's definition.
  case define(DefinitionSyntax, count: Int, scope: Int)
  case openDefinition(DefinitionSyntax)
  /// Resolves definitions of a function that belong together.
  case defineGroup(ClauseGroup)
  case leaveFunction(mark: Int, frame: Int)
  case enterRule(FunctionSyntax)
  case leaveRule
  case repeatValue(ResolvedID)
  /// Applies a function that is named to the parameters of the one that is being called.
  case callExternal(Identifier, of: FunctionSyntax, SourceSpan)
  case callNamed(Identifier, of: FunctionSyntax)
  /// The function's value and the derivatives that it states are on the value stack.
  case finishRule(FunctionSyntax)
  /// The value of a call of a function with a rule is on the value stack.
  case recordRule(FunctionSyntax, [ResolvedID])
  /// The function's body is on the value stack: the call stays one where it may.
  case keepCall(FunctionSyntax, [ResolvedID])
}

/// What is known of an index.
struct AxisState {
  /// Whether the text gives its range.
  var isExplicit: Bool
  /// The extent that its uses show, and where the first does.
  var extent: IndexID?
  var use: SourceSpan?
  var name: Identifier
}

extension Analyzer {
  /// Resolves an expression, adding it to the resolved tree. Complexity: linear; no recursion.
  mutating func resolve(_ node: NodeID) -> ResolvedID {
    let base = tasks.count
    tasks.append(.visit(node))
    run(downTo: base)
    return values.popLast() ?? failure(at: tree.span(of: node))
  }

  mutating func run(downTo base: Int) {
    while tasks.count > base, let task = tasks.popLast() {
      switch task {
      case .visit(let node): visit(node)
      case .finish(let node): finish(node)
      case .open(let binder): open(binder)
      case .close(let node, let count, let scope): close(node, count: count, scope: scope)
      case .enterBranch: branchDepth += 1
      case .leaveBranch: branchDepth -= 1
      case .define(let definition, let count, let scope): finishLocal(definition, count: count, scope: scope)
      case .openDefinition(let definition): openLocal(definition)
      case .defineGroup(let group): defineLocally(group)
      case .leaveFunction(let mark, let frame):
        environment.leaveFunction((mark, frame))
        activeFunctions.removeLast()
      case .enterRule(let function): enterRule(of: function)
      case .leaveRule: leaveRule()
      case .repeatValue(let value): values.append(value)
      case .callExternal(let name, let function, let span): callExternal(name, of: function, at: span)
      case .callNamed(let name, let function): callNamed(name, of: function)
      case .finishRule(let function): finishRule(of: function)
      case .recordRule(let function, let operands): recordRule(of: function, operands)
      case .keepCall(let function, let operands): keepCall(of: function, operands)
      }
    }
  }

  /// Returns the integer that an extent or a bound is, or reports that it is none.
  mutating func resolveInteger(_ node: NodeID) -> IndexID? {
    let id = resolve(node)
    return integer(of: resolved[id], at: tree.span(of: node))
  }

  mutating func integer(of value: Resolved, at span: SourceSpan) -> IndexID? {
    if case .failed = value.kind { return nil }
    guard let integer = value.integer, isAlwaysInteger(program[integer]) else {
      report(.notAnInteger(at: span, isQuotient: value.integer != nil))
      return nil
    }
    return integer
  }

  // MARK: Making nodes

  mutating func add(
    _ kind: ResolvedKind, shape: [IndexID] = [], isCondition: Bool = false, integer: IndexID? = nil,
    at span: SourceSpan
  ) -> ResolvedID {
    guard shape.count <= Self.rankLimit else {
      report(.tooManyAxes(limit: Self.rankLimit, at: span))
      return failure(at: span)
    }
    return resolved.add(Resolved(kind: kind, shape: shape, isCondition: isCondition, integer: integer, span: span))
  }

  /// The most axes that an array may have, as in NumPy.
  static var rankLimit: Int { 64 }

  mutating func failure(at span: SourceSpan) -> ResolvedID { add(.failed, at: span) }

  mutating func fail(_ diagnostic: Diagnostic, at span: SourceSpan) {
    report(diagnostic)
    values.append(failure(at: span))
  }

  mutating func constant(_ number: Double, at span: SourceSpan) -> ResolvedID {
    let integer = number.rounded(.towardZero) == number && abs(number) < 0x1p53 ? self.index(Int(number)) : nil
    return add(.constant(number), integer: integer, at: span)
  }

  /// Returns the index of a number; those that texts are full of are looked up once.
  private mutating func index(_ number: Int) -> IndexID {
    guard smallIndices.indices.contains(number) else { return program.index(number) }
    if let known = smallIndices[number] { return known }
    let index = program.index(number)
    smallIndices[number] = index
    return index
  }

  func isFailed(_ id: ResolvedID) -> Bool { if case .failed = resolved[id].kind { true } else { false } }

  /// Takes the last value from the stack.
  mutating func popValue() -> ResolvedID { values.removeLast() }

  /// Takes the last values from the stack, in order.
  mutating func popValues(_ count: Int) -> [ResolvedID] {
    let popped = Array(values.suffix(count))
    values.removeLast(popped.count)
    return popped
  }

  // MARK: Visiting

  private mutating func visit(_ node: NodeID) {
    let span = tree.span(of: node)
    switch tree[node] {
    case .number(let number): values.append(constant(number, at: span))
    case .name(let symbol): resolveName(symbol, at: span)
    case .missing: values.append(failure(at: span))
    case .unary(_, let operand), .transpose(let operand):
      tasks.append(.finish(node))
      tasks.append(.visit(operand))
    case .binary(_, let a, let b):
      tasks.append(.finish(node))
      tasks.append(.visit(b))
      tasks.append(.visit(a))
    case .arrayLiteral(let elements): schedule(elements, before: node)
    case .conditional(let condition, let then, let otherwise):
      tasks += [.finish(node), .leaveBranch, .visit(otherwise), .visit(then), .enterBranch, .visit(condition)]
    case .call(let callee, let arguments):
      guard checkCallee(callee) else { return values.append(failure(at: span)) }
      if text(callee.symbol) == "where", arguments.count == 3 {
        tasks += [.finish(node), .leaveBranch, .visit(arguments[2].value), .visit(arguments[1].value)]
        tasks += [.enterBranch, .visit(arguments[0].value)]
      } else {
        schedule(arguments.filter { $0.label == nil }.map(\.value), before: node)
      }
    case .reduction(let callee, let binders, let body):
      guard checkReduction(callee) else { return values.append(failure(at: span)) }
      scheduleBinders(binders, around: body, closing: node)
    case .comprehension(let binders, let body): scheduleBinders(binders, around: body, closing: node)
    case .subscripted(let base, let subscripts):
      tasks.append(.finish(node))
      for place in subscripts.reversed() {
        switch place {
        case .at(let value): tasks.append(.visit(value))
        case .slice(let range): tasks += [.visit(range.upper), .visit(range.lower)]
        case .all, .bound: break
        }
      }
      tasks.append(.visit(base))
    }
  }

  private mutating func schedule(_ operands: [NodeID], before node: NodeID) {
    tasks.append(.finish(node))
    for operand in operands.reversed() { tasks.append(.visit(operand)) }
  }

  private mutating func scheduleBinders(_ binders: [Binder], around body: NodeID, closing node: NodeID) {
    let scope = environment.enterScope()
    tasks += [.close(node, count: binders.count, scope: scope), .visit(body)]
    scheduleOpening(binders)
  }

  /// Schedules binders to be opened, each after its bounds are resolved.
  mutating func scheduleOpening(_ binders: [Binder]) {
    for binder in binders.reversed() {
      tasks.append(.open(binder))
      if let range = binder.range { tasks += [.visit(range.upper), .visit(range.lower)] }
    }
  }

  // MARK: Finishing

  private mutating func finish(_ node: NodeID) {
    let span = tree.span(of: node)
    switch tree[node] {
    case .unary(let sign, _): finishUnary(sign, at: span)
    case .binary(let symbol, _, _): finishBinary(symbol, at: span)
    case .transpose: finishTranspose(at: span)
    case .conditional: finishSelect(at: span)
    case .arrayLiteral(let elements): finishLiteral(count: elements.count, at: span)
    case .subscripted(_, let subscripts): finishSubscripted(subscripts, at: span)
    case .call(let callee, let arguments): finishCall(callee, arguments, at: span)
    case .number, .name, .missing, .reduction, .comprehension: break
    }
  }

  private mutating func close(_ node: NodeID, count: Int, scope: Int) {
    let span = tree.span(of: node)
    let body = popValue()
    guard let axes = closeAxes(count, scope: scope) else { return values.append(failure(at: span)) }
    guard !isFailed(body) else { return values.append(body) }
    switch tree[node] {
    case .reduction(let callee, _, _):
      values.append(reduction(text(callee.symbol), over: axes, body, at: span))
    default:
      values.append(comprehension(axes, body, at: span))
    }
  }

  private mutating func finishUnary(_ sign: UnarySign, at span: SourceSpan) {
    let operand = popValue()
    guard !isFailed(operand) else { return values.append(operand) }
    switch sign {
    case .plus:
      guard checkReal([operand], of: "+", at: span) else { return values.append(failure(at: span)) }
      values.append(operand)
    case .minus:
      guard checkReal([operand], of: "-", at: span) else { return values.append(failure(at: span)) }
      if case .constant(let number) = resolved[operand].kind {
        return values.append(constant(-number, at: span))
      }
      let integer = resolved[operand].integer.map { program.index(-program[$0]) }
      values.append(
        add(.apply(.negate, operand, nil, nil), shape: resolved[operand].shape, integer: integer, at: span))
    case .not:
      guard checkConditions([operand], of: "not", at: span) else { return values.append(failure(at: span)) }
      values.append(
        add(.apply(.not, operand, nil, nil), shape: resolved[operand].shape, isCondition: true, at: span))
    }
  }

  private mutating func finishBinary(_ symbol: BinaryOperator, at span: SourceSpan) {
    if let a = values.dropLast().last, let b = values.last, symbol.isArithmetic, resolved.isNumber(a),
      resolved.isNumber(b), resolved.isPlainNumber(a) || resolved.isPlainNumber(b)
    {
      // What most operations are needs no list of operands, no broadcasting and no integer.
      values.removeLast(2)
      values.append(add(.apply(Self.operation(of: symbol), a, b, nil), at: span))
      return
    }
    let operands = popValues(2)
    guard !operands.contains(where: isFailed) else { return values.append(failure(at: span)) }
    if symbol == .matrixProduct { return values.append(matrixProduct(operands[0], operands[1], at: span)) }
    let operation = Self.operation(of: symbol)
    values.append(elementwise(operation, operands, at: span))
  }

  private mutating func finishSelect(at span: SourceSpan) {
    let operands = popValues(3)
    guard !operands.contains(where: isFailed) else { return values.append(failure(at: span)) }
    values.append(elementwise(.select, operands, at: span))
  }

  static func operation(of symbol: BinaryOperator) -> Operation {
    switch symbol {
    case .or: .or
    case .and: .and
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .plus: .add
    case .minus: .subtract
    case .times, .matrixProduct: .multiply
    case .divide: .divide
    case .power: .power
    }
  }
}

extension BinaryOperator {
  /// Whether it makes a number of two numbers.
  fileprivate var isArithmetic: Bool {
    switch self {
    case .plus, .minus, .times, .divide, .power: true
    default: false
    }
  }
}
