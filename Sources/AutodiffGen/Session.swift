import Diagnostics

/// A conversation about a program: what is defined stays, and what is defined anew changes all that hangs on it.
///
/// A definition that names nothing else, such as `x = -2` or `w = [1, 2]`, is a value: derivatives are taken with respect
/// to it, as to a parameter.
public struct Session: Sendable {
  private var items: [SessionItem] = []
  /// Values of what is declared, and those that came from files.
  private var given: [String: NumericArray] = [:]

  /// Starts a session that knows nothing.
  public init() {}

  /// What an input asks to be shown.
  public struct Change: Hashable, Sendable {
    /// The definitions that are new or changed, in the order in which they are computed, behind new values that were not
    /// given as plain numbers.
    public var names: [String]
    /// What is looked at and not kept.
    public var expression: String?
  }

  /// An answer to an input.
  public enum Answer: Hashable, Sendable {
    /// What a definition or an expression comes to.
    case value(NamedArray)
    /// A definition that cannot be computed yet, with the names whose values it waits for.
    case waiting(name: String, for: [String])
  }

  // MARK: Names

  /// The names of what is kept, in order.
  public var names: [String] { items.flatMap(\.names) }

  /// The names of the definitions, in order.
  public var definitions: [String] {
    items.filter { $0.kind == .definition }.flatMap(\.names)
  }

  /// Each thing that is kept: its name, how it was written, and the shape of its value where it has one.
  public var listing: [(name: String, text: String, value: NumericArray?)] {
    items.flatMap { item in item.names.map { ($0, item.text, value(of: $0)) } }
  }

  private func value(of name: String) -> NumericArray? {
    if let given = given[name] { return given }
    if case .value(let array)? = items.first(where: { $0.names.contains(name) })?.kind { return array }
    return nil
  }

  // MARK: Taking

  /// Takes an input: declarations, definitions, values, or an expression to look at.
  ///
  /// Diagnoses: all faults of the input, and of what hangs on it; the session then stays as it was.
  public mutating func take(_ text: String) throws(Failure) -> Change {
    var next = self
    var changed: [String] = []
    var expression: SessionItem?
    let input = SourceText(name: "<input>", text: text)
    let new = try SessionItem.items(of: input)
    for item in new {
      if item.kind == .expression {
        expression = item
      } else {
        next.keep(item)
        changed += item.names
      }
    }
    let affected = next.affected(by: changed)
    do {
      if !affected.isEmpty { _ = try next.program(for: affected, isOpen: true).model() }
      if let expression { _ = try next.program(for: [], showing: expression, isOpen: false).model() }
    } catch {
      throw error.told(of: new, in: input, names: next.names)
    }
    self = next
    return Change(names: new.filter(\.isComputedValue).flatMap(\.names) + affected, expression: expression?.text)
  }

  /// Takes a value of a declared name, or of a new one.
  ///
  /// Diagnoses: faults of what hangs on it.
  package mutating func give(_ name: String, _ array: NumericArray) throws(Failure) -> Change {
    var next = self
    if next.items.contains(where: { $0.kind == .declaration && $0.names == [name] }) {
      next.given[name] = array
    } else {
      next.keep(SessionItem(kind: .value(array), names: [name], text: name, mentioned: [name]))
    }
    let affected = next.affected(by: [name])
    if !affected.isEmpty { _ = try next.program(for: affected, isOpen: true).model() }
    self = next
    return Change(names: affected, expression: nil)
  }

  private mutating func keep(_ item: SessionItem) {
    let old = items.indices.filter { !Set(items[$0].names).isDisjoint(with: item.names) }
    if case .value(let array) = item.kind, let position = old.first, items[position].kind == .declaration {
      given[item.names[0]] = array
      return
    }
    for name in item.names where item.kind != .declaration { given[name] = nil }
    guard let position = old.first else { return items.append(item) }
    items[position] = item
    for extra in old.dropFirst().reversed() { items.remove(at: extra) }
  }

  /// Returns the definitions among some names and those that hang on them, in the order in which they are computed.
  private func affected(by names: [String]) -> [String] {
    var isAffected = Set(names)
    var found: [String] = []
    for item in ordered(items) where item.kind != .declaration {
      guard !item.mentioned.isDisjoint(with: isAffected) else { continue }
      isAffected.formUnion(item.names)
      if item.kind == .definition { found += item.names }
    }
    return found
  }

  // MARK: Programs

  /// Returns the items with each behind those that it mentions; what mentions itself in a circle keeps its place.
  private func ordered(_ items: [SessionItem]) -> [SessionItem] {
    var places: [String: Int] = [:]
    for (position, item) in items.enumerated() { for name in item.names { places[name] = position } }
    var order: [SessionItem] = []
    var state = Array(repeating: 0, count: items.count)
    for start in items.indices {
      var stack = [start]
      while let top = stack.last {
        if state[top] == 0 {
          state[top] = 1
          let needed = items[top].mentioned.compactMap { places[$0] }.filter { state[$0] == 0 }
          stack += Set(needed).sorted(by: >)
        } else {
          stack.removeLast()
          if state[top] == 1 {
            state[top] = 2
            order.append(items[top])
          }
        }
      }
    }
    return order
  }

  /// Returns the program that computes some definitions: what they need, and nothing else.
  ///
  /// An open program takes names that nothing gives a meaning to as parameters.
  private func program(
    for names: [String], showing expression: SessionItem? = nil, isOpen: Bool
  ) throws(Failure) -> SessionProgram {
    var needed = Set(names).union(expression?.mentioned ?? [])
    var kept: [SessionItem] = []
    for item in ordered(items).reversed() where !needed.isDisjoint(with: item.names) {
      needed.formUnion(item.mentioned)
      kept.append(item)
    }
    kept.reverse()
    var program = SessionProgram(isOpen: isOpen)
    for item in kept where item.kind == .declaration { program.declarations.append(item.text) }
    for item in kept {
      switch item.kind {
      case .value(let array): program.add(item.names[0], array)
      case .declaration: if let array = given[item.names[0]] { program.values.append((item.names[0], array)) }
      case .function, .definition: program.lines.append(item.text)
      case .expression: break
      }
    }
    if let expression {
      var name = "value"
      while needed.contains(name) { name += "_" }
      program.lines.append("\(name) = \(expression.text)")
      program.outputs = [name]
    } else {
      program.outputs = names
    }
    return program
  }

  /// Computes what an input asks to be shown.
  ///
  /// Diagnoses: values that do not fit, and faults of the calculation.
  public func answers(to change: Change) throws(Failure) -> [Answer] {
    var answers: [Answer] = []
    var ready: [String] = []
    for name in change.names {
      if !definitions.contains(name) {
        if let array = value(of: name) { answers.append(.value(NamedArray(name: name, array: array))) }
        continue
      }
      let open = try program(for: [name], isOpen: true).openNames()
      if open.isEmpty { ready.append(name) } else { answers.append(.waiting(name: name, for: open)) }
    }
    if !ready.isEmpty {
      answers += try program(for: ready, isOpen: true).run().map { .value($0) }
    }
    if let text = change.expression,
      let item = try SessionItem.items(of: SourceText(name: "<input>", text: text)).first
    {
      let program = try program(for: [], showing: item, isOpen: false)
      answers += try program.run().map { .value(NamedArray(name: text, array: $0.array)) }
    }
    return answers
  }

  /// Returns a program that has some definitions as outputs, and its values as arguments of a command line.
  package func commandLine(for names: [String]) throws(Failure) -> [String] {
    let program = try program(for: names.isEmpty ? definitions : names, isOpen: true)
    return ["-e", try program.closedText()] + program.arguments
  }

  /// Forgets everything.
  public mutating func reset() { self = Session() }

  /// Returns a file that runs and gives the session back, and the values of what it declares.
  package var saved: (text: String, values: [NamedArray]) {
    var lines: [String] = []
    var values: [NamedArray] = []
    let isDeclaring = items.contains { $0.kind == .declaration }
    for item in ordered(items.filter { $0.kind == .declaration }) {
      lines.append(item.text)
      if let array = given[item.names[0]] { values.append(NamedArray(name: item.names[0], array: array)) }
    }
    let open = isDeclaring ? (try? program(for: definitions, isOpen: true).openNames()) ?? [] : []
    for name in open where !items.contains(where: { $0.names == [name] }) { lines.append("param \(name)") }
    for item in ordered(items) {
      switch item.kind {
      case .value(let array) where item.text == item.names[0]:
        lines.append("\(item.text) = \(SessionProgram.literal(array))")
      case .value, .function, .definition: lines.append(item.text)
      case .declaration, .expression: break
      }
    }
    if !definitions.isEmpty { lines.append("output " + definitions.joined(separator: ", ")) }
    return (lines.joined(separator: "\n") + "\n", values)
  }
}
