import Diagnostics
import FlatProgram
import Operations
import Syntax

/// The number of one resolved expression.
struct ResolvedID: Hashable {
  var raw: Int32

  init(_ raw: Int) { self.raw = Int32(raw) }
}

/// The reductions that become loops; every other reduction is made of these and of operations.
enum Reduction: Hashable {
  case sum, product, maximum, minimum, argmax, argmin, logsumexp
}

/// One subscript of a resolved read.
enum ResolvedSubscript: Hashable {
  case at(IndexID)
  /// The elements from `lower` on; the extent stands in the shape of the read.
  case slice(lower: IndexID)
  case all
  /// An integer array: its axes stand where the subscript stood.
  case gather(ArrayID, rank: Int)
  /// Positions that the expression itself finds: their axes stand where the subscript stood.
  case position(ResolvedID, rank: Int)
}

/// What an expression is, once every name has its meaning and every index its axis.
enum ResolvedKind {
  /// A fault that has been reported: what hangs on it stays silent.
  case failed
  case constant(Double)
  /// Dims and indices as numbers.
  case number(IndexID)
  case array(ArrayID)
  /// Elementwise, its operands broadcast.
  case apply(Operation, ResolvedID, ResolvedID?, ResolvedID?)
  case element(ResolvedID, [ResolvedSubscript])
  /// Axis `p` of the result is axis `order[p]` of the operand.
  case permuted(ResolvedID, order: [Int])
  case reduce(Reduction, AxisID, body: ResolvedID)
  /// Sums over several axes at once.
  case sum([AxisID], body: ResolvedID)
  /// The axis is the first of the result; what is kept of it has that axis at `position`, as the operand has.
  case softmax(AxisID, body: ResolvedID, position: Int)
  case comprehension([AxisID], body: ResolvedID)
  case literal([ResolvedID])
  /// A value with a name of its own: an array argument, or a definition within a function.
  case named(String, ResolvedID)
  /// A call of the user's function that stays one, by number.
  case call(Int)
  /// An array that clauses within a function define, by numbers of the recurrence and of the array in it.
  case recurring(Int, member: Int)
  /// What takes part is an array each: what is differentiated, the variable, and the direction where there is one.
  case derivative(RequestedDerivative.Kind, of: [ResolvedID])
}

/// Arrays that clauses within a function define together.
struct ResolvedRecurrence {
  /// One clause: which array it gives, its left side, and its body.
  struct Clause {
    var member: Int
    var place: Coverage.Clause
    var body: ResolvedID
  }

  /// The arrays: their names, and the expressions that stand for them.
  var members: [(name: String, node: ResolvedID)]
  var clauses: [Clause] = []
  var span: SourceSpan
}

/// A call of the user's function that is not replaced by the function's body.
struct ResolvedCall {
  var function: FunctionSyntax
  var operands: [ResolvedID]
  /// What it would be replaced by.
  var body: ResolvedID
}

/// One resolved expression with its shape.
struct Resolved {
  var kind: ResolvedKind
  var shape: [IndexID]
  var isCondition: Bool
  /// The integer polynomial that it is, where it can stand in a subscript.
  var integer: IndexID?
  var span: SourceSpan
}

/// The resolved expressions of one definition; operands come before what uses them.
struct ResolvedTree {
  private(set) var nodes: [Resolved] = []
  /// The recurrences within functions.
  var recurrences: [ResolvedRecurrence] = []
  /// The named values that a derivative is taken by: one array holds all of their uses, whatever conditions are around.
  var variables: Set<ResolvedID> = []
  /// The calls that stay.
  var calls: [ResolvedCall] = []

  var count: Int { nodes.count }

  subscript(_ id: ResolvedID) -> Resolved { nodes[Int(id.raw)] }

  mutating func add(_ node: Resolved) -> ResolvedID {
    nodes.append(node)
    return ResolvedID(nodes.count - 1)
  }

  /// Whether an expression is a real number without axes that can't stand in a subscript: the commonest operand.
  func isPlainNumber(_ id: ResolvedID) -> Bool {
    let position = Int(id.raw)
    if case .failed = nodes[position].kind { return false }
    return nodes[position].shape.isEmpty && !nodes[position].isCondition && nodes[position].integer == nil
  }

  /// Whether an expression is a scalar that is no condition.
  func isNumber(_ id: ResolvedID) -> Bool {
    let position = Int(id.raw)
    if case .failed = nodes[position].kind { return false }
    return nodes[position].shape.isEmpty && !nodes[position].isCondition
  }

  mutating func removeAll() {
    nodes.removeAll(keepingCapacity: true)
    if !recurrences.isEmpty { recurrences = [] }
    if !variables.isEmpty { variables = [] }
    if !calls.isEmpty { calls = [] }
  }

  /// Forgets the expressions from one on; nothing before them uses them.
  mutating func removeAll(from count: Int) {
    nodes.removeLast(nodes.count - count)
    if !variables.isEmpty { variables = variables.filter { Int($0.raw) < count } }
    recurrences.removeAll { recurrence in recurrence.members.contains { Int($0.node.raw) >= count } }
  }
}
