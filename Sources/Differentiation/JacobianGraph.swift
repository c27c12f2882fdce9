import FlatProgram
import Operations

/// The arrays between what is differentiated and what it is differentiated by, with the Jacobian of each by those that it is
/// made of, in blocks.
struct JacobianGraph {
  var writer: BlockWriter
  /// By number: the arrays of the program, then one for each result, then one for each variable.
  private var blocks: [Pair: [SparseBlock]] = [:]
  /// By number: what it is made of, and what is made of it, each in order.
  private(set) var sources: [[Int]]
  private(set) var users: [[Int]]
  /// By number: the extents of its elements.
  private var shapes: [[IndexID]]
  /// By number, of what stands between: where it comes in the order of the program.
  private(set) var places: [Int: (array: Int, isWhole: Bool)] = [:]
  private let firstResult: Int
  private let firstVariable: Int
  private let variables: [ArrayID]

  private struct Pair: Hashable {
    var user: Int
    var source: Int
  }

  /// Makes a graph without edges between the arrays.
  init(_ program: Program, of results: [ArrayID], withRespectTo variables: [ArrayID]) {
    writer = BlockWriter(program)
    self.variables = variables
    firstResult = program.arrays.count
    firstVariable = firstResult + results.count
    shapes = program.arrays.map(\.shape) + (results + variables).map { program[$0].shape }
    sources = Array(repeating: [], count: firstVariable + variables.count)
    users = sources
    for array in program.arrays.indices { places[array] = (array, true) }
  }

  /// Adds that results are the arrays that they are, and variables too.
  mutating func connect(_ results: [ArrayID], _ variables: [ArrayID]) {
    for (number, array) in results.enumerated() { connect(firstResult + number, Int(array.raw), shapedAs: array) }
    for (number, array) in variables.enumerated() { connect(Int(array.raw), firstVariable + number, shapedAs: array) }
  }

  /// Returns the blocks of a result by a variable, with entries added up where that leaves fewer.
  mutating func blocks(ofResult result: Int, byVariable variable: Int) -> [SparseBlock] {
    let pair = Pair(user: firstResult + result, source: firstVariable + variable)
    return (blocks[pair] ?? []).map { writer.folded($0, shapes[pair.user], shapes[pair.source]) }
  }

  /// Adds something that stands for a part of a statement to an array, with elements of its own.
  mutating func addPart(of array: Int, shape: [IndexID]) -> Int {
    shapes.append(shape)
    sources.append([])
    users.append([])
    places[shapes.count - 1] = (array, false)
    return shapes.count - 1
  }

  /// What stands between results and variables, in the order of the program.
  var inner: [Int] {
    let all = places.filter { !users[$0.key].isEmpty || !sources[$0.key].isEmpty }
    return all.sorted { a, b in
      (a.value.array, a.value.isWhole ? 1 : 0, a.key) < (b.value.array, b.value.isWhole ? 1 : 0, b.key)
    }.map(\.key)
  }

  /// Adds the identity.
  private mutating func connect(_ user: Int, _ source: Int, shapedAs array: ArrayID) {
    let axes = writer.program.axes(spanning: writer.program[array].shape)
    let subscripts = axes.map { writer.program.index($0) }
    var draft = BlockDraft()
    (draft.axes, draft.rows, draft.columns) = (axes, subscripts, subscripts)
    if let block = writer.block(draft) { add(block, user, source) }
  }

  /// Adds a block of one array by another.
  mutating func add(_ block: SparseBlock, _ user: Int, _ source: Int) {
    let pair = Pair(user: user, source: source)
    if blocks[pair] == nil {
      sources[user].append(source)
      users[source].append(user)
    }
    writer.add(block, to: &blocks[pair, default: []])
  }

  /// Adds a block of an array by a variable itself, not by way of the array that it is.
  mutating func addDirect(_ block: SparseBlock, _ user: ArrayID, _ variable: ArrayID) {
    guard let number = variables.firstIndex(of: variable) else { return }
    add(block, Int(user.raw), firstVariable + number)
  }

  /// Returns about how many multiplications it takes to do without an array.
  func cost(of array: Int) -> Double {
    var cost = 0.0
    for user in users[array] {
      for source in sources[array] {
        for outer in blocks[Pair(user: user, source: array)] ?? [] {
          for inner in blocks[Pair(user: array, source: source)] ?? [] {
            cost += size(of: outer, with: inner, at: array)
          }
        }
      }
    }
    return cost
  }

  /// Returns about how many entries more there are to carry along without an array than with it.
  func growth(of array: Int) -> Double {
    var growth = 0.0
    let outers = users[array].flatMap { blocks[Pair(user: $0, source: array)] ?? [] }
    let inners = sources[array].flatMap { blocks[Pair(user: array, source: $0)] ?? [] }
    for block in outers + inners { growth -= writer.sizes.pointCount(block.axes, in: writer.program) }
    for outer in outers {
      for inner in inners where size(of: outer, with: inner, at: array) > 0 { growth += placed(by: outer, inner) }
    }
    return growth
  }

  /// Returns about how many entries the product of two blocks has.
  private func placed(by outer: SparseBlock, _ inner: SparseBlock) -> Double {
    let program = writer.program
    let columns = program.collectedAxes(of: inner.columns)
    let rows = program.collectedAxes(of: inner.rows)
    // Where a row of the one side places its columns, so does what the other side has there.
    var kept = outer.rows
    for (column, row) in zip(outer.columns, inner.rows) {
      if program.collectedAxes(of: [row]).contains(where: columns.contains) { kept.append(column) }
    }
    return writer.sizes.pointCount(program.collectedAxes(of: kept), in: program)
      * writer.sizes.pointCount(columns.filter { !rows.contains($0) }, in: program)
  }

  private func size(of outer: SparseBlock, with inner: SparseBlock, at array: Int) -> Double {
    let program = writer.program
    let sizes = writer.sizes
    var size = sizes.pointCount(outer.axes, in: program) * sizes.pointCount(inner.axes, in: program)
    for (position, extent) in shapes[array].enumerated() {
      let (x, y) = (program[outer.columns[position]].constant, program[inner.rows[position]].constant)
      if let x, let y {
        if x != y { return 0 }
      } else {
        size /= sizes.value(of: program[extent])
      }
    }
    return size
  }

  /// Does without an array: what is made of it is now made of what it is made of.
  mutating func eliminate(_ array: Int) {
    for user in users[array] { settle(Pair(user: user, source: array)) }
    for source in sources[array] { settle(Pair(user: array, source: source)) }
    for user in users[array] {
      for source in sources[array] {
        for outer in blocks[Pair(user: user, source: array)] ?? [] {
          for inner in blocks[Pair(user: array, source: source)] ?? [] {
            if let made = writer.composed(outer, inner) { add(made, user, source) }
          }
        }
      }
    }
    for user in users[array] {
      blocks[Pair(user: user, source: array)] = nil
      sources[user].removeAll { $0 == array }
    }
    for source in sources[array] {
      blocks[Pair(user: array, source: source)] = nil
      users[source].removeAll { $0 == array }
    }
    (users[array], sources[array]) = ([], [])
  }

  /// Makes the blocks of a pair as few and as cheap to read as they can be.
  private mutating func settle(_ pair: Pair) {
    let list = writer.merged(blocks[pair] ?? [], .covered)
    blocks[pair] = list.map { writer.kept(writer.folded($0, shapes[pair.user], shapes[pair.source])) }
  }
}
