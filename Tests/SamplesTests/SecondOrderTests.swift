import Testing

@testable import AutodiffGen

/// Forward mode against reverse mode, of first and of second order, on every sample.
@Suite("Second order") struct SecondOrderTests {
  /// Numbers that are the same in every run: a sequence of Lehmer's.
  private struct Numbers {
    var state: Int

    mutating func next() -> Double {
      state = state * 48271 % 0x7FFF_FFFF
      return Double(state) / Double(0x7FFF_FFFF) - 0.5
    }
  }

  /// The gradient's elements one after the other, with the values and directions that they are for.
  private struct Sample {
    let model: Model
    let output: String?
    let given: [GivenValue]
    var gradient: [Double]
    private var parameters: [NamedArray]
    private var evaluator: Evaluator

    init(_ command: SampleCommand) throws {
      model = try Model(Document(command.program).text, name: command.program)
      output = command.output
      given = try model.read(command.values)
      var gradientEvaluator = try model.evaluator(for: .gradient(of: output, withRespectTo: nil))
      let result = try gradientEvaluator.run(given)
      parameters = result.gradient
      gradient = parameters.flatMap(\.array.values)
      evaluator = try model.evaluator(
        for: .derivatives([DerivativeQuery(.jvp), DerivativeQuery(.hvp)], of: output, withRespectTo: nil))
    }

    /// Returns the derivative along a direction, and the Hessian times it.
    mutating func along(_ direction: [Double]) throws -> (slope: Double, product: [Double]) {
      let result = try evaluator.run(given + values(direction, prefix: "dot_"))
      let slope = result.parts.filter { $0.kind == .jvp }.flatMap(\.array.values).reduce(0, +)
      return (slope, result.parts.filter { $0.kind == .hvp }.flatMap(\.array.values))
    }

    private func values(_ numbers: [Double], prefix: String) -> [GivenValue] {
      var rest = numbers[...]
      return parameters.map { parameter in
        var tensor = parameter.array.tensor
        tensor.values = Array(rest.prefix(tensor.values.count))
        rest = rest.dropFirst(tensor.values.count)
        return GivenValue(prefix + parameter.name, tensor, origin: "a test")
      }
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  private func size(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + abs($1.0 * $1.1) } }

  @Test("Projections of both modes agree, Hessians are symmetric", arguments: SampleCommand.gradients)
  func projections(_ command: SampleCommand) throws {
    var sample = try Sample(command)
    var numbers = Numbers(state: 4711)
    let (u, v) = (sample.gradient.map { _ in numbers.next() }, sample.gradient.map { _ in numbers.next() })
    let (slope, along) = try sample.along(v)
    let (_, other) = try sample.along(u)
    let expected = dot(sample.gradient, v)
    #expect(abs(slope - expected) <= 1e-11 * size(sample.gradient, v), "\(slope), not \(expected)")
    let error = abs(dot(u, along) - dot(v, other))
    #expect(error <= 1e-10 * (size(u, along) + size(v, other)), "\(dot(u, along)), not \(dot(v, other))")
  }
}
