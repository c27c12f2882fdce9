import FlatProgram

/// How some leaves mention arrays.
struct ArrayMentions {
  private struct Entry {
    var subscripts: [SubscriptsID] = []
    var leaves: Set<Int> = []
    var isRead = false
    var writes: [Accumulation] = []
  }

  private var entries: [ArrayID: Entry] = [:]
  private var count = 0
  /// The arrays that are mentioned, in the order of the first mentions.
  private(set) var arrays: [ArrayID] = []

  /// Adds the mentions of a leaf.
  mutating func add(_ leaf: Leaf, _ program: Program) {
    count += 1
    for element in leaf.reads + leaf.boundReads { add(element) { $0.isRead = true } }
    for element in leaf.writes { add(element) { $0.writes.append(leaf.store.accumulation) } }
  }

  private mutating func add(_ element: ElementReference, _ note: (inout Entry) -> Void) {
    if entries[element.array] == nil { arrays.append(element.array) }
    var entry = entries.removeValue(forKey: element.array) ?? Entry()
    if !entry.subscripts.contains(element.subscripts) { entry.subscripts.append(element.subscripts) }
    entry.leaves.insert(count)
    note(&entry)
    entries[element.array] = entry
  }

  /// The different subscripts with which an array is mentioned.
  func subscripts(of array: ArrayID) -> [SubscriptsID] { entries[array]?.subscripts ?? [] }

  /// How many leaves mention an array.
  func leafCount(of array: ArrayID) -> Int { entries[array]?.leaves.count ?? 0 }

  /// Whether anything goes into an array.
  func isWritten(_ array: ArrayID) -> Bool { entries[array]?.writes.isEmpty == false }

  /// Whether one leaf adds to an array, or takes an extremum in it, and nothing else mentions it.
  func isReducedOnce(_ array: ArrayID) -> Bool {
    guard let entry = entries[array], !entry.isRead, entry.writes.count == 1 else { return false }
    switch entry.writes[0] {
    case .add, .maximum, .minimum: return true
    case .set, .argmax, .argmin: return false
    }
  }

  /// Whether anything reads an array.
  func isRead(_ array: ArrayID) -> Bool { entries[array]?.isRead == true }

  /// Whether nothing goes into an array but sums, each value where it arises.
  func isOnlyAddedTo(_ array: ArrayID) -> Bool {
    entries[array]?.writes.allSatisfy { $0 == .add(.inOrder) } ?? true
  }

  /// The position at which all mentions of an array have an axis for their subscript.
  func position(of axis: AxisID, in array: ArrayID, _ program: Program) -> Int? {
    let lists = subscripts(of: array).map { program[$0] }
    guard let first = lists.first else { return nil }
    return first.indices.first { position in
      lists.allSatisfy { position < $0.count && program[$0[position]].axis == axis }
    }
  }
}
