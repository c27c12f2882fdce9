import Diagnostics
import FlatProgram
import Operations

/// One element, or one set of elements, that a statement reads or writes.
struct ElementAccess: Hashable {
  var array: ArrayID
  var subscripts: SubscriptsID
  /// What the conditions around it say of axes.
  var facts: [AxisFact] = []
}

/// A statement as far as its place in an order is concerned: what it reads and writes, and over which axes.
struct RecurrenceUnit {
  private(set) var reads: [ElementAccess] = []
  private(set) var writes: [ElementAccess] = []
  /// The axes of its assignments, and those that it walks around all of them.
  private(set) var axes: Set<AxisID> = []
  private(set) var span: SourceSpan?
  /// The conditions around each read, by number of the read.
  private(set) var conditions: [[Precedence.Condition]] = []

  /// Complexity: linear in the statement's expressions.
  init(_ statement: Statement, _ program: Program) {
    var pending = [statement]
    while let next = pending.popLast() {
      switch next {
      case .sequence(let sequence):
        axes.insert(sequence.axis)
        pending += sequence.body
      case .assignment(let assignment):
        writes.append(ElementAccess(array: assignment.target, subscripts: assignment.subscripts))
        addReads(of: assignment.body, program)
        for index in program[assignment.subscripts] { addReads(within: index, Way(), program) }
        axes.formUnion(assignment.domain)
        span = span ?? assignment.span
      }
    }
  }

  /// The conditions on one way from the root of an expression to a node, by number.
  private struct Way {
    var conditions: [Precedence.Condition] = []
    var facts: [AxisFact] = []

    /// More conditions than this around one read are not looked at.
    static let limit = 32
  }

  private mutating func addReads(of expression: ExpressionID, _ program: Program) {
    // What is reached in two ways counts under no condition: each node is looked at twice at most.
    var ways = [Way()]
    var reached: [ExpressionID: Int] = [:]
    var pending: [(node: ExpressionID, way: Int)] = [(expression, 0)]
    while let (node, asked) = pending.popLast() {
      var way = asked
      if let known = reached[node] {
        if known == 0 || known == way { continue }
        way = 0
      }
      reached[node] = way
      switch program[node] {
      case .constant: break
      case .index(let index): addReads(within: index, ways[way], program)
      case .read(let array, let subscripts):
        add(array, subscripts, ways[way])
        for index in program[subscripts] { addReads(within: index, ways[way], program) }
      case .operation(.select, let condition, let a, let b):
        pending.append((condition, way))
        for (branch, holds) in [(a, true), (b, false)] {
          guard ways[way].conditions.count < Way.limit else {
            pending.append((branch, way))
            continue
          }
          var inner = ways[way]
          inner.facts += AxisFact.facts(where: condition, is: holds, in: program)
          inner.conditions.append(Precedence.Condition(condition, holds: holds))
          ways.append(inner)
          pending.append((branch, ways.count - 1))
        }
      case .operation(_, let a, let b, let c):
        for operand in [a, b, c] where operand != .none { pending.append((operand, way)) }
      }
    }
  }

  private mutating func addReads(within index: IndexID, _ way: Way, _ program: Program) {
    var pending = [index]
    while let next = pending.popLast() {
      for atom in program[next].atoms {
        switch atom {
        case .dim, .axis: break
        case .element(let array, let subscripts):
          add(array, subscripts, way)
          pending += program[subscripts]
        case .quotient(let a, let b), .remainder(let a, let b): pending += [a, b]
        }
      }
    }
  }

  private mutating func add(_ array: ArrayID, _ subscripts: SubscriptsID, _ way: Way) {
    reads.append(ElementAccess(array: array, subscripts: subscripts, facts: way.facts))
    conditions.append(way.conditions)
  }
}

extension SubscriptRanges {
  /// Returns the writes that a read may be of, with the numbers of their statements: the one that surely gives the element, or
  /// all that may.
  func givers(
    of read: ElementAccess, among candidates: some Collection<Int>, of units: [RecurrenceUnit], _ program: Program
  ) -> [(unit: Int, write: ElementAccess)] {
    var givers: [(unit: Int, write: ElementAccess)] = []
    for number in candidates {
      for write in units[number].writes where write.array == read.array && mayMeet(write, read, program) {
        // Each element is given once: where this statement gives it, no other does.
        if gives(write, read, program) { return [(number, write)] }
        givers.append((number, write))
      }
    }
    return givers
  }

  /// Whether a write gives the element of a read whatever the extents are.
  private func gives(_ write: ElementAccess, _ read: ElementAccess, _ program: Program) -> Bool {
    var walked: Set<AxisID> = []
    return zip(zip(program[write.subscripts], program[read.subscripts]), program[write.array].shape).allSatisfy {
      let ((given, asked), extent) = $0
      if let axis = program[given].axis, !fixed.contains(axis) {
        return walked.insert(axis).inserted && program[program[axis].lower].constant == 0
          && program[axis].upper == extent
      }
      return given == asked
        && program[given].atoms.allSatisfy { atom in
          switch atom {
          case .dim: true
          case .axis(let axis): fixed.contains(axis)
          case .element, .quotient, .remainder: false
          }
        }
    }
  }
}

/// What a condition says of an axis: that it is at most, or at least, some number.
struct AxisFact: Hashable {
  var axis: AxisID
  var isUpper: Bool
  /// Inclusive.
  var end: IndexExpression

  /// Returns what follows for axes where a condition holds, or fails.
  static func facts(where condition: ExpressionID, is holds: Bool, in program: Program) -> [AxisFact] {
    var facts: [AxisFact] = []
    var pending = [(condition, holds)]
    while let (node, holds) = pending.popLast() {
      guard case .operation(let operation, let a, let b, _) = program[node] else { continue }
      switch operation {
      case .not: pending.append((a, !holds))
      case .and: if holds { pending += [(a, true), (b, true)] }
      case .or: if !holds { pending += [(a, false), (b, false)] }
      case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
        if holds, operation == .greater || operation == .notEqual, program[b].number == 0 {
          pending += conditions(within: a, in: program).map { ($0, true) }
        }
        guard let x = program.integer(a), let y = program.integer(b) else { continue }
        facts += comparison(operation, x, y, holds)
      default: break
      }
    }
    return facts
  }

  /// Returns the conditions that hold where a choice between a number and 0, which may hold another, is not 0.
  private static func conditions(within choice: ExpressionID, in program: Program) -> [ExpressionID] {
    var found: [ExpressionID] = []
    var choice = choice
    while case .operation(.select, let condition, let then, let otherwise) = program[choice],
      program[otherwise].number == 0
    {
      found.append(condition)
      choice = then
    }
    return found
  }

  private static func comparison(
    _ operation: Operation, _ x: IndexExpression, _ y: IndexExpression, _ holds: Bool
  ) -> [AxisFact] {
    let one = IndexExpression(1)
    switch (operation, holds) {
    case (.less, true), (.greaterOrEqual, false): return atMost(x, y - one)
    case (.lessOrEqual, true), (.greater, false): return atMost(x, y)
    case (.greater, true), (.lessOrEqual, false): return atMost(y, x - one)
    case (.greaterOrEqual, true), (.less, false): return atMost(y, x)
    case (.equal, true), (.notEqual, false): return atMost(x, y) + atMost(y, x)
    default: return []
    }
  }

  /// Returns what `x <= y` says of the axes in it.
  private static func atMost(_ x: IndexExpression, _ y: IndexExpression) -> [AxisFact] {
    let difference = y - x
    var facts: [AxisFact] = []
    for case .axis(let axis) in difference.atoms {
      guard let (slope, rest) = difference.linear(in: axis) else { continue }
      if slope.constant == 1 { facts.append(AxisFact(axis: axis, isUpper: false, end: -rest)) }
      if slope.constant == -1 { facts.append(AxisFact(axis: axis, isUpper: true, end: rest)) }
    }
    return facts
  }
}

extension Program {
  /// Returns the integer that an expression is, where it is one whatever the data.
  fileprivate func integer(_ expression: ExpressionID) -> IndexExpression? {
    switch self[expression] {
    case .index(let index): self[index]
    case .constant(let bits): Int(exactly: Double(bitPattern: bits)).map { IndexExpression($0) }
    case .read, .operation: nil
    }
  }
}
