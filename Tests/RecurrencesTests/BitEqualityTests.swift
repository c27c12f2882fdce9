import Evaluating
import FlatProgram
import Interpretation
import Testing

@testable import Recurrences

/// Keeping less changes no result.
@Suite("Values of economised recurrences") struct BitEqualityTests {
  @Test("A program with checkpoints gives the same doubles as without", arguments: 0..<36)
  func checkpoints(seed: Int) throws {
    let text = RandomRecurrence.program(seed: UInt64(seed))
    let program = try gradient(text)
    let dims = ["T": 11 + seed % 7, "N": 3]
    let data = try program.sampleData(dims: dims, seed: UInt64(seed))
    let plain = try program.values(dims: dims, data)
    let kept = try program.economized(levels: 0, dims: dims).values(dims: dims, data)
    for (name, value) in plain { #expect(kept[name].map { value.isNear($0) } ?? false, "\(name) of\n\(text)") }
    for levels in 1...3 {
      let found = try program.economized(levels: levels, dims: dims).values(dims: dims, data)
      #expect(found == kept, "\(levels) levels of\n\(text)")
    }
  }

  @Test("Statement by statement, and without a schedule, the values are those of the recurrence", arguments: 0..<12)
  func oracle(seed: Int) throws {
    let text = RandomRecurrence.program(seed: UInt64(seed))
    let program = try gradient(text)
    let dims = ["T": 9, "N": 2]
    let data = try program.sampleData(dims: dims, seed: 7)
    func values(_ program: Program) -> [[Double]] {
      Oracle.values(of: program.outputs, in: program, extents: dims) { array, _ in data[array.name]?.values ?? [] }
    }
    let plain = values(program)
    for levels in 0...2 {
      let found = values(try program.economized(levels: levels, dims: dims))
      for (a, b) in zip(plain, found) {
        #expect(Tensor(shape: [a.count], values: a).isNear(Tensor(shape: [b.count], values: b)), "\(text)")
      }
    }
  }

  @Test("The gradient is that of central differences", arguments: [0, 1, 3], 0..<6)
  func differences(levels: Int, seed: Int) throws {
    let text = RandomRecurrence.program(seed: UInt64(100 + seed))
    let dims = ["T": 8, "N": 2]
    let program = try gradient(text).economized(levels: levels, dims: dims)
    let plain = try value(text)
    let data = try program.sampleData(dims: dims, seed: UInt64(seed))
    let found = try program.values(dims: dims, data)
    for name in ["W", "r", "p", "q"] {
      guard let gradient = found["grad_\(name)"], let given = data[name] else {
        Issue.record("no gradient of \(name)")
        continue
      }
      for position in given.values.indices {
        func loss(_ step: Double) throws -> Double {
          var moved = data
          var values = given.values
          values[position] += step
          moved[name] = Tensor(shape: given.shape, values: values)
          return try #require(try plain.values(dims: dims, moved)["loss"]?.values.first)
        }
        let step = 1e-5
        let slope = try (loss(step) - loss(-step)) / (2 * step)
        #expect(abs(slope - gradient.values[position]) <= 1e-6 * max(1, abs(slope)), "\(name) of\n\(text)")
      }
    }
  }

  @Test("A product of T factors b, begun at a, has the derivatives b^T and T a b^(T-1)", arguments: [0, 1, 2, 5])
  func product(levels: Int) throws {
    let dims = ["T": 20]
    let program = try gradient(RecurrenceCatalogue.product).economized(levels: levels, dims: dims)
    let found = try program.values(dims: dims, ["a": 3, "b": 0.5])
    #expect(found["loss"] == 0.0000028610229492187500)
    #expect(found["grad_a"] == 0.00000095367431640625)
    #expect(found["grad_b"] == 0.00011444091796875)
  }

  @Test("The derivative of the squares of cumulative sums is twice the sum of the sums from there on", arguments: 0...4)
  func cumulativeSums(levels: Int) throws {
    let dims = ["N": 9]
    let program = try gradient(RecurrenceCatalogue.sums).economized(levels: levels, dims: dims)
    let found = try program.values(dims: dims, ["x": [1, -2, 3, 0, 5, -6, 7, 1, 2]])
    // The sums are 1 -1 2 2 7 1 8 9 11.
    #expect(found["loss"] == 326)
    #expect(found["grad_x"] == [80, 78, 80, 76, 72, 58, 56, 40, 22])
  }

  @Test("An extremum over rows in and outside of the sequence is that of all")
  func extremum() throws {
    let text = """
      dim T
      param x: [T]
      d[0] = x[0]
      d[1] = x[1]
      d[t in 2..<T] = d[t-2] + x[t]
      f = logsumexp(t: 1000 * d[t])
      output f
      """
    let dims = ["T": 5]
    let found = try gradient(text).economized(levels: 0, dims: dims).values(dims: dims, ["x": [1, 3, 1, -2, 3]])
    // The largest of 1 3 2 1 5.
    #expect(found["f"] == 5000)
    #expect(found["grad_x"] == [1000, 0, 1000, 0, 1000])
  }

  @Test("A recurrence of no steps, and of one, comes out too", arguments: 0...3, 0...1)
  func short(levels: Int, steps: Int) throws {
    let dims = ["T": steps]
    let program = try gradient(RecurrenceCatalogue.product).economized(levels: levels, dims: dims)
    let found = try program.values(dims: dims, ["a": 3, "b": 0.5])
    #expect(found["loss"] == (steps == 0 ? 3 : 1.5))
    #expect(found["grad_a"] == (steps == 0 ? 1 : 0.5))
    #expect(found["grad_b"] == (steps == 0 ? 0 : 3))
  }
}
