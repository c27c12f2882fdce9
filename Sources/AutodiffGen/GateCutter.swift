import Emission
import FlatProgram
import Optimization
import Scheduling

/// Cuts a flat program into stretches between calls of other gates: first those of the values, then those of the derivatives.
struct GateCutter {
  private(set) var program: Program
  private let callCount: Int
  private let isDifferentiable: Bool
  /// By array: the first stretch that may read it.
  private var stretches: [Int]

  /// Requires: the arrays that calls give are inputs of the program.
  init(_ program: Program, callCount: Int, isDifferentiable: Bool) {
    (self.program, self.callCount, self.isDifferentiable) = (program, callCount, isDifferentiable)
    stretches = Array(repeating: 0, count: program.arrays.count)
  }

  /// The first stretch of the derivatives.
  private var firstBackward: Int { callCount + 1 }

  /// Says that a call gives an array its values.
  mutating func isGiven(_ array: ArrayID, byCall number: Int) { stretches[Int(array.raw)] = number + 1 }

  /// Says that the derivatives of a call give an array its values.
  mutating func isGiven(_ array: ArrayID, byCallBackwards number: Int) {
    stretches[Int(array.raw)] = firstBackward + callCount - number
  }

  /// Removes the statement that copies another array, where it does nothing else; returns that array.
  mutating func removeCopy(_ array: ArrayID) -> ArrayID? {
    guard program[array].role == .local else { return nil }
    var found: (position: Int, source: ArrayID)?
    for (position, statement) in program.statements.enumerated() {
      guard case .assignment(let assignment) = statement else {
        if program.writes(of: statement).contains(array) { return nil }
        continue
      }
      guard assignment.target == array else { continue }
      guard found == nil, assignment.combination == .assign,
        case .read(let source, let subscripts) = program[assignment.body],
        subscripts == assignment.subscripts, program[source].shape == program[array].shape,
        isWhole(assignment)
      else { return nil }
      found = (position, source)
    }
    guard let found, !isRead(array) else { return nil }
    if case .constant = program[found.source].role { return nil }
    program.statements.remove(at: found.position)
    program.outputs.removeAll { $0 == array }
    return found.source
  }

  private func isWhole(_ assignment: Assignment) -> Bool {
    let list = program[assignment.subscripts]
    return zip(list, program[assignment.target].shape).allSatisfy { index, extent in
      guard let axis = program[index].axis else { return false }
      return program[program[axis].lower].constant == 0 && program[axis].upper == extent
    } && Set(list).count == list.count
  }

  private func isRead(_ array: ArrayID) -> Bool {
    program.statements.contains { program.reads(of: $0).contains(array) }
  }

  /// Returns the stretches with the calls between them; nil where something is needed before it is there.
  mutating func stages(
    calls: [(arguments: [ArrayID], upstream: [ArrayID], isDifferentiable: Bool)]
  ) -> (forward: [Gate.Stage], backward: [Gate.Stage])? {
    let statements = program.statements
    let reads = statements.map { program.reads(of: $0) }
    let writes = statements.map { program.writes(of: $0) }
    let starts = statements.map { program.pass(of: $0) == .backward ? firstBackward : 0 }
    // An array is there once all that gives it a value is.
    var isChanging = true
    while isChanging {
      isChanging = false
      for position in statements.indices {
        let needed = (reads[position] + writes[position]).reduce(starts[position]) { max($0, stretches[Int($1.raw)]) }
        for array in writes[position] where stretches[Int(array.raw)] < needed {
          stretches[Int(array.raw)] = needed
          isChanging = true
        }
      }
    }
    for (number, call) in calls.enumerated() {
      guard call.arguments.allSatisfy({ stretches[Int($0.raw)] <= number }),
        call.upstream.allSatisfy({ stretches[Int($0.raw)] <= firstBackward + callCount - 1 - number })
      else { return nil }
    }
    var parts: [[Int]] = Array(repeating: [], count: 2 * callCount + 2)
    for position in statements.indices {
      let place = (reads[position] + writes[position]).reduce(starts[position]) { max($0, stretches[Int($1.raw)]) }
      parts[place].append(position)
    }
    var users: [Set<Int>] = Array(repeating: [], count: program.arrays.count)
    for (place, part) in parts.enumerated() {
      for position in part {
        for array in reads[position] + writes[position] { users[Int(array.raw)].insert(place) }
      }
    }
    for call in calls {
      for array in call.arguments + call.upstream { users[Int(array.raw)].insert(-1) }
    }
    for output in program.outputs { users[Int(output.raw)].insert(-1) }
    var forward: [Gate.Stage] = []
    var backward: [Gate.Stage] = []
    for place in parts.indices {
      var stages: [Gate.Stage] = []
      if !parts[place].isEmpty {
        stages.append(.loops(loops(of: parts[place], at: place, users, writes, reads)))
      }
      if place < callCount { stages.append(.call(place)) }
      let reversed = callCount - 1 - (place - firstBackward)
      if place >= firstBackward, calls.indices.contains(reversed), calls[reversed].isDifferentiable {
        stages.append(.call(reversed))
      }
      if place < firstBackward { forward += stages } else { backward += stages }
    }
    return (forward, isDifferentiable ? backward : [])
  }

  /// Returns the loop nests of one stretch.
  private func loops(
    of part: [Int], at place: Int, _ users: [Set<Int>], _ writes: [[ArrayID]], _ reads: [[ArrayID]]
  ) -> LoopProgram {
    var stretch = program
    stretch.statements = part.map { program.statements[$0] }
    let written = Set(part.flatMap { writes[$0] })
    for array in Set(part.flatMap { reads[$0] }).subtracting(written) {
      if case .constant = program[array].role { continue }
      if program[array].role != .parameter { stretch[array].role = .input }
    }
    stretch.outputs = written.filter { users[Int($0.raw)].contains { $0 != place } }.sorted { $0.raw < $1.raw }
    return Scheduler.schedule(stretch, for: .compiler)
  }
}

extension Program {
  /// The arrays that a statement gives values, in order.
  func writes(of statement: Statement) -> [ArrayID] {
    var found: Set<ArrayID> = []
    for assignment in assignments(of: statement) { found.insert(assignment.target) }
    return found.sorted { $0.raw < $1.raw }
  }

  /// The arrays that a statement reads, bounds and subscripts included, in order.
  func reads(of statement: Statement) -> [ArrayID] {
    var found: Set<ArrayID> = []
    var traversal = Traversal()
    var indices: [IndexID] = []
    var bodies: [ExpressionID] = []
    var pending = [statement]
    while let next = pending.popLast() {
      switch next {
      case .assignment(let assignment):
        bodies.append(assignment.body)
        indices += self[assignment.subscripts]
        for axis in assignment.domain { indices += [self[axis].lower, self[axis].upper] }
      case .sequence(let sequence):
        indices += [self[sequence.axis].lower, self[sequence.axis].upper]
        pending += sequence.body
      }
    }
    let order = traversal.postorder(bodies, in: self)
    traversal.elements(of: order, in: self) { array, _ in found.insert(array) }
    traversal.atoms(of: indices, in: self) { if case .element(let array, _) = $0 { found.insert(array) } }
    return found.sorted { $0.raw < $1.raw }
  }

  /// The half of the calculation that a statement is of.
  func pass(of statement: Statement) -> Pass { assignments(of: statement).first?.pass ?? .forward }

  private func assignments(of statement: Statement) -> [Assignment] {
    var found: [Assignment] = []
    var pending = [statement]
    while let next = pending.popLast() {
      switch next {
      case .assignment(let assignment): found.append(assignment)
      case .sequence(let sequence): pending += sequence.body.reversed()
      }
    }
    return found
  }
}
