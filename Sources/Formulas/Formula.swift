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
  /// The nodes of its text.
  var size: Int
  /// Whether it walks an axis somewhere.
  var hasReduction: Bool
  /// Whether it is a number at every point of its axes, whatever numbers the arrays hold.
  var isTotal: Bool
}

/// The nodes of the formulas of a program, each once.
struct FormulaArena: Sendable {
  private(set) var nodes: [Formula] = []
  private(set) var facts: [FormulaFacts] = []
  private var positions: [Formula: FormulaID] = [:]
  private var ranges = RangeAnalysis()

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
    for child in children {
      let facts = facts(child)
      for axis in facts.axes where !axes.contains(axis) { axes.append(axis) }
      for axis in facts.walked where !walked.contains(axis) { walked.append(axis) }
      size = saturatingSum(size, facts.size)
      hasReduction = hasReduction || facts.hasReduction
      isTotal = isTotal && facts.isTotal
    }
    switch node {
    case .number: isTotal = false
    case .element(let array, let subscripts):
      for index in program[subscripts] { program.collectAxes(of: index, into: &axes) }
      isTotal = ranges.isInside(array, subscripts, of: program)
    case .index(let index):
      program.collectAxes(of: index, into: &axes)
      for case .element(let array, let subscripts) in program[index].atoms {
        isTotal = isTotal && ranges.isInside(array, subscripts, of: program)
      }
    case .call(let operation, _): isTotal = isTotal && operation.row.result == .condition
    case .sum: break
    case .product(let powers):
      let areSafe = powers.allSatisfy { power in
        if power.exponent.rounded() == power.exponent, power.exponent > 0 { return true }
        if case .index(let index) = self[power.base] {
          return program[index].atoms.allSatisfy { if case .dim = $0 { true } else { false } }
        }
        return false
      }
      isTotal = isTotal && areSafe
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
    }
    return FormulaFacts(axes: axes.sorted(), walked: walked, size: size, hasReduction: hasReduction, isTotal: isTotal)
  }

  private func collect(_ axis: Axis, except bound: [AxisID], into axes: inout [AxisID], _ program: Program) {
    var named: [AxisID] = []
    program.collectAxes(of: axis.lower, into: &named)
    program.collectAxes(of: axis.upper, into: &named)
    for axis in named where !bound.contains(axis) && !axes.contains(axis) { axes.append(axis) }
  }
}
