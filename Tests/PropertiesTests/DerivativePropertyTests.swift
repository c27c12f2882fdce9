import Differentiation
import Evaluating
import FlatProgram
import Interpretation
import Optimization
import Testing

@Suite("Derivatives of random programs") struct DerivativePropertyTests {
  private static let dims = ["N": 3, "M": 2]

  /// A random program with derivatives of its last definition by one of its parameters.
  private struct Sample {
    var program: Program
    var values: [String: [Double]]
    let text: String

    init(seed: Int, _ wanted: [RequestedDerivative.Kind], ofScalar isScalar: Bool) throws {
      text = RandomProgram.text(seed: seed)
      var program = try Evaluating.program(text)
      let names = ["v", "A", "w", "a"]
      let x = try #require(program.arrayIDs { $0.name == names[seed % names.count] }.first)
      let y = try #require(program.arrayIDs { $0.name == (isScalar ? "f" : "d4") }.first)
      func direction(_ name: String, like array: ArrayID, in program: inout Program) -> ArrayID {
        program.addArray(ArrayDeclaration(name: name, shape: program[array].shape, role: .input))
      }
      let v = direction("v_1", like: x, in: &program)
      let u = direction("u_1", like: wanted.contains(.hvp) ? x : y, in: &program)
      program.outputs = []
      for kind in wanted {
        let along = kind == .vjp ? u : kind.hasDirection ? v : nil
        program.outputs.append(program.request(kind, of: y, withRespectTo: x, along: along, named: kind.rawValue))
      }
      if wanted.contains(.hvp) {
        program.outputs.append(program.request(.hvp, of: y, withRespectTo: x, along: u, named: "hvu"))
      }
      program = try Derivatives.expanded(program).program
      let violations = Verifier.violations(of: program)
      try #require(violations.isEmpty, "seed \(seed): \(violations) in:\n\(ProgramPrinter.text(of: program))")
      let data = try program.sampleData(dims: DerivativePropertyTests.dims, seed: UInt64(seed))
      values = try program.values(dims: DerivativePropertyTests.dims, data).mapValues(\.values)
      let optimized = program.optimized(by: Pipeline.standard)
      for (name, value) in try optimized.values(dims: DerivativePropertyTests.dims, data) {
        let isSame = Tensor(shape: value.shape, values: values[name] ?? []).isNear(value, tolerance: 1e-9)
        #expect(isSame, "seed \(seed): \(name) is optimised to \(value) in:\n\(text)")
      }
      for (name, tensor) in data { values[name] = tensor.values }
      self.program = program
    }

    subscript(_ name: String) -> [Double] { values[name] ?? [] }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  private func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    stride(from: 0, to: matrix.count, by: max(vector.count, 1)).map {
      dot(Array(matrix[$0...].prefix(vector.count)), vector)
    }
  }

  private func areNear(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($0), abs($1)) }
  }

  @Test("Forward and reverse mode have the same projections, and are those of the Jacobian", arguments: 0..<300)
  func projections(_ seed: Int) throws {
    let sample = try Sample(seed: seed, [.jvp, .vjp, .jacobian], ofScalar: false)
    let (u, v) = (sample["u_1"], sample["v_1"])
    #expect(
      areNear([dot(u, sample["jvp"])], [dot(sample["vjp"], v)]), "seed \(seed) in:\n\(sample.text)")
    #expect(areNear(product(sample["jacobian"], v), sample["jvp"]), "seed \(seed) in:\n\(sample.text)")
  }

  @Test("Hessians are symmetric, and their products those of hvp", arguments: 0..<300)
  func hessians(_ seed: Int) throws {
    let sample = try Sample(seed: seed, [.hessian, .hvp], ofScalar: true)
    let (u, v) = (sample["u_1"], sample["v_1"])
    #expect(areNear([dot(u, sample["hvp"])], [dot(v, sample["hvu"])]), "seed \(seed) in:\n\(sample.text)")
    #expect(areNear(product(sample["hessian"], v), sample["hvp"]), "seed \(seed) in:\n\(sample.text)")
  }
}
