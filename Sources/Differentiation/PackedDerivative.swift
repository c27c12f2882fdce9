import FlatProgram
import Operations

/// The blocks of a Jacobian or a Hessian as one matrix: a list of entries, each with its row and its column.
///
/// The results stand one below the other, the variables side by side; both row-major. Entries may share a place, and then they
/// add up. What a block has no entry for is a 0 in the first row and column.
package struct PackedDerivative: Sendable {
  /// Where the rows of a result, or the columns of a variable, begin.
  package struct Part: Sendable {
    package var array: ArrayID
    package var first: IndexExpression
  }

  /// Its outputs are the values, the gradient of a Hessian, then the entries.
  package var program: Program
  /// Its outputs are the rows and the columns.
  package var structure: Program
  /// How many entries there are, and how many rows and columns.
  package var entryCount: IndexExpression
  package var rowCount: IndexExpression
  package var columnCount: IndexExpression
  package var rows: [Part]
  package var columns: [Part]
  /// By part and block of the derivative: the number of its first entry.
  package var firsts: [[IndexExpression]]
  /// The array of the entries.
  package var entries: ArrayID
  /// Where each entry goes: an input, where entries that share a place are added up.
  package var places: ArrayID?
}

extension SparseDerivative {
  /// Returns the matrix as a list of entries. With `isSummed` each is added to the one of the places that an input names for it,
  /// of as many as a dim says.
  package func packed(values: [ArrayID], isSummed: Bool) -> PackedDerivative {
    var packing = BlockPacking(self)
    for part in parts {
      packing.firsts.append([])
      for block in part.blocks {
        packing.firsts[packing.firsts.count - 1].append(packing.count)
        packing.add(block, of: part, isMirrored: false)
      }
      // Of a Hessian, the parts below the diagonal are those above it, seen from the other side.
      guard !gradient.isEmpty, part.result != part.variable else { continue }
      for block in part.blocks { packing.add(block, of: part, isMirrored: true) }
    }
    return packing.packed(values: values + gradient, isSummed: isSummed)
  }
}

/// A list of blocks that is being put into one array.
private struct BlockPacking {
  private var program: Program
  private let rows: [PackedDerivative.Part]
  private let columns: [PackedDerivative.Part]
  private let rowCount: IndexExpression
  private let columnCount: IndexExpression
  private(set) var count = IndexExpression(0)
  var firsts: [[IndexExpression]] = []
  /// By block: its axes, where its entries go, and what they are.
  private var entries: [Entries] = []

  private struct Entries {
    /// The array that holds the block, and where its first element goes.
    var array: ArrayID
    var first: IndexExpression
    var isWhole: Bool
    var axes: [AxisID]
    var position: IndexID
    var value: ExpressionID
    var row: ExpressionID
    var column: ExpressionID
  }

  init(_ derivative: SparseDerivative) {
    program = derivative.program
    func laid(_ arrays: [ArrayID], _ program: Program) -> (parts: [PackedDerivative.Part], count: IndexExpression) {
      var parts: [PackedDerivative.Part] = []
      var count = IndexExpression(0)
      for array in arrays where !parts.contains(where: { $0.array == array }) {
        parts.append(PackedDerivative.Part(array: array, first: count))
        count = count + program[array].shape.reduce(IndexExpression(1)) { $0 * program[$1] }
      }
      return (parts, count)
    }
    (rows, rowCount) = laid(derivative.parts.map(\.result), program)
    (columns, columnCount) = laid(derivative.parts.map(\.variable), program)
  }

  /// Returns the number of an element in an array, row-major.
  private func offset(_ subscripts: [IndexID], in shape: [IndexID]) -> IndexExpression {
    zip(subscripts, shape).reduce(IndexExpression(0)) { $0 * program[$1.1] + program[$1.0] }
  }

  mutating func add(_ block: SparseBlock, of part: SparseDerivative.Part, isMirrored: Bool) {
    let block = roomy(block)
    guard case .read(let array, let subscripts) = program[block.value],
      !program[array].shape.contains(where: { program.fixedValue(of: program[$0]) == 0 })
    else { return }
    let (top, left) = isMirrored ? (part.variable, part.result) : (part.result, part.variable)
    let (down, along) = isMirrored ? (block.columns, block.rows) : (block.rows, block.columns)
    let row = offset(down, in: program[top].shape) + (rows.first { $0.array == top }?.first ?? IndexExpression(0))
    let column =
      offset(along, in: program[left].shape) + (columns.first { $0.array == left }?.first ?? IndexExpression(0))
    let condition = program.condition(block.limits)
    func limited(_ number: IndexExpression) -> ExpressionID {
      let value = program.number(program.index(number))
      return condition == .none ? value : program.apply(.select, condition, value, program.constant(0))
    }
    let position = program.index(count + offset(program[subscripts], in: program[array].shape))
    let size = program[array].shape.reduce(IndexExpression(1)) { $0 * program.clamped(program[$1]) }
    entries.append(
      Entries(
        array: array, first: count, isWhole: condition == .none, axes: block.axes, position: position,
        value: condition == .none ? block.value : program.apply(.select, condition, block.value, program.constant(0)),
        row: limited(row), column: limited(column)))
    count = count + size
  }

  /// Returns a block whose axes walk all positions of their rooms; what was beyond their bounds is beyond a limit.
  private mutating func roomy(_ block: SparseBlock) -> SparseBlock {
    var map: [AxisID: IndexID] = [:]
    var limits: [SparseBlock.Limit] = []
    var axes: [AxisID] = []
    for (place, axis) in block.axes.enumerated() {
      let (lower, upper) = (program[axis].lower, program[axis].upper)
      guard let room = AxisRoom(of: axis, in: program) else { continue }
      let (first, end) = (program.index(room.first), program.index(room.first + room.extent))
      if first == lower, end == upper {
        axes.append(axis)
        continue
      }
      let made = program.addAxis(Axis(name: Program.axisName(at: place), lower: first, upper: end))
      map[axis] = program.index(made)
      axes.append(made)
      limits.append(
        SparseBlock.Limit(
          index: program.index(made), lower: program.substituting(map, in: lower),
          upper: program.substituting(map, in: upper)))
    }
    if map.isEmpty { return block }
    return SparseBlock(
      axes: axes, limits: limits + block.limits.map { program.substituting(map, in: $0) },
      rows: block.rows.map { program.substituting(map, in: $0) },
      columns: block.columns.map { program.substituting(map, in: $0) },
      value: program.substituting(map, in: block.value))
  }

  mutating func packed(values: [ArrayID], isSummed: Bool) -> PackedDerivative {
    let size = program.index(count)
    var structure = program
    let base = program.statements
    structure.outputs = ["rows", "columns"].enumerated().map { number, name in
      let bound = structure.index(number == 0 ? rowCount : columnCount)
      let array = structure.addArray(
        ArrayDeclaration(
          name: structure.freshName(name), shape: [size], element: .integer(bound: bound), role: .local, isNamed: true))
      for entry in entries {
        structure.append(
          Assignment(
            target: array, subscripts: structure.subscripts([entry.position]), domain: entry.axes,
            body: number == 0 ? entry.row : entry.column, pass: .backward))
      }
      if entries.isEmpty { structure.appendZeros(to: array) }
      return array
    }
    program.statements = base
    var places: ArrayID?
    var shape = size
    if isSummed {
      let stored = program.addDim(name: program.freshName("stored"), fixed: nil)
      shape = program.index(IndexExpression(.dim(stored)))
      places = program.addArray(
        ArrayDeclaration(
          name: program.freshName("places"), shape: [size], element: .integer(bound: shape), role: .input, isNamed: true
        ))
    }
    let array = program.addArray(
      ArrayDeclaration(name: program.freshName("entries"), shape: [shape], role: .local, isNamed: true))
    let place = Place(array: array, places: places)
    let moved = moveStatements(to: place, but: values)
    for entry in entries where !moved.contains(entry.array) {
      program.append(
        Assignment(
          target: array, subscripts: place.subscripts(program[entry.position], in: &program), domain: entry.axes,
          combination: isSummed ? .add : .assign, body: entry.value, pass: .backward))
    }
    if entries.isEmpty { program.appendZeros(to: array) }
    program.outputs = values + [array]
    return PackedDerivative(
      program: program, structure: structure, entryCount: count, rowCount: rowCount, columnCount: columnCount,
      rows: rows, columns: columns, firsts: firsts, entries: array, places: places)
  }

  /// Where entries go: into an array, in their order or to the places that an input names.
  private struct Place {
    var array: ArrayID
    var places: ArrayID?

    func subscripts(_ position: IndexExpression, in program: inout Program) -> SubscriptsID {
      let own = program.subscripts([program.index(position)])
      guard let places else { return own }
      return program.subscripts([program.index(IndexExpression(.element(places, own)))])
    }
  }

  /// Has the statements that fill the array of a block, where nothing else reads it, fill the list of entries instead.
  private mutating func moveStatements(to place: Place, but others: [ArrayID]) -> Set<ArrayID> {
    var first: [ArrayID: IndexExpression] = [:]
    for entry in entries {
      let isAlone = entry.isWhole && first[entry.array] == nil && !others.contains(entry.array)
      first[entry.array] = isAlone ? entry.first : nil
    }
    let counts = Dictionary(entries.map { ($0.array, 1) }, uniquingKeysWith: +)
    for (array, count) in counts where count > 1 { first[array] = nil }
    var traversal = Traversal()
    var indices: [IndexID] = []
    var bodies: [ExpressionID] = []
    for step in program.steps {
      switch step {
      case .enter(let axis, _): indices += [program[axis].lower, program[axis].upper]
      case .leave: continue
      case .assignment(let assignment):
        bodies.append(assignment.body)
        indices += program[assignment.subscripts]
        for axis in assignment.domain { indices += [program[axis].lower, program[axis].upper] }
        if assignment.combination != .assign { first[assignment.target] = nil }
      }
    }
    traversal.elements(of: traversal.postorder(bodies, in: program), in: program) { array, _ in first[array] = nil }
    traversal.atoms(of: indices, in: program) { if case .element(let array, _) = $0 { first[array] = nil } }
    let shapes = first.keys.reduce(into: [:]) { $0[$1] = program[$1].shape }
    program.steps = program.steps.map { step in
      guard case .assignment(var assignment) = step, let start = first[assignment.target],
        let shape = shapes[assignment.target]
      else { return step }
      let position = start + offset(program[assignment.subscripts], in: shape)
      assignment.subscripts = place.subscripts(position, in: &program)
      assignment.target = place.array
      if place.places != nil { assignment.combination = .add }
      return .assignment(assignment)
    }
    return Set(first.keys)
  }
}

extension Program {
  /// Gives every element of a list 0.
  fileprivate mutating func appendZeros(to array: ArrayID) {
    let axes = freshAxes(spanning: self[array].shape)
    append(
      Assignment(
        target: array, subscripts: subscripts(axes), domain: axes, body: number(index(0)), pass: .backward))
  }
}
