import FlatProgram
import Interpretation
import Operations

/// The values of a program's expressions at single points of their axes.
struct TroublePoints {
  private let program: Program
  /// By array.
  let values: [Tensor?]
  private var indices: IndexEvaluator
  /// The values at the point at hand.
  private var known: [ExpressionID: Double] = [:]
  private var traversal = Traversal()
  /// How many more points are looked at: beyond that the search finds nothing more.
  private var remaining = 3_000_000

  init(_ program: Program, dims: [Int], values: [Tensor?]) {
    self.program = program
    self.values = values
    indices = IndexEvaluator(program, dims: dims) { array, place in
      Self.element(of: values[Int(array.raw)], at: place).flatMap { Int(exactly: $0) }
    }
  }

  private static func position(of place: [Int], in shape: [Int]) -> Int? {
    var position = 0
    for (value, extent) in zip(place, shape) {
      guard value >= 0, value < extent else { return nil }
      position = position * extent + value
    }
    return position
  }

  private static func element(of tensor: Tensor?, at place: [Int]) -> Double? {
    guard let tensor, let position = position(of: place, in: tensor.shape) else { return nil }
    return tensor.values[position]
  }

  /// Visits the points at which a statement gives an element its value, until a visit returns false.
  mutating func visit(
    _ assignment: Assignment, within enclosing: [AxisID], giving place: [Int], _ visit: (inout TroublePoints) -> Bool
  ) {
    let subscripts = program[assignment.subscripts]
    var axes = enclosing + assignment.domain
    // What the element fixes plainly need not be walked.
    var start = indices
    for axis in axes { start[axis] = nil }
    for (index, value) in zip(subscripts, place) {
      for case .axis(let axis) in program[index].atoms where start[axis] == nil && axes.contains(axis) {
        guard let (slope, rest) = program[index].linear(in: axis), slope.constant == 1, program[index].divisor == 1,
          let shift = start.value(of: rest)
        else { continue }
        start[axis] = value - shift
        axes.removeAll { $0 == axis }
        break
      }
    }
    var points = self
    let fixed = (enclosing + assignment.domain).filter { !axes.contains($0) }
    _ = start.visitPoints(of: axes) { indices in
      points.remaining -= 1
      guard points.remaining > 0 else { return false }
      guard zip(subscripts, place).allSatisfy({ indices.value(of: $0) == $1 }),
        fixed.allSatisfy({ axis in indices[axis].map { indices.range(of: axis)?.contains($0) ?? false } ?? false })
      else { return true }
      points.indices = indices
      points.known.removeAll(keepingCapacity: true)
      return visit(&points)
    }
    remaining = points.remaining
  }

  /// Returns the value of an expression at the point at hand; `given` is that of a call, which is no formula.
  mutating func value(of root: ExpressionID, given: Double) -> Double {
    if let known = known[root] { return known }
    for id in traversal.postorder([root], in: program) where known[id] == nil {
      switch program[id] {
      case .constant(let bits): known[id] = Double(bitPattern: bits)
      case .index(let index): known[id] = indices.value(of: index).map(Double.init) ?? .nan
      case .read(let array, let subscripts): known[id] = element(array, subscripts)?.value ?? .nan
      case .operation(let operation, let a, let b, let c):
        let operands = [a, b, c].map { $0 == .none ? 0 : known[$0] ?? .nan }
        known[id] =
          operation.row.isOpaque ? given : operation.evaluate(operands[0], operands[1], operands[2])
      }
    }
    return known[root] ?? .nan
  }

  private func element(_ array: ArrayID, _ subscripts: SubscriptsID) -> (position: Int, value: Double)? {
    var place: [Int] = []
    for index in program[subscripts] {
      guard let value = indices.value(of: index) else { return nil }
      place.append(value)
    }
    if case .constant(let numbers) = program[array].role {
      let shape = program[array].shape.map { indices.value(of: $0) ?? 0 }
      guard let position = Self.position(of: place, in: shape), numbers.indices.contains(position) else { return nil }
      return (position, numbers[position])
    }
    guard let tensor = values[Int(array.raw)], let position = Self.position(of: place, in: tensor.shape) else {
      return nil
    }
    return (position, tensor.values[position])
  }

  /// Returns the values of the axes that an expression depends on, by name.
  func places(of id: ExpressionID) -> [(name: String, value: Int)] {
    program.axes(of: id).compactMap { axis in indices[axis].map { (program[axis].name, $0) } }
  }

  /// Finds why an expression is not finite at the point at hand: the elements that are not finite either, and the operation
  /// that makes it so of numbers, or NaN of infinities.
  mutating func blame(
    _ root: ExpressionID, given: Double
  ) -> (node: ExpressionID?, causes: [(array: ArrayID, position: Int)]) {
    var causes: [(array: ArrayID, position: Int)] = []
    var made: ExpressionID?
    var isMadeOfNumbers = false
    var seen: Set<ExpressionID> = []
    var pending = [root]
    while let id = pending.popLast() {
      guard seen.insert(id).inserted else { continue }
      switch program[id] {
      case .constant, .index: break
      case .read(let array, let subscripts):
        if let (position, _) = element(array, subscripts) { causes.append((array, position)) }
      case .operation(let operation, let a, let b, let c):
        if operation == .select {
          pending.append(value(of: a, given: given) != 0 ? b : c)
          continue
        }
        let operands = [a, b, c].filter { $0 != .none }
        let wrong = operands.filter { !value(of: $0, given: given).isFinite }
        // A list of arguments has no value of its own.
        if operation.row.notation == .list {
          pending += wrong
          continue
        }
        if wrong.isEmpty, !isMadeOfNumbers {
          (made, isMadeOfNumbers) = (id, true)
        } else if made == nil, value(of: id, given: given).isNaN,
          !wrong.contains(where: { value(of: $0, given: given).isNaN })
        {
          made = id
        }
        pending += wrong.reversed()
      }
    }
    return (made, causes)
  }
}
