import FlatProgram
import Operations

/// The Jacobian of a recurrence whose elements depend each on a few elements of the variable: in as few columns as the elements
/// leave room for, with tables that say which element of the variable a column is of.
///
/// The columns that no element depends on together are carried along together. A. Curtis, M. Powell and J. Reid, On the
/// estimation of sparse Jacobian matrices, 1974, is the source.
struct NarrowJacobian {
  /// Which axes of the result decide.
  private var axes: [Int]
  /// By element of the variable: its column.
  private let colours: [Int]
  private let width: Int
  /// By position along the axes, row-major, and column: the element of the variable.
  private let elements: [[Int?]]
  private let shape: [Int]

  /// Looks for columns that go together; nil where there are none.
  init?(of result: ArrayID, by variable: ArrayID, through steps: [Step], in program: Program) {
    guard program[variable].role == .input || program[variable].role == .parameter,
      let dependence = ElementDependence(of: result, on: variable, through: steps, in: program)
    else { return nil }
    let (sets, shape) = dependence.elements(of: result)
    var axes = Array(shape.indices)
    var rows = Self.rows(sets, shape, along: axes, count: dependence.count)
    let colours = Self.colours(rows, count: dependence.count)
    let width = (colours.max() ?? 0) + 1
    guard width < dependence.count else { return nil }
    for axis in shape.indices.reversed() {
      let fewer = axes.filter { $0 != axis }
      let merged = Self.rows(sets, shape, along: fewer, count: dependence.count)
      // The same columns still go together where nothing that depends on two of one colour has become one.
      if Self.colours(merged, count: dependence.count) == colours { (axes, rows) = (fewer, merged) }
    }
    self.axes = axes
    (self.colours, self.width, self.shape) = (colours, width, axes.map { shape[$0] })
    elements = rows.map { row in
      var places: [Int?] = Array(repeating: nil, count: width)
      for element in colours.indices where row.contains(element) { places[colours[element]] = element }
      return places
    }
  }

  /// Returns the unions of the sets over all axes but some.
  private static func rows(_ sets: [ElementSet], _ shape: [Int], along axes: [Int], count: Int) -> [ElementSet] {
    let size = axes.reduce(1) { $0 * shape[$1] }
    var rows = Array(repeating: ElementSet(of: count), count: size)
    for (number, set) in sets.enumerated() {
      var rest = number
      var position = Array(repeating: 0, count: shape.count)
      for axis in shape.indices.reversed() {
        position[axis] = rest % shape[axis]
        rest /= shape[axis]
      }
      rows[axes.reduce(0) { $0 * shape[$1] + position[$1] }].formUnion(set)
    }
    return rows
  }

  /// Gives elements that some row has together different colours, each the first that is free.
  private static func colours(_ rows: [ElementSet], count: Int) -> [Int] {
    var neighbours = Array(repeating: ElementSet(of: count), count: count)
    for row in Set(rows) {
      for element in 0..<count where row.contains(element) { neighbours[element].formUnion(row) }
    }
    var colours: [Int] = []
    for element in 0..<count {
      var isTaken = Array(repeating: false, count: element + 1)
      for earlier in 0..<element where neighbours[element].contains(earlier) { isTaken[colours[earlier]] = true }
      colours.append(isTaken.firstIndex(of: false) ?? element)
    }
    return colours
  }

  // MARK: Statements

  /// Adds the statements that compute it to a program, and returns the array that holds it: shaped as the result, then as
  /// many columns as there are.
  func derivative(
    of result: ArrayID, by variable: ArrayID, through steps: [Step], in program: inout Program
  ) throws(NotDifferentiable) -> ArrayID? {
    var scope = DerivativeScope(steps: steps)
    scope.units = program.freshAxes(spanning: [program.index(width)])
    scope.naming = DerivativeNaming(variable: program[variable].name)
    let own = program.freshAxes(spanning: program[variable].shape)
    let start = own.map { program.index($0) } + [column(of: own, variable, in: &program)]
    let one = program.constant(1)
    var walk = try TangentWalk(of: [result], withRespectTo: [variable], in: program, of: scope)
    walk.seed(variable, at: start, with: one, over: own)
    let given = walk.derivative()
    guard let array = given.arrays[0] else { return nil }
    let before = program.steps
    program = given.program
    program.steps = before + given.steps
    return array
  }

  /// Returns the column that elements of the variable belong to, a subscript where it is that.
  private func column(of own: [AxisID], _ variable: ArrayID, in program: inout Program) -> IndexID {
    let extents = program[variable].shape.compactMap { program.fixedValue(of: program[$0]) }
    var stride = 1
    for place in own.indices.reversed() {
      let isPlain = colours.enumerated().allSatisfy { $1 == $0 / stride % extents[place] }
      if isPlain { return program.index(own[place]) }
      stride *= extents[place]
    }
    let table = program.addTable(
      named: program[variable].name + "_column", shape: program[variable].shape, colours, below: program.index(width))
    return program.index(IndexExpression(.element(table, program.subscripts(own))))
  }

  /// Returns the block that an array with the derivative is, before its axes have names.
  func draft(_ derivative: ArrayID, of result: ArrayID, by variable: ArrayID, in program: inout Program) -> BlockDraft {
    let all = program.axes(spanning: program[derivative].shape)
    let place = axes.map { all[$0] }
    guard let last = all.last else { return BlockDraft() }
    var draft = BlockDraft()
    draft.axes = all
    draft.rows = all.dropLast().map { program.index($0) }
    let extents = program[variable].shape.compactMap { program.fixedValue(of: program[$0]) }
    var stride = elements.isEmpty ? 1 : extents.reduce(1, *)
    for (number, extent) in extents.enumerated() {
      stride /= extent
      let subscripts = elements.map { $0.map { element in element.map { $0 / stride % extent } } }
      draft.columns.append(
        position(
          subscripts, place, last, named: program[variable].name, of: program[result].name,
          below: program[variable].shape[number], in: &program))
    }
    draft.limits = limits(place, last, named: program[variable].name, of: program[result].name, in: &program)
    draft.factors = [program.read(derivative, program.subscripts(all))]
    return draft
  }

  /// Returns one subscript of the element of the variable: the column itself, or what a table says.
  private func position(
    _ values: [[Int?]], _ place: [AxisID], _ column: AxisID, named name: String, of result: String,
    below bound: IndexID,
    in program: inout Program
  ) -> IndexID {
    if values.allSatisfy({ $0.enumerated().allSatisfy { $1 == nil || $1 == $0 } }) { return program.index(column) }
    let isUniform = values.allSatisfy { row in Set(row.compactMap { $0 }).count <= 1 }
    let numbers = isUniform ? values.map { $0.compactMap { $0 }.first ?? 0 } : values.flatMap { $0.map { $0 ?? 0 } }
    let all = isUniform ? place : place + [column]
    let table = program.addTable(
      named: "\(name)_of_\(result)", shape: all.map { program[$0].upper }, numbers, below: bound)
    return program.index(IndexExpression(.element(table, program.subscripts(all))))
  }

  /// Returns what leaves out the columns that an element of the result does not depend on.
  private func limits(
    _ place: [AxisID], _ column: AxisID, named name: String, of result: String, in program: inout Program
  ) -> [SparseBlock.Limit] {
    let counts = elements.map { row in row.count { $0 != nil } }
    if counts.allSatisfy({ $0 == width }) { return [] }
    let isFirst = zip(elements, counts).allSatisfy { row, count in row.prefix(count).allSatisfy { $0 != nil } }
    let numbers = isFirst ? counts : elements.flatMap { $0.map { $0 == nil ? 0 : 1 } }
    let all = isFirst ? place : place + [column]
    let table = program.addTable(
      named: "\(name)_count_of_\(result)", shape: all.map { program[$0].upper }, numbers,
      below: program.index(isFirst ? width + 1 : 2))
    let value = program.index(IndexExpression(.element(table, program.subscripts(all))))
    return [
      isFirst
        ? SparseBlock.Limit(index: program.index(column), lower: program.index(0), upper: value)
        : SparseBlock.Limit(index: value, lower: program.index(1), upper: program.index(2))
    ]
  }
}

extension Program {
  /// Declares a table of integers.
  fileprivate mutating func addTable(
    named name: String, shape: [IndexID], _ numbers: [Int], below bound: IndexID
  ) -> ArrayID {
    addArray(
      ArrayDeclaration(
        name: freshName(name), shape: shape, element: .integer(bound: bound),
        role: .constant(numbers.map { Double($0) }),
        isNamed: true))
  }
}
