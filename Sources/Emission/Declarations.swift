import FlatProgram
import Scheduling

/// Where the variables of a function are declared.
struct Declarations: Sendable {
  /// The store that declares a variable by giving it its first value.
  struct Site: Hashable, Sendable {
    var block: BlockID
    var position: Int
  }

  /// The variables that are declared before a step, in order of arrays.
  private var variables: [Site: [ArrayID]] = [:]
  /// By array.
  private var firstStores: [Site?]
  private var storeCounts: [Int]
  /// By array.
  private var isRead: [Bool]

  /// Finds the first store of every variable. Complexity: linear in the loop nests, times their depth.
  init(_ loops: LoopProgram) {
    firstStores = Array(repeating: nil, count: loops.program.arrays.count)
    storeCounts = Array(repeating: 0, count: loops.program.arrays.count)
    isRead = Self.readArrays(of: loops)
    for output in loops.program.outputs { isRead[Int(output.raw)] = true }
    var isMet = [Bool](repeating: false, count: loops.program.arrays.count)
    var path: [Site] = [Site(block: .whole, position: 0)]
    while let site = path.last {
      guard site.position < loops[site.block].items.count else {
        path.removeLast()
        if !path.isEmpty { path[path.count - 1].position += 1 }
        continue
      }
      switch loops[site.block].items[site.position] {
      case .loop(let loop):
        path.append(Site(block: loop.body, position: 0))
        continue
      case .keep: break
      case .store(let store):
        for array in store.writes where loops.isVariable(array) && loops[array].place != .argument {
          storeCounts[Int(array.raw)] += 1
          guard !isMet[Int(array.raw)] else { continue }
          isMet[Int(array.raw)] = true
          let home = loops[array].place == .output ? .whole : loops[array].home
          let outer = path.count > 1 ? path[path.count - 2] : site
          var place = path.first { $0.block == home } ?? path[0]
          // A sum over a loop outlives it, even one that nothing reads.
          if case .add(.lanes) = store.accumulation, place == site { place = outer }
          if store.accumulation == .set, place == site {
            firstStores[Int(array.raw)] = site
          } else if store.accumulation == .add(.lanes(isFirst: true)), place == outer {
            firstStores[Int(array.raw)] = outer
          } else {
            variables[place, default: []].append(array)
          }
        }
      }
      path[path.count - 1].position += 1
    }
  }

  /// Leaves out variables that live elsewhere.
  mutating func remove(_ arrays: Set<ArrayID>) {
    for array in arrays { firstStores[Int(array.raw)] = nil }
    variables = variables.mapValues { $0.filter { !arrays.contains($0) } }
  }

  /// Returns the variables that are declared before a step of a block.
  func before(_ position: Int, of block: BlockID) -> [ArrayID] {
    variables[Site(block: block, position: position)] ?? []
  }

  /// Whether a store, or a loop that sums into the variable, declares it.
  func isDeclared(_ array: ArrayID, by site: Site) -> Bool { firstStores[Int(array.raw)] == site }

  /// Whether anything looks at a variable.
  func isRead(_ array: ArrayID) -> Bool { isRead[Int(array.raw)] }

  /// Tells of every array whether anything in the program mentions an element of it in an expression.
  private static func readArrays(of loops: LoopProgram) -> [Bool] {
    let program = loops.program
    var isRead = [Bool](repeating: false, count: program.arrays.count)
    var traversal = Traversal()
    traversal.begin(in: program)
    for block in loops.blocks {
      for item in block.items {
        var roots: [ExpressionID] = []
        var indices: [IndexID] = []
        switch item {
        case .keep(let keep): roots = [keep.node] + (keep.guarding.map { [$0] } ?? [])
        case .store(let store):
          (roots, indices) = ([store.value], program[store.target.subscripts])
          if case .add(.compensated(let lost)) = store.accumulation { isRead[Int(lost.raw)] = true }
        case .loop(let loop): indices = [program[loop.axis].lower, program[loop.axis].upper]
        }
        let mark = { (array: ArrayID, _: SubscriptsID) in isRead[Int(array.raw)] = true }
        for root in roots { traversal.continueElements(of: root, [], in: program, mark) }
        traversal.continueElements(inside: indices, in: program, mark)
      }
    }
    return isRead
  }

  /// Whether a variable has one value for good.
  func isConstant(_ array: ArrayID) -> Bool { storeCounts[Int(array.raw)] == 1 }
}

extension Store {
  /// The arrays that the store changes.
  var writes: [ArrayID] {
    [target.array] + (accumulation.companion.map { [$0] } ?? [])
  }
}
