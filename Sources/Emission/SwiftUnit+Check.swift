import Diagnostics
import FlatProgram
import Scheduling

/// The function that checks what the others take for granted.
extension SwiftUnit {
  /// What is taken for granted of data, beside numbers of elements.
  var preconditions: Preconditions {
    Preconditions(request, interface: interface, target: target, constantPrefix: "check_") { _, message in
      ["fatalError(\(JSONText.string("this does not hold: " + message)))"]
    }
  }

  /// Returns the function and the tables it reads; nothing where nothing is taken for granted.
  func validation() -> [[String]] {
    let checks = preconditions
    if checks.items.isEmpty { return [] }
    var parts: [[String]] = []
    for (array, name) in checks.constants {
      guard case .constant(let values) = (request.checked ?? request.value.program)[array].role else { continue }
      let texts = values.map { Int(exactly: $0).map { "\($0)" } ?? "0" }
      parts.append(["private static let \(name): [Int] = ["] + CUnit.rows(of: texts) + ["]"])
    }
    var lines = ["/// Ends the program where data are not what the functions take for granted:"]
    for (number, item) in checks.items.enumerated() { lines.append("/// \(number + 1). \(item.message)") }
    lines += SwiftLayout.call(
      "public static func validate", validationArguments(checks).map { "\($0.name): \($0.type)" }, end: " {")
    for item in checks.items { lines += ["  // " + item.message] + item.lines }
    return parts + [lines + ["}"]]
  }

  /// Returns the call of the function; nil where there is none.
  func validationCall() -> [String] {
    let checks = preconditions
    if checks.items.isEmpty { return [] }
    return SwiftLayout.call("  validate", validationArguments(checks).map { "\($0.name): \($0.name)" }, end: "")
  }

  private func validationArguments(_ checks: Preconditions) -> [(name: String, type: String)] {
    let program = request.value.program
    return interface.inputs.filter { checks.features.arguments.contains($0.array) }.map {
      ($0.name, type(of: $0.array))
    }
      + zip(program.dims.indices, interface.dims).filter {
        program.dims[$0.0].fixed == nil && checks.features.dims.contains(DimID($0.0))
      }.map { ($0.1, "Int") }
  }
}
