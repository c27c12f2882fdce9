import FlatProgram
import Operations

/// The number of a node of closed formulas.
struct FormulaID: Hashable, Sendable {
  var raw: Int32
}

/// A node of a closed formula: sums and products of any length, functions, and sums over axes within the text.
enum Formula: Hashable, Sendable {
  /// An infinity or NaN, by its bits; other numbers are sums of one term.
  case number(UInt64)
  /// An element of an array that has a name in the text.
  case element(ArrayID, SubscriptsID)
  /// An integer expression as a real number.
  case index(IndexID)
  case call(Operation, [FormulaID])
  /// No factor twice, none 0, more than one term or a coefficient other than 1; none at all is 0.
  case sum([Term])
  /// No base twice, no exponent 0, more than one factor or an exponent other than 1; none at all is 1.
  case product([Power])
  /// A sum or an extremum over axes, outer first.
  case reduction(Combination, [AxisID], FormulaID)
  /// `logsumexp(k: body)`, where the body names the axis.
  case logsumexp(AxisID, FormulaID)
  /// `softmax(k: body)[index]`, where the body names the axis.
  case softmax(AxisID, FormulaID, IndexID)

  /// A part of a sum.
  struct Term: Hashable, Sendable {
    var coefficient: Coefficient
    /// A product, or what stands for one factor.
    var factor: FormulaID
  }

  /// A part of a product.
  struct Power: Hashable, Sendable {
    var base: FormulaID
    var exponent: Double
  }
}

/// What is known of a node.
struct FormulaFacts: Sendable {
  /// The axes that it depends on and that nothing within it walks, sorted.
  var axes: [AxisID]
  /// The axes that something within it walks.
  var walked: [AxisID]
  /// The axes that it walks itself.
  var bound: [AxisID]
  /// The nodes of its text.
  var size: Int
  /// Whether it walks an axis somewhere.
  var hasReduction: Bool
  /// Whether it is a number at every point of its axes, whatever numbers the arrays hold.
  var isTotal: Bool
  /// Whether it may be no number, or infinite, at ordinary points of its axes.
  var partiality: Partiality
  /// Whether it depends on numbers that are no positions.
  var readsNumbers: Bool
  /// What it stays within where it is a number.
  var bounds: Bounds
}

/// Whether a formula is an ordinary number everywhere.
enum Partiality: Comparable, Sendable {
  case ordinary
  /// Or it is -inf, as what a softmax leaves out.
  case perhapsLowest
  case partial
}

/// The nodes of the formulas of a program, each once.
struct FormulaArena: Sendable {
  private(set) var nodes: [Formula] = []
  private(set) var facts: [FormulaFacts] = []
  private var positions: [Formula: FormulaID] = [:]
  private var ranges = RangeAnalysis()
  /// The arrays with a name whose elements may be no numbers where nothing asks for them.
  private var partialArrays: [ArrayID: Partiality] = [:]

  /// By operation: whether it may be infinite or no number.
  private static let isPartial = Operation.allCases.map { operation in
    let ordinary = Bounds(-1e3, 1e3)
    let bounds = operation.bounds(ordinary, ordinary, ordinary)
    let isBounded = bounds.lower > -.infinity && bounds.upper < .infinity
    return !(Operation.edges[Int(operation.rawValue)].isEmpty && (isBounded || operation.row.result == .condition))
  }

  subscript(_ id: FormulaID) -> Formula { nodes[Int(id.raw)] }

  func facts(_ id: FormulaID) -> FormulaFacts { facts[Int(id.raw)] }

  /// Returns the number of a node.
  mutating func intern(_ node: Formula, in program: Program) -> FormulaID {
    if let known = positions[node] { return known }
    let id = FormulaID(raw: Int32(nodes.count))
    positions[node] = id
    nodes.append(node)
    facts.append(found(of: node, program))
    return id
  }

  /// Takes note of an array whose elements are read by name from now on, as another node gives them.
  mutating func note(_ array: ArrayID, madeAs formula: FormulaID, in program: Program) {
    // A derivative is 0 where nothing wants it.
    if case .adjoint = program[array].role { return }
    partialArrays[array] = facts(formula).partiality
  }

  /// Takes note of an array that a statement gives values, from its expressions.
  mutating func note(_ array: ArrayID, madeOf expressions: [ExpressionID], in program: Program) {
    let isPartial = expressions.contains { id in
      switch program[id] {
      case .constant, .index: false
      case .read(let array, _): partialArrays[array, default: .ordinary] != .ordinary
      case .operation(let operation, _, _, _): Self.isPartial[Int(operation.rawValue)]
      }
    }
    if isPartial { partialArrays[array] = .partial }
  }

  /// Returns the nodes right below one.
  static func children(of node: Formula) -> [FormulaID] {
    switch node {
    case .number, .element, .index: []
    case .call(_, let operands): operands
    case .sum(let terms): terms.map(\.factor)
    case .product(let powers): powers.map(\.base)
    case .reduction(_, _, let body), .logsumexp(_, let body), .softmax(_, let body, _): [body]
    }
  }

  /// Returns the nodes below one and itself, operands first. Complexity: linear in them.
  func postorder(_ root: FormulaID) -> [FormulaID] {
    var order: [FormulaID] = []
    var met: Set<FormulaID> = []
    var pending: [(id: FormulaID, isDone: Bool)] = [(root, false)]
    while let (id, isDone) = pending.popLast() {
      if isDone {
        order.append(id)
        continue
      }
      guard met.insert(id).inserted else { continue }
      pending.append((id, true))
      for child in Self.children(of: self[id]).reversed() { pending.append((child, false)) }
    }
    return order
  }

  private mutating func found(of node: Formula, _ program: Program) -> FormulaFacts {
    let children = Self.children(of: node)
    var axes: [AxisID] = []
    var walked: [AxisID] = []
    var size = 1
    var hasReduction = false
    var isTotal = true
    var partiality = Partiality.ordinary
    var readsNumbers = false
    for child in children {
      let facts = facts(child)
      for axis in facts.axes where !axes.contains(axis) { axes.append(axis) }
      for axis in facts.walked where !walked.contains(axis) { walked.append(axis) }
      size = saturatingSum(size, facts.size)
      hasReduction = hasReduction || facts.hasReduction
      isTotal = isTotal && facts.isTotal
      partiality = max(partiality, facts.partiality)
      readsNumbers = readsNumbers || facts.readsNumbers
    }
    switch node {
    case .number(let bits):
      (isTotal, partiality) = (false, Double(bitPattern: bits) == -.infinity ? .perhapsLowest : .partial)
    case .element(let array, let subscripts):
      for index in program[subscripts] { program.collectAxes(of: index, into: &axes) }
      partiality = partialArrays[array, default: .ordinary]
      readsNumbers = !program[array].isInteger
      isTotal = partiality == .ordinary && ranges.isInside(array, subscripts, of: program)
    case .index(let index):
      program.collectAxes(of: index, into: &axes)
      for case .element(let array, let subscripts) in program[index].atoms {
        isTotal = isTotal && ranges.isInside(array, subscripts, of: program)
      }
    case .call(let operation, let operands):
      isTotal = isTotal && operation.row.result == .condition
      if operation == .select {
        // What stands in a branch is taken to have a value there, if the condition looks at numbers.
        let branches = operands.dropFirst().map { facts($0).partiality }
        if facts(operands[0]).readsNumbers, facts(operands[0]).partiality == .ordinary {
          partiality = branches.contains(.perhapsLowest) ? .perhapsLowest : .ordinary
        }
      } else if partiality != .ordinary || isPartial(operation, operands) {
        partiality = .partial
      }
    case .sum: break
    case .product(let powers):
      let areOfDims = powers.map { power in
        guard case .index(let index) = self[power.base] else { return false }
        return program[index].atoms.allSatisfy { if case .dim = $0 { true } else { false } }
      }
      let isUnsafe = zip(powers, areOfDims).map { power, isOfDims in
        !(power.exponent.rounded() == power.exponent && power.exponent > 0 || isOfDims)
      }
      isTotal = isTotal && !isUnsafe.contains(true)
      let isOrdinary = zip(powers, isUnsafe).allSatisfy { !$1 || isAbove(0, $0.base) }
      partiality = isOrdinary && partiality == .ordinary ? .ordinary : .partial
    case .reduction(_, let bound, _):
      axes.removeAll(where: bound.contains)
      for axis in bound { collect(program[axis], except: bound, into: &axes, program) }
      walked += bound
      hasReduction = true
    case .logsumexp(let axis, _), .softmax(let axis, _, _):
      axes.removeAll { $0 == axis }
      walked.append(axis)
      collect(program[axis], except: [axis], into: &axes, program)
      if case .softmax(_, _, let index) = node { program.collectAxes(of: index, into: &axes) }
      hasReduction = true
      isTotal = false
      if partiality == .perhapsLowest { partiality = .ordinary }
    }
    return FormulaFacts(
      axes: axes.sorted(), walked: walked, bound: bound(by: node), size: size, hasReduction: hasReduction,
      isTotal: isTotal, partiality: partiality, readsNumbers: readsNumbers,
      bounds: bounds(of: node))
  }

  private func bounds(of node: Formula) -> Bounds {
    switch node {
    case .number, .element, .index, .logsumexp: return .all
    case .call(let operation, let operands):
      let known = operands.map { facts($0).bounds }
      return operation.bounds(known[0], known.count > 1 ? known[1] : .all, known.count > 2 ? known[2] : .all)
    case .sum(let terms):
      return terms.reduce(Bounds.exactly(0)) { $0 + .exactly($1.coefficient.value) * facts($1.factor).bounds }
    case .product(let powers):
      return powers.reduce(Bounds.exactly(1)) { known, power in
        let base = facts(power.base).bounds
        return known * (power.exponent == 1 ? base : .power(base, .exactly(power.exponent)))
      }
    case .reduction(let combination, _, let body):
      return combination == .add && facts(body).bounds.lower >= 0 ? Bounds(0, .infinity) : .all
    case .softmax: return Bounds(0, 1)
    }
  }

  /// Whether an operation may be infinite or no number although its operands are ordinary numbers.
  private func isPartial(_ operation: Operation, _ operands: [FormulaID]) -> Bool {
    guard Self.isPartial[Int(operation.rawValue)] else { return false }
    let edges = Operation.edges[Int(operation.rawValue)]
    return edges.isEmpty || !edges.allSatisfy { isAbove($0.place, operands[$0.operand]) }
  }

  /// Whether a node stays above a number.
  private func isAbove(_ number: Double, _ id: FormulaID) -> Bool { facts(id).bounds.lower > number }

  private func bound(by node: Formula) -> [AxisID] {
    switch node {
    case .reduction(_, let axes, _): axes
    case .logsumexp(let axis, _), .softmax(let axis, _, _): [axis]
    case .number, .element, .index, .call, .sum, .product: []
    }
  }

  private func collect(_ axis: Axis, except bound: [AxisID], into axes: inout [AxisID], _ program: Program) {
    var named: [AxisID] = []
    program.collectAxes(of: axis.lower, into: &named)
    program.collectAxes(of: axis.upper, into: &named)
    for axis in named where !bound.contains(axis) && !axes.contains(axis) { axes.append(axis) }
  }
}
