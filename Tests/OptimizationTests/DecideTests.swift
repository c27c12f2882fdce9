import FlatProgram
import Operations
import Testing

@testable import Optimization

@Suite("Decide") struct DecideTests {
  @Test("A choice with a constant condition is the branch that it takes, computed where it can be")
  func choices() {
    var program = Program()
    let zero = program.intern(.index(program.index(IndexExpression(0))))
    let target = program.addArray(ArrayDeclaration(name: "f", shape: [], role: .local))
    let x = program.read(program.addArray(ArrayDeclaration(name: "x", shape: [], role: .parameter)))
    let sum = program.apply(.add, program.constant(1), program.constant(2))
    let isPositive = program.apply(.greater, zero, program.constant(0))
    let body = program.apply(.select, isPositive, program.apply(.exp, x), program.apply(.multiply, sum, x))
    program.append(Assignment(target: target, subscripts: .none, domain: [], body: body))
    #expect(statements(OptimizationPass.decide.run(program)) == ["f = 3 * x"])
  }
}
