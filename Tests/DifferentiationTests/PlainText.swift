import FlatProgram

/// The text of a program as `derive --plain` prints it.
struct PlainText {
  let program: Program

  /// Returns the assignments of one pass, one a line.
  func lines(_ pass: Pass) -> [String] {
    var part = program
    part.steps = program.steps.filter { step in
      if case .assignment(let assignment) = step { assignment.pass == pass } else { true }
    }
    part.outputs = []
    return ProgramPrinter.text(of: part, products: .tight).split(separator: "\n").map(String.init).filter { line in
      !["#", "param ", "input ", "dim "].contains { line.hasPrefix($0) }
    }
  }
}
