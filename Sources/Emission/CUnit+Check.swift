import Diagnostics
import FlatProgram
import Scheduling

/// The function that checks what the others take for granted.
extension CUnit {
  /// What is taken for granted.
  var preconditions: Preconditions {
    Preconditions(request, interface: interface, target: target, constantPrefix: "check_") { number, _ in
      ["return \(number);"]
    }
  }

  /// Returns the integer inputs that the check reads.
  private func checkedInputs(_ checks: Preconditions) -> [PublicInterface.Argument] {
    interface.inputs.filter { checks.features.arguments.contains($0.array) }
  }

  /// The names of the integer inputs that the check reads; nil where there is no check.
  var checkedNames: [String]? {
    let checks = preconditions
    return checks.items.isEmpty ? nil : checkedInputs(checks).map(\.name)
  }

  private func checkSignature(_ checks: Preconditions, isDefinition: Bool) -> String {
    var arguments = dimArguments
    for argument in checkedInputs(checks) {
      if request.value.program[argument.array].rank == 0 {
        arguments.append("int32_t \(argument.name)")
      } else {
        arguments.append(isDefinition ? "const int32_t *\(argument.name)" : "const int32_t \(argument.name)[]")
      }
    }
    return "int \(interface.name)_check(\(arguments.isEmpty ? "void" : arguments.joined(separator: ", ")))"
  }

  private var messageSignature: String { "const char *\(interface.name)_check_message(int number)" }

  /// Returns the declarations; nothing where nothing is taken for granted.
  func checkDeclarations() -> [String] {
    let checks = preconditions
    if checks.items.isEmpty { return [] }
    return target.comment(checkDocumentation(checks)) + [checkSignature(checks, isDefinition: false) + ";", ""]
      + target.comment(["Says in words what a number means that \(interface.name)_check returned."])
      + [messageSignature + ";", ""]
  }

  private func checkDocumentation(_ checks: Preconditions) -> [String] {
    ["Returns 0, or the number of the first of these that does not hold; the other functions take them for granted:"]
      + checks.items.enumerated().map { "  \($0 + 1). \($1.message)" }
  }

  /// Returns the definitions, and notes what their text needs.
  func checkDefinitions(_ features: inout BodyWriter.Features, storage: String, isHeader: Bool) -> [String] {
    let checks = preconditions
    if checks.items.isEmpty { return [] }
    features.divisions.formUnion(checks.features.divisions)
    var lines: [String] = []
    for (array, name) in checks.constants {
      guard case .constant(let values) = (request.checked ?? request.value.program)[array].role else { continue }
      let texts = values.map { Int(exactly: $0).map { "\($0)" } ?? "0" }
      lines += ["static const int32_t \(name)[\(max(texts.count, 1))] = {"]
      lines += Self.rows(of: texts.isEmpty ? ["0"] : texts) + ["};", ""]
    }
    if isHeader { lines += target.comment(checkDocumentation(checks)) }
    lines += [storage + checkSignature(checks, isDefinition: true), "{"]
    for (number, dim) in request.value.program.dims.enumerated()
    where dim.fixed == nil && !checks.features.dims.contains(DimID(number)) {
      lines.append("    (void)\(interface.dims[number]);")
    }
    for item in checks.items { lines += target.comment([item.message]).map { "    " + $0 } + item.lines }
    lines += ["    return 0;", "}", "", storage + messageSignature, "{", "    switch (number) {"]
    lines += ["    case 0:", "        return \"nothing is wrong\";"]
    for (number, item) in checks.items.enumerated() {
      lines += ["    case \(number + 1):", "        return \(JSONText.string("this does not hold: " + item.message));"]
    }
    return lines + ["    default:", "        return \"no such check\";", "    }", "}", ""]
  }
}
