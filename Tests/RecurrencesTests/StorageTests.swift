import Evaluating
import FlatProgram
import Testing

@testable import Recurrences

/// What is kept for each step, and what a bound makes of it.
@Suite("Storage of recurrences") struct StorageTests {
  @Test("Long short-term memory keeps six numbers a step for each cell, and the summands of the log")
  func memoryCells() throws {
    let dims = ["L": 3, "T": 40, "B": 5]
    #expect(try gradient(RecurrenceCatalogue.memory).growth(of: "T", at: dims) == 6 * 3 * 5 + 5 + 1)
  }

  @Test("A network keeps its state and what goes into tanh, and none of the summands")
  func networkStates() throws {
    #expect(try gradient(RecurrenceCatalogue.network).growth(of: "T", at: ["T": 40, "N": 5, "M": 7]) <= 3 * 5)
  }

  @Test("Numbers that are added up are kept only where their squares are wanted")
  func cumulativeSums() throws {
    #expect(try gradient(RecurrenceCatalogue.sums).growth(of: "N", at: ["N": 40]) == 1)
    let linear = RecurrenceCatalogue.sums.replacing("sum(i: c[i]^2)", with: "sum(i: c[i])")
    #expect(try gradient(linear).growth(of: "N", at: ["N": 40]) == 0)
  }

  @Test(
    "The value alone keeps no history",
    arguments: [
      RecurrenceCatalogue.network, RecurrenceCatalogue.memory, RecurrenceCatalogue.oscillation,
      RecurrenceCatalogue.product,
    ])
  func values(text: String) throws {
    let dims = ["L": 3, "T": 40, "B": 5, "N": 4, "M": 6]
    #expect(try value(text).growth(of: "T", at: dims) == 0)
  }

  @Test("A sequence becomes part of one that walks the same steps, though one the other way is between them")
  func mergedAcross() throws {
    let text = """
      dim T
      param a
      h[0] = a
      h[t in 1..<T] = h[t-1] + 1
      back[T-1] = h[T-1]
      back[t in 0..<T-1] = back[t+1] * h[t]
      ahead[0] = a
      ahead[t in 1..<T] = ahead[t-1] * h[t]
      difference = 2 * back[0] - ahead[T-1]
      output difference
      """
    func sequences(_ program: Program) -> Int {
      program.statements.count { if case .sequence = $0 { true } else { false } }
    }
    let plain = try value(text)
    #expect(sequences(plain) == 3)
    let program = try plain.economized(levels: 0, dims: ["T": 6])
    #expect(sequences(program) == 2)
    // Both are 6! where a is 1.
    #expect(try program.values(dims: ["T": 6], ["a": 1])["difference"] == 720)
  }

  @Test("A history that is an output is whole")
  func outputs() throws {
    let text = RecurrenceCatalogue.oscillation.replacing("output loss", with: "output h, loss")
    let program = try value(text).economized(levels: 0, dims: ["T": 6])
    let found = try program.values(dims: ["T": 6], ["a": 0, "b": 2])
    #expect(found["h"] == [0, 0, 0, 0, 0, 0, 0])
    #expect(found["loss"] == 0)
  }

  @Test("A history that is looked up by data is whole")
  func gathered() throws {
    let text = """
      dim T
      input back: Int[T] in T
      param a
      h[0] = a
      h[t in 1..<T] = h[t-1] + 1
      loss = sum(t: h[back[t]])
      output loss
      """
    let dims = ["T": 12]
    let program = try gradient(text)
    let data = try program.sampleData(dims: dims)
    let plain = try program.values(dims: dims, data)
    #expect(try program.economized(levels: 1, dims: dims).values(dims: dims, data) == plain)
    #expect(plain["grad_a"] == 12)
  }

  @Test("A thousand steps keep about two square roots of states, and run twice")
  func squareRoot() throws {
    let dims = ["T": 1000]
    let program = try gradient(RecurrenceCatalogue.oscillation)
    #expect(try program.economized(levels: 0, dims: dims).storage(dims) >= 1000)
    let divided = try program.economized(levels: 1, dims: dims)
    // 32 states, 32 rows of a segment and the one before it, two rows of the adjoint; 2 * sqrt(1000) is 63.2.
    #expect(try divided.storage(dims) <= 32 + 33 + 2)
    // One more for the start.
    #expect(try divided.runs(of: "h", dims) - divided.restored("h", dims) == 2 * 1000 + 1)
  }

  @Test("Each level more keeps less, and runs a step once more at most", arguments: 1...6)
  func levels(levels: Int) throws {
    let dims = ["T": 1000]
    let program = try gradient(RecurrenceCatalogue.oscillation)
    let divided = try program.economized(levels: levels, dims: dims)
    #expect(try divided.runs(of: "h", dims) - divided.restored("h", dims) <= (levels + 1) * 1000 + 1)
    // The least sum of `n` states and the rows of the longest of `(n - 1 + levels)! / ((n - 1)! levels!)` segments, and
    // three rows: the one before a segment, and two of the adjoint.
    #expect(try divided.storage(dims) == [64, 24, 15, 12, 10, 9][levels - 1] + 3)
  }

  @Test("A schedule runs as many steps as the binomial one", arguments: 1...5)
  func runs(levels: Int) throws {
    func plan(_ count: Int) -> Checkpointing { Checkpointing(levels: levels, extents: [count]) }
    func free(_ count: Int) -> Int { plan(count).places(for: count, state: 1, step: 1) }
    func units(_ free: Int, _ levels: Int) -> Int {
      levels == 0 ? 1 : (0...free).reduce(0) { $0 + units($1, levels - 1) }
    }
    let count = try #require((300...).first { $0 % units(free($0), levels) == 0 })
    // What a segment runs to be reversed: all but its last part to find the states, then each part.
    func reversal(_ free: Int, _ levels: Int) -> Int {
      levels == 0 ? 1 : units(free, levels) - 1 + (0...free).reduce(0) { $0 + reversal($1, levels - 1) }
    }
    let all = (0...free(count)).reduce(0) { $0 + reversal($1, levels - 1) }
    let dims = ["T": count]
    let divided = try gradient(RecurrenceCatalogue.oscillation).economized(levels: levels, dims: dims)
    let wanted = 1 + count + all * (count / units(free(count), levels))
    #expect(try divided.runs(of: "h", dims) - divided.restored("h", dims) == wanted)
  }

  @Test("As many steps as binomial coefficients can be reversed")
  func binomialCoefficients() {
    #expect((0...4).map { Checkpointing.units($0, 2) } == [1, 3, 6, 10, 15])
    #expect((0...4).map { Checkpointing.units($0, 3) } == [1, 4, 10, 20, 35])
    #expect((0...4).map { Checkpointing.units(IndexExpression($0), 3).constant } == [1, 4, 10, 20, 35])
    #expect(Checkpointing.units(IndexExpression(-1), 3).constant == 0)
    #expect(Checkpointing.units(1 << 40, 9) == Int.max)
  }

  @Test("Layers over time keep the states of all layers", arguments: 1...2)
  func layers(levels: Int) throws {
    let dims = ["L": 3, "T": 400, "B": 5]
    let program = try gradient(RecurrenceCatalogue.memory)
    let whole = try program.economized(levels: 0, dims: dims).storage(dims)
    let divided = try program.economized(levels: levels, dims: dims).storage(dims)
    #expect(divided * 5 < whole)
  }

  @Test("Stacked recurrences are one")
  func stacked() throws {
    let text = """
      dim T, N
      input x: [T, N]
      param W: [N, N], V: [N, N]
      f[0, i in 0..<N] = 0
      f[t in 1...T, i] = tanh(sum(j: W[i, j] * f[t-1, j]) + x[t-1, i])
      g[0, i in 0..<N] = 0
      g[t in 1...T, i] = tanh(sum(j: V[i, j] * g[t-1, j]) + f[t, i])
      loss = sum(t in 1...T, i: g[t, i]^2)
      output loss
      """
    let dims = ["T": 400, "N": 3]
    let program = try gradient(text)
    #expect(try value(text).growth(of: "T", at: dims) == 0)
    #expect(try program.economized(levels: 1, dims: dims).storage(dims) < 20 * 6 * 5)
    let data = try program.sampleData(dims: dims)
    let kept = try program.economized(levels: 0, dims: dims).values(dims: dims, data)
    #expect(try program.economized(levels: 1, dims: dims).values(dims: dims, data) == kept)
    #expect(try program.values(dims: dims, data).allSatisfy { kept[$0]?.isNear($1) ?? false })
  }
}

extension Program {
  /// Returns how often rows of an array are brought back from where they were kept.
  fileprivate func restored(_ name: String, _ dims: [String: Int]) throws -> Int {
    var program = self
    program.steps = steps.filter { step in
      guard case .assignment(let assignment) = step, case .read(let array, _) = self[assignment.body] else {
        return if case .assignment = step { false } else { true }
      }
      return self[array].name.hasPrefix("kept_")
    }
    return try program.runs(of: name, dims)
  }
}
