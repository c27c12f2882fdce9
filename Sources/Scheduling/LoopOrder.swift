import FlatProgram

/// Chooses the order of the loops around one assignment.
enum LoopOrder {
  /// Returns the domain with the axis innermost along which most of what is read and written lies side by side; the
  /// others stay in their order.
  ///
  /// An axis that another one's bound names stays outside it; an extremum's position is always sought along the last.
  static func choose(
    _ domain: [AxisID], _ combination: Combination, accesses: [ElementReference], target: ElementReference,
    in program: Program, _ analysis: inout IndexAnalysis
  ) -> [AxisID] {
    guard domain.count > 1 else { return domain }
    switch combination {
    case .argmax, .argmin: return domain
    case .assign, .add, .maximum, .minimum: break
    }
    var outer: Set<AxisID> = []
    for axis in domain {
      outer.formUnion(analysis.mentions(of: program[axis].lower, in: program).axes)
      outer.formUnion(analysis.mentions(of: program[axis].upper, in: program).axes)
    }
    var best: (position: Int, score: Int)?
    let steps = domain.map { step(of: target, along: $0, in: program) }
    let shortest = zip(domain, steps).compactMap { outer.contains($0) ? nil : $1 }.min()
    for (position, axis) in domain.enumerated() where !outer.contains(axis) {
      // Of two walks in steps through one row, the one in short steps stays within what a cache holds.
      if let step = steps[position], let shortest, step > shortest { continue }
      var score = 2 * stride(of: target, along: axis, in: program, &analysis).score
      for access in accesses { score += stride(of: access, along: axis, in: program, &analysis).score }
      if score >= best?.score ?? Int.min { best = (position, score) }
    }
    guard let best else { return domain }
    var order = domain
    order.append(order.remove(at: best.position))
    return order
  }

  /// How the elements lie that an access meets along an axis.
  enum Stride {
    case none, unit, strided, scattered

    var score: Int {
      switch self {
      case .none: 0
      case .unit: 2
      // One walk across the rows of an array costs more than a few along them gain.
      case .strided: -8
      case .scattered: -9
      }
    }
  }

  /// How many elements a one-dimensional target goes on along an axis, where these are a known number of more than one.
  private static func step(of target: ElementReference, along axis: AxisID, in program: Program) -> Int? {
    let subscripts = program[target.subscripts]
    guard subscripts.count == 1, let factor = program[subscripts[0]].linear(in: axis)?.slope.constant else {
      return nil
    }
    return factor.magnitude > 1 && factor != Int.min ? abs(factor) : nil
  }

  private static func stride(
    of access: ElementReference, along axis: AxisID, in program: Program, _ analysis: inout IndexAnalysis
  ) -> Stride {
    let subscripts = program[access.subscripts]
    var found = Stride.none
    for (position, index) in subscripts.enumerated() {
      guard analysis.mentions(of: index, in: program).axes.contains(axis) else { continue }
      guard let (slope, _) = program[index].linear(in: axis), let factor = slope.constant, factor != 0 else {
        return .scattered
      }
      let isSideBySide = position == subscripts.count - 1 && abs(factor) == 1
      if case .none = found, isSideBySide { found = .unit } else { found = .strided }
    }
    return found
  }
}
