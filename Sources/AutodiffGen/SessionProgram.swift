import DataFormats
import Diagnostics

/// A part of a session as a program of its own.
struct SessionProgram {
  /// What the user declared.
  var declarations: [String] = []
  /// Functions and definitions, each behind what it needs.
  var lines: [String] = []
  /// What is computed.
  var outputs: [String] = []
  /// The values that the program takes.
  var values: [(name: String, array: NumericArray)] = []
  /// What is declared where nothing else is.
  private static let nothing = "nothing_declared"

  private let isOpen: Bool
  /// The parameters that hold values which the user gave without a declaration.
  private var parameters: [String] = []

  /// Starts an empty program; an open one takes names without a meaning as scalar parameters.
  init(isOpen: Bool) { self.isOpen = isOpen }

  /// Adds a value with the parameter that holds it.
  mutating func add(_ name: String, _ array: NumericArray) {
    let shape = array.shape.map { String($0) }.joined(separator: ", ")
    parameters.append(array.shape.isEmpty ? name : "\(name): [\(shape)]")
    values.append((name, array))
  }

  private func text(with open: [String]) -> String {
    let params = parameters + open
    let output = outputs.isEmpty ? [] : ["output " + outputs.joined(separator: ", ")]
    // A file that declares nothing takes free names as parameters anyway, which a declaration forbids.
    var head = declarations + (params.isEmpty ? [] : ["param " + params.joined(separator: ", ")])
    if !isOpen, head.isEmpty { head = ["const \(Self.nothing) = 0"] }
    return (head + lines + output).joined(separator: "\n") + "\n"
  }

  /// Reads the program, and finds the names that it takes as parameters without a value.
  private func read() throws(Failure) -> (model: Model, text: String) {
    var open: [String] = []
    while true {
      let text = text(with: open)
      do {
        return (try Model(text, name: "<session>"), text)
      } catch {
        let found = isOpen ? error.unknownNames.filter { !open.contains($0) } : []
        if found.isEmpty { throw error }
        open += found
      }
    }
  }

  /// Reads the program.
  func model() throws(Failure) -> Model { try read().model }

  /// Returns the program as a text that declares all that it takes.
  func closedText() throws(Failure) -> String { try read().text }

  /// Returns the names that have no value.
  func openNames() throws(Failure) -> [String] {
    let model = try model()
    let known = Set(values.map(\.name))
    return (model.inputs + model.parameters).filter { !known.contains($0) }
  }

  /// Computes the outputs.
  func run() throws(Failure) -> [NamedArray] {
    var given: [String: NumericArray] = [:]
    for value in values { given[value.name] = value.array }
    return try model().evaluate(given).values
  }

  /// The values as a command line takes them.
  var arguments: [String] { values.map { "\($0.name)=\(Self.literal($0.array))" } }

  /// Returns numbers as the language and the command line write them.
  static func literal(_ array: NumericArray) -> String { JSONValue.tensor(array.tensor).line }
}

extension Failure {
  /// The names that nothing gives a meaning to, where nothing else is wrong.
  fileprivate var unknownNames: [String] {
    guard let source, codes.allSatisfy({ $0 == "unknown-name" }) else { return [] }
    var names: [String] = []
    for span in diagnostics.compactMap(\.span) {
      let name = source.text(of: span)
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
}
