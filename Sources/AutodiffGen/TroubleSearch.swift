import FlatProgram
import Interpretation
import Operations

/// The search for the first step that makes an infinity or NaN of numbers.
struct TroubleSearch {
  /// A step, and what it makes of what.
  struct Find {
    var assignment: Assignment
    var operation: Operation
    /// Which element of the target.
    var element: [Int]
    var value: Double
    /// What the step reads, as far as it has one value there.
    var operands: [(read: ExpressionID, value: Double)]
  }

  private let program: Program
  /// By array.
  var values: [Tensor?]

  /// Takes a program of small steps, and what its inputs are.
  init(_ program: Program, given: [Tensor?]) {
    self.program = program
    values = given + Array(repeating: nil, count: max(program.arrays.count - given.count, 0))
  }

  /// Returns the arrays of real numbers that a program assigns, each once, in order.
  static func realTargets(of program: Program) -> [ArrayID] {
    var isMet = [Bool](repeating: false, count: program.arrays.count)
    var targets: [ArrayID] = []
    for assignment in program.assignments where !isMet[Int(assignment.target.raw)] {
      isMet[Int(assignment.target.raw)] = true
      if !program[assignment.target].isInteger { targets.append(assignment.target) }
    }
    return targets
  }

  /// Returns the first such step, in the order of the program.
  ///
  /// An infinity that is only passed on, as from a mask of -inf, is no news; NaN is where no operand is one.
  func first() -> Find? {
    for assignment in program.assignments {
      guard case .operation(let operation, _, _, _) = program[assignment.body], operation != .select,
        let tensor = values[Int(assignment.target.raw)],
        let number = tensor.values.firstIndex(where: { !$0.isFinite })
      else { continue }
      let reads = reads(in: assignment.body)
      let known = reads.flatMap { self.values(of: $0, at: assignment) }
      let value = tensor.values.first(where: \.isNaN) ?? tensor.values[number]
      let isNews =
        value.isNaN ? !known.contains(where: \.isNaN) : known.allSatisfy(\.isFinite)
      guard isNews, let position = tensor.values.firstIndex(where: { $0.isNaN == value.isNaN && !$0.isFinite }) else {
        continue
      }
      return Find(
        assignment: assignment, operation: operation, element: Self.place(of: position, in: tensor.shape),
        value: tensor.values[position],
        operands: reads.compactMap { read in operand(read, at: position, of: assignment).map { (read, $0) } })
    }
    return nil
  }

  private func reads(in body: ExpressionID) -> [ExpressionID] {
    var traversal = Traversal()
    return traversal.postorder([body], in: program).filter { if case .read = program[$0] { true } else { false } }
  }

  private func values(of read: ExpressionID, at assignment: Assignment) -> [Double] {
    guard case .read(let array, _) = program[read] else { return [] }
    return values[Int(array.raw)]?.values ?? []
  }

  /// Returns the value of a read where that has the target's subscripts, or none.
  private func operand(_ read: ExpressionID, at position: Int, of assignment: Assignment) -> Double? {
    guard case .read(let array, let subscripts) = program[read], let values = values[Int(array.raw)]?.values else {
      return nil
    }
    if subscripts == .none { return values.first }
    let isSame =
      subscripts == assignment.subscripts && program[array].shape == program[assignment.target].shape
      && values.indices.contains(position)
    return isSame ? values[position] : nil
  }

  private static func place(of element: Int, in shape: [Int]) -> [Int] {
    var rest = element
    var place: [Int] = []
    for extent in shape.reversed() {
      place.append(rest % max(extent, 1))
      rest /= max(extent, 1)
    }
    return place.reversed()
  }
}
