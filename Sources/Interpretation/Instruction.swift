import Diagnostics
import FlatProgram
import Operations

/// One step of the scalar code: what it does, and up to four numbers that say to what.
struct Instruction {
  enum Code: UInt8 {
    /// d = operation(a, b, c), all of them cells.
    case apply
    /// d = the number a.
    case copy
    /// d = element a.
    case load
    /// d = the integer expression a as a number.
    case index
    /// Goes to instruction d where cell a is 0.
    case jumpIfZero
    case jump
    /// Element d = cell a; and so on for the other accumulations.
    case store, add, maximum, minimum
    /// Element d = the axis b and element c = cell a, where cell a beats element c.
    case argmax, argmin
    /// Element d += cell a, and what that rounds away goes to element c.
    case addCompensated
    /// Cell d += cell a; and so on: for arrays that are one cell.
    case addCell, maximumCell, minimumCell
    /// Begins loop a: goes to d where it is empty.
    case loopBegin
    /// Ends loop a: goes to d where a value is left.
    case loopEnd
    /// Carries out vector loop a.
    case vectorLoop
    /// Begins sum a; takes cell b into sum a; ends sum a into element d.
    case sumBegin, sumTake, sumEnd
    case sumEndCell
  }

  var code: Code
  var operation: Operation = .stop
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0
}

/// Where an element of an array is, for any values of the axes.
struct ElementCode {
  var array: Int
  /// Whether the place is linear in the axes; else it is made up of the subscripts.
  var isLinear: Bool
  /// The place in the array, where it is linear.
  var place: IndexCode
  /// The subscripts that are checked when it runs, or make up the place.
  var subscripts: Parts
  /// Where the statement stands that mentions it.
  var span: SourceSpan?
  /// Whether its place moves evenly along the axis of the vector loop that it is made for.
  var isEven: Bool

  /// Whether it needs no look at its subscripts one by one.
  var isSafe: Bool { isLinear && subscripts.count == 0 }
}

/// One subscript of an element.
struct SubscriptCode {
  var index: IndexCode
  /// The expression that it is, for messages.
  var expression: IndexID
  /// Its position among the array's subscripts, for messages.
  var position: Int
  var extent: Int
  var stride: Int
}

/// The ends of a loop.
struct LoopCode {
  var axis: Int
  var lower: IndexCode
  var upper: IndexCode
  /// Further bounds, where only a part of the axis is walked.
  var start, end: IndexCode?
  var isReversed: Bool
}

/// A sum in lanes that is taken value by value.
struct SumCode {
  /// Where its numbers lie among the cells: a block of values, then the partial sums.
  var cells: Int
  var isFirst: Bool
}
