import FlatProgram
import Scheduling

/// The names that variables have within one of the functions that a long one is split into.
///
/// Every look at memory costs compilers more than all that is done with the number.
struct LocalNames: Sendable {
  fileprivate struct Local: Sendable {
    var name: String
    var isRead = false
  }

  /// What a variable is called where it has one name for good.
  private let names: [ArrayID: String]
  fileprivate var current: [ArrayID: Local] = [:]
  /// The variables that have been given values, in that order.
  fileprivate var changed: [ArrayID] = []

  /// Knows the variables that go from one function to another, with their names.
  init(_ names: [ArrayID: String]) { self.names = names }

  fileprivate func name(of array: ArrayID) -> String? { names[array] }
}

extension BodyWriter {
  /// Tells whether a part of the outermost block gives its variables nothing but values and sums.
  func isStraight(_ range: Range<Int>) -> Bool {
    loops[.whole].items[range].allSatisfy { item in
      switch item {
      case .keep: true
      case .loop: false
      case .store(let store):
        switch store.accumulation {
        case .set, .add(.inOrder): RangeProof.guardedContribution(store, in: program) == nil
        case .add(.lanes), .add(.compensated), .maximum, .minimum, .argmax, .argmin: false
        }
      }
    }
  }

  /// Writes a store into a variable that has names of its own; false for another.
  mutating func writeLocal(_ store: Store) -> Bool {
    let array = store.target.array
    guard let base = locals?.name(of: array) else { return false }
    var value = fragment(store.value, .real)
    if store.accumulation != .set { value = .infix("+", element(array, store.target.subscripts), value) }
    let isFirst = locals?.current[array] == nil
    let name = isFirst ? base : scopedName(base)
    write(target.constant(name, .real, value.text))
    if isFirst { locals?.changed.append(array) }
    locals?.current[array] = LocalNames.Local(name: name)
    return true
  }

  /// Returns the name that a variable has now; nil where it is read from its place.
  mutating func localName(of array: ArrayID) -> String? {
    guard let local = locals?.current[array] else { return nil }
    locals?.current[array]?.isRead = true
    return local.name
  }

  /// Ends the names of a function, and puts the variables that later ones mention into their places.
  mutating func storeLocals(isMentionedLater: (ArrayID) -> Bool) {
    guard let ending = locals else { return }
    locals = nil
    for array in ending.changed {
      guard let local = ending.current[array], !local.isRead || isMentionedLater(array) else { continue }
      write("\(access[Int(array.raw)].name) = \(local.name)\(target.end)")
    }
  }
}
