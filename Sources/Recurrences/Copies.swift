import FlatProgram
import Operations

/// Computes again, where a later sequence reads it, what costs no more than reading it: a copy, or a sum or product of things
/// that are kept anyway. What nothing reads any more outside its own sequence need not be kept.
struct Copies {
  /// A statement inside a sequence.
  private struct Located {
    var assignment: Assignment
    /// The outermost statement that it is a part of.
    var place: Int
    var reads: [Mention]
  }

  /// The most that computing a value again may cost, in additions.
  private static let mostCost = 2

  private var outline: Outline
  private var statements: [Located] = []
  /// By array: the statements that give it values, and those that read it.
  private var writers: [[Int]]
  private var readers: [[Int]]

  /// Returns the program with copies read at their source. Complexity: linear in the program.
  static func run(_ program: Program) -> Program {
    var copies = Copies(Outline(program))
    let isOutput = Set(program.outputs)
    var spread: [ArrayID: [SubscriptsID: ExpressionID]] = [:]
    for array in program.arrayIDs(where: { !$0.isGiven && !$0.isInteger }) where !isOutput.contains(array) {
      if let bodies = copies.bodies(of: array) { spread[array] = bodies }
    }
    return spread.isEmpty ? program : copies.substituting(spread)
  }

  private init(_ outline: Outline) {
    self.outline = outline
    writers = Array(repeating: [], count: outline.program.arrays.count)
    readers = writers
    for (place, passage) in outline.passages.enumerated() where passage.walk != nil {
      for case .assignment(let assignment) in passage.steps {
        let reads = self.outline.mentions(by: [.assignment(assignment)]).filter { $0.combination == nil }
        writers[Int(assignment.target.raw)].append(statements.count)
        for array in Set(reads.map(\.array)) { readers[Int(array.raw)].append(statements.count) }
        statements.append(Located(assignment: assignment, place: place, reads: reads))
      }
    }
  }

  /// Returns what stands for the elements of an array in later sequences; nil where it has to be kept.
  private mutating func bodies(of array: ArrayID) -> [SubscriptsID: ExpressionID]? {
    let places = outline.places[Int(array.raw)]
    let writers = writers[Int(array.raw)].map { statements[$0] }
    guard places.count > 1, let first = places.first, places.allSatisfy({ outline.passages[$0].walk != nil }),
      writers.allSatisfy({ $0.place == first && $0.assignment.combination == .assign })
    else { return nil }
    var bodies: [SubscriptsID: ExpressionID] = [:]
    for reader in readers[Int(array.raw)].map({ statements[$0] }) where reader.place != first {
      for read in reader.reads where read.array == array && bodies[read.subscripts] == nil {
        guard let body = body(of: read, by: writers) else { return nil }
        bodies[read.subscripts] = body
      }
    }
    return bodies
  }

  /// Returns what one of some statements gives an element.
  private mutating func body(of read: Mention, by writers: [Located]) -> ExpressionID? {
    for writer in writers {
      guard let map = match(read.subscripts, writer) else { continue }
      return isWorthwhile(writer) ? outline.program.substituting(map, in: writer.assignment.body) : nil
    }
    return nil
  }

  /// Returns where a statement goes to meet an element; nil where that is not plain.
  private func match(_ subscripts: SubscriptsID, _ writer: Located) -> [AxisID: IndexID]? {
    let program = outline.program
    var map: [AxisID: IndexID] = [:]
    let shape = program[writer.assignment.target].shape
    for ((own, wanted), extent) in zip(zip(program[writer.assignment.subscripts], program[subscripts]), shape) {
      if own == wanted { continue }
      guard let axis = program[own].axis, writer.assignment.domain.contains(axis), map[axis] == nil,
        program[program[axis].lower].constant == 0, program[axis].upper == extent
      else { return nil }
      map[axis] = wanted
    }
    return map
  }

  /// A copy may stand for what it copies; anything else must be made of what is kept anyway.
  private func isWorthwhile(_ writer: Located) -> Bool {
    let program = outline.program
    guard program.cost(of: writer.assignment.body, upTo: Self.mostCost) <= Self.mostCost else { return false }
    if case .read = program[writer.assignment.body] { return true }
    return writer.reads.allSatisfy { read in
      program[read.array].isGiven || outline.places[Int(read.array.raw)].contains { $0 > writer.place }
    }
  }

  private consuming func substituting(_ spread: [ArrayID: [SubscriptsID: ExpressionID]]) -> Program {
    var program = outline.program
    for (place, passage) in outline.passages.enumerated() where passage.walk != nil {
      var rewriter = ReadRewriter()
      outline.passages[place].steps = passage.steps.map { step in
        guard case .assignment(var assignment) = step else { return step }
        assignment.body = rewriter.rewrite(assignment.body, in: &program) { _, array, subscripts in
          // Where it is made it is read while it is at hand.
          outline.places[Int(array.raw)].first == place ? nil : spread[array]?[subscripts]
        }
        return .assignment(assignment)
      }
    }
    outline.program = program
    return outline.assembled
  }
}

extension Program {
  /// Returns what evaluating an expression costs, in additions; no more than is looked for.
  fileprivate func cost(of root: ExpressionID, upTo limit: Int) -> Int {
    var cost = 0
    var pending = [root]
    while let id = pending.popLast(), cost <= limit {
      guard case .operation(let operation, let a, let b, let c) = self[id] else { continue }
      cost = saturatingSum(cost, operation.row.cost)
      pending += [a, b, c].filter { $0 != .none }
    }
    return cost
  }
}
