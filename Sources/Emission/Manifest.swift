import Diagnostics
import FlatProgram
import Scheduling

/// What emitted functions take and give, for other programs to read.
package enum Manifest {
  /// Returns the file `NAME.json` that describes the functions of some emitted files.
  ///
  /// Its members are `generator`, `source`, `sha256` of the source, `real`, `dims`, `calls` of functions of the user's where
  /// there are any, `functions` with their arguments in order, and `files` with the hash of each.
  package static func emit(_ request: EmissionRequest, files: [EmittedFile]) -> EmittedFile {
    let unit = CUnit(request)
    let program = request.value.program
    var lines = ["{"]
    lines.append("  \"generator\": \(JSONText.string(request.generator)),")
    lines.append("  \"source\": \(JSONText.string(request.sourceFile)),")
    if let source = request.source {
      lines.append("  \"sha256\": \(JSONText.string(SHA256.hexDigits(of: source.bytes))),")
    }
    lines.append("  \"real\": \(JSONText.string(unit.target.name(of: .real))),")
    let dims = zip(program.dims, unit.interface.dims).map { dim, name in
      JSONText.object([
        ("name", JSONText.string(name)), ("original", JSONText.string(dim.name)),
        ("fixed", dim.fixed.map { "\($0)" } ?? "null"),
      ])
    }
    lines.append("  \"dims\": \(JSONText.array(dims)),")
    let calls = request.externals.map { function in
      JSONText.object([
        ("name", JSONText.string(IdentifierSpelling.ascii(function.name))),
        ("original", JSONText.string(function.name)),
        ("arguments", "\(function.parameters.count)"),
      ])
    }
    if !calls.isEmpty { lines.append("  \"calls\": \(JSONText.array(calls)),") }
    lines.append("  \"functions\": [")
    for (position, function) in unit.functions.enumerated() {
      let comma = position + 1 < unit.functions.count ? "," : ""
      lines += Self.lines(of: function, unit).enumerated().map { number, line in
        number == Self.lastLine ? line + comma : line
      }
    }
    lines.append("  ],")
    let hashes = files.map {
      JSONText.object([
        ("name", JSONText.string($0.name)), ("sha256", JSONText.string(SHA256.hexDigits(of: Array($0.text.utf8)))),
      ])
    }
    lines += ["  \"files\": \(JSONText.array(hashes))", "}"]
    return EmittedFile(name: unit.interface.name + ".json", text: lines.joined(separator: "\n") + "\n")
  }

  /// The place of the closing line among those of a function.
  private static let lastLine = 4

  private static func lines(of function: CFunction, _ unit: CUnit) -> [String] {
    let given = unit.interface.inputs + unit.interface.parameters
    let arguments =
      given.map { describe($0, "in", function, unit) }
      + function.results.map { describe($0, $0.array == function.returned ? "returned" : "out", function, unit) }
    let scratch = ExtentText.text(function.layout.size, dims: unit.interface.dims)
    let name = unit.interface.name + (function.isGradient ? "_gradient" : "")
    return [
      "    {\"name\": \(JSONText.string(name)),",
      "     \"arguments\": [",
      arguments.map { "       " + $0 }.joined(separator: ",\n"),
      "     ],",
      "     \"workspace\": \(JSONText.string(scratch))}",
    ]
  }

  private static func describe(
    _ argument: PublicInterface.Argument, _ direction: String, _ function: CFunction, _ unit: CUnit
  ) -> String {
    let declaration = function.loops.program[argument.array]
    let shape = declaration.shape.map {
      JSONText.string(ExtentText.text(function.loops.program[$0], dims: unit.interface.dims))
    }
    var members = [
      ("name", JSONText.string(argument.name)), ("original", JSONText.string(argument.original)),
      ("direction", JSONText.string(direction)),
      ("type", JSONText.string(declaration.isInteger ? "int32_t" : unit.target.name(of: .real))),
      ("shape", JSONText.array(shape)),
    ]
    if let output = argument.derivativeOf { members.append(("derivativeOf", JSONText.string(output))) }
    return JSONText.object(members)
  }
}
