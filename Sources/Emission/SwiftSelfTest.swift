import Diagnostics
import FlatProgram
import Scheduling

/// Writes a program in Swift that compares the emitted functions with what the interpreter gave.
package enum SwiftSelfTest {
  /// Returns `NAME_test.swift`, which ends with 0 where all is well and with 1 where it is not.
  package static func emit(_ request: EmissionRequest, _ values: SelfTestValues) -> EmittedFile {
    let unit = SwiftUnit(request)
    let name = String(unit.fileName.dropLast(".swift".count)) + "_test.swift"
    return EmittedFile(name: name, text: Writer(unit: unit, values: values).text(file: name))
  }

  private struct Writer {
    let unit: SwiftUnit
    let values: SelfTestValues

    private var real: String { unit.target.name(of: .real) }
    private var interface: PublicInterface { unit.interface }
    private var program: Program { unit.request.value.program }

    func text(file: String) -> String {
      var lines = ["// " + FirstLine.text(file: file, of: unit.request)]
      lines += ["// Compares the functions with what the interpreter gave."]
      lines += SwiftUnit.imports + [""]
      lines += ["@main", "enum \(unit.typeName)SelfTest {"]
      var body = (interface.inputs + interface.parameters).flatMap(declaration)
      body += ["", "static func main() {", "  var faults = 0"]
      body += [
        "  func expect(_ what: String, _ found: [Double], _ wanted: [Double]) {",
        "    if found.count != wanted.count { faults += 1 }",
        "    for (entry, (x, y)) in zip(found, wanted).enumerated() {",
        "      if x == y || (x.isNaN && y.isNaN) || (x - y).magnitude <= \(tolerance) * (1.0 + y.magnitude) { continue }",
        "      print(\"\\(what)[\\(entry)] is \\(x) where \\(y) is expected\")", "      faults += 1", "    }", "  }",
      ]
      for function in unit.functions { body += check(function) }
      let name = CommentText.line(interface.name)
      body += [
        "  print(faults == 0 ? \"\(name): all tests passed\" : \"\(name): \\(faults) tests failed\")",
        "  exit(faults == 0 ? 0 : 1)", "}",
      ]
      lines += body.map { $0.isEmpty ? "" : "  " + $0 }
      return (lines + ["}"]).joined(separator: "\n") + "\n"
    }

    private var tolerance: String { unit.target.precision == .single ? "1e-3" : "1e-11" }

    /// Declares an argument's values; an array goes over many lines, as the type checker is slow on long ones.
    private func declaration(of argument: PublicInterface.Argument) -> [String] {
      let declaration = program[argument.array]
      let numbers = values.arrays[Int(argument.array.raw)] ?? []
      let type = declaration.isInteger ? "Int" : real
      let texts = numbers.map {
        declaration.isInteger ? Int(exactly: $0).map { "\($0)" } ?? "0" : unit.target.literal($0).text
      }
      if declaration.rank == 0 { return ["static let \(inputName(argument)): \(type) = \(texts.first ?? "0")"] }
      return ["static let \(inputName(argument)): [\(type)] = ["] + CUnit.rows(of: texts) + ["]"]
    }

    private func inputName(_ argument: PublicInterface.Argument) -> String {
      "in_" + IdentifierSpelling.ascii(argument.original)
    }

    /// Writes what runs a function and compares its results.
    private func check(_ function: SwiftFunction) -> [String] {
      var arguments = interface.inputs.map { "\($0.name): \(inputName($0))" }
      let fields = interface.parameters.map { "\($0.name): \(inputName($0))" }.joined(separator: ", ")
      let open = zip(program.dims, values.dims).enumerated().filter { $0.1.0.fixed == nil }
      let isParametersOnly = arguments.isEmpty && open.isEmpty
      if !interface.parameters.isEmpty {
        let label = isParametersOnly ? "at" : "parameters"
        arguments.append("\(label): \(unit.typeName).Parameters(\(fields))")
      }
      arguments += open.map { "\(interface.dims[$0.0]): \($0.1.1)" }
      let name = function.isGradient ? "valueWithGradient" : "value"
      let result = function.isGradient ? "derived" : "plain"
      var lines = SwiftLayout.call("  let \(result) = \(unit.typeName).\(name)", arguments, end: "")
      let expected = function.isGradient ? values.gradient : values.value
      let fieldNames = interface.adjointFields.map(\.name)
      let valueCount = function.results.count - (function.isGradient ? fieldNames.count : 0)
      for (position, output) in function.results.enumerated() {
        let place: String
        if function.isGradient {
          place = position < valueCount ? ".value" : ".gradient.\(fieldNames[position - valueCount])"
        } else {
          place = function.results.count == 1 ? "" : ".\(position)"
        }
        let isScalar = function.loops.program[output.array].rank == 0
        let found = isScalar ? "[Double(\(result)\(place))]" : "\(result)\(place).map { Double($0) }"
        let wanted = (position < expected.count ? expected[position] : []).map { SwiftTarget.wide.literal($0).text }
        let what = (output.derivativeOf.map { "d\($0)/d" } ?? "") + output.original
        lines.append("  expect(\(JSONText.string(CommentText.line(what))), \(found), [")
        lines += CUnit.rows(of: wanted).map { "  " + $0 } + ["  ])"]
      }
      return lines
    }
  }
}
