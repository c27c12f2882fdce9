import FlatProgram

/// One store with the loops that it wants around it.
struct Leaf {
  /// The axes of its own loops, outer first; those of sequences around it are not among them.
  var axes: [AxisID]
  /// The axes that its loops have got so far, in the same order.
  var resolved: [AxisID] = []
  var store: Store
  /// The elements that it reads, target subscripts included.
  var reads: [ElementReference]
  /// The elements that the bounds of its axes read.
  var boundReads: [ElementReference] = []
  /// A leaf that shares expressions with this one, whose reads therefore count for this one too.
  var sharers: [Int] = []
  /// The results that what it writes is needed for, by their positions; those from the 64th on are one.
  var results: UInt64 = 0
}

/// One step of a list of statements before loops are made.
enum Step {
  case leaf(Int)
  case sequence(SequenceStep)
}

/// An axis walked in order around a list of steps.
struct SequenceStep {
  var axis: AxisID
  var isReversed: Bool
  /// The number of the list of steps inside.
  var steps: Int
}

/// One step of a block, before expressions are placed.
enum NestItem {
  case leaf(Int)
  case loop(Loop)
}

/// A block of a nest, with its place in the tree.
struct NestBlock {
  var items: [NestItem] = []
  /// The block around the loop whose body this is; nil for the whole.
  var parent: BlockID?
  /// The loop's axis.
  var axis: AxisID?
  var isSequential = false
  /// Whether the loop's values stand for blocks of values of a loop inside.
  var isOverBlocks = false
  /// Whether the loop is a part of its axis with few values.
  var isShort = false
  /// The number of loops around.
  var depth = 0
}

/// Loop nests around stores: the schedule before expressions are placed.
struct NestTree {
  var program: Program
  var leaves: [Leaf]
  var blocks: [NestBlock]

  subscript(_ id: BlockID) -> NestBlock {
    get { blocks[Int(id.raw)] }
    set { blocks[Int(id.raw)] = newValue }
  }

  /// Returns the axes of the loops around a block's items, outer first.
  func path(of id: BlockID) -> [AxisID] {
    var axes: [AxisID] = []
    var block: BlockID? = id
    while let current = block {
      if let axis = self[current].axis { axes.append(axis) }
      block = self[current].parent
    }
    return axes.reversed()
  }

  /// Returns a block and those around it, outer first.
  func blocks(around id: BlockID) -> [BlockID] {
    var blocks = [id]
    while let parent = self[blocks[blocks.count - 1]].parent { blocks.append(parent) }
    return blocks.reversed()
  }

  /// Returns the innermost block that holds both.
  func commonBlock(_ a: BlockID, _ b: BlockID) -> BlockID {
    var (x, y) = (a, b)
    while x != y {
      if self[x].depth >= self[y].depth, let parent = self[x].parent {
        x = parent
      } else if let parent = self[y].parent {
        y = parent
      } else {
        return .whole
      }
    }
    return x
  }

  /// Carries out `visit` for every item in the order of execution; loops are told twice, at their start and at their end.
  func walk(_ visit: (Visit) -> Void) {
    var stack: [(block: BlockID, position: Int)] = [(.whole, 0)]
    while let (block, position) = stack.last {
      guard position < self[block].items.count else {
        stack.removeLast()
        if let outer = stack.last, case .loop(let loop) = self[outer.block].items[outer.position - 1] {
          visit(.leave(loop, in: outer.block))
        }
        continue
      }
      stack[stack.count - 1].position += 1
      switch self[block].items[position] {
      case .leaf(let leaf): visit(.leaf(leaf, position: position, in: block))
      case .loop(let loop):
        visit(.enter(loop, in: block))
        stack.append((loop.body, 0))
      }
    }
  }

  /// One event of a walk.
  enum Visit {
    case enter(Loop, in: BlockID)
    case leaf(Int, position: Int, in: BlockID)
    case leave(Loop, in: BlockID)
  }
}
