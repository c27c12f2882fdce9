import Operations

extension ProgramPrinter {
  /// Returns the dims, the inputs, the parameters and the constants that are used.
  package static func declarations(of program: Program) -> String {
    var printer = ProgramPrinter(program)
    printer.writeDeclarations()
    return printer.text
  }

  /// Returns statements of a program; arrays that stand on a left side in them count as introduced from then on.
  package static func text(of steps: ArraySlice<Step>, in program: Program, introduced: inout Set<ArrayID>) -> String {
    var printer = ProgramPrinter(program)
    printer.introduced = introduced
    printer.writeZeros(before: steps)
    printer.writeSteps(steps, depth: 0)
    introduced = printer.introduced
    return printer.text
  }

  /// Writes the statements, each pass under its heading where there is more than the forward pass.
  mutating func writeStatements() {
    let steps = program.steps
    let hasPasses = steps.contains { $0.pass != nil && $0.pass != .forward }
    var pass: Pass?
    var position = 0
    while position < steps.count {
      let end = Self.end(of: steps, from: position)
      let group = steps[position..<end]
      if let own = group.lazy.compactMap(\.pass).first, pass == nil || (hasPasses && own != pass) {
        if !text.isEmpty { text += "\n" }
        if hasPasses { text += "# \(own)\n" }
        pass = own
      }
      writeZeros(before: group)
      writeSteps(group, depth: 0)
      position = end
    }
    for output in program.outputs where !introduced.contains(output) { writeZero(output) }
  }

  /// Returns where the statement ends that begins at a position.
  private static func end(of steps: [Step], from start: Int) -> Int {
    var (position, depth) = (start, 0)
    repeat {
      switch steps[position] {
      case .enter: depth += 1
      case .leave: depth -= 1
      case .assignment: break
      }
      position += 1
    } while depth > 0 && position < steps.count
    return position
  }

  /// Writes steps, each on a line of its own, what stands in a sequence further in.
  mutating func writeSteps(_ steps: ArraySlice<Step>, depth: Int) {
    var open: [AxisID] = []
    for step in steps {
      if case .leave = step, let axis = open.popLast() { leave(axis) }
      text += String(repeating: "  ", count: depth + open.count)
      switch step {
      case .enter(let axis, let isReversed):
        enter(axis)
        text += "for " + spelling(of: axis) + (isReversed ? " in reversed " : " in ")
        writeRange(of: axis)
        text += " {"
        open.append(axis)
      case .assignment(let assignment): write(assignment)
      case .leave: text += "}"
      }
      text += "\n"
    }
  }

  // MARK: Zeros

  /// Writes `g[i in 0..<N] = 0` for arrays that a statement begins to add to without showing their shape.
  private mutating func writeZeros(before steps: ArraySlice<Step>) {
    for step in steps {
      guard case .assignment(let assignment) = step, !introduced.contains(assignment.target) else { continue }
      if assignment.combination == .add {
        if steps.count > 1 || !showsShape(assignment) { writeZero(assignment.target) }
      } else if steps.count > 1 || !showsShape(assignment) {
        writeLocal(assignment.target)
      }
    }
  }

  /// Writes `local h: [T + 1, K]` for an array whose first statement gives only a part of it.
  private mutating func writeLocal(_ array: ArrayID) {
    introduced.insert(array)
    text += "local "
    text += declared(program[array])
    text += "\n"
  }

  private func showsShape(_ assignment: Assignment) -> Bool {
    let shape = program[assignment.target].shape
    let list = program[assignment.subscripts]
    guard shape.count == list.count else { return false }
    var seen: Set<AxisID> = []
    for (extent, index) in zip(shape, list) {
      guard let axis = program[index].axis, seen.insert(axis).inserted, assignment.domain.contains(axis),
        program[program[axis].lower].constant == 0, program[axis].upper == extent
      else { return false }
    }
    return true
  }

  private mutating func writeZero(_ array: ArrayID) {
    let declaration = program[array]
    introduced.insert(array)
    text += declaration.name
    var used = axesInScope
    for (position, extent) in declaration.shape.enumerated() {
      let letters = ["i", "j", "k", "l"]
      let name = freeName(position < letters.count ? letters[position] : "i\(position)", besides: used)
      used.insert(name)
      text += (position == 0 ? "[" : ", ") + "\(name) in 0..<"
      write(.index(extent, Level.sum, isTight: true))
    }
    text += declaration.shape.isEmpty ? " = 0\n" : "] = 0\n"
  }

  // MARK: One assignment

  private mutating func write(_ assignment: Assignment) {
    for axis in assignment.domain { enter(axis) }
    let list = program[assignment.subscripts]
    let plain = plainPlaces(list, of: assignment.domain)
    let isReduced = assignment.domain.map { axis in
      assignment.combination.reduction != nil && !plain.mentioned.contains(axis)
    }
    let inferred = inferredAxes(of: assignment)

    text += program[assignment.target].name
    for (position, index) in list.enumerated() {
      text += position == 0 ? "[" : ", "
      write(.index(index, Level.sum, isTight: false))
      if assignment.combination != .add, let axis = plain.axes[position], !inferred.contains(axis) {
        text += " in "
        writeRange(of: axis)
      }
    }
    text += (list.isEmpty ? "" : "]") + (assignment.combination == .add ? " += " : " = ")

    let reduced = zip(assignment.domain, isReduced).filter(\.1).map(\.0)
    if let reduction = assignment.combination.reduction, !reduced.isEmpty {
      text += reduction + "("
      writeBinders(reduced, withRange: reduced.filter { !inferred.contains($0) })
      text += ": "
      write(.expression(assignment.body, Level.conditional))
      text += ")"
    } else {
      write(.expression(assignment.body, Level.conditional))
    }

    let onLeft = assignment.combination == .add ? [] : plain.axes.compactMap { $0 }
    let ranged = zip(assignment.domain, isReduced)
      .filter { axis, isReduced in !isReduced && !onLeft.contains(axis) && !inferred.contains(axis) }.map(\.0)
    if !ranged.isEmpty {
      text += " for "
      writeBinders(withOuter(ranged, in: assignment.domain), withRange: ranged)
    }
    introduced.insert(assignment.target)
    for axis in assignment.domain.reversed() { leave(axis) }
  }

  /// The subscripts that are one axis of the domain each, mentioned nowhere else in the list, by position.
  private mutating func plainPlaces(
    _ list: [IndexID], of domain: [AxisID]
  ) -> (axes: [AxisID?], mentioned: Set<AxisID>) {
    var counts: [AxisID: Int] = [:]
    for index in list {
      traversal.atoms(of: [index], in: program) { atom in
        if case .axis(let axis) = atom { counts[axis, default: 0] += 1 }
      }
    }
    let axes = list.map { index -> AxisID? in
      guard let axis = program[index].axis, counts[axis] == 1, domain.contains(axis) else { return nil }
      return axis
    }
    return (axes, Set(counts.keys))
  }

  /// The axes whose range a reader finds in the extents at which they stand alone as a subscript.
  private mutating func inferredAxes(of assignment: Assignment) -> Set<AxisID> {
    var extents: [AxisID: IndexID?] = [:]
    let program = program
    func use(_ array: ArrayID, _ subscripts: SubscriptsID) {
      for (extent, index) in zip(program[array].shape, program[subscripts]) {
        guard let axis = program[index].axis else { continue }
        if let known = extents[axis], known != extent { extents[axis] = .some(nil) } else { extents[axis] = extent }
      }
    }
    let order = traversal.postorder([assignment.body], in: program)
    traversal.elements(of: order, in: program, use)
    traversal.atoms(of: program[assignment.subscripts], in: program) { atom in
      if case .element(let array, let subscripts) = atom { use(array, subscripts) }
    }
    if introduced.contains(assignment.target) {
      use(assignment.target, assignment.subscripts)
    }
    return Set(
      assignment.domain.filter { axis in
        guard let extent = extents[axis] ?? nil else { return false }
        return program[axis].upper == extent && program[program[axis].lower].constant == 0
      })
  }

  /// Returns some axes of a domain with the axes that their bounds name, outer first.
  private mutating func withOuter(_ axes: [AxisID], in domain: [AxisID]) -> [AxisID] {
    var wanted = Set(axes)
    for axis in domain.reversed() where wanted.contains(axis) {
      traversal.atoms(of: [program[axis].lower, program[axis].upper], in: program) { atom in
        if case .axis(let outer) = atom { wanted.insert(outer) }
      }
    }
    return domain.filter(wanted.contains)
  }

  private mutating func writeBinders(_ axes: [AxisID], withRange ranged: [AxisID]) {
    for (position, axis) in axes.enumerated() {
      text += (position == 0 ? "" : ", ") + spelling(of: axis)
      guard ranged.contains(axis) else { continue }
      text += " in "
      writeRange(of: axis)
    }
  }

  private mutating func writeRange(of axis: AxisID) {
    write(.index(program[axis].lower, Level.sum, isTight: true))
    text += "..<"
    write(.index(program[axis].upper, Level.sum, isTight: true))
  }

  // MARK: Names of axes

  private mutating func enter(_ axis: AxisID) {
    let name = freeName(program[axis].name, besides: axesInScope)
    axisNames[axis] = name
    axesInScope.insert(name)
  }

  private mutating func leave(_ axis: AxisID) {
    axesInScope.remove(spelling(of: axis))
    axisNames[axis] = nil
  }

  /// Returns a name that is no word, no array's or dim's, and none of those that are used.
  package mutating func freeName(_ base: String, besides used: Set<String>) -> String {
    var (name, number) = (base, 0)
    while Self.words.contains(name) || ownNames.contains(name) || used.contains(name) {
      number += 1
      name = "\(base)_\(number)"
    }
    return name
  }
}

extension Combination {
  /// The reduction of the language that it is.
  fileprivate var reduction: String? {
    switch self {
    case .assign, .add: nil
    case .maximum: "max"
    case .minimum: "min"
    case .argmax: "argmax"
    case .argmin: "argmin"
    }
  }
}

extension Step {
  fileprivate var pass: Pass? {
    if case .assignment(let assignment) = self { return assignment.pass }
    return nil
  }
}
