import FlatProgram

/// Derivatives within the text become requests, which differentiation answers.
extension Analyzer {
  /// Schedules what takes part in a derivative to be lowered, over axes of its own.
  mutating func beginDerivative(_ node: ResolvedID, of parts: [ResolvedID], at place: SubscriptsID) {
    var position = 0
    let own = parts.map { part in
      resolved[part].shape.map { extent in
        defer { position += 1 }
        return wholeAxis(extent, position: position)
      }
    }
    lowering.tasks.append(.requestDerivative(node, place: place, own: own))
    for (part, axes) in zip(parts, own).reversed() {
      lowering.tasks.append(.lower(part, program.subscripts(axes)))
    }
  }

  /// Adds the request, for every value of the indices around it that what takes part depends on.
  mutating func requestDerivative(_ node: ResolvedID, at place: SubscriptsID, own: [[AxisID]]) {
    let reads = popResults(own.count)
    guard case .derivative(let kind, _) = resolved[node].kind else { return }
    let inner = own.flatMap { $0 }
    let free = freeAxes(of: reads, boundAxes: inner)
    let shared = zip(reads, own).map { read, axes in
      freeAxes(of: [read], boundAxes: axes).compactMap { free.firstIndex(of: $0) }
    }
    let (axes, extra): ([AxisID], [AxisID])
    switch kind {
    case .gradient, .vjp, .hvp: (axes, extra) = (own[1], [])
    case .jacobian: (axes, extra) = (own[0] + own[1], [])
    case .jvp: (axes, extra) = (own[0], [])
    case .hessian:
      let columns = own[1].enumerated().map { wholeAxis(program[$1].upper, position: own[1].count + $0) }
      (axes, extra) = (own[1] + columns, columns)
    }
    let kept = derivativeArray(node, kind, free: free, own: axes)
    program.append(
      RequestedDerivative(
        kind: kind, target: kept.array, sharedRank: free.count, shared: shared, span: resolved[node].span),
      reading: reads, at: positions(of: free) + axes.map { program.index($0) }, over: domain(free + inner + extra))
    remember([kept], node, at: place)
  }

  /// Adds an array for a derivative, or takes the definition's own where the derivative is all of it.
  private mutating func derivativeArray(
    _ node: ResolvedID, _ kind: RequestedDerivative.Kind, free: [AxisID], own: [AxisID]
  ) -> KeptArray {
    if let root = lowering.root, root.node == node, root.target.free == free {
      lowering.isRootGiven = true
      return root.target
    }
    let name = program.freshNumberedName(kind == .gradient ? "g" : kind.rawValue)
    return KeptArray(array: addKept(name, free: free, own: own), free: free)
  }
}
