import Diagnostics
import FlatProgram
import Operations
import Syntax

/// The stage from a syntax tree to a flat program.
package enum Semantics {
  /// Gives every name its meaning and every array its shape, and lowers the definitions to assignments.
  ///
  /// A function of the user's in another language stays a call, or is what the text defines it as where that is asked for.
  /// Diagnoses: all faults of the text that are not of its grammar; the program is only of use where there is no error.
  /// Complexity: linear in the tree, each call of a function counted as its body.
  package static func analyze(
    _ tree: SyntaxTree, definesExternals: Bool = false
  ) -> (program: Program, diagnostics: [Diagnostic]) {
    var analyzer = Analyzer(tree)
    analyzer.definesExternals = definesExternals
    analyzer.analyzeItems()
    return (analyzer.program, analyzer.diagnostics)
  }
}

/// What is known while a file is analysed: the program so far, the meaning of names, and the definition at hand.
struct Analyzer {
  let tree: SyntaxTree
  var program = Program()
  var diagnostics: [Diagnostic] = []
  var environment: Environment
  /// The functions of the file, by name.
  var functions: [SymbolID: FunctionSyntax] = [:]
  /// Whether names have to be declared: the file declares a dim, input, param or const.
  var declaresNames = false
  /// The names of the files' definitions that are still to come, to tell "not yet" from "never".
  var definedLater: SymbolTable<SourceSpan>
  /// Whether the text at hand is a shape: its names are dims.
  var isInShape = false
  /// What is being defined.
  var currentDefinition: SymbolID?

  var resolved = ResolvedTree()
  /// The resolved values that are waiting to be operands.
  var values: [ResolvedID] = []
  var tasks: [ResolverTask] = []
  /// The indices that are open, outermost first.
  var openAxes: [AxisID] = []
  var axisStates: [AxisID: AxisState] = [:]
  /// How many conditional branches are around the text at hand: what is out of range there is never reached, perhaps.
  var branchDepth = 0
  /// The functions that are being called, outermost first.
  var activeFunctions: [SymbolID] = []
  /// The rules that are being read, outermost first.
  var openRules: [OpenRule] = []
  /// How many functions with recurrences are being called, one within the other.
  var openRecurrences = 0
  /// Which definitions of a function belong together, for functions that were called.
  var functionGroups: [SymbolID: ClauseGroups] = [:]
  /// The names by which functions take derivatives, for functions that were called.
  var functionVariables: [SymbolID: Set<SymbolID>] = [:]
  /// How many expressions calls may copy.
  var inliningLimit = 5_000_000
  var gatherDepths: [IndexID: Int] = [:]
  /// The indices of the first whole numbers, as far as they were asked for.
  var smallIndices = [IndexID?](repeating: nil, count: 256)

  /// Whether calls of the user's functions stay calls where the text at hand allows it.
  var keepsCalls = false
  /// The calls that are not to stay.
  var inlinedCalls: Set<KeptCall.Callee> = []
  /// The functions that were replaced by their bodies although calls are to stay, in order.
  var replacedFunctions: [String]?
  /// Whether functions in another language are what the text defines them as, where it does.
  var definesExternals = false
  /// Whether the arguments of functions with rules are kept.
  var recordsRules = false
  /// What functions with rules are called with.
  var ruleUses: [RuleUse] = []
  /// The calls that stayed, in the order of the statements.
  var keptCalls: [KeptCall] = []

  var lowering = LoweringState()
  /// Which conditions can be asked whatever the text around them says.
  var safety = ReadSafety(Program())
  /// The sequences that are open, outermost first.
  var openSequences: [OpenSequence] = []
  /// The arrays that are declared to be given element by element.
  var locals: SymbolTable<Void>
  /// The reads of the first `checkedStatements` statements, by array.
  var earlierReads: [ArrayID: [(read: ElementAccess, span: SourceSpan?)]] = [:]
  var checkedStatements = 0
  /// Names for the axes of whole-array notation that the file doesn't use.
  var axisNames: [String] = []
  /// What fixed dims make of an extent, for comparing.
  var comparableExtents: [IndexID: IndexID] = [:]

  init(_ tree: SyntaxTree) {
    self.tree = tree
    environment = Environment(symbolCount: tree.symbols.count)
    definedLater = SymbolTable(tree)
    locals = SymbolTable(tree)
    let used = Set(tree.symbols.filter { $0.utf8.count == 1 })
    let letters = ["i", "j", "k", "l", "m", "n", "p", "q", "r", "o", "u", "v", "w", "h", "g", "d", "c", "a"]
    axisNames = letters.filter { !used.contains($0) }
    if axisNames.isEmpty { axisNames = ["axis"] }
    for symbol in tree.symbols { program.reserveName(symbol) }
  }

  /// Adds a diagnostic.
  mutating func report(_ diagnostic: Diagnostic) {
    if activeFunctions.isEmpty { diagnostics.append(diagnostic) } else { reportOnce(diagnostic) }
  }

  /// Adds a diagnostic of a fault within a function, however often the function is called.
  mutating func reportOnce(_ diagnostic: Diagnostic) {
    guard !diagnostics.contains(where: { $0.code == diagnostic.code && $0.span == diagnostic.span }) else { return }
    diagnostics.append(diagnostic)
  }

  func text(_ symbol: SymbolID) -> String { tree.text(symbol) }

  /// Returns the meaning of a name where we are.
  func entry(_ symbol: SymbolID) -> Environment.Entry? {
    environment.entry(symbol, visibleInFunctions: isVisibleInFunctions)
  }

  /// Whether functions see a binding of the file: dims and constants, not data.
  func isVisibleInFunctions(_ binding: Binding) -> Bool {
    switch binding {
    case .extent, .failed: true
    case .array(let id, _): if case .constant = program[id].role { true } else { false }
    case .axis, .value: false
    }
  }

  // MARK: Items

  mutating func analyzeItems() {
    for item in tree.items {
      switch item {
      case .dim, .input, .param, .const, .local: declaresNames = true
      case .function(let function): declareFunction(function)
      case .definition(let definition):
        if definedLater[definition.name.symbol] == nil { definedLater[definition.name.symbol] = definition.name.span }
      case .output, .expression, .enter, .leave: break
      }
    }
    // The definition or expression that stands last in the text, and where.
    var last: (array: ArrayID, position: Int)?
    var requested: [Identifier] = []
    var hasOutputs = false
    let clauses = ClauseGroups(tree)
    // Nothing that follows is of use where the calls copy too much, and it would take long.
    guard checkInlinedSize() else { return }
    for position in clauses.positions {
      var found: ArrayID?
      defer { if let found, position >= last?.position ?? 0 { last = (found, position) } }
      if let number = clauses.group(ofItem: position) {
        found = inlining { $0.define(clauses.groups[number]) }
        continue
      }
      switch tree.items[position] {
      case .dim(let declarations): for declaration in declarations { declareDim(declaration) }
      case .input(let declarations): for declaration in declarations { declareArray(declaration, role: .input) }
      case .param(let declarations): for declaration in declarations { declareArray(declaration, role: .parameter) }
      case .const(let declarations):
        for declaration in declarations { inlining { $0.declareConstant(declaration) } }
      case .local(let declarations): for declaration in declarations { declareLocal(declaration) }
      case .enter(let sequence): enter(sequence)
      case .leave: leaveSequence()
      case .function: break
      case .definition(let definition):
        found = isLocal(definition) ? inlining { $0.give(definition, .assign) } : define(definition)
      case .expression(let node): found = defineAnonymous(node, at: tree.itemSpans[position])
      case .output(let names):
        hasOutputs = true
        requested += names
      }
    }
    for name in requested { addOutput(name) }
    if !hasOutputs, let last { program.outputs = [last.array] }
    if program.outputs.isEmpty, !diagnostics.contains(where: { $0.severity == .error }) {
      report(.emptyProgram(at: tree.itemSpans.last))
    }
  }

  /// Reports calls that copy more expressions than they may, where the last of them stands.
  private mutating func checkInlinedSize() -> Bool {
    if functions.isEmpty { return true }
    let sizes = InlinedSizes(functions, in: tree)
    var total = 0
    for item in tree.items {
      var roots: [NodeID] = []
      switch item {
      case .definition(let definition): roots = [definition.body]
      case .expression(let node): roots = [node]
      case .const(let declarations): roots = declarations.compactMap(\.value)
      case .dim, .input, .param, .local, .function, .enter, .leave, .output: break
      }
      total = saturatingSum(total, sizes.copied(by: roots))
      if total > inliningLimit, let call = sizes.largestCall(in: roots) {
        report(.tooMuchInlined(text(call.symbol), at: call.span))
        return false
      }
    }
    return true
  }

  mutating func declareFunction(_ function: FunctionSyntax) {
    let name = text(function.name.symbol)
    if functions[function.name.symbol] != nil {
      report(.duplicateName(name, at: function.name.span, first: nil))
    } else if isBuiltIn(name) {
      report(.builtInName(name, at: function.name.span))
    } else {
      functions[function.name.symbol] = function
    }
    if function.isExtern { checkParameters(of: function) }
    checkRule(of: function)
  }

  private mutating func addOutput(_ name: Identifier) {
    switch entry(name.symbol)?.binding {
    case .array(let id, _):
      if program.outputs.contains(id) {
        report(.duplicateOutput(text(name.symbol), at: name.span))
      } else {
        program.outputs.append(id)
      }
    case .failed: break
    case nil: reportUnknown(name.symbol, at: name.span)
    default: report(.notAnOutput(text(name.symbol), at: name.span))
    }
  }

  mutating func declareDim(_ declaration: DeclarationSyntax) {
    guard takeName(declaration.name) else { return }
    let name = text(declaration.name.symbol)
    var binding = Binding.failed
    if let value = declaration.value {
      if let integer = resolveInteger(value) {
        if let fixed = program[integer].constant, fixed < 0 {
          report(.negativeDim(name, fixed, at: tree.span(of: value)))
        } else if let fixed = program[integer].constant {
          let dim = program.addDim(name: name, fixed: fixed)
          binding = .extent(program.index(IndexExpression(.dim(dim))))
        } else {
          binding = .extent(integer)
        }
      }
    } else {
      let dim = program.addDim(name: name, fixed: nil)
      binding = .extent(program.index(IndexExpression(.dim(dim))))
    }
    environment.bind(declaration.name.symbol, binding, at: declaration.name.span)
  }

  private mutating func declareArray(_ declaration: DeclarationSyntax, role: Role) {
    guard takeName(declaration.name) else { return }
    guard let (shape, element) = resolveType(declaration.type) else {
      environment.bind(declaration.name.symbol, .failed, at: declaration.name.span)
      return
    }
    if case .parameter = role, element != .real, let type = declaration.type {
      report(.integerParameter(text(declaration.name.symbol), at: type.span))
    }
    let id = program.addArray(
      ArrayDeclaration(
        name: text(declaration.name.symbol), shape: shape, element: element, role: role,
        span: declaration.name.span, isNamed: true))
    environment.bind(
      declaration.name.symbol, .array(id, integer: integerValue(of: id)), at: declaration.name.span)
  }

  /// Returns the shape and the kind of element that a declaration states; a scalar where it states nothing.
  mutating func resolveType(_ type: TypeSyntax?) -> (shape: [IndexID], element: Element)? {
    guard let type else { return ([], .real) }
    isInShape = true
    defer { isInShape = false }
    var shape: [IndexID] = []
    for extent in type.shape {
      guard let integer = resolveInteger(extent) else { return nil }
      if let constant = program[integer].constant, constant < 0 {
        report(.negativeDim("an extent", constant, at: tree.span(of: extent)))
        return nil
      }
      shape.append(integer)
    }
    guard shape.count <= Self.rankLimit else {
      report(.tooManyAxes(limit: Self.rankLimit, at: type.span))
      return nil
    }
    guard type.isInteger else { return (shape, .real) }
    guard let bound = type.bound else { return (shape, .integer(bound: nil)) }
    guard let integer = resolveInteger(bound) else { return nil }
    return (shape, .integer(bound: integer))
  }

  /// Returns a scalar integer array's value as a subscript.
  mutating func integerValue(of id: ArrayID) -> IndexID? {
    guard program[id].isInteger, program[id].rank == 0 else { return nil }
    return program.index(IndexExpression(.element(id, .none)))
  }

  /// Checks that a name is free where it is declared, and says what it clashes with.
  mutating func takeName(_ name: Identifier) -> Bool {
    guard let known = environment.anyEntry(name.symbol) else { return true }
    if case .failed = known.binding { return true }
    report(.duplicateName(text(name.symbol), at: name.span, first: known.span))
    return false
  }
}
