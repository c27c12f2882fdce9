/// The names of one emitted text: each is given out once, and none that the language or its library has.
struct NameTable: Sendable {
  /// A name of the source that had to be changed.
  struct Change: Hashable, Sendable {
    var original: String
    var spelling: String
  }

  private var taken: Set<String>
  private var numbers: [String: Int] = [:]
  /// What was changed among the names that the user sees, in the order in which they were asked for.
  private(set) var changes: [Change] = []

  init(reserved: Set<String>) {
    taken = reserved
  }

  /// Returns a name for something that the user named, and notes it where it is not the user's own.
  mutating func publicName(_ original: String) -> String {
    let spelling = fresh(IdentifierSpelling.ascii(original))
    if spelling != original { changes.append(Change(original: original, spelling: spelling)) }
    return spelling
  }

  /// Returns a name that nothing has yet: the base itself, or the base with `_`, `_2`, `_3`, ... after it.
  mutating func fresh(_ base: String) -> String {
    let base = IdentifierSpelling.ascii(base)
    if taken.insert(base).inserted { return base }
    if taken.insert(base + "_").inserted { return base + "_" }
    var number = numbers[base] ?? 2
    while !taken.insert("\(base)_\(number)").inserted { number += 1 }
    numbers[base] = number + 1
    return "\(base)_\(number)"
  }

  /// Returns the first of `base0`, `base1`, ... that nothing has yet.
  mutating func numbered(_ base: String) -> String {
    var number = numbers[base + "#"] ?? 0
    while !taken.insert("\(base)\(number)").inserted { number += 1 }
    numbers[base + "#"] = number + 1
    return "\(base)\(number)"
  }

  /// All names that are taken.
  var everything: Set<String> { taken }

  /// Whether nothing has the name.
  func isFree(_ name: String) -> Bool { !taken.contains(name) }
}
