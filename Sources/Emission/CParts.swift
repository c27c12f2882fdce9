import FlatProgram
import Scheduling

/// The functions that a long one in C is split into, and how it calls them.
struct CParts: Sendable {
  /// The definitions, each with its lines; the storage class is still to come.
  private(set) var definitions: [[String]] = []
  /// What the long function does: one call after the other.
  private(set) var calls: [String] = []

  /// Makes none.
  init() {}

  /// Makes a function of every body. What the long function has a name for is passed where the body mentions it.
  ///
  /// Complexity: linear in the bodies, plus the names that there are for each.
  init(
    _ bodies: [[String]], named names: [String], of function: CFunction, _ interface: PublicInterface,
    _ access: [ArrayAccess], _ target: CTarget
  ) {
    let variables = Self.variables(of: function, interface, access, target)
    for (name, body) in zip(names, bodies) {
      let words = Self.words(of: body)
      let passed = variables.filter { words.contains(Substring($0.name)) }
      let parameters = passed.map(\.declaration)
      let list = parameters.isEmpty ? "void" : parameters.joined(separator: ",\n        ")
      definitions.append(["void \(name)(\(list))", "{"] + body + ["}", ""])
      calls.append("    \(name)(\(passed.map(\.name).joined(separator: ", ")));")
    }
  }

  /// What the long function has a name for: its arguments, its arrays, and the carried values.
  private static func variables(
    of function: CFunction, _ interface: PublicInterface, _ access: [ArrayAccess], _ target: CTarget
  ) -> [(name: String, declaration: String)] {
    let program = function.loops.program
    let real = target.name(of: .real)
    var variables: [(name: String, declaration: String)] = []
    func add(_ name: String, _ type: String) {
      variables.append((name, type.hasSuffix("*") ? "\(type)\(target.restrict) \(name)" : "\(type) \(name)"))
    }
    for (number, dim) in program.dims.enumerated() where dim.fixed == nil { add(interface.dims[number], "size_t") }
    for argument in interface.inputs + interface.parameters {
      let type = program[argument.array].isInteger ? "int32_t" : real
      add(argument.name, program[argument.array].rank == 0 ? type : "const \(type) *")
    }
    for result in function.results where result.array != function.returned {
      add(result.name, (program[result.array].isInteger ? "int32_t" : real) + " *")
    }
    let arrays = function.layout.local.map(\.array) + function.layout.scratch.map(\.array)
    for array in arrays { add(access[Int(array.raw)].name, real + " *") }
    add("carried", real + " *")
    return variables
  }

  private static func isComment(_ line: String) -> Bool {
    let text = line.drop { $0 == " " }
    return text.hasPrefix("/*") || text.hasPrefix("* ") || text == "*"
  }

  /// The identifiers that some lines mention, outside comments.
  private static func words(of lines: [String]) -> Set<Substring> {
    var words: Set<Substring> = []
    for line in lines where !isComment(line) {
      for word in line.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }) { words.insert(word) }
    }
    return words
  }
}
