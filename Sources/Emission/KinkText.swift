import FlatProgram
import Operations

/// What a program's kinks are.
enum KinkText {
  /// Tells for every operation whether the statements of a program have it.
  static func operations(of program: Program) -> [Bool] {
    var occurs = [Bool](repeating: false, count: Operation.allCases.count)
    var roots: [ExpressionID] = []
    var pending = program.statements
    while let statement = pending.popLast() {
      switch statement {
      case .assignment(let assignment): roots.append(assignment.body)
      case .sequence(let sequence): pending += sequence.body
      }
    }
    var traversal = Traversal()
    for node in traversal.postorder(roots, in: program) {
      if case .operation(let operation, _, _, _) = program[node] { occurs[Int(operation.rawValue)] = true }
    }
    return occurs
  }

  /// Returns the conventions of the operations that some functions use.
  static func text(for isUsed: [[Bool]]) -> String {
    var texts: [String] = []
    var occurs = isUsed.first ?? []
    for used in isUsed { for position in used.indices where used[position] { occurs[position] = true } }
    for operation in Operation.allCases where occurs[Int(operation.rawValue)] {
      guard operation.row.result == .real, let kinks = operation.row.kinks else { continue }
      texts.append("\(operation.row.name): \(kinks)")
    }
    return texts.isEmpty ? "none here." : texts.joined(separator: "; ") + "."
  }
}
