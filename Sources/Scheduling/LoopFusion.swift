/// Decides which members of a block share a loop.
///
/// Source: Kennedy and McKinley, "Typed fusion with applications to parallel and sequential code generation" (1993):
/// one type of loop after the other, each member goes into the first group of its type that no path through
/// something unfusable leads from.
struct LoopFusion {
  /// The group of each member, by its first member.
  private(set) var group: [Int]
  private let types: [Int?]
  private let dependences: Dependences

  /// How many visits of members all rounds together may take, so that thousands of types stay quick.
  private static let budget = 50_000_000

  /// Groups members; loops of one type have the same bounds, nil is no loop.
  ///
  /// Complexity: the number of types that occur twice, times that of members and dependences; each round is linear.
  init(types: [Int?], dependences: Dependences) {
    self.types = types
    self.dependences = dependences
    group = Array(types.indices)
    var counts: [Int: Int] = [:]
    var inOrder: [Int] = []
    for case let type? in types {
      if counts[type] == nil { inOrder.append(type) }
      counts[type, default: 0] += 1
    }
    let work = types.count + dependences.edges.reduce(0) { $0 + $1.count }
    let rounds = inOrder.filter { counts[$0, default: 0] > 1 }.prefix(max(1, Self.budget / max(work, 1)))
    for type in rounds { fuse(type) }
  }

  private mutating func fuse(_ type: Int) {
    var numbers = [Int](repeating: -1, count: types.count)
    /// The last group of the type that a path through something else leads from, by group.
    var blocked = numbers
    var first: [Int] = []
    var members = [[Int]](repeating: [], count: types.count)
    for member in types.indices { members[group[member]].append(member) }
    for candidate in order() {
      let isType = types[candidate] == type
      var (bad, low) = (-1, 0)
      for member in members[candidate] {
        for edge in dependences.edges[member] where group[edge.source] != candidate {
          let source = group[edge.source]
          if types[source] != type {
            bad = max(bad, blocked[source])
          } else if isType, edge.isSameIndex {
            low = max(low, numbers[source])
          } else {
            bad = max(bad, numbers[source])
          }
        }
      }
      guard isType else {
        blocked[candidate] = bad
        continue
      }
      let number = max(bad + 1, low)
      if number < first.count {
        for member in members[candidate] { group[member] = first[number] }
      } else {
        numbers[candidate] = first.count
        first.append(candidate)
      }
    }
  }

  /// Returns the first members of the groups, each group after those that it depends on, otherwise in their order.
  func order() -> [Int] {
    var members = [[Int]](repeating: [], count: types.count)
    for member in types.indices { members[group[member]].append(member) }
    var sources = [[Int]](repeating: [], count: types.count)
    for (member, edges) in dependences.edges.enumerated() {
      for edge in edges where group[edge.source] != group[member] {
        sources[group[member]].append(group[edge.source])
      }
    }
    var result: [Int] = []
    var isStarted = [Bool](repeating: false, count: types.count)
    for start in types.indices where group[start] == start && !isStarted[start] {
      isStarted[start] = true
      var stack = [(group: start, position: 0)]
      while let (current, position) = stack.last {
        guard position < sources[current].count else {
          result.append(current)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].position += 1
        let source = sources[current][position]
        if !isStarted[source] {
          isStarted[source] = true
          stack.append((source, 0))
        }
      }
    }
    return result
  }
}
