import FlatProgram

extension FormulaMaker {
  /// Returns a formula with free axes replaced; axes that it walks get other names where they would be taken for those.
  mutating func substituting(_ map: [AxisID: IndexID], in root: FormulaID, isSimple: Bool) -> FormulaID {
    if map.isEmpty { return root }
    let root = freeing(map, root)
    let order = arena.postorder(root)
    var map = map
    rename(order, &map)
    var done: [FormulaID: FormulaID] = [:]
    for id in order {
      done[id] = rebuilt(self[id], id, map, isSimple: isSimple) { done[$0] ?? $0 }
    }
    return done[root] ?? root
  }

  /// Returns a formula in which nothing walks an axis that is to be replaced: what is walked gets another name.
  private mutating func freeing(_ map: [AxisID: IndexID], _ root: FormulaID) -> FormulaID {
    let facts = arena.facts(root)
    guard facts.walked.contains(where: { map[$0] != nil }) else { return root }
    var taken = facts.axes + facts.walked
    for (axis, index) in map.sorted(by: { $0.key < $1.key }) {
      taken.append(axis)
      program.collectAxes(of: index, into: &taken)
    }
    var done: [FormulaID: FormulaID] = [:]
    for id in arena.postorder(root) {
      let made = rebuilt(self[id], id, [:], isSimple: false) { done[$0] ?? $0 }
      // What stands within walks none of them any more.
      let isFree = arena.facts(made).bound.allSatisfy { map[$0] == nil }
      done[id] = isFree ? made : walkingOthers(made, map, &taken)
    }
    return done[root] ?? root
  }

  /// Returns a node that walks other axes in the place of some.
  private mutating func walkingOthers(
    _ id: FormulaID, _ replaced: [AxisID: IndexID], _ taken: inout [AxisID]
  ) -> FormulaID {
    var map: [AxisID: IndexID] = [:]
    var axes: [AxisID] = []
    for axis in arena.facts(id).bound {
      let own = program[axis]
      let (lower, upper) = (substitutingBound(own.lower, map), substitutingBound(own.upper, map))
      var other = axis
      if replaced[axis] != nil || (lower, upper) != (own.lower, own.upper) {
        var number = 0
        repeat {
          number += 1
          other = program.axis("\(own.name)_\(number)", from: lower, to: upper)
        } while taken.contains(other)
        taken.append(other)
        map[axis] = program.index(other)
      }
      axes.append(other)
    }
    switch self[id] {
    case .reduction(let combination, _, let body):
      return intern(.reduction(combination, axes, substituting(map, in: body, isSimple: false)))
    case .logsumexp(_, let body): return intern(.logsumexp(axes[0], substituting(map, in: body, isSimple: false)))
    case .softmax(_, let body, let index):
      return intern(.softmax(axes[0], substituting(map, in: body, isSimple: false), index))
    case .number, .element, .index, .call, .sum, .product: return id
    }
  }

  /// Returns a node with axes replaced, made of new nodes.
  mutating func rebuilt(
    _ node: Formula, _ id: FormulaID, _ map: [AxisID: IndexID], isSimple: Bool, _ new: (FormulaID) -> FormulaID
  ) -> FormulaID {
    switch node {
    case .number: return id
    case .element(let array, let subscripts):
      let moved = program[subscripts].map { program.substituting(map, in: $0) }
      return intern(.element(array, program.subscripts(moved)))
    case .index(let index):
      let moved = program.substituting(map, in: index)
      if let number = program[moved].constant { return self.number(Double(number)) }
      return intern(.index(moved))
    case .call(let operation, let operands):
      return isSimple ? apply(operation, operands.map(new)) : intern(.call(operation, operands.map(new)))
    case .sum(let terms): return sum(terms.map { ($0.coefficient, new($0.factor)) })
    case .product(let powers):
      return product(.one, powers.map { .init(base: new($0.base), exponent: $0.exponent) })
    case .reduction(let combination, let axes, let body):
      let walked = axes.map { moved($0, map) }
      return isSimple
        ? reduction(combination, walked, new(body)) : intern(.reduction(combination, walked, new(body)))
    case .logsumexp(let axis, let body): return intern(.logsumexp(moved(axis, map), new(body)))
    case .softmax(let axis, let body, let index):
      return intern(.softmax(moved(axis, map), new(body), program.substituting(map, in: index)))
    }
  }

  private func moved(_ axis: AxisID, _ map: [AxisID: IndexID]) -> AxisID {
    map[axis].flatMap { program[$0].axis } ?? axis
  }

  /// Finds what the walked axes of a formula become: their bounds may name axes that are replaced.
  private mutating func rename(_ order: [FormulaID], _ map: inout [AxisID: IndexID]) {
    var bound: [AxisID] = []
    for id in order.reversed() {
      switch self[id] {
      case .reduction(_, let axes, _): for axis in axes where !bound.contains(axis) { bound.append(axis) }
      case .logsumexp(let axis, _), .softmax(let axis, _, _): if !bound.contains(axis) { bound.append(axis) }
      case .number, .element, .index, .call, .sum, .product: break
      }
    }
    if bound.isEmpty { return }
    var taken = bound
    for (axis, index) in map.sorted(by: { $0.key < $1.key }) {
      taken.append(axis)
      program.collectAxes(of: index, into: &taken)
    }
    var outside: [AxisID] = []
    for (_, index) in map.sorted(by: { $0.key < $1.key }) { program.collectAxes(of: index, into: &outside) }
    for axis in bound {
      let own = program[axis]
      let lower = program.substituting(map, in: own.lower)
      let upper = program.substituting(map, in: own.upper)
      if (lower, upper) == (own.lower, own.upper), !outside.contains(axis) { continue }
      var moved = program.axis(own.name, from: lower, to: upper)
      var number = 0
      while taken.contains(moved) {
        number += 1
        moved = program.axis("\(own.name)_\(number)", from: lower, to: upper)
      }
      taken.append(moved)
      map[axis] = program.index(moved)
    }
  }
}
