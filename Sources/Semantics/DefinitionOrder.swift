import Syntax

/// The order in which definitions are looked at: that of the text, but what reads an array whose clauses have begun waits for the
/// last of them.
struct DefinitionOrder {
  /// One item of a file or a function that may wait.
  struct Entry {
    /// What it defines; nil for an expression that stands for itself.
    var target: SymbolID?
    /// Whether it goes on with what an earlier item began.
    var continues: Bool
    var roots: [NodeID]
  }

  /// The positions of the items, each group of clauses at the place of its last one.
  private(set) var positions: [Int] = []

  /// What each item, or group of clauses, has to come after: groups first, then items.
  private var successors: [[Int]]
  /// By name: the item or group that has given it something last, and those that have read it since.
  private var givers: SymbolTable<Int>
  private var readers: SymbolTable<[Int]>

  /// Orders items; those without an entry keep their place. Complexity: linear in the tree.
  init(_ entries: [Entry?], _ groups: [ClauseGroup], groupOfItem: (Int) -> Int?, _ tree: SyntaxTree) {
    (givers, readers) = (SymbolTable(tree), SymbolTable(tree))
    successors = Array(repeating: [], count: groups.count + entries.count)
    var places = groups.map(\.last) + Array(entries.indices)
    let members = groups.map { Set($0.symbols) }
    for (position, entry) in entries.enumerated() {
      if let number = groupOfItem(position) {
        for symbol in groups[number].symbols where givers[symbol] == nil { givers[symbol] = number }
        // The positions of its clauses are one place.
        places[groups.count + position] = -1
        guard groups[number].last == position else { continue }
        for symbol in groups[number].definitions.flatMap({ tree.names(in: $0.body) })
        where !members[number].contains(symbol) {
          read(symbol, by: number)
        }
      } else if let entry {
        let node = groups.count + position
        for symbol in entry.roots.flatMap({ tree.names(in: $0) }) { read(symbol, by: node) }
        guard let target = entry.target else { continue }
        if entry.continues {
          successors[node] += [givers[target]].compactMap { $0 } + (readers[target] ?? []).filter { $0 != node }
        }
        givers[target] = node
        readers[target] = nil
      }
    }
    // Without a group that others interrupt nothing waits.
    let isInterrupted = groups.contains { $0.definitions.count <= $0.last - $0.first }
    positions = isInterrupted ? ordered(places) : Set(places).subtracting([-1]).sorted()
  }

  private mutating func read(_ symbol: SymbolID, by node: Int) {
    if let giver = givers[symbol] { successors[node].append(giver) }
    readers[symbol, default: []].append(node)
  }

  /// Returns the places of items and groups in order: each at its own, or after what it waits for.
  private func ordered(_ places: [Int]) -> [Int] {
    var ready = places
    var ranks = places
    for (rank, component) in strongComponents(successors).enumerated() {
      for node in component {
        ranks[node] = rank
        // What waits for itself stays where it stands, and is found to be wrong there.
        guard component.count == 1 else { continue }
        ready[node] = successors[node].reduce(places[node]) { max($0, ready[$1]) }
      }
    }
    return places.indices.filter { places[$0] >= 0 }.sorted { (ready[$0], ranks[$0]) < (ready[$1], ranks[$1]) }
      .map { places[$0] }
  }
}
