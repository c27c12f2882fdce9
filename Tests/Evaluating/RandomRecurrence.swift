import Fitting

/// Writes random recurrences: several arrays over time, each made of itself and of the others some steps before, forwards or
/// backwards in time, in layers or not, with data looked up by time, and choices.
package struct RandomRecurrence {
  private var generator: SplitMix64
  private var isBackward = false
  private var isLayered = false
  private var isMutual = false
  private var lag = 1

  /// Returns the program that belongs to a seed.
  package static func program(seed: UInt64) -> String {
    var text = RandomRecurrence(generator: SplitMix64(seed: seed))
    return text.program()
  }

  private mutating func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &generator)] }

  private mutating func program() -> String {
    isBackward = pick([false, false, true])
    isLayered = pick([false, false, true])
    isMutual = pick([false, true])
    lag = pick([1, 1, 2])
    let count = Int.random(in: 1...3, using: &generator)
    let names = (0..<count).map { "h\($0)" }
    var lines = [
      "dim T, N", "input x: [T+2, N], place: Int[T+2] in N, z: [N]", "param W: [N, N], r: [3, N], p, q",
    ]
    if isLayered { lines.append("dim L = 3") }
    for (number, name) in names.enumerated() {
      for first in 0..<lag { lines.append("\(name)[\(row(first)), \(layers)i] = r[\(number), i] * \(first + 1)") }
      let places = isLayered ? "k in 0..<L, i" : "i"
      let time = isBackward ? "t in 0..<T+2-\(lag)" : "t in \(lag)...T+1"
      lines.append("\(name)[\(time), \(places)] = \(body(number, names))")
    }
    lines.append("loss = \(names.map { loss($0) }.joined(separator: " + "))")
    return (lines + ["output loss"]).joined(separator: "\n") + "\n"
  }

  private var layers: String { isLayered ? "k in 0..<L, " : "" }

  /// The row of a start, counted from where time begins.
  private func row(_ number: Int) -> String { isBackward ? "T+1-\(number)" : "\(number)" }

  private func before(_ steps: Int) -> String { isBackward ? "t+\(steps)" : "t-\(steps)" }

  private mutating func body(_ number: Int, _ names: [String]) -> String {
    let layer = isLayered ? "k, " : ""
    let own = "\(names[number])[\(before(pick(Array(1...lag)))), \(layer)i]"
    // Arrays that recur together read each other in a ring, at earlier steps; others read what stands before them.
    let other = isMutual ? (number + 1) % names.count : Int.random(in: 0...number, using: &generator)
    let steps = other < number ? pick(Array(0...lag)) : pick(Array(1...lag))
    let mixed = "sum(j: W[i, j] * \(names[other])[\(steps == 0 ? "t" : before(steps)), \(layer)j])"
    let data = pick(["x[t, i]", "z[place[t]]", "x[t, place[t]]", "p"])
    let inner = pick(["\(mixed) + \(data)", "\(mixed) * q + \(own)", "p * \(own) + \(data) * \(mixed)"])
    return pick([
      "tanh(\(inner)) + q * \(own)", "sin(\(inner))", "sigmoid(\(inner)) * \(own)",
      "if x[t, i] > 0 then tanh(\(inner)) else \(own) * p", "max(\(own), tanh(\(inner)))",
    ])
  }

  private mutating func loss(_ name: String) -> String {
    let layer = isLayered ? "L-1, " : ""
    let end = isBackward ? "0" : "T+1"
    return pick([
      "sum(i: \(name)[\(end), \(layer)i]^2)", "sum(t in 0..<T+2, i: \(name)[t, \(layer)i] * x[t, i])",
      "sum(t in 1...T: exp(\(name)[t, \(layer)0] / 4))",
    ])
  }
}
