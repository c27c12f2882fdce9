import Diagnostics
import FlatProgram
import Syntax

/// A call of a function with a rule, as a program makes it: with which arguments, for every value of the indices around.
package struct RuleUse: Sendable {
  package var callee: KeptCall.Callee
  /// 1 where the call is made, for every value of the indices around it, and 0 where a condition keeps it out.
  package var reached: ArrayID
  /// The arguments, those of real numbers with the indices around first; an array of integers has none.
  package var arguments: [ArrayID]
}

/// A program that keeps what its functions with rules are called with, and these functions.
package struct RuleAnalysis: Sendable {
  /// Its outputs are what the uses name.
  package var program: Program
  package var uses: [RuleUse]
  /// The functions, each for some shapes of its arguments; nil where they cannot stand alone.
  package var functions: [KeptCall.Callee: ModularAnalysis]
}

extension Semantics {
  /// Analyses a program for the arguments that its functions with rules are called with; nil where there are none.
  ///
  /// Requires: the tree has no faults. Complexity: linear in the tree, each call counted as its body.
  package static func analyzeRules(_ tree: SyntaxTree) -> RuleAnalysis? {
    let hasRules = tree.items.contains { if case .function(let one) = $0 { !one.derivatives.isEmpty } else { false } }
    guard hasRules else { return nil }
    var analyzer = Analyzer(tree)
    analyzer.recordsRules = true
    analyzer.definesExternals = true
    analyzer.analyzeItems()
    var result = RuleAnalysis(program: analyzer.program, uses: analyzer.ruleUses, functions: [:])
    guard !result.uses.isEmpty else { return nil }
    var outputs: [ArrayID] = []
    for use in result.uses {
      if result.functions[use.callee] == nil {
        var analyzer = Analyzer(tree)
        analyzer.definesExternals = true
        result.functions[use.callee] = analyzer.analyze(use.callee)
      }
      let bounds = use.callee.bounds
      outputs += [use.reached] + zip(use.arguments, bounds).filter { $0.1 == nil }.map(\.0)
    }
    result.program.outputs = outputs
    return result
  }
}

extension Analyzer {
  /// Makes a node of the call whose value is on the stack, so that its arguments are kept.
  mutating func recordRule(of function: FunctionSyntax, _ operands: [ResolvedID]) {
    let body = popValue()
    guard !isFailed(body), callee(function, operands) != nil else { return values.append(body) }
    resolved.calls.append(ResolvedCall(function: function, operands: operands, body: body))
    let node = resolved[body]
    values.append(
      add(
        .call(resolved.calls.count - 1), shape: node.shape, isCondition: node.isCondition, integer: node.integer,
        at: node.span))
  }

  /// Schedules the arguments of a call, to be kept, and the call's value behind them.
  mutating func beginRecord(_ number: Int, _ node: ResolvedID, at place: SubscriptsID) {
    let call = resolved.calls[number]
    lowering.tasks.append(.lower(call.body, place))
    guard lowering.recorded.insert(keptKey(node, at: place)).inserted else { return }
    var own: [[AxisID]] = []
    var arguments: [LoweringTask] = []
    for operand in call.operands {
      let axes = resolved[operand].shape.enumerated().map { wholeAxis($1, position: $0) }
      own.append(axes)
      arguments.append(.lower(operand, program.subscripts(axes)))
    }
    lowering.tasks.append(.record(number, own: own))
    lowering.tasks += arguments.reversed()
  }

  /// Keeps the arguments, which are the last results.
  mutating func record(_ number: Int, own: [[AxisID]]) {
    let call = resolved.calls[number]
    let bodies = popResults(own.count)
    guard let callee = callee(call.function, call.operands) else { return }
    let condition = lowering.guarding == .none ? program.constant(1) : self.number(of: lowering.guarding)
    let free = freeAxes(of: bodies + [condition], boundAxes: own.flatMap { $0 })
    func kept(_ name: String, _ axes: [AxisID]) -> KeptArray {
      KeptArray(array: addKept(program.freshName(callee.name + name), free: free, own: axes), free: free)
    }
    let reached = kept("_reached", [])
    assign(reached, own: [], .assign, condition)
    var arguments: [ArrayID] = []
    for (position, operand) in call.operands.enumerated() {
      if callee.bounds[position] != nil, case .array(let array) = resolved[operand].kind {
        arguments.append(array)
        continue
      }
      let argument = kept("_\(text(call.function.parameters[position].name.symbol))", own[position])
      assign(argument, own: own[position], .assign, guarded(bodies[position], otherwise: 0))
      arguments.append(argument.array)
    }
    ruleUses.append(RuleUse(callee: callee, reached: reached.array, arguments: arguments))
  }
}
