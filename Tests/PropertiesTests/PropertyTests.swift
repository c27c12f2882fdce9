import Diagnostics
import Differentiation
import Evaluating
import FlatProgram
import Interpretation
import Optimization
import Scheduling
import Syntax
import Testing

@Suite("Properties of random programs") struct PropertyTests {
  private static let dims = ["N": 3, "M": 2]

  private func gradient(of program: Program) throws -> Gradient {
    try ReverseMode.gradient(
      of: program.outputs[0], withRespectTo: program.arrayIDs { $0.role == .parameter }, in: program)
  }

  @Test("The gradient is what central differences say", arguments: 0..<60)
  func gradients(_ seed: Int) throws {
    let text = RandomProgram.text(seed: seed)
    let program = try program(text)
    let data = try program.sampleData(dims: Self.dims, seed: UInt64(seed))
    let derivative = try gradient(of: program).program
    let values = try derivative.values(dims: Self.dims, data)
    let prepared = try Interpreter(Scheduler.schedule(program)).prepare(dims: program.extents(Self.dims))
    let tensors = program.arrays.map { data[$0.name] }
    for (number, array) in program.arrays.enumerated() where array.role == .parameter {
      let adjoint = derivative.outputs.first { derivative[$0].role == .adjoint(of: ArrayID(number)) }
      let found = try #require(adjoint.flatMap { values[derivative[$0].name] }?.values, "seed \(seed):\n\(text)")
      for position in found.indices {
        func value(_ step: Double) throws -> Double {
          var moved = tensors
          moved[number]?.values[position] += step
          return try prepared.run(moved)[0].values[0]
        }
        let h = 1e-4
        let slope = (8 * (try value(h) - value(-h)) - (try value(2 * h) - value(-2 * h))) / (12 * h)
        let error = abs(slope - found[position])
        #expect(
          error <= 1e-6 * max(1, abs(slope)),
          "seed \(seed): \(array.name) \(position) is \(found[position]), not \(slope), in:\n\(text)")
      }
    }
  }

  @Test("A program and its gradient are optimised to the same values", arguments: 0..<60)
  func optimisation(_ seed: Int) throws {
    let text = RandomProgram.text(seed: seed)
    let derivative = try gradient(of: program(text)).program
    let data = try derivative.sampleData(dims: Self.dims, seed: UInt64(seed))
    let plain = try derivative.values(dims: Self.dims, data)
    for pipeline in [Pipeline.standard, Pipeline.readable] {
      let optimized = try derivative.optimized(by: pipeline).values(dims: Self.dims, data)
      for (name, value) in plain {
        #expect(
          optimized[name]?.isNear(value, tolerance: 1e-9) == true,
          "seed \(seed): \(name) is \(optimized[name] as Any), not \(value), in:\n\(text)")
      }
    }
  }

  @Test("Loop nests compute what the definitions say, element by element", arguments: 0..<60)
  func scheduling(_ seed: Int) throws {
    let text = RandomProgram.text(seed: seed)
    let derivative = try gradient(of: program(text)).program
    let data = try derivative.sampleData(dims: Self.dims, seed: UInt64(seed))
    let scheduled = try derivative.values(dims: Self.dims, data)
    let expected = Oracle.values(of: derivative.outputs, in: derivative, extents: Self.dims) { array, _ in
      data[array.name]?.values ?? []
    }
    for (output, elements) in zip(derivative.outputs, expected) {
      let name = derivative[output].name
      let value = try #require(scheduled[name])
      let wanted = Tensor(shape: value.shape, values: elements)
      #expect(
        value.isNear(wanted, tolerance: 1e-10), "seed \(seed): \(name) is \(value), not \(wanted), in:\n\(text)")
    }
  }

  @Test("Printed gradients come to the same when they are read", arguments: 0..<60)
  func printing(_ seed: Int) throws {
    let text = RandomProgram.text(seed: seed)
    let derivative = try gradient(of: program(text)).program
    let printed = ProgramPrinter.text(of: derivative)
    let data = try derivative.sampleData(dims: Self.dims, seed: UInt64(seed))
    let values = try Evaluating.program(printed).values(dims: Self.dims, data)
    for (name, value) in try derivative.values(dims: Self.dims, data) {
      #expect(
        values[name]?.isNear(value, tolerance: 1e-10) == true,
        "seed \(seed): \(name) is \(values[name] as Any), not \(value), in:\n\(text)\nprinted:\n\(printed)")
    }
  }

  @Test("Formatting changes no meaning, and formatting twice changes nothing", arguments: 0..<60)
  func formatting(_ seed: Int) throws {
    let source = SourceText(name: "test", text: RandomProgram.text(seed: seed))
    let tree = Parser.parse(source).tree
    let formatted = SourceText(name: "test", text: Formatter.format(tree, source: source))
    let again = Parser.parse(formatted)
    #expect(again.diagnostics == [], "seed \(seed)")
    #expect(again.tree.dump() == tree.dump(), "seed \(seed)")
    #expect(
      Formatter.format(again.tree, source: formatted) == formatted.text(in: 0..<formatted.bytes.count), "seed \(seed)")
  }
}
