import FlatProgram
import Interpretation

@testable import Emission

/// Compiles test programs as Swift, all at once, and runs them.
enum SwiftHarness {
  /// The files of some programs, and of a program that prints the bits of all results.
  static func files(_ tests: [PreparedTest]) -> [EmittedFile] {
    var files: [EmittedFile] = []
    var main = [
      "func show(_ x: Double) {", "  let text = String(x.bitPattern, radix: 16)",
      "  print(String(repeating: \"0\", count: 16 - text.count) + text)", "}",
      "func show(_ x: Float) { show(Double(x)) }", "func show(_ x: Int) { show(Double(x)) }",
      "func show(_ x: [Double]) { for y in x { show(y) } }", "func show(_ x: [Float]) { for y in x { show(y) } }",
      "func show(_ x: [Int]) { for y in x { show(y) } }",
    ]
    for (position, test) in tests.enumerated() {
      files += SwiftEmitter.emit(test.request)
      main += ["@inline(never) func test\(position)() {"] + calls(test).map { "  " + $0 } + ["}", "test\(position)()"]
    }
    return files + [EmittedFile(name: "main.swift", text: main.joined(separator: "\n") + "\n")]
  }

  /// The statements that call the functions of one program over arrays and print what comes out.
  private static func calls(_ test: PreparedTest) -> [String] {
    let unit = SwiftUnit(test.request)
    let program = test.request.value.program
    func text(_ argument: PublicInterface.Argument) -> String {
      let declaration = program[argument.array]
      let values = test.arrays[Int(argument.array.raw)]?.values ?? []
      let texts = values.map { declaration.isInteger ? "\(Int($0))" : "\($0)" }
      return declaration.rank == 0 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    }
    var arguments: [String] = unit.interface.inputs.map { "\($0.name): \(text($0))" }
    let open = zip(program.dims.indices, unit.interface.dims).filter { program.dims[$0.0].fixed == nil }
    if !unit.interface.parameters.isEmpty {
      let label = arguments.isEmpty && open.isEmpty ? "at" : "parameters"
      let fields = unit.interface.parameters.map { "\($0.name): \(text($0))" }
      arguments.append("\(label): .init(\(fields.joined(separator: ", ")))")
    }
    arguments += open.map { "\($0.1): \(test.dims[$0.0])" }
    var lines = ["let value = \(unit.typeName).value(\(arguments.joined(separator: ", ")))"]
    if unit.value.results.count == 1 {
      lines.append("show(value)")
    } else {
      lines += unit.value.results.indices.map { "show(value.\($0))" }
    }
    guard unit.gradient != nil else { return lines }
    lines.append("let both = \(unit.typeName).valueWithGradient(\(arguments.joined(separator: ", ")))")
    lines.append("show(both.value)")
    return lines + unit.interface.adjointFields.map { "show(both.gradient.\($0.name))" }
  }
}
