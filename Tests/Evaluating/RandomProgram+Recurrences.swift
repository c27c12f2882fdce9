extension RandomProgram {
  /// Returns a recurrence along `N`, which is at least 3, and makes what it gives known.
  mutating func recurrence(_ name: String) -> [String] {
    let step = value([("t", "N")], depth: 2)
    let (start, other) = (leaf([]), leaf([]))
    switch below(13) {
    case 0:
      known.append((name, ["N"]))
      return ["\(name)[N-1] = \(start)", "\(name)[t in 0..<N-1] = tanh(\(name)[t+1] + \(step))"]
    case 1:
      known.append((name, ["N", "M"]))
      return [
        "\(name)[0, j] = w[j] * \(start)",
        "\(name)[t in 1..<N, j] = tanh(sum(q in 0..<M: A[t, q] * \(name)[t-1, q]) + \(step))",
      ]
    case 2:
      let pair = name + "b"
      known += [(name, ["N"]), (pair, ["N"])]
      return [
        "\(name)[0] = \(start)", "\(pair)[t in 1..<N] = sin(\(name)[t-1] * \(other)) + \(pair)[t-1]",
        "\(name)[t in 1..<N] = tanh(\(pair)[t] + \(step))", "\(pair)[0] = \(other)",
      ]
    case 3:
      known.append((name, ["N"]))
      return [
        "\(name)[N-1] = \(name)[N-2] * \(other) - \(name)[0]^2", "\(name)[0] = \(start)",
        "\(name)[t in 1..<N-1] = sin(\(name)[t-1] + \(step))",
      ]
    case 4:
      known += [(name, ["N"]), (name + "g", ["N"])]
      return [
        "\(name)[0] = \(start)", "\(name)g[t] = \(name)[t] - sin(\(name)[0])", "\(name)[1] = \(name)[0] * \(other)",
        "\(name)[t in 2..<N] = tanh(\(name)[t-1] * \(name)[t-2] + \(step))",
      ]
    case 5:
      let history = name + "h"
      known.append((name, []))
      return [
        "\(history)[0] = \(start)", "\(history)[t in 1...N] = tanh(\(history)[t-1] + v[t-1] * \(other))",
        "\(name) = \(history)[N] * \(history)[N-1] + \(history)[0]",
      ]
    case 6:
      known.append((name, ["N"]))
      return ["\(name)[t in 0..<N] = if t > 0 then tanh(\(name)[t-1] + \(step)) else \(start)"]
    case 7:
      known.append((name, ["N", "M"]))
      return [
        "\(name)[t in 1..<N, j in 1..<M] = tanh(\(name)[t-1, j] * \(name)[t, j-1] + \(step))",
        "\(name)[0, j] = w[j] * \(start)", "\(name)[t in 1..<N, 0] = cos(\(name)[t-1, M-1] + \(other))",
      ]
    case 8:
      known.append((name, ["N"]))
      return [
        "local \(name): [N]", "\(name)[0] = \(start)", "\(name)s = 0", "for t in 1..<N {",
        "  \(name)[t] = tanh(\(name)[t-1] + \(step))", "  \(name)s += \(name)[t] * \(other)", "}",
        "\(name)t = \(name)s^2 + \(name)[N-1]",
      ]
    case 9:
      known.append((name, ["N"]))
      return ["\(name)[i in 0..<N] = sum(j in 0...i: v[j] * \(start))"]
    case 10:
      known.append((name, ["N"]))
      return [
        "\(name)p[0, j in 0..<M] = v[j] * \(start)",
        "\(name)p[t in 1..<N, j] = softmax(q in 0..<M: \(name)p[t-1, q])[j] + \(step)",
        "\(name)[t] = logsumexp(j: \(name)p[t, j]) + max(j: \(name)p[t, j])",
      ]
    default:
      known.append((name, ["N"]))
      return ["\(name)[0] = \(start)", "\(name)[t in 1..<N] = tanh(\(name)[t-1] + \(step))"]
    }
  }
}
