import Diagnostics
import FlatProgram
import Operations

/// Reductions, softmax, comprehensions and matrix products, made of a few kinds of node.
extension Analyzer {
  /// The names of reductions, in the order of the documentation.
  static var reductionNames: [String] {
    ["sum", "prod", "mean", "max", "min", "logsumexp", "norm", "var", "argmax", "argmin", "all", "any", "softmax"]
  }

  /// Makes the reduction with that name over indices.
  mutating func reduction(
    _ name: String, over axes: [AxisID], _ body: ResolvedID, softmaxPosition: Int = 0, at span: SourceSpan
  ) -> ResolvedID {
    if name == "all" || name == "any" {
      guard checkConditions([body], of: name, at: span) else { return failure(at: span) }
    } else {
      guard checkReal([body], of: name, at: span) else { return failure(at: span) }
    }
    let shape = resolved[body].shape
    switch name {
    case "sum": return add(.sum(axes, body: body), shape: shape, at: span)
    case "mean": return mean(axes, body, at: span)
    case "prod": return nested(.product, axes, body, at: span)
    case "max": return nested(.maximum, axes, body, at: span)
    case "min": return nested(.minimum, axes, body, at: span)
    case "argmax", "argmin":
      guard axes.count == 1 else {
        report(.oneIndexOnly(name, at: span))
        return failure(at: span)
      }
      return nested(name == "argmax" ? .argmax : .argmin, axes, body, at: span)
    case "logsumexp": return nested(.logsumexp, axes, body, at: span)
    case "norm":
      // The select keeps the slope of the root at 0 out of the gradient: the norm's is 0 there.
      let squares = add(.sum(axes, body: apply(.square, body, at: span)), shape: shape, at: span)
      let isPositive = apply(.greater, squares, constant(0, at: span), isCondition: true, at: span)
      return apply(.select, isPositive, apply(.sqrt, squares, at: span), constant(0, at: span), at: span)
    case "var":
      let deviation = apply(.subtract, body, mean(axes, body, at: span), at: span)
      return mean(axes, apply(.square, deviation, at: span), at: span)
    case "all":
      let faults = apply(.select, body, constant(0, at: span), constant(1, at: span), at: span)
      let count = add(.sum(axes, body: faults), shape: shape, at: span)
      return apply(.equal, count, constant(0, at: span), isCondition: true, at: span)
    case "any":
      let hits = apply(.select, body, constant(1, at: span), constant(0, at: span), at: span)
      let count = add(.sum(axes, body: hits), shape: shape, at: span)
      return apply(.greater, count, constant(0, at: span), isCondition: true, at: span)
    default:
      guard axes.count == 1, let extent = plainExtent(of: axes[0], at: span) else {
        if axes.count != 1 { report(.oneIndexOnly(name, at: span)) }
        return failure(at: span)
      }
      return add(.softmax(axes[0], body: body, position: softmaxPosition), shape: [extent] + shape, at: span)
    }
  }

  /// Makes an operation whose operands are known to fit: equal shapes, or scalars.
  private mutating func apply(
    _ operation: Operation, _ a: ResolvedID, _ b: ResolvedID? = nil, _ c: ResolvedID? = nil,
    isCondition: Bool = false, at span: SourceSpan
  ) -> ResolvedID {
    let shape = [a, b, c].compactMap { $0 }.map { resolved[$0].shape }.max { $0.count < $1.count } ?? []
    return add(.apply(operation, a, b, c), shape: shape, isCondition: isCondition, at: span)
  }

  private mutating func nested(
    _ kind: Reduction, _ axes: [AxisID], _ body: ResolvedID, at span: SourceSpan
  ) -> ResolvedID {
    axes.reversed().reduce(body) { inner, axis in
      add(.reduce(kind, axis, body: inner), shape: resolved[inner].shape, at: span)
    }
  }

  private mutating func mean(_ axes: [AxisID], _ body: ResolvedID, at span: SourceSpan) -> ResolvedID {
    let total = add(.sum(axes, body: body), shape: resolved[body].shape, at: span)
    return apply(.divide, total, count(axes, at: span), at: span)
  }

  /// Returns the number of points that indices run over: a product of extents, or a count of them in a triangle.
  private mutating func count(_ axes: [AxisID], at span: SourceSpan) -> ResolvedID {
    var product = IndexExpression(1)
    for axis in axes {
      let bounds = program[axis]
      var named: [AxisID] = []
      program.collectAxes(of: bounds.lower, into: &named)
      program.collectAxes(of: bounds.upper, into: &named)
      if named.contains(where: axes.contains) { return add(.sum(axes, body: constant(1, at: span)), at: span) }
      product = product * (program[bounds.upper] - program[bounds.lower])
    }
    return add(.number(program.index(product)), at: span)
  }

  /// Returns the extent of an index whose range makes an axis of an array; a range that depends on another doesn't.
  private mutating func plainExtent(of axis: AxisID, at span: SourceSpan) -> IndexID? {
    let bounds = program[axis]
    let extent = program.index(program[bounds.upper] - program[bounds.lower])
    var named: [AxisID] = []
    program.collectAxes(of: extent, into: &named)
    guard named.isEmpty else {
      report(.raggedExtent(extentText(extent), at: span))
      return nil
    }
    return extent
  }

  mutating func comprehension(_ axes: [AxisID], _ body: ResolvedID, at span: SourceSpan) -> ResolvedID {
    var shape: [IndexID] = []
    for axis in axes {
      guard let extent = plainExtent(of: axis, at: span) else { return failure(at: span) }
      shape.append(extent)
    }
    let node = resolved[body]
    return add(
      .comprehension(axes, body: body), shape: shape + node.shape, isCondition: node.isCondition, at: span)
  }

  // MARK: Whole arrays

  /// Makes an index over a whole axis, named by where the axis stands.
  mutating func wholeAxis(_ extent: IndexID, position: Int) -> AxisID {
    let name = axisNames[position % axisNames.count]
    return program.addAxis(Axis(name: name, lower: program.index(0), upper: extent))
  }

  /// Makes a reduction over one axis of an array, or over all where `axis` is nil.
  mutating func wholeReduction(_ name: String, _ array: ResolvedID, axis: Int?, at span: SourceSpan) -> ResolvedID {
    let shape = resolved[array].shape
    if axis == nil, shape.isEmpty {
      report(.scalarReduction(name, at: span, isUndeclared: !declaresNames))
      return failure(at: span)
    }
    if axis == nil, shape.count > 1, ["argmax", "argmin", "softmax"].contains(name) {
      report(.axisNeeded(name, shapeText(shape), at: span))
      return failure(at: span)
    }
    let reduced = axis.map { [$0] } ?? Array(shape.indices)
    var axes: [AxisID] = []
    var list: [ResolvedSubscript] = []
    var rest: [IndexID] = []
    for (position, extent) in shape.enumerated() {
      if reduced.contains(position) {
        let axis = wholeAxis(extent, position: position)
        axes.append(axis)
        list.append(.at(program.index(axis)))
      } else {
        list.append(.all)
        rest.append(extent)
      }
    }
    let body = element(array, list, shape: rest, at: span)
    let result = reduction(name, over: axes, body, softmaxPosition: axis ?? 0, at: span)
    guard name == "softmax", !isFailed(result), let axis, axis > 0 else { return result }
    // A softmax keeps its axis where it was.
    var order = Array(1..<shape.count)
    order.insert(0, at: axis)
    return permuted(result, order, at: span)
  }

  /// Makes `a @ b` as in NumPy: the last axis of one with the last but one of the other, the axes before them broadcast.
  mutating func matrixProduct(_ a: ResolvedID, _ b: ResolvedID, at span: SourceSpan) -> ResolvedID {
    guard checkReal([a, b], of: "@", at: span) else { return failure(at: span) }
    let (left, right) = (resolved[a].shape, resolved[b].shape)
    guard let inner = left.last, !right.isEmpty,
      isSameExtent(inner, right[max(right.count - 2, 0)])
    else {
      report(
        .matrixProductShapes(
          (shapeText(left), resolved[a].span), (shapeText(right), resolved[b].span), at: span))
      return failure(at: span)
    }
    let leftBatch = Array(left.dropLast(2))
    let rightBatch = Array(right.dropLast(2))
    var batch: [IndexID] = []
    for position in (1...(max(leftBatch.count, rightBatch.count) + 1)).dropLast().reversed() {
      let x = leftBatch.count >= position ? leftBatch[leftBatch.count - position] : nil
      let y = rightBatch.count >= position ? rightBatch[rightBatch.count - position] : nil
      if let x, let y, !isSameExtent(x, y), !isOne(x), !isOne(y) {
        report(
          .matrixProductShapes(
            (shapeText(left), resolved[a].span), (shapeText(right), resolved[b].span), at: span))
        return failure(at: span)
      }
      batch.append(x.map { x in isOne(x) ? y ?? x : x } ?? y ?? program.index(1))
    }
    var axes = batch.enumerated().map { wholeAxis($1, position: $0) }
    let row = left.count >= 2 ? wholeAxis(left[left.count - 2], position: batch.count) : nil
    let shared = wholeAxis(inner, position: batch.count + 1)
    let column = right.count >= 2 ? wholeAxis(right[right.count - 1], position: batch.count + 2) : nil
    func places(_ extents: [IndexID], _ last: [AxisID?]) -> [ResolvedSubscript] {
      let own = axes.suffix(extents.count)
      let batchPlaces = zip(extents, own).map { extent, axis in
        ResolvedSubscript.at(isOne(extent) ? program.index(0) : program.index(axis))
      }
      return batchPlaces + last.compactMap { $0 }.map { .at(program.index($0)) }
    }
    let x = element(a, places(leftBatch, [row, shared]), shape: [], at: resolved[a].span)
    let y = element(b, places(rightBatch, [shared, column]), shape: [], at: resolved[b].span)
    axes += [row, column].compactMap { $0 }
    let sum = add(.sum([shared], body: apply(.multiply, x, y, at: span)), at: span)
    return axes.isEmpty ? sum : comprehension(axes, sum, at: span)
  }
}
