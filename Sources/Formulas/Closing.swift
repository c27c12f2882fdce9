import FlatProgram
import Operations

/// Finds closed formulas for the arrays of a program.
struct Closing {
  /// The longest formula of an array that is put into others, for a scalar and for an array.
  private static let (longestScalar, longestArray) = (100, 40)
  /// The longest formula of the derivative by a definition of the user's that is put into others.
  private static let longestAdjoint = 12

  /// What a name stands for in the text.
  struct Definition: Sendable {
    var array: ArrayID
    var axes: [AxisID]
    var formula: FormulaID
  }

  /// What is printed, from top to bottom.
  enum Item: Sendable {
    case definition(Definition)
    /// Statements that have no closed formula.
    case steps(ArraySlice<Step>)
  }

  private(set) var writer: FormulaWriter
  private(set) var items: [Item] = []
  /// Whether some statements have no closed formula.
  private(set) var hasSteps = false
  private let policy: FormulaPolicy
  private let steps: [Step]
  private let reads: [(position: Int, target: Int, array: Int)]
  private var info: [ArrayInfo]

  /// An assignment, and where it stands among the steps.
  private struct Write {
    var position: Int
    var assignment: Assignment
  }

  /// What is known of an array before formulas are made.
  private struct ArrayInfo {
    /// Where the array is given its values; empty for what is given.
    var writes: [Write] = []
    /// Whether its statements stay as they are.
    var isOpen = false
    /// Whether others name it in the text.
    var isKept = false
    /// Whether it is what exponents of a sum are taken relative to.
    var isShift = false
    /// Whether it is an output.
    var isPrinted = false
    /// Whether a statement of its own sums.
    var hasReduction = false
    /// Whether some formula reads it within a sum.
    var isUnderReduction = false
    /// How many statements read it.
    var readerCount = 0
    /// The axes of an element.
    var axes: [AxisID] = []
  }

  /// Finds the formulas of all that the outputs of a program need.
  init(_ program: Program, _ policy: FormulaPolicy) throws(FormulaTooLong) {
    self.policy = policy
    steps = program.steps
    reads = Self.reads(steps, in: program)
    writer = FormulaWriter(program)
    info = program.arrays.map { _ in ArrayInfo() }
    findOpen()
    var contributions: [Int: Contribution] = [:]
    for array in info.indices where !info[array].isOpen && !info[array].writes.isEmpty {
      place(ArrayID(array), &contributions)
    }
    choose(contributions)
    try write(contributions)
  }

  private var program: Program { writer.maker.program }

  // MARK: What has no closed formula

  /// Marks what recurrences give, integers, and what is read before it is complete.
  private mutating func findOpen() {
    var depth = 0
    for (position, step) in steps.enumerated() {
      switch step {
      case .enter: depth += 1
      case .leave: depth -= 1
      case .assignment(let assignment):
        let array = Int(assignment.target.raw)
        info[array].writes.append(Write(position: position, assignment: assignment))
        let isPosition = assignment.combination == .argmax || assignment.combination == .argmin
        if depth > 0 || isPosition || program[assignment.target].isInteger { info[array].isOpen = true }
        let isExtremum = assignment.combination == .maximum || assignment.combination == .minimum
        if isExtremum, info[array].writes.count > 1 { info[array].isOpen = true }
      }
    }
    for (position, target, array) in reads {
      if let last = info[array].writes.last, last.position >= position {
        info[array].isOpen = true
        info[target].isOpen = true
      }
    }
  }

  /// Returns every array that a statement reads: with the statement's position and its target.
  private static func reads(_ steps: [Step], in program: Program) -> [(position: Int, target: Int, array: Int)] {
    var traversal = Traversal()
    var reads: [(position: Int, target: Int, array: Int)] = []
    for (position, step) in steps.enumerated() {
      guard case .assignment(let assignment) = step else { continue }
      let target = Int(assignment.target.raw)
      let order = traversal.postorder([assignment.body], in: program)
      traversal.elements(of: order, in: program) { array, _ in reads.append((position, target, Int(array.raw))) }
      var indices = program[assignment.subscripts]
      for axis in assignment.domain { indices += [program[axis].lower, program[axis].upper] }
      traversal.atoms(of: indices, in: program) { atom in
        if case .element(let array, _) = atom { reads.append((position, target, Int(array.raw))) }
      }
    }
    return reads
  }

  // MARK: Places

  /// Solves the statements of an array for the subscripts of an element.
  private mutating func place(_ array: ArrayID, _ contributions: inout [Int: Contribution]) {
    let writes = info[Int(array.raw)].writes
    info[Int(array.raw)].axes = axes(of: array, writes)
    for write in writes {
      let assignment = write.assignment
      let contribution = Contribution(
        of: assignment, at: info[Int(array.raw)].axes, in: &writer.maker.program)
      contributions[write.position] = contribution
      if !contribution.walked.isEmpty { info[Int(array.raw)].hasReduction = true }
      let isExtremum = assignment.combination == .maximum || assignment.combination == .minimum
      let isGivenTwice = assignment.combination == .assign && !contribution.walked.isEmpty
      if (isExtremum && !contribution.guards.isEmpty) || isGivenTwice { info[Int(array.raw)].isOpen = true }
    }
  }

  /// Makes an axis for each subscript, called as in the statements.
  private mutating func axes(of array: ArrayID, _ writes: [Write]) -> [AxisID] {
    let shape = program[array].shape
    let letters = ["i", "j", "k", "l"]
    var axes: [AxisID] = []
    for (place, extent) in shape.enumerated() {
      var name = place < letters.count ? letters[place] : "i\(place)"
      for write in writes {
        if let axis = program[program[write.assignment.subscripts][place]].axis {
          name = program[axis].name
          break
        }
      }
      let zero = writer.maker.program.index(0)
      axes.append(writer.maker.program.addAxis(Axis(name: name, lower: zero, upper: extent)))
    }
    return axes
  }

  // MARK: Names

  /// Marks the numbers that are taken off exponents, which are seen again by their names.
  private mutating func findShifts() {
    for array in info.indices where info[array].writes.count == 1 && !info[array].isOpen {
      guard program.arrays[array].role == .local, !program.arrays[array].isNamed,
        case .operation(.select, _, let value, let otherwise) = program[info[array].writes[0].assignment.body],
        program[otherwise].number == 0, case .read(let largest, _) = program[value],
        let write = info[Int(largest.raw)].writes.first, write.assignment.combination == .maximum
      else { continue }
      info[array].isKept = true
      info[array].isShift = true
    }
  }

  /// Chooses what keeps its name: from the last statement to the first, since what reads an array decides.
  private mutating func choose(_ contributions: [Int: Contribution]) {
    for output in program.outputs {
      info[Int(output.raw)].isPrinted = true
      // A derivative that is asked for may also be a part of others, as it is written or as a name.
      if program[output].role == .local, policy == .named { info[Int(output.raw)].isKept = true }
    }
    var readers = [[(target: Int, isUnder: Bool)]](repeating: [], count: info.count)
    for (position, target, array) in reads {
      let isUnder = contributions[position].map { !$0.walked.isEmpty } ?? false
      readers[array].append((target, isUnder))
      info[array].readerCount += 1
    }
    findShifts()
    let isExpanded = policy != .named
    let order = info.indices.filter { !info[$0].writes.isEmpty }.sorted {
      info[$0].writes[0].position > info[$1].writes[0].position
    }
    for array in order {
      let declaration = program.arrays[array]
      if readers[array].contains(where: { info[$0.target].isOpen }) || info[array].isOpen || declaration.isInteger {
        info[array].isKept = true
      }
      if isExpanded { continue }
      if declaration.role == .local, declaration.isNamed { info[array].isKept = true }
      info[array].isUnderReduction = readers[array].contains { reader in
        reader.isUnder || (!info[reader.target].isKept && info[reader.target].isUnderReduction)
      }
      if info[array].hasReduction, info[array].isUnderReduction { info[array].isKept = true }
    }
  }

  /// Whether a formula is so long that its array keeps its name after all.
  private func isLong(_ formula: FormulaID, of array: Int) -> Bool {
    let declaration = program.arrays[array]
    let size = writer.maker.arena.facts(formula).size
    guard declaration.rank > 0 else { return size > Self.longestScalar }
    if case .adjoint(let primal) = declaration.role, program[primal].isNamed, info[array].isUnderReduction {
      return size > Self.longestAdjoint
    }
    return size > (info[array].readerCount > 1 ? Self.longestArray : Self.longestScalar)
  }

  // MARK: Formulas

  private mutating func write(_ contributions: [Int: Contribution]) throws(FormulaTooLong) {
    var definitions: [Int: Definition] = [:]
    let shifts = info.map(\.isShift)
    var traversal = Traversal()
    for (position, step) in steps.enumerated() {
      guard case .assignment(let assignment) = step else { continue }
      let array = Int(assignment.target.raw)
      if info[array].isOpen, assignment.pass == .forward {
        let expressions = traversal.postorder([assignment.body], in: program)
        writer.maker.arena.note(assignment.target, madeOf: expressions, in: program)
      }
      guard !info[array].isOpen, info[array].writes.last?.position == position else { continue }
      let simple = formula(of: array, contributions, isSimple: true)
      let isForward = isWritten(assignment, array)
      let asWritten = isForward ? formula(of: array, contributions, isSimple: false) : simple
      if isForward,
        let sum = writer.maker.shiftedSum(
          simple, asWritten, at: info[array].axes, isShift: { shifts[Int($0.raw)] })
      {
        writer.maker.shiftedSums[ArrayID(array)] = sum
        info[array].isKept = true
      }
      if case .expanded(let limit) = policy {
        let size = max(writer.maker.arena.facts(simple).size, writer.maker.arena.facts(asWritten).size)
        if size > limit { throw FormulaTooLong(name: program.arrays[array].name, limit: limit) }
      } else if isLong(simple, of: array) {
        info[array].isKept = true
      }
      if info[array].isKept || info[array].isPrinted {
        definitions[array] = Definition(array: ArrayID(array), axes: info[array].axes, formula: asWritten)
        writer.maker.arena.note(ArrayID(array), madeAs: simple, in: program)
      }
      if info[array].isKept { writer.maker.noteShare(simple, in: ArrayID(array), at: info[array].axes) }
      if info[array].isKept, program.arrays[array].rank == 0, case .reduction = writer.maker[simple] {
        writer.maker.namedSums[simple] = writer.maker.intern(.element(ArrayID(array), .none))
      }
      if !info[array].isKept {
        writer.meanings[array] = .formula(axes: info[array].axes, asWritten: asWritten, simple: simple)
      }
    }
    list(definitions)
  }

  /// Whether a statement is a part of the user's text, and no derivative.
  private func isWritten(_ assignment: Assignment, _ array: Int) -> Bool {
    let declaration = program.arrays[array]
    guard assignment.pass == .forward, declaration.role == .local else { return false }
    return declaration.isNamed || !info[array].isPrinted
  }

  /// Returns the formula of an element of an array.
  private mutating func formula(of array: Int, _ contributions: [Int: Contribution], isSimple: Bool) -> FormulaID {
    var given: FormulaID?
    var parts: [FormulaID] = []
    for write in info[array].writes.reversed() {
      guard let contribution = contributions[write.position] else { continue }
      let assignment = write.assignment
      var body = writer.formula(of: assignment.body, contribution.map, isSimple: isSimple)
      if assignment.pass == .backward { body = writer.maker.withPlainTermsFirst(body) }
      if assignment.combination == .assign {
        // Clauses have no element in common, and the last one has what is left.
        given = given.map { choice(contribution.guards, body, $0, isSimple) } ?? body
        let isOnly = info[array].writes.filter { $0.assignment.combination == .assign }.count == 1
        if isOnly { given = choice(contribution.guards, body, writer.maker.number(0), isSimple) }
      } else {
        let combination = assignment.combination
        let guarded = combination == .add ? masked(body, of: assignment, contribution, isSimple) : body
        if contribution.walked.isEmpty {
          parts.append(guarded)
        } else if isSimple {
          parts.append(writer.maker.reduction(combination, contribution.walked, guarded))
        } else {
          parts.append(writer.maker.intern(.reduction(combination, contribution.walked, guarded)))
        }
      }
    }
    if let given { parts.append(given) }
    if isSimple { return writer.maker.sum(parts.map { (.one, $0) }) }
    guard let last = parts.last else { return writer.maker.number(0) }
    return parts.dropLast().reversed().reduce(last) { writer.maker.intern(.call(.add, [$0, $1])) }
  }

  /// Returns what a statement adds to an element.
  private mutating func masked(
    _ body: FormulaID, of assignment: Assignment, _ contribution: Contribution, _ isSimple: Bool
  ) -> FormulaID {
    let zero = writer.maker.number(0)
    let areTotal = conditions(contribution.guards).allSatisfy { writer.maker.arena.facts($0).isTotal }
    guard !areTotal, let mask = program.mask(of: assignment) else {
      return choice(contribution.guards, body, zero, isSimple)
    }
    // Where the condition of the statement fails, the element that it would add to need not exist.
    let value = writer.formula(of: mask.value, contribution.map, isSimple: isSimple)
    let condition = writer.formula(of: mask.condition, contribution.map, isSimple: isSimple)
    return chosen(condition, choice(contribution.guards, value, zero, isSimple), zero, isSimple)
  }

  private mutating func conditions(_ guards: [Contribution.Guard]) -> [FormulaID] {
    guards.map { condition in
      switch condition {
      case .less(let a, let b): comparison(.less, a, b)
      case .atLeast(let a, let b): comparison(.greaterOrEqual, a, b)
      case .equal(let a, let b): comparison(.equal, a, b)
      }
    }
  }

  private mutating func choice(
    _ guards: [Contribution.Guard], _ value: FormulaID, _ otherwise: FormulaID, _ isSimple: Bool
  ) -> FormulaID {
    if guards.isEmpty { return value }
    var conditions = conditions(guards)
    // A condition that reads data may have to stand under the others, which say that there are such data.
    let total = conditions.filter { writer.maker.arena.facts($0).isTotal }
    var value = value
    if !total.isEmpty, total.count < conditions.count {
      for condition in conditions.reversed() where !total.contains(condition) {
        value = chosen(condition, value, otherwise, isSimple)
      }
      conditions = total
    }
    let all = conditions.dropFirst().reduce(conditions[0]) { writer.maker.apply(.and, [$0, $1]) }
    return chosen(all, value, otherwise, isSimple)
  }

  private mutating func chosen(
    _ condition: FormulaID, _ value: FormulaID, _ otherwise: FormulaID, _ isSimple: Bool
  ) -> FormulaID {
    isSimple
      ? writer.maker.choice(condition, value, otherwise)
      : writer.maker.intern(.call(.select, [condition, value, otherwise]))
  }

  private mutating func comparison(_ operation: Operation, _ a: IndexID, _ b: IndexID) -> FormulaID {
    func node(_ index: IndexID) -> FormulaID {
      program[index].constant.map { writer.maker.number(Double($0)) } ?? writer.maker.intern(.index(index))
    }
    return writer.maker.apply(operation, [node(a), node(b)])
  }

  // MARK: The text

  /// Lists what the outputs need, in the order of the program.
  private mutating func list(_ definitions: [Int: Definition]) {
    var isNeeded = [Bool](repeating: false, count: info.count)
    var pending = program.outputs.map { Int($0.raw) } + info.indices.filter { info[$0].isOpen }
    for read in reads where info[read.target].isOpen { pending.append(read.array) }
    while let array = pending.popLast() {
      if isNeeded[array] { continue }
      isNeeded[array] = true
      guard let definition = definitions[array] else { continue }
      for id in writer.maker.arena.postorder(definition.formula) { pending += arrays(in: writer.maker[id]) }
    }
    var position = 0
    while position < steps.count {
      let start = position
      var depth = 0
      repeat {
        if case .enter = steps[position] { depth += 1 }
        if case .leave = steps[position] { depth -= 1 }
        position += 1
      } while depth > 0
      guard position == start + 1, case .assignment(let assignment) = steps[start],
        !info[Int(assignment.target.raw)].isOpen
      else {
        items.append(.steps(steps[start..<position]))
        hasSteps = true
        continue
      }
      let array = Int(assignment.target.raw)
      if info[array].writes.last?.position == start, isNeeded[array], let definition = definitions[array] {
        items.append(.definition(definition))
      }
    }
    for output in program.outputs where info[Int(output.raw)].writes.isEmpty && program[output].isMade {
      let axes = axes(of: output, [])
      items.append(.definition(Definition(array: output, axes: axes, formula: writer.maker.number(0))))
    }
  }

  private func arrays(in node: Formula) -> [Int] {
    var found: [Int] = []
    func visit(_ index: IndexID) {
      var traversal = Traversal()
      traversal.atoms(of: [index], in: program) { atom in
        if case .element(let array, _) = atom { found.append(Int(array.raw)) }
      }
    }
    switch node {
    case .element(let array, let subscripts):
      found.append(Int(array.raw))
      for index in program[subscripts] { visit(index) }
    case .index(let index): visit(index)
    case .softmax(let axis, _, let index):
      visit(index)
      visit(program[axis].lower)
      visit(program[axis].upper)
    case .reduction(_, let axes, _):
      for axis in axes {
        visit(program[axis].lower)
        visit(program[axis].upper)
      }
    case .logsumexp(let axis, _):
      visit(program[axis].lower)
      visit(program[axis].upper)
    case .number, .call, .sum, .product: break
    }
    return found
  }
}

extension ArrayDeclaration {
  /// Whether statements give it its values.
  fileprivate var isMade: Bool {
    switch role {
    case .local, .adjoint, .tangent: true
    case .input, .parameter, .constant: false
    }
  }
}
