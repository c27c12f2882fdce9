import FlatProgram
import Operations

/// A step of a loop that is carried out for a chunk of its axis at a time.
///
/// Operands are streams: registers of a chunk's length, or elements of an array that follow each other in memory.
struct VectorInstruction {
  enum Code: UInt8 {
    /// d = operation(a, b, c)
    case apply
    /// d = element a, one by one.
    case load
    /// d = element a where stream b is not 0, and 0 elsewhere.
    case loadWhere
    /// d = the integer expression a as numbers.
    case index
    case indexWhere
    /// Stream d = stream a.
    case copy
    /// Element d = stream a; and so on.
    case store, add, maximum, minimum
    /// Element d += stream a where stream b is not 0.
    case addWhere
    case argmax, argmin
    /// Element d += stream a where stream b, if any, is not 0; what that rounds away goes to element c.
    case addCompensated
    /// Stream d += stream a.
    case addStream
    /// Takes stream a into sum b.
    case sum
  }

  var code: Code
  var operation: Operation = .stop
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0
}

/// Elements that follow each other in memory as the axis goes up: a stream without a copy.
struct DirectStream {
  var stream: Int
  var element: Int
}

/// A cell that fills a whole stream before the loop begins.
struct FilledStream {
  var stream: Int
  var cell: Int
}

/// A sum that ends with its loop.
struct VectorSum {
  var sum: Int
  /// The element that it goes into, or the cell.
  var element: Int?
  var cell: Int?
  var isFirst: Bool
}

/// A loop without loops inside and without a recurrence; its parts lie in tables of the code.
struct VectorLoop {
  var loop: LoopCode
  var direct: Parts
  var filled: Parts
  var sums: Parts
  var instructions: Parts
}
