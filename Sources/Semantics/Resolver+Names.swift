import Diagnostics
import FlatProgram
import Operations
import Syntax

/// Names in values, and the indices that binders open.
extension Analyzer {
  mutating func resolveName(_ symbol: SymbolID, at span: SourceSpan) {
    if let entry = entry(symbol) { return values.append(value(of: entry.binding, at: span)) }
    let name = text(symbol)
    if let constant = NamedConstant(rawValue: name) { return values.append(self.constant(constant.value, at: span)) }
    if !declaresNames, activeFunctions.isEmpty, definedLater[symbol] == nil, functions[symbol] == nil {
      let id = program.addArray(
        ArrayDeclaration(name: name, shape: [], role: .parameter, span: span, isNamed: true))
      environment.bindInFile(symbol, .array(id, integer: nil), at: span)
      return values.append(add(.array(id), at: span))
    }
    reportUnknown(symbol, at: span)
    values.append(failure(at: span))
  }

  /// Returns what a name's meaning is as a value.
  private mutating func value(of binding: Binding, at span: SourceSpan) -> ResolvedID {
    switch binding {
    case .extent(let index): return add(.number(index), integer: index, at: span)
    case .axis(let axis):
      let index = program.index(axis)
      return add(.number(index), integer: index, at: span)
    case .array(let id, let integer): return add(.array(id), shape: program[id].shape, integer: integer, at: span)
    case .value(let id): return id
    case .failed: return failure(at: span)
    }
  }

  /// Says that a name has no meaning here, and why that may be.
  mutating func reportUnknown(_ symbol: SymbolID, at span: SourceSpan) {
    let name = text(symbol)
    if symbol == currentDefinition, activeFunctions.isEmpty {
      report(.circularDefinition([name], at: span))
      return
    }
    if let definition = definedLater[symbol], activeFunctions.isEmpty {
      report(.definedLater(name, at: span, definition: definition))
    } else if !activeFunctions.isEmpty, environment.anyEntry(symbol)?.frame == 0 {
      report(.invisibleInFunction(name, in: text(activeFunctions[activeFunctions.count - 1]), at: span))
    } else if functions[symbol] != nil || isBuiltIn(name) {
      report(.functionNotCalled(name, at: span))
    } else {
      let visible = environment.visibleSymbols(visibleInFunctions: isVisibleInFunctions).map { text($0) }
      report(.unknownName(name, at: span, near: nearestName(to: name, among: visible), isExtent: isInShape))
    }
    // One fault, one error: the next use of the name stays silent.
    if environment.anyEntry(symbol) == nil { environment.bindInFile(symbol, .failed, at: span) }
  }

  // MARK: Indices

  /// Opens an index: it has a meaning until its scope is left.
  mutating func open(_ binder: Binder) {
    var bounds: (IndexID, IndexID)?
    var isFailed = false
    if let range = binder.range {
      let ends = popValues(2)
      let lower = integer(of: resolved[ends[0]], at: tree.span(of: range.lower))
      let upper = integer(of: resolved[ends[1]], at: tree.span(of: range.upper))
      if let lower, let upper {
        bounds = (lower, range.isClosed ? program.index(program[upper] + IndexExpression(1)) : upper)
      } else {
        isFailed = true
      }
    }
    let name = binder.name
    if let known = entry(name.symbol), !isFailed {
      if case .failed = known.binding {
      } else {
        report(.shadowedName(text(name.symbol), at: name.span, first: known.span))
      }
    }
    let zero = program.index(0)
    let axis = program.addAxis(
      Axis(name: text(name.symbol), lower: bounds?.0 ?? zero, upper: bounds?.1 ?? zero))
    axisStates[axis] = AxisState(isExplicit: binder.range != nil, extent: nil, use: nil, name: name)
    openAxes.append(axis)
    environment.bind(name.symbol, isFailed ? .failed : .axis(axis), at: name.span)
  }

  /// Closes the innermost indices; nil where the range of one is not known, which is reported.
  mutating func closeAxes(_ count: Int, scope: Int) -> [AxisID]? {
    let axes = Array(openAxes.suffix(count))
    openAxes.removeLast(axes.count)
    environment.leaveScope(scope)
    var areKnown = true
    for axis in axes {
      guard let state = axisStates.removeValue(forKey: axis) else { continue }
      if state.isExplicit { continue }
      if let extent = state.extent {
        program.setBounds(of: axis, from: program.index(0), to: extent)
      } else {
        areKnown = false
        // A faulty body may have kept the uses from being seen.
        if !diagnostics.contains(where: { $0.severity == .error }) {
          report(.unknownRange(text(state.name.symbol), at: state.name.span))
        }
      }
    }
    return areKnown ? axes : nil
  }

  /// Notes that an index is used as a plain subscript of an axis, and checks that its uses agree.
  mutating func use(_ axis: AxisID, extent: IndexID, of array: String, position: Int, at span: SourceSpan) -> Bool {
    guard var state = axisStates[axis] else { return true }
    if state.isExplicit { return true }
    guard let known = state.extent, let first = state.use else {
      state.extent = extent
      state.use = span
      axisStates[axis] = state
      program.setBounds(of: axis, from: program.index(0), to: extent)
      return true
    }
    if isSameExtent(known, extent) { return true }
    report(
      .indexRangesDiffer(
        text(state.name.symbol), extentText(extent), at: span, other: extentText(known), first: first))
    return false
  }
}
