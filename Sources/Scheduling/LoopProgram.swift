import Diagnostics
import FlatProgram

/// A flat program as loop nests: the one schedule that the interpreter runs and the emitters print.
///
/// All targets carry out the same floating-point operations in the same order. `SumOrder` says which order a sum has.
package struct LoopProgram: Sendable {
  /// The declarations and the arena that the items point into; its statements are the ones that were scheduled.
  package var program: Program
  /// The blocks of items; the first is the whole program.
  package var blocks: [Block]
  /// Where each array lives, by array.
  package var storage: [ArrayStorage]
  /// The arrays that live in scratch memory.
  package var workspace: Workspace

  package subscript(_ id: BlockID) -> Block {
    get { blocks[Int(id.raw)] }
    set { blocks[Int(id.raw)] = newValue }
  }

  package subscript(_ id: ArrayID) -> ArrayStorage { storage[Int(id.raw)] }
}

/// The number of a block in a loop program.
package struct BlockID: Hashable, Sendable {
  package var raw: Int32

  package init(_ raw: Int) { self.raw = Int32(raw) }

  /// The block that is the whole program.
  package static let whole = BlockID(0)
}

/// Steps that are carried out one after the other.
package struct Block: Hashable, Sendable {
  package var items: [LoopItem]

  package init(items: [LoopItem] = []) { self.items = items }

  /// Whether no loop stands in it.
  package var isStraight: Bool {
    items.allSatisfy { if case .loop = $0 { false } else { true } }
  }
}

/// One step of a block.
package enum LoopItem: Hashable, Sendable {
  case loop(Loop)
  case keep(Keep)
  case store(Store)
}

/// A block that is carried out for every value of an axis.
package struct Loop: Hashable, Sendable {
  package var axis: AxisID
  /// Where it is a part of the axis: only values from here on are taken.
  package var start: IndexID?
  /// Where it is a part of the axis: only values below this one are taken.
  package var end: IndexID?
  /// Whether it is walked from the last value down to the first.
  package var isReversed: Bool
  /// Whether an iteration may need the one before it: a recurrence.
  package var isSequential: Bool
  /// Whether a compiler should take one of its values at a time.
  package var staysScalar = false
  /// Whether each of its values stands for a block of the values of a loop inside, which walks the part of that block.
  package var isOverBlocks = false
  /// Whether it walks the part of one block each time.
  package var isInBlocks = false
  package var body: BlockID

  /// Whether it takes all values of its axis.
  package var isWhole: Bool { start == nil && end == nil }

  /// Returns a loop over a whole axis whose body is not a block of the program.
  package static func plain(over axis: AxisID) -> Loop {
    Loop(axis: axis, isReversed: false, isSequential: false, body: .whole)
  }
}

/// An expression that is evaluated once; in the rest of its block, and inside, the node stands for that value.
///
/// A node that was kept under a condition may be kept again: it is then evaluated anew, and has the new value from there on.
package struct Keep: Hashable, Sendable {
  package var node: ExpressionID
  /// Where this condition is 0 the node is not evaluated, and nothing looks at it.
  package var guarding: ExpressionID?
}

/// One element of an array.
package struct ElementReference: Hashable, Sendable {
  package var array: ArrayID
  package var subscripts: SubscriptsID

  package init(array: ArrayID, subscripts: SubscriptsID) {
    (self.array, self.subscripts) = (array, subscripts)
  }
}

/// How a value comes into an element.
package enum Accumulation: Hashable, Sendable {
  case set
  case add(SumOrder)
  /// `m` becomes `v` unless `v <= m` or `m` is NaN.
  case maximum
  /// `m` becomes `v` unless `v >= m` or `m` is NaN.
  case minimum
  /// Where the element is negative, or the value beats `best` as in a maximum, both become the axis' and the value.
  case argmax(best: ArrayID, axis: AxisID)
  case argmin(best: ArrayID, axis: AxisID)
}

/// In which order a sum is taken.
package enum SumOrder: Hashable, Sendable {
  /// Each value is added to the element where it arises.
  case inOrder
  /// The element does not depend on the loop: the loop's values are first summed in lanes, and the sum is then
  /// added to the element; or becomes the element, where nothing was added before.
  ///
  /// Numerics: positions are counted from the loop's first value. Each block of `SumLanes.block` positions is summed so: with
  /// `m` the greatest multiple of 16 in its count, lane `l` is 0 and then adds the values at positions `l`, `l+16`, ...
  /// below `m`; lanes come together by halves, `s0 = l0+l8` to `s7 = l7+l15`, then `((s0+s4)+(s2+s6))+((s1+s5)+(s3+s7))`; then the values from `m` on are added.
  /// The sums `b` of blocks are added to a total `t`, from 0, one after the other, and what each addition rounds away to
  /// another, `e`: `n = t+b`, `p = n-t`, `e += (t-(n-p))+(b-p)`, `t = n`; where `t` is finite the sum is `t+e`. So however
  /// many values there are, they lose about 90 roundings at most (Knuth, and Ogita, Rump and Oishi).
  case lanes(isFirst: Bool)
  /// What each addition rounds away goes to another array, which is 0 at first, and back into the sum with the next one.
  ///
  /// Numerics: with the element `t`, the other's `e` and the value `v`, `n = t+v`, `p = n-t` and `r = e+((t-(n-p))+(v-p))`;
  /// where `n` is finite `t` becomes `n+r` and `e` becomes `r-(t-n)` of the new `t`, else they become `n` and 0 (Knuth; Dekker).
  case compensated(lost: ArrayID)
}

/// The constants of sums in lanes.
package enum SumLanes {
  /// How many sums run side by side.
  package static let count = 16
  /// How many positions are summed before their sum is added to those before.
  package static let block = 1024
  /// How many values are added up one by one before their sum is added to those before, where sums do not go in lanes; a
  /// multiple of the rows of a strip.
  package static let shortBlock = 64
  /// The most values, where their number is known beforehand, that are added up one by one and no other way.
  package static let longestPlain = 1024
  /// The same, where every row has a sum of its own, so that blocks cost time with each.
  package static let longestPlainOfRows = 16_384
}

/// A value that goes into an element.
package struct Store: Hashable, Sendable {
  package var target: ElementReference
  package var accumulation: Accumulation
  package var value: ExpressionID
  package var span: SourceSpan?
  package var pass: Pass
}

/// Where the elements of an array are.
package enum ArrayPlace: Hashable, Sendable {
  /// The caller gives it.
  case argument
  /// Numbers in the program.
  case constant
  /// The caller wants it.
  case output
  /// Scratch memory, at this slot of the workspace.
  case workspace(slot: Int)
  /// A scalar variable of the innermost block that holds all that mention it.
  case register
  /// Nothing mentions it.
  case unused
}

/// Where an array lives, and which of its axes still address it.
package struct ArrayStorage: Hashable, Sendable {
  package var place: ArrayPlace
  /// The positions of the subscripts that address an element; the others have one value while the array lives.
  package var keptAxes: [Int]
  /// The block whose items hold all that mention it, where it has lost axes or is a register.
  package var home: BlockID

  package init(place: ArrayPlace, keptAxes: [Int], home: BlockID = .whole) {
    (self.place, self.keptAxes, self.home) = (place, keptAxes, home)
  }
}

/// The layout of scratch memory.
package struct Workspace: Hashable, Sendable {
  /// One stretch of memory, used by one array after the other.
  package struct Slot: Hashable, Sendable {
    package var offset: IndexExpression
    package var size: IndexExpression
    package var arrays: [ArrayID]
  }

  package var slots: [Slot] = []

  package init() {}

  /// The number of doubles in all.
  package var size: IndexExpression {
    slots.last.map { $0.offset + $0.size } ?? IndexExpression(0)
  }
}
