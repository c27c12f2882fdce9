import Diagnostics
import Differentiation
import FlatProgram
import Semantics
import Syntax
import Testing

@testable import Optimization

/// Reads a program; a fault in it fails the test.
func program(_ text: String) throws -> Program {
  let (tree, first) = Parser.parse(SourceText(name: "test", text: text))
  let (program, second) = Semantics.analyze(tree)
  try #require((first + second).map(\.message) == [], "in:\n\(text)")
  return program
}

/// Reads a program and adds the gradient of its first output for its parameters.
func gradient(_ text: String) throws -> Program {
  let program = try program(text)
  let parameters = program.arrayIDs { $0.role == .parameter }
  return try ReverseMode.gradient(
    of: program.outputs[0], withRespectTo: parameters, in: program
  ).program
}

/// The lines of a program that are neither headings nor empty.
func lines(_ program: Program) -> [String] {
  ProgramPrinter.text(of: program).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
}

/// The statements of a program, without its declarations and outputs.
func statements(_ program: Program) -> [String] {
  lines(program).filter { line in
    !["dim ", "input ", "param ", "const ", "output "].contains { line.hasPrefix($0) }
  }
}
