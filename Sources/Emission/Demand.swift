import FlatProgram
import Scheduling

/// Which results each array is calculated for: what only unwanted results need is skipped.
struct Demand: Sendable {
  /// A set of results, by their positions; the last bit stands for what is always wanted.
  typealias Results = UInt64

  static let always: Results = 1 << 63

  /// By array.
  private(set) var ofArray: [Results]
  /// By array: whether anything reads it.
  private(set) var isRead: [Bool]
  /// By node.
  private(set) var ofNode: [Results]

  /// Follows the results back to what they need.
  ///
  /// Complexity: linear in the loop nests, times the few rounds in which recurrences settle.
  init(_ loops: LoopProgram, results: [ArrayID], optional: (ArrayID) -> Bool) {
    let program = loops.program
    ofArray = Array(repeating: 0, count: program.arrays.count)
    isRead = Array(repeating: false, count: program.arrays.count)
    for (position, result) in results.enumerated() {
      ofArray[Int(result.raw)] = optional(result) && position < 63 ? 1 << Results(position) : Self.always
    }
    ofNode = Array(repeating: 0, count: program.expressions.count)
    let stores = Self.stores(of: loops)
    var isSettled = false
    while !isSettled {
      isSettled = true
      for store in stores.reversed() {
        let writes = store.writes
        let wanted = writes.reduce(0) { $0 | ofArray[Int($1.raw)] }
        for array in writes where ofArray[Int(array.raw)] != wanted {
          ofArray[Int(array.raw)] = wanted
          isSettled = false
        }
        var indices = program[store.target.subscripts]
        var pending = [store.value]
        while let node = pending.popLast() {
          guard ofNode[Int(node.raw)] | wanted != ofNode[Int(node.raw)] else { continue }
          ofNode[Int(node.raw)] |= wanted
          switch program[node] {
          case .constant: break
          case .index(let index): indices.append(index)
          case .read(let array, let subscripts):
            add(array, wanted, &isSettled)
            indices += program[subscripts]
          case .operation(_, let a, let b, let c):
            for operand in [a, b, c] where operand != .none { pending.append(operand) }
          }
        }
        for element in Self.elements(of: indices, in: program) { add(element, wanted, &isSettled) }
      }
      for block in loops.blocks {
        for case .loop(let loop) in block.items {
          let axis = program[loop.axis]
          for array in Self.elements(of: [axis.lower, axis.upper], in: program) {
            add(array, Self.always, &isSettled)
          }
        }
      }
    }
  }

  private mutating func add(_ array: ArrayID, _ wanted: Results, _ isSettled: inout Bool) {
    isRead[Int(array.raw)] = true
    guard ofArray[Int(array.raw)] | wanted != ofArray[Int(array.raw)] else { return }
    ofArray[Int(array.raw)] |= wanted
    isSettled = false
  }

  /// Returns all stores in the order of the text.
  private static func stores(of loops: LoopProgram) -> [Store] {
    var stores: [Store] = []
    var path: [(block: BlockID, position: Int)] = [(.whole, 0)]
    while let (block, position) = path.last {
      guard position < loops[block].items.count else {
        path.removeLast()
        continue
      }
      path[path.count - 1].position += 1
      switch loops[block].items[position] {
      case .keep: break
      case .store(let store): stores.append(store)
      case .loop(let loop): path.append((loop.body, 0))
      }
    }
    return stores
  }

  private static func elements(of indices: [IndexID], in program: Program) -> [ArrayID] {
    var arrays: [ArrayID] = []
    for index in indices {
      for part in IndexAnalysis.parts(of: index, in: program) {
        for case .element(let array, _) in program[part].atoms { arrays.append(array) }
      }
    }
    return arrays
  }
}
