import FlatProgram
import Operations

/// Writes statements as the lecture does, for comparison with its text.
struct PlainText {
  let program: Program

  /// Returns the assignments of one pass, one a line.
  func lines(_ pass: Pass) -> [String] {
    program.statements.compactMap { statement in
      guard case .assignment(let assignment) = statement, assignment.pass == pass else { return nil }
      return line(assignment)
    }
  }

  func line(_ assignment: Assignment) -> String {
    let sign = assignment.combination == .add ? " += " : " = "
    return element(assignment.target, assignment.subscripts) + sign + text(assignment.body).string
  }

  private func element(_ array: ArrayID, _ subscripts: SubscriptsID) -> String {
    if subscripts == .none { return program[array].name }
    return program[array].name + "[" + program[subscripts].map { position($0) }.joined(separator: ",") + "]"
  }

  private func position(_ index: IndexID) -> String {
    if let axis = program[index].axis { return program[axis].name }
    return program[index].constant.map { "\($0)" } ?? "?"
  }

  /// Returns the text and how tightly it holds together.
  private func text(_ id: ExpressionID) -> (string: String, level: Int) {
    switch program[id] {
    case .constant(let bits):
      let number = Double(bitPattern: bits)
      return (number == number.rounded() ? "\(Int(number))" : "\(number)", 9)
    case .read(let array, let subscripts): return (element(array, subscripts), 9)
    case .index(let index): return (position(index), 9)
    case .operation(.select, let c, let a, let b):
      return ("if \(text(c).string) then \(text(a).string) else \(text(b).string)", 0)
    case .operation(let operation, let a, let b, let c):
      switch operation.row.notation {
      case .infix(let symbol):
        let level = ["+": 6, "-": 6, "*": 7, "/": 7][symbol] ?? 5
        let spaced = level == 7 && symbol == "*" ? symbol : " \(symbol) "
        return (bracketed(a, level) + spaced + bracketed(b, level + 1), level)
      case .prefix(let symbol): return (symbol + bracketed(a, 8), 8)
      default:
        let operands = [a, b, c].filter { $0 != .none }.map { text($0).string }
        return (operation.row.name + "(" + operands.joined(separator: ", ") + ")", 9)
      }
    }
  }

  private func bracketed(_ id: ExpressionID, _ level: Int) -> String {
    let inner = text(id)
    return inner.level < level ? "(\(inner.string))" : inner.string
  }
}
