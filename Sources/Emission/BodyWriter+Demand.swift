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
