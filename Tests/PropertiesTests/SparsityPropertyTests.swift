import AutodiffGen
import Differentiation
import Evaluating
import FlatProgram
import Interpretation
import Testing

@Suite("Sparse derivatives of random programs") struct SparsityPropertyTests {
  private static let dims = ["N": 3, "M": 2]

  @Test("Jacobians in blocks are the dense ones", arguments: 0..<40)
  func jacobians(_ seed: Int) throws {
    let text = RandomProgram.text(seed: seed)
    let names = (0..<5).map { "d\($0)" } + ["f"]
    try expectDense(text, seed) {
      try $0.sparseJacobian(of: names)
    } dense: { program in
      names.flatMap { name in program.arrayIDs { $0.role == .parameter }.map { (.jacobian, name, $0) } }
    }
  }

  @Test("Hessians in blocks are the dense ones", arguments: 0..<16)
  func hessians(_ seed: Int) throws {
    let text = RandomProgram.text(seed: seed)
    try expectDense(text, seed) {
      try $0.sparseHessian()
    } dense: { program in
      program.arrayIDs { $0.role == .parameter }.map { (.hessian, "f", $0) }
    }
  }

  private func expectDense(
    _ text: String, _ seed: Int, _ evaluator: (Model) throws -> SparseEvaluator,
    dense: (Program) -> [(RequestedDerivative.Kind, String, ArrayID)]
  ) throws {
    let program = try program(text)
    let data = try program.sampleData(dims: Self.dims, seed: UInt64(seed))
    var given = data.map { GivenValue($0.key, $0.value, origin: "'\($0.key)'") }
    given += Self.dims.map { GivenValue($0.key, Tensor(Double($0.value)), origin: "'\($0.key)'") }
    let found = try evaluator(Model(text)).run(given)
    for (kind, name, variable) in dense(program) {
      let result = try #require(program.arrayIDs { $0.name == name }.first)
      var (whole, derivative) = try Derivatives.adding(kind, of: result, withRespectTo: variable, to: program)
      whole.outputs = [derivative]
      let expected = try #require(try whole.values(dims: Self.dims, data).values.first)
      let row = kind == .hessian ? program[variable].name : name
      let matrix = try #require(found.matrix(of: row, by: program[variable].name))
      let isSame = Tensor(matrix.dense).isNear(Tensor(expected.values), tolerance: 1e-9)
      #expect(
        isSame,
        "seed \(seed): \(row) by \(program[variable].name) is \(matrix.dense), not \(expected.values), in:\n\(text)")
    }
  }
}
