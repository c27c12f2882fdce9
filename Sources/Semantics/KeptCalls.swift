import Diagnostics
import FlatProgram
import Syntax

/// A call of the user's function that stays one: for every point of its axes, the function is applied to elements of arrays.
package struct KeptCall: Sendable {
  /// A function with the shapes of its arguments: what is compiled once.
  package struct Callee: Hashable, Sendable {
    package var name: String
    /// Over dims alone.
    package var shapes: [[IndexExpression]]
    /// The bounds of integer arguments; nil for real ones.
    package var bounds: [IntegerBound?]
  }

  /// What is known of the elements of an integer array.
  package enum IntegerBound: Hashable, Sendable {
    case none
    case below(IndexExpression)
  }

  package var callee: Callee
  /// Outer first; a bound names only axes before it.
  package var axes: [AxisID]
  /// Where the point's element lies in an argument or in the result, before their own subscripts.
  package var subscripts: [IndexID]
  /// The arguments; those that are integers have no subscripts for the axes.
  package var arguments: [ArrayID]
  /// The result, which nothing in the program gives.
  package var result: ArrayID
  /// How many statements stand before it.
  package var position: Int
}

/// A program whose calls of the user's functions stay calls.
package struct ModularAnalysis: Sendable {
  package var program: Program
  package var calls: [KeptCall]
  /// The functions with calls that were replaced by bodies.
  package var replaced: [String]
  /// The arrays that come in, where it is a function.
  package var parameters: [ArrayID] = []
  /// The function's result, where it is one.
  package var result: ArrayID?
  /// The function in the text, where it is one.
  package var span: SourceSpan?
}

extension Semantics {
  /// Analyses a program, and each of its functions for the shapes it is called with; what is called comes before what calls it.
  ///
  /// Calls stay calls outside recurrences, where arguments and result are real numbers, or whole arrays of integers, and
  /// their extents hang on dims alone. Requires: the tree has no faults.
  /// Complexity: linear in the tree, each call counted as its body, times the number of functions that must be inlined.
  package static func analyzeModules(
    _ tree: SyntaxTree
  ) -> (whole: ModularAnalysis, functions: [(callee: KeptCall.Callee, analysis: ModularAnalysis)]) {
    var inlined: Set<KeptCall.Callee> = []
    while true {
      var whole = Analyzer(tree)
      whole.keepsCalls = true
      whole.replacedFunctions = []
      whole.inlinedCalls = inlined
      whole.analyzeItems()
      var functions: [(callee: KeptCall.Callee, analysis: ModularAnalysis)] = []
      var known: [KeptCall.Callee: Int] = [:]
      var pending = whole.keptCalls.map(\.callee)
      var isComplete = true
      while !pending.isEmpty, isComplete {
        let callee = pending.removeFirst()
        if known[callee] != nil { continue }
        var analyzer = Analyzer(tree)
        analyzer.inlinedCalls = inlined
        analyzer.replacedFunctions = []
        guard let analysis = analyzer.analyze(callee) else {
          inlined.insert(callee)
          isComplete = false
          continue
        }
        known[callee] = functions.count
        functions.append((callee, analysis))
        pending += analysis.calls.map(\.callee)
      }
      if isComplete {
        let analysis = ModularAnalysis(
          program: whole.program, calls: whole.keptCalls, replaced: whole.replacedFunctions ?? [])
        return (analysis, sorted(functions, known, from: analysis))
      }
    }
  }

  /// Puts functions behind those that they call.
  private static func sorted(
    _ functions: [(callee: KeptCall.Callee, analysis: ModularAnalysis)], _ known: [KeptCall.Callee: Int],
    from whole: ModularAnalysis
  ) -> [(callee: KeptCall.Callee, analysis: ModularAnalysis)] {
    var isDone = [Bool](repeating: false, count: functions.count)
    var order: [Int] = []
    var pending = whole.calls.compactMap { known[$0.callee] }.reversed().map { $0 }
    while let next = pending.last {
      let missing = functions[next].analysis.calls.compactMap { known[$0.callee] }.filter { !isDone[$0] }
      if isDone[next] || missing.isEmpty {
        if !isDone[next] { order.append(next) }
        isDone[next] = true
        pending.removeLast()
      } else {
        pending += missing.reversed()
      }
    }
    return order.map { functions[$0] }
  }
}

extension Analyzer {
  /// Does something while calls are replaced by bodies.
  mutating func inlining<Result>(_ body: (inout Analyzer) -> Result) -> Result {
    let before = keepsCalls
    keepsCalls = false
    defer { keepsCalls = before }
    return body(&self)
  }

  /// Analyses a function for some shapes of its arguments; nil where that has faults of its own.
  mutating func analyze(_ callee: KeptCall.Callee) -> ModularAnalysis? {
    var function: FunctionSyntax?
    for item in tree.items {
      switch item {
      case .dim, .input, .param, .local: declaresNames = true
      case .const: declaresNames = true
      case .function(let declared):
        declareFunction(declared)
        if text(declared.name.symbol) == callee.name { function = declared }
      case .definition, .output, .expression, .enter, .leave: break
      }
    }
    for item in tree.items {
      if case .dim(let declarations) = item { for declaration in declarations { declareDim(declaration) } }
      if case .const(let declarations) = item { for declaration in declarations { declareConstant(declaration) } }
    }
    guard let function else { return nil }
    var operands: [ResolvedID] = []
    var parameters: [ArrayID] = []
    for (position, parameter) in function.parameters.enumerated() {
      let shape = callee.shapes[position].map { program.index($0) }
      let element: Element =
        switch callee.bounds[position] {
        case nil: .real
        case .some(.none): .integer(bound: nil)
        case .below(let bound): .integer(bound: program.index(bound))
        }
      let array = program.addArray(
        ArrayDeclaration(
          name: text(parameter.name.symbol), shape: shape, element: element,
          role: element == .real ? .parameter : .input, span: parameter.name.span, isNamed: true))
      parameters.append(array)
      operands.append(add(.array(array), shape: shape, at: parameter.name.span))
    }
    let base = tasks.count
    call(function, operands, at: function.name.span)
    replacedFunctions = []
    keepsCalls = true
    run(downTo: base)
    guard let body = values.popLast(), !isFailed(body), diagnostics.isEmpty, !resolved[body].isCondition else {
      return nil
    }
    let result = addDefinition(callee.name, extents: [], axes: [], body: body, span: function.name.span)
    guard diagnostics.allSatisfy({ $0.severity != .error }), !program[result].isInteger else { return nil }
    program.outputs = [result]
    return ModularAnalysis(
      program: program, calls: keptCalls, replaced: replacedFunctions ?? [], parameters: parameters, result: result,
      span: function.name.span)
  }

  /// Notes a call that does not stay one.
  mutating func noteReplaced(_ name: String) {
    if openRules.isEmpty, replacedFunctions?.contains(name) == false { replacedFunctions?.append(name) }
  }

  /// Makes a call of the body on the value stack, where it may stay one.
  mutating func keepCall(of function: FunctionSyntax, _ operands: [ResolvedID]) {
    let body = popValue()
    let node = resolved[body]
    guard keepsCalls, !isFailed(body), !node.isCondition, node.integer == nil, openRecurrences == 0,
      openSequences.isEmpty, let callee = callee(function, operands), !inlinedCalls.contains(callee),
      node.shape.allSatisfy({ isOverDims(program[$0]) })
    else {
      noteReplaced(text(function.name.symbol))
      return values.append(body)
    }
    resolved.calls.append(ResolvedCall(function: function, operands: operands, body: body))
    values.append(add(.call(resolved.calls.count - 1), shape: node.shape, at: node.span))
  }

  /// Returns a function with the shapes of some arguments; nil where they are of another kind.
  func callee(_ function: FunctionSyntax, _ operands: [ResolvedID]) -> KeptCall.Callee? {
    var bounds: [KeptCall.IntegerBound?] = []
    for operand in operands {
      let node = resolved[operand]
      guard !node.isCondition, node.shape.allSatisfy({ isOverDims(program[$0]) }) else { return nil }
      if case .array(let array) = node.kind, case .integer(let bound) = program[array].element {
        guard !node.shape.isEmpty else { return nil }
        bounds.append(bound.map { .below(program[$0]) } ?? KeptCall.IntegerBound.none)
      } else {
        bounds.append(nil)
      }
    }
    return KeptCall.Callee(
      name: text(function.name.symbol),
      shapes: operands.map { resolved[$0].shape.map { program[$0] } }, bounds: bounds)
  }

  private func isOverDims(_ extent: IndexExpression) -> Bool {
    extent.atoms.allSatisfy { if case .dim = $0 { true } else { false } }
  }

  // MARK: Lowering

  mutating func beginCall(_ number: Int, _ node: ResolvedID, at place: SubscriptsID) {
    if let known = kept(node, at: place) { return lowering.results.append(known) }
    let call = resolved.calls[number]
    // A condition on single elements of an array says nothing of the call that gives them all.
    guard openSequences.isEmpty, lowering.guarding == .none || resolved[node].shape.isEmpty else {
      noteReplaced(text(call.function.name.symbol))
      return lowering.tasks.append(.lower(call.body, place))
    }
    var own: [[AxisID]] = []
    var arguments: [LoweringTask] = []
    for operand in call.operands {
      let axes = resolved[operand].shape.enumerated().map { wholeAxis($1, position: $0) }
      own.append(axes)
      arguments.append(.lower(operand, program.subscripts(axes)))
    }
    lowering.tasks.append(.keepCall(node, place: place, own: own))
    lowering.tasks += arguments.reversed()
  }

  mutating func finishCall(_ node: ResolvedID, at place: SubscriptsID, own: [[AxisID]]) {
    guard case .call(let number) = resolved[node].kind else { return }
    let call = resolved.calls[number]
    let values = popResults(own.count)
    guard let callee = callee(call.function, call.operands) else { return }
    var bodies: [ExpressionID] = []
    for (position, value) in values.enumerated() where callee.bounds[position] == nil {
      bodies.append(guarded(value, otherwise: 0))
    }
    let free = freeAxes(of: bodies, boundAxes: own.flatMap { $0 })
    var arguments: [ArrayID] = []
    var next = bodies[...]
    for (position, operand) in call.operands.enumerated() {
      if callee.bounds[position] != nil, case .array(let array) = resolved[operand].kind {
        arguments.append(array)
        continue
      }
      guard let body = next.popFirst() else { continue }
      let name = "\(callee.name)_\(text(call.function.parameters[position].name.symbol))"
      let kept = KeptArray(
        array: addKept(program.freshName(name), free: free, own: own[position]), free: free)
      assign(kept, own: own[position], .assign, body)
      arguments.append(kept.array)
    }
    let shape = free.map { keptExtent(of: $0) } + resolved[node].shape
    let result = program.addArray(
      ArrayDeclaration(
        name: program.freshName(callee.name + "_result"), shape: shape, role: .input, span: lowering.span))
    keptCalls.append(
      KeptCall(
        callee: callee, axes: domain(free), subscripts: positions(of: free), arguments: arguments, result: result,
        position: program.statements.count))
    remember([KeptArray(array: result, free: free)], node, at: place)
  }
}
