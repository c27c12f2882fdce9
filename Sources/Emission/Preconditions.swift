import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// What the functions take for granted, and text that checks it: the ranges of integer data, extents, subscripts and clauses.
///
/// The interpreter reports the same faults as it runs. Reads under conditions on real numbers are left to the caller, and so
/// are clauses whose subscripts hang on data. Complexity: linear in the program; the text's is that of the loops it checks.
struct Preconditions {
  /// One thing that is taken for granted.
  struct Item: Hashable, Sendable {
    var message: String
    var lines: [String]
  }

  private(set) var items: [Item] = []
  private(set) var features = BodyWriter.Features()
  private(set) var isUsed: [Bool] = []
  /// The tables of integers that the text reads.
  private(set) var constants: [(array: ArrayID, name: String)] = []
  private let program: Program
  /// The axes that walk every element of an input, and of an array that clauses give.
  private var elements: [ArrayID: (axes: [AxisID], subscripts: SubscriptsID)] = [:]
  private var coverageAxes: [String: [AxisID]] = [:]
  private let source: SourceText?
  private let interface: PublicInterface
  private var writer: BodyWriter
  private let fail: (Int, String) -> [String]

  /// Finds what is to be checked; `fail` gives the lines that report a failure by number and message.
  init(
    _ request: EmissionRequest, interface: PublicInterface, target: any TargetLanguage, constantPrefix: String,
    fail: @escaping (Int, String) -> [String]
  ) {
    var program = request.checked ?? request.value.program
    let zero = program.index(0)
    func axes(_ program: inout Program, over extents: [IndexID]) -> [AxisID] {
      extents.map { program.addAxis(Axis(name: "i", lower: zero, upper: $0)) }
    }
    for argument in interface.inputs {
      let made = axes(&program, over: program[argument.array].shape)
      elements[argument.array] = (made, program.subscripts(made))
    }
    for check in program.checks {
      guard case .coverage(let coverage) = check else { continue }
      coverageAxes[coverage.name] = axes(
        &program, over: Array(coverage.shape.prefix(coverage.clauses[0].subscripts.count)))
    }
    self.program = program
    source = request.source
    self.interface = interface
    self.fail = fail
    var empty = program
    empty.statements = []
    empty.outputs = []
    var loops = Scheduler.schedule(empty)
    var names = interface.names
    var access: [ArrayAccess] = []
    for number in program.arrays.indices {
      let array = ArrayID(number)
      let declaration = program.arrays[number]
      var name = names.fresh(constantPrefix + declaration.name)
      var place = ArrayPlace.argument
      if let known = (interface.inputs + interface.parameters).first(where: { $0.array == array }) { name = known.name }
      if case .constant = declaration.role { place = .constant }
      if number < loops.storage.count {
        loops.storage[number] = ArrayStorage(place: place, keptAxes: Array(0..<declaration.rank))
      }
      access.append(
        ArrayAccess(name: name, cell: declaration.isInteger ? .integer : .real, isScalar: declaration.rank == 0))
    }
    writer = BodyWriter(
      loops, target: target, access: access, dims: interface.dims.map { Fragment($0) }, names: names, source: nil,
      depth: 1)
    if request.checked != nil {
      addBounds()
      addExtents()
      addChecks()
      addSubscripts()
    }
    features = writer.features
    isUsed = writer.isUsed
    constants = features.constants.sorted().map { ($0, access[Int($0.raw)].name) }
  }

  private func text(_ extent: IndexExpression) -> String { ExtentText.text(extent, dims: interface.dims, in: program) }

  private func place(_ span: SourceSpan?) -> String {
    guard let span, let source else { return "" }
    return "line \(source.location(of: Int(span.start)).line): "
  }

  /// Adds an item whose lines `body` writes; it gets the lines that report a failure.
  private mutating func add(_ message: String, _ body: (inout BodyWriter, [String]) -> Void) {
    let message = CommentText.line(message)
    // What is said already is checked under the same number, in more places.
    let known = items.firstIndex { $0.message == message }
    writer.lines = []
    body(&writer, fail((known ?? items.count) + 1, message))
    if let known {
      if !items[known].lines.elementsEqual(writer.lines) { items[known].lines += writer.lines }
    } else {
      items.append(Item(message: message, lines: writer.lines))
    }
    writer.lines = []
  }

  /// Whether an integer expression rests on nothing but dims, axes and integer data that are given.
  private func isKnown(_ index: IndexID) -> Bool {
    var pending = [index]
    while let next = pending.popLast() {
      for atom in program[next].atoms {
        switch atom {
        case .dim, .axis: break
        case .element(let array, let subscripts):
          switch program[array].role {
          case .input, .parameter, .constant: pending += program[subscripts]
          case .local, .adjoint, .tangent: return false
          }
        case .quotient(let a, let b), .remainder(let a, let b):
          guard (program[b].constant ?? 0) > 0 else { return false }
          pending += [a, b]
        }
      }
    }
    return true
  }

  // MARK: Items

  private mutating func addBounds() {
    for argument in interface.inputs {
      guard case .integer(let bound?) = program[argument.array].element, isKnown(bound),
        let (axes, subscripts) = elements[argument.array],
        !program[argument.array].shape.contains(where: { program[$0].constant == 0 })
      else { continue }
      let limit = program[bound]
      add("\(argument.original) holds integers in 0..<\(text(limit))") { writer, failure in
        writer.walk(axes, isReversed: false) { writer in
          let element = writer.integerElement(argument.array, subscripts, as: .position)
          let most = writer.integer(limit, as: .position)
          Self.write(["\(element.held(.sum)) < 0 || \(element.held(.sum)) >= \(most.held(.sum))"], failure, &writer)
        }
      }
    }
  }

  private mutating func addExtents() {
    for declaration in program.arrays where declaration.isNamed {
      for (position, extent) in declaration.shape.enumerated()
      where program[extent].terms.contains(where: { $0.coefficient < 0 }) {
        guard isKnown(extent), program.fixedValue(of: program[extent]) == nil else { continue }
        let value = program[extent]
        add("axis \(position + 1) of \(declaration.name), which has the extent \(text(value)), is not negative") {
          writer, failure in
          Self.write(["\(writer.integer(value, as: .position).held(.sum)) < 0"], failure, &writer)
        }
      }
    }
  }

  private mutating func addChecks() {
    for check in program.checks {
      switch check {
      case .coverage(let coverage): addCoverage(coverage)
      case .precedence(let precedence): addPrecedence(precedence)
      }
    }
  }

  /// Counts, for every element, the clauses that give it; a clause is looked at where each of its subscripts is a known
  /// number, or an axis and a shift.
  private mutating func addCoverage(_ coverage: Coverage) {
    let extents = coverage.shape.prefix(coverage.clauses[0].subscripts.count)
    let program = program
    guard extents.allSatisfy(isKnown), coverage.clauses.allSatisfy({ isInvertible($0) }),
      let own = coverageAxes[coverage.name]
    else { return }
    add(Self.coverageMessage(coverage.name)) { writer, failure in
      // What a clause gives beyond the array is found by its own loops.
      for clause in coverage.clauses {
        writer.walk(clause.axes, isReversed: false) { writer in
          let conditions = zip(clause.subscripts, extents).map { Self.outside($0, $1, &writer) }
          Self.write(conditions, failure, &writer)
        }
      }
      writer.walk(own, isReversed: false) { writer in
        let count = writer.scopedName("clauses")
        writer.write(writer.target.variable(count, .position, "0"))
        for clause in coverage.clauses {
          var conditions: [String] = []
          for (index, element) in zip(clause.subscripts, own) {
            let here = writer.integer(IndexExpression(.axis(element)), as: .position)
            guard let axis = Self.inverted(program[index], before: clause, program, writer.axes) else {
              conditions.append(Fragment.infix("==", here, writer.integer(program[index], as: .position)).text)
              continue
            }
            let shift = program[index] - IndexExpression(.axis(axis))
            let value = Fragment.infix("-", here, writer.integer(shift, as: .position))
            writer.axes[axis] = Fragment(shift.constant == 0 ? here.text : "(\(value.text))")
            writer.signedAxes.insert(axis)
            let lower = writer.integer(program[program[axis].lower], as: .position)
            let upper = writer.integer(program[program[axis].upper], as: .position)
            let found = writer.axes[axis] ?? here
            conditions.append("\(found.held(.sum)) >= \(lower.held(.sum))")
            conditions.append("\(found.held(.sum)) < \(upper.held(.sum))")
          }
          for axis in clause.axes {
            writer.axes[axis] = nil
            writer.signedAxes.remove(axis)
          }
          let condition = conditions.isEmpty ? "" : conditions.joined(separator: " && ")
          if condition.isEmpty {
            writer.write("\(count) += 1\(writer.target.end)")
          } else {
            writer.write(under: condition, ["\(count) += 1\(writer.target.end)"])
          }
        }
        Self.write(["\(count) != 1"], failure, &writer)
      }
    }
  }

  private func isInvertible(_ clause: Coverage.Clause) -> Bool {
    var bound: [AxisID: Fragment] = [:]
    for index in clause.subscripts {
      guard isKnown(index) else { return false }
      if let axis = Self.inverted(program[index], before: clause, program, bound) {
        var named: [AxisID] = []
        program.collectAxes(of: program[axis].lower, into: &named)
        program.collectAxes(of: program[axis].upper, into: &named)
        guard named.allSatisfy({ bound[$0] != nil }), isKnown(program[axis].lower), isKnown(program[axis].upper) else {
          return false
        }
        bound[axis] = Fragment("")
      } else {
        var named: [AxisID] = []
        program.collectAxes(of: index, into: &named)
        guard named.allSatisfy({ bound[$0] != nil }) else { return false }
      }
    }
    return clause.axes.allSatisfy { bound[$0] != nil }
  }

  /// Returns the axis whose value a subscript shows.
  private static func inverted(
    _ index: IndexExpression, before clause: Coverage.Clause, _ program: Program, _ known: [AxisID: Fragment]
  ) -> AxisID? {
    for case .axis(let axis) in index.atoms where known[axis] == nil && clause.axes.contains(axis) {
      guard let (slope, _) = index.linear(in: axis), slope.constant == 1, index.divisor == 1 else { return nil }
      return axis
    }
    return nil
  }

  private mutating func addPrecedence(_ precedence: Precedence) {
    guard isKnown(precedence.read) else { return }
    let conditions = precedence.conditions.filter { isIndexOnly($0.expression) }
    var named = [precedence.axis]
    program.collectAxes(of: precedence.read, into: &named)
    for condition in conditions {
      named += program.axes(of: condition.expression).filter { !named.contains($0) }
    }
    let axes = closed(named)
    let symbol = precedence.isReversed ? "<=" : ">="
    let name = program[precedence.array].name
    add("\(place(precedence.span))\(name) reads only elements that are given before") { writer, failure in
      writer.walk(axes, isReversed: false) { writer in
        let read = writer.integer(precedence.read, as: .position)
        let given = writer.integer(IndexExpression(.axis(precedence.axis)), as: .position)
        var texts: [String] = []
        for condition in conditions {
          let text = writer.fragment(condition.expression, .condition)
          texts.append(condition.holds ? text.held(.primary) : "!" + text.held(.primary))
        }
        texts.append("\(read.held(.sum)) \(symbol) \(given.held(.sum))")
        Self.write([texts.joined(separator: " && ")], failure, &writer)
      }
    }
  }

  /// Returns axes with those that their bounds name, outermost first.
  private func closed(_ axes: [AxisID]) -> [AxisID] {
    var named = axes
    var position = 0
    while position < named.count {
      program.collectAxes(of: program[named[position]].lower, into: &named)
      program.collectAxes(of: program[named[position]].upper, into: &named)
      position += 1
    }
    return Set(named).sorted()
  }

  /// Whether a condition hangs on dims, axes and given integers alone.
  private func isIndexOnly(_ root: ExpressionID) -> Bool {
    var pending = [root]
    while let node = pending.popLast() {
      switch program[node] {
      case .constant: break
      case .index(let index): if !isKnown(index) { return false }
      case .read: return false
      case .operation(_, let a, let b, let c): pending += [a, b, c].filter { $0 != .none }
      }
    }
    return true
  }

  private mutating func addSubscripts() {
    for assignment in program.assignments {
      // What the text does not have was placed by the tool itself.
      let isOwn = program[assignment.target].isNamed && program[assignment.target].span == nil
      var pending: [(node: ExpressionID, conditions: [Precedence.Condition])] = [(assignment.body, [])]
      var seen: Set<ExpressionID> = []
      if !isOwn, !isCovered(assignment.target) { addTarget(of: assignment) }
      while let (node, conditions) = pending.popLast() {
        guard !conditions.isEmpty || seen.insert(node).inserted else { continue }
        switch program[node] {
        case .constant: break
        case .index(let index): addGathers(of: index, conditions, assignment)
        case .read(let array, let subscripts): addRead(array, subscripts, conditions, assignment)
        case .operation(let operation, let a, let b, let c):
          guard operation.row.notation == .conditional else {
            for operand in [a, b, c] where operand != .none { pending.append((operand, conditions)) }
            continue
          }
          pending.append((a, conditions))
          // Nothing can be said beforehand of what hangs on real numbers; nor is much said of deep nests.
          guard isIndexOnly(a), conditions.count < 4 else { continue }
          pending.append((b, conditions + [Precedence.Condition(a, holds: true)]))
          pending.append((c, conditions + [Precedence.Condition(a, holds: false)]))
        }
      }
    }
  }

  /// Checks the element that is given, where the condition of a contribution says that there is one.
  private mutating func addTarget(of assignment: Assignment) {
    guard let mask = program.mask(of: assignment) else {
      return addRead(assignment.target, assignment.subscripts, [], assignment)
    }
    guard isIndexOnly(mask.condition) else { return }
    addRead(
      assignment.target, assignment.subscripts, [Precedence.Condition(mask.condition, holds: true)], assignment)
  }

  /// Whether the clauses of an array are counted, which finds what they give beyond it.
  private func isCovered(_ array: ArrayID) -> Bool {
    items.contains { $0.message == Self.coverageMessage(program[array].name) }
  }

  private static func coverageMessage(_ name: String) -> String {
    CommentText.line("the clauses of \(name) give each element once")
  }

  private mutating func addGathers(
    of index: IndexID, _ conditions: [Precedence.Condition], _ assignment: Assignment
  ) {
    for atom in program[index].atoms {
      if case .element(let array, let subscripts) = atom { addRead(array, subscripts, conditions, assignment) }
    }
  }

  private mutating func addRead(
    _ array: ArrayID, _ subscripts: SubscriptsID, _ conditions: [Precedence.Condition], _ assignment: Assignment
  ) {
    let program = program
    guard subscripts != .none, items.count < Self.mostItems else { return }
    for index in program[subscripts] { addGathers(of: index, conditions, assignment) }
    guard !RangeProof.holds(ElementReference(array: array, subscripts: subscripts), in: program),
      program[subscripts].allSatisfy(isKnown), program[array].shape.allSatisfy(isKnown)
    else { return }
    var named: [AxisID] = []
    for index in program[subscripts] { program.collectAxes(of: index, into: &named) }
    for condition in conditions {
      named += program.axes(of: condition.expression).filter { !named.contains($0) }
    }
    // A domain without points reads nothing, whichever axis of it is empty.
    let others = assignment.domain.filter { !named.contains($0) && isBounding($0) }
    let independent = others.filter { axis in
      var bounds: [AxisID] = []
      program.collectAxes(of: program[axis].lower, into: &bounds)
      program.collectAxes(of: program[axis].upper, into: &bounds)
      return bounds.isEmpty && isKnown(program[axis].lower) && isKnown(program[axis].upper)
    }
    let axes = closed(named + others.filter { !independent.contains($0) })
    guard axes.allSatisfy({ isKnown(program[$0].lower) && isKnown(program[$0].upper) }) else { return }
    let what = program[array].isNamed ? program[array].name : "an intermediate array"
    add("\(place(assignment.span))the subscripts of \(what) are within its extents") { writer, failure in
      let walked = independent.filter { !axes.contains($0) }.map { axis -> String in
        let lower = writer.integer(program[axis].lower, as: .position)
        return Fragment.infix("<", lower, writer.integer(program[axis].upper, as: .position)).text
      }
      if !walked.isEmpty { writer.open([writer.target.opening(if: walked.joined(separator: " && "))]) }
      defer { if !walked.isEmpty { writer.close() } }
      writer.walk(axes, isReversed: false) { writer in
        let conditionTexts = conditions.map { condition -> String in
          let text = writer.fragment(condition.expression, .condition)
          return condition.holds ? text.held(.primary) : "!" + text.held(.primary)
        }
        let faults = zip(program[subscripts], program[array].shape).map { Self.outside($0, $1, &writer) }
        if conditionTexts.isEmpty {
          Self.write(faults, failure, &writer)
        } else {
          writer.open([writer.target.opening(if: conditionTexts.joined(separator: " && "))])
          Self.write(faults, failure, &writer)
          writer.close()
        }
      }
    }
  }

  /// Whether an axis may be empty, so that its walk decides whether anything is read at all.
  private func isBounding(_ axis: AxisID) -> Bool {
    let count = program[program[axis].upper] - program[program[axis].lower]
    return (program.fixedValue(of: count) ?? 0) < 1
  }

  /// The most things that are checked.
  private static let mostItems = 200

  /// Returns the condition under which a subscript is outside an extent.
  private static func outside(_ index: IndexID, _ extent: IndexID, _ writer: inout BodyWriter) -> String {
    let value = writer.integer(index, as: .position)
    let limit = writer.integer(extent, as: .position)
    let isAbove = "\(value.held(.sum)) >= \(limit.held(.sum))"
    return (writer.program[index].constant ?? -1) >= 0 ? isAbove : "\(value.held(.sum)) < 0 || \(isAbove)"
  }

  private static func write(_ conditions: [String], _ failure: [String], _ writer: inout BodyWriter) {
    for condition in conditions { writer.write(under: condition, failure) }
  }
}
