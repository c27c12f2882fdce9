import FlatProgram
import Scheduling

/// How a long straight program is split into several functions, and what goes from one to the next.
///
/// Compilers take more than linear time over one function: Swift's type checker is quadratic in its constants.
struct ChunkPlan: Sendable {
  /// The steps of each function, as positions in the outermost block.
  private(set) var chunks: [Range<Int>] = []
  /// The place of each value that a later function needs, by node.
  private(set) var carriedNodes: [ExpressionID: Int] = [:]
  /// The place of each variable that several functions mention, by array.
  private(set) var carriedArrays: [ArrayID: Int] = [:]
  /// The last function that mentions each of them; what follows the last step counts as one more.
  private(set) var lastMentions: [ArrayID: Int] = [:]
  /// How many places there are.
  private(set) var size = 0

  /// Splits the outermost block where it has more than so many steps; returns nil where it has not.
  ///
  /// `results` are the arrays that are mentioned after the last step. Complexity: linear in the loop nests.
  init?(_ loops: LoopProgram, longest: Int, results: [ArrayID]) {
    guard loops.blocks.reduce(0, { $0 + $1.items.count }) > longest else { return nil }
    split(loops, longest)
    guard chunks.count > 1 else { return nil }
    var uses = Uses(loops, chunkCount: chunks.count)
    for (chunk, range) in chunks.enumerated() {
      for position in range { uses.walk(loops[.whole].items[position], in: chunk, isOutermost: true) }
    }
    for result in results { uses.mention(result, in: chunks.count) }
    place(uses)
  }

  private mutating func split(_ loops: LoopProgram, _ longest: Int) {
    var start = 0
    var weight = 0
    for (position, item) in loops[.whole].items.enumerated() {
      let own = Self.weight(of: item, loops)
      if weight > 0, weight + own > longest {
        chunks.append(start..<position)
        (start, weight) = (position, 0)
      }
      weight += own
    }
    chunks.append(start..<loops[.whole].items.count)
  }

  private static func weight(of item: LoopItem, _ loops: LoopProgram) -> Int {
    guard case .loop(let loop) = item else { return 1 }
    var weight = 1
    var pending = [loop.body]
    while let block = pending.popLast() {
      weight += loops[block].items.count
      for case .loop(let inner) in loops[block].items { pending.append(inner.body) }
    }
    return weight
  }

  /// Gives places to what is mentioned in several chunks; a place is free again after the last mention.
  private mutating func place(_ uses: Uses) {
    enum Carried {
      case node(ExpressionID)
      case array(ArrayID)
    }
    var starting = [[(Carried, last: Int)]](repeating: [], count: chunks.count + 1)
    for node in uses.keptNodes {
      if let span = uses.spanOfNode[node], span.last > span.first {
        starting[span.first].append((.node(node), span.last))
      }
    }
    for (number, span) in uses.spanOfArray.enumerated() {
      if let span, span.last > span.first { starting[span.first].append((.array(ArrayID(number)), span.last)) }
    }
    var free: [Int] = []
    var ending = [[Int]](repeating: [], count: chunks.count + 2)
    for chunk in starting.indices {
      free += ending[chunk]
      for (carried, last) in starting[chunk] {
        let place: Int
        if let known = free.popLast() {
          place = known
        } else {
          place = size
          size += 1
        }
        ending[last + 1].append(place)
        switch carried {
        case .node(let node): carriedNodes[node] = place
        case .array(let array):
          carriedArrays[array] = place
          lastMentions[array] = last
        }
      }
    }
  }

  /// In which chunks values are given and used.
  private struct Uses {
    let loops: LoopProgram
    /// The nodes that are kept in the outermost block, in the order of keeping.
    var keptNodes: [ExpressionID] = []
    var spanOfNode: [ExpressionID: (first: Int, last: Int)] = [:]
    var spanOfArray: [(first: Int, last: Int)?]
    /// The chunk in which a node was walked through last.
    private var walked: [Int]

    init(_ loops: LoopProgram, chunkCount: Int) {
      self.loops = loops
      spanOfArray = Array(repeating: nil, count: loops.program.arrays.count)
      walked = Array(repeating: -1, count: loops.program.expressions.count)
    }

    mutating func walk(_ item: LoopItem, in chunk: Int, isOutermost: Bool) {
      var pending = [(item, isOutermost)]
      while let (next, isOutermost) = pending.popLast() {
        switch next {
        case .loop(let loop):
          let axis = loops.program[loop.axis]
          mention([axis.lower, axis.upper], in: chunk)
          for inner in loops[loop.body].items.reversed() { pending.append((inner, false)) }
        case .keep(let keep):
          if let guarding = keep.guarding { use(guarding, in: chunk) }
          useOperands(of: keep.node, in: chunk)
          guard isOutermost else { continue }
          if spanOfNode[keep.node] == nil {
            keptNodes.append(keep.node)
            spanOfNode[keep.node] = (chunk, chunk)
          }
          spanOfNode[keep.node]?.last = chunk
        case .store(let store):
          use(store.value, in: chunk)
          mention(loops.program[store.target.subscripts], in: chunk)
          for array in store.writes { mention(array, in: chunk) }
        }
      }
    }

    private mutating func use(_ root: ExpressionID, in chunk: Int) {
      var pending = [root]
      while let node = pending.popLast() {
        if spanOfNode[node] != nil {
          spanOfNode[node]?.last = chunk
          continue
        }
        guard walked[Int(node.raw)] != chunk else { continue }
        walked[Int(node.raw)] = chunk
        pending += mentions(of: node, in: chunk)
      }
    }

    private mutating func useOperands(of node: ExpressionID, in chunk: Int) {
      for operand in mentions(of: node, in: chunk) { use(operand, in: chunk) }
    }

    /// Notes what a node itself reads, and returns its operands.
    private mutating func mentions(of node: ExpressionID, in chunk: Int) -> [ExpressionID] {
      switch loops.program[node] {
      case .constant: return []
      case .index(let index):
        mention([index], in: chunk)
        return []
      case .read(let array, let subscripts):
        mention(array, in: chunk)
        mention(loops.program[subscripts], in: chunk)
        return []
      case .operation(_, let a, let b, let c): return [a, b, c].filter { $0 != .none }
      }
    }

    private mutating func mention(_ indices: [IndexID], in chunk: Int) {
      for index in indices {
        for part in IndexAnalysis.parts(of: index, in: loops.program) {
          for case .element(let array, _) in loops.program[part].atoms { mention(array, in: chunk) }
        }
      }
    }

    /// Notes that a chunk mentions a variable of the outermost block.
    mutating func mention(_ array: ArrayID, in chunk: Int) {
      guard loops.isVariable(array) else { return }
      switch loops[array].place {
      case .argument, .constant, .workspace, .unused: return
      case .register where loops[array].home != .whole: return
      case .output, .register: break
      }
      let first = spanOfArray[Int(array.raw)]?.first ?? chunk
      spanOfArray[Int(array.raw)] = (first, chunk)
    }
  }
}
