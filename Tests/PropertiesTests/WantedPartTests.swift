import AutodiffGen
import Evaluating
import FlatProgram
import Foundation
import Interpretation
import Testing

/// What nothing wants has no part in a gradient: steps of a recurrence that are not taken, and elements that are not read.
@Suite("Definitions that are wanted in part") struct WantedPartTests {
  private func expect(
    _ text: String, at x: [Double], _ gradient: [Double], _ more: [String: NumericArray] = [:]
  ) throws {
    var given = more
    given["x"] = NumericArray(x)
    for isStabilised in [true, false] {
      var model = try Model(text)
      model.isStabilised = isStabilised
      let found = try model.gradient(of: "f", at: given).gradient(of: "x")?.values ?? []
      #expect(isNear(found, gradient), "\(found), not \(gradient), of:\n\(text)")
    }
    let model = try Model(text)
    let data = given.mapValues { Tensor(shape: $0.shape, values: $0.values) }
    for printed in [
      try model.derivation(of: "f", style: .flat), try model.derivation(of: "f", style: .plain),
      try model.formulas(of: "f").text,
    ] {
      let values = try Evaluating.program(printed).values(dims: ["N": x.count], data)
      let found = values["grad_x"]?.values ?? []
      #expect(isNear(found, gradient), "\(found), not \(gradient), of:\n\(printed)")
    }
  }

  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-13 * max(1, abs($1)) }
  }

  private let recurrence = """
    dim N
    param x: [N]
    s[0] = x[0]
    r[t in 0..<N] = sqrt(s[t])
    s[t in 1..<N] = if s[t-1] > 0 then r[t-1] + x[t] else x[t]
    f = sum(t: s[t]^2)
    output f
    """

  @Test("A value of a step that the next one may want")
  func steps() throws {
    // s = 1, 1, 0, 2
    try expect(recurrence, at: [1, 0, -1, 2], [3, 2, 0, 4])
    // s = 1, -1, 5, sqrt(5) + 2
    let root = 5.0.squareRoot()
    try expect(recurrence, at: [1, -2, 5, 2], [1, -2, 10 + (root + 2) / root, 2 * (root + 2)])
  }

  @Test("A value of the same step, two steps back, and through another name")
  func otherSteps() throws {
    let same = """
      dim N
      param x: [N]
      s[0] = x[0]
      r[0] = 0
      r[t in 1..<N] = 1/s[t-1]
      s[t in 1..<N] = if s[t-1] != 0 then r[t] + x[t] else x[t]
      f = s[N-1]
      output f
      """
    // s = 1, 0, 3, 1/3 + 1
    try expect(same, at: [1, -1, 3, 1], [0, 0, -1.0 / 9, 1])
    let named = """
      dim N
      param x: [N]
      s[0] = x[0]
      s[1] = x[1]
      r[t in 0..<N] = log(s[t])
      q[t in 0..<N] = 2*r[t]
      s[t in 2..<N] = if s[t-2] > 0 then q[t-2]*x[t] else x[t]
      f = sum(t: s[t])
      output f
      """
    // s = 1, 0, 0*4, 5
    try expect(named, at: [1, 0, 4, 5], [1 + 2 * 4, 1, 0, 1])
  }

  @Test("Elements that nothing reads")
  func parts() throws {
    let head = "dim N\nparam x: [N]\nr[i] = sqrt(x[i])\n"
    for x0 in [0.0, -1] {
      try expect(head + "f = sum(i in 1..<N: r[i])\noutput f\n", at: [x0, 1, 4], [0, 0.5, 0.25])
      try expect(head + "f = r[2]\noutput f\n", at: [x0, 1, 4], [0, 0, 0.25])
      try expect(head + "q[i] = 2*r[i]\nf = q[1]*q[2]\noutput f\n", at: [x0, 1, 4], [0, 4, 1])
      let gathered = "dim N\ninput k: Int[2] in N\nparam x: [N]\nr[i] = log(x[i])\nf = sum(j: r[k[j]])\noutput f\n"
      try expect(gathered, at: [x0, 2, 4], [0, 0.5, 0.25], ["k": NumericArray([2, 1])])
    }
  }

  @Test("What is wanted as a whole, in parts too, is not counted")
  func wholes() throws {
    for text in [
      "dim N\nparam x: [N]\nh[0] = x[0]\nh[t in 1..<N] = sqrt(h[t-1]) + x[t]\nf = h[N-1]\noutput f\n",
      "dim N\nparam x: [N]\nr[i] = sqrt(x[i])\nf = r[0] + sum(i in 1..<N: r[i])\noutput f\n",
    ] {
      let printed = try Model(text).derivation(of: "f")
      #expect(!printed.contains("wanted"), "counted in:\n\(printed)")
    }
    #expect(try Model(recurrence).derivation(of: "f").contains("wanted_r"))
  }

  @Test("A formula takes nothing out of a branch that has no value elsewhere, and no sum for another")
  func formulas() throws {
    let named = """
      dim N
      param x: [N]
      d[i] = x[i]^1.5
      e[i] = logsumexp(j: if x[i] > 0 then d[i]*x[j]^2 else 1)
      f = sum(i: e[i])
      output f
      """
    let data = [-1.0, 0.5]
    let model = try Model(named)
    let wanted = try model.gradient(of: "f", at: ["x": NumericArray(data)]).gradient(of: "x")?.values ?? []
    #expect(wanted.allSatisfy { $0.isFinite })
    try expect(named, at: data, wanted)
  }
}
