import FlatProgram
import Scheduling

/// How emitted text reaches the elements of an array.
struct ArrayAccess: Hashable, Sendable {
  /// What one element is in the text.
  enum Cell: Hashable, Sendable {
    case real
    /// An integer of the type that arguments have.
    case integer
    /// An integer variable of the text's own.
    case position
  }

  var name: String
  var cell: Cell
  /// Whether the name stands for the one value; otherwise for the first of the elements.
  var isScalar: Bool
}

extension LoopProgram {
  /// Whether an array is one variable in the text: a scalar of the caller's, a register, or a scalar result.
  func isVariable(_ array: ArrayID) -> Bool {
    switch self[array].place {
    case .argument, .constant, .output: program[array].rank == 0
    case .register: true
    case .workspace, .unused: false
    }
  }

  /// Returns how an array with a name is reached.
  func access(to array: ArrayID, named name: String) -> ArrayAccess {
    let isScalar = isVariable(array)
    guard program[array].isInteger else { return ArrayAccess(name: name, cell: .real, isScalar: isScalar) }
    switch self[array].place {
    case .argument, .constant: return ArrayAccess(name: name, cell: .integer, isScalar: isScalar)
    case .output where !isScalar: return ArrayAccess(name: name, cell: .integer, isScalar: false)
    case .output, .register: return ArrayAccess(name: name, cell: .position, isScalar: isScalar)
    case .workspace, .unused: return ArrayAccess(name: name, cell: .real, isScalar: isScalar)
    }
  }
}
