import FlatProgram

/// The functions of the user's that emitted code calls.
extension EmissionRequest {
  /// Those that something in the text calls, in the program's order; with gates, all that the source knows of. What the
  /// library of C has comes with its header.
  var externals: [ExternalFunction] {
    let all = (original ?? value.program).externals.filter { !ReservedNames.library.contains($0.name) }
    if all.isEmpty || !gates.isEmpty { return all }
    let programs = [value.program] + (gradient.map { [$0.loops.program] } ?? [])
    var found: [ExternalFunction] = []
    for program in programs {
      for function in program.externals(calledBy: program.assignments.map(\.body))
      where all.contains(function) && !found.contains(function) {
        found.append(function)
      }
    }
    return found
  }

  /// The spellings that nothing else in the text may have.
  var externalNames: Set<String> {
    Set((original ?? value.program).externals.map { IdentifierSpelling.ascii($0.name) })
  }
}

extension ExternalFunction {
  /// Whether C, C++ or Swift has a keyword of this name.
  package var isKeyword: Bool { ReservedNames.keywords.contains(IdentifierSpelling.ascii(name)) }
}

extension CUnit {
  /// Returns the declarations of the functions that the user writes.
  func externalDeclarations() -> [String] {
    let functions = request.externals
    guard !functions.isEmpty else { return [] }
    let real = target.name(of: .real)
    let lines = functions.map { function in
      let list = function.parameters.map { _ in real }.joined(separator: ", ")
      return "\(real) \(IdentifierSpelling.ascii(function.name))(\(list));"
    }
    let isOne = functions.count == 1
    let text = "\(isOne ? "This is" : "These are") yours to define: the functions below call \(isOne ? "it" : "them")."
    return target.comment([text]) + lines + [""]
  }
}

extension SwiftUnit {
  /// Returns what the comment at the top says of the functions that the user writes.
  func externalTexts() -> [String] {
    let real = target.name(of: .real)
    let lines = request.externals.map { function in
      let list = function.parameters.map { "_ \(IdentifierSpelling.ascii($0)): \(real)" }.joined(separator: ", ")
      return "  func \(IdentifierSpelling.ascii(function.name))(\(list)) -> \(real)"
    }
    return lines.isEmpty ? [] : ["Calls functions that are yours to define, outside any type:"] + lines
  }
}
