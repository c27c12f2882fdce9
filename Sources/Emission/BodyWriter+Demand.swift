import FlatProgram
import Scheduling

/// Results that the caller may leave out, and what is skipped then.
extension BodyWriter {
  /// The results that may be left out.
  struct OptionalResults: Sendable {
    var demand: Demand
    /// The pointers, by the positions of results.
    var pointers: [String]
    /// The arrays that are stored straight into the caller's, with their positions.
    var direct: [ArrayID: Int]
  }

  /// Returns the condition under which something is wanted; nil where it is wanted whenever the open braces are entered.
  func condition(for wanted: Demand.Results) -> String? {
    guard let optional, wanted != 0, wanted & Demand.always == 0 else { return nil }
    if let open = openDemands.last, open & ~wanted == 0 { return nil }
    let pointers = optional.pointers.indices.filter { wanted & (1 << Demand.Results($0)) != 0 }
    return pointers.map { "\(optional.pointers[$0]) != NULL" }.joined(separator: " || ")
  }

  /// Returns the results that the stores of a loop are for.
  mutating func demand(of body: BlockID) -> Demand.Results {
    guard let optional else { return Demand.always }
    if let known = demands[body] { return known }
    var wanted: Demand.Results = 0
    var pending = [body]
    while let block = pending.popLast() {
      for item in loops[block].items {
        switch item {
        case .keep: break
        case .loop(let loop): pending.append(loop.body)
        case .store(let store): for array in store.writes { wanted |= optional.demand.ofArray[Int(array.raw)] }
        }
      }
    }
    demands[body] = wanted
    return wanted
  }

  /// Steps of a block that stand in braces together.
  struct DemandGroup {
    var range: Range<Int>
    var results: Demand.Results
    var condition: String
  }

  /// Returns the runs of steps, by their first, that are skipped together where a result is left out: steps with loops among
  /// them, none of whose values is needed behind them.
  mutating func demandGroups(of id: BlockID) -> [Int: DemandGroup] {
    guard optional != nil else { return [:] }
    let demands = loops[id].items.map { demand(of: $0) }
    var groups: [Int: DemandGroup] = [:]
    var later: Demand.Results = 0
    var end = demands.count
    while end > 0 {
      let results = demands[end - 1]
      var start = end - 1
      while start > 0, demands[start - 1] == results { start -= 1 }
      let hasLoop = loops[id].items[start..<end].contains { if case .loop = $0 { true } else { false } }
      if end - start > 1, hasLoop, results & later == 0, let condition = condition(for: results) {
        groups[start] = DemandGroup(range: start..<end, results: results, condition: condition)
      }
      later |= results
      end = start
    }
    return groups
  }

  private mutating func demand(of item: LoopItem) -> Demand.Results {
    guard let demand = optional?.demand else { return Demand.always }
    let wanted: Demand.Results
    switch item {
    case .keep(let keep): wanted = demand.ofNode[Int(keep.node.raw)]
    case .store(let store): wanted = store.writes.reduce(0) { $0 | demand.ofArray[Int($1.raw)] }
    case .loop(let loop): wanted = self.demand(of: loop.body)
    }
    return wanted == 0 ? Demand.always : wanted
  }

  /// Opens the braces of steps that are skipped together.
  mutating func openGroup(_ group: DemandGroup) {
    openDemands.append(group.results)
    open([target.opening(if: group.condition)])
  }

  /// Closes the braces of steps that are skipped together.
  mutating func closeGroup() {
    close()
    openDemands.removeLast()
  }

  /// Returns the condition under which the caller's array may be stored into; nil where it is sure to be there.
  func condition(forStoreInto array: ArrayID) -> String? {
    guard let position = optional?.direct[array] else { return nil }
    return condition(for: 1 << Demand.Results(position))
  }

  /// Writes lines under a condition, where there is one: in the braces that have just been closed if theirs is the same.
  mutating func write(under condition: String?, _ lines: [String]) {
    guard let condition else {
      for line in lines { write(line) }
      return
    }
    if let lastCondition, lastCondition.text == condition, lastCondition.lineCount == self.lines.count {
      self.lines.removeLast()
    } else {
      write(target.opening(if: condition))
    }
    depth += 1
    for line in lines { write(line) }
    depth -= 1
    write("}")
    lastCondition = (condition, self.lines.count)
  }
}
