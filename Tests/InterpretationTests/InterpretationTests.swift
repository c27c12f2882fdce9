import FlatProgram
import Operations
import ProgramBuilding
import Scheduling
import Testing

@testable import Interpretation

@Suite("The interpreter")
struct InterpretationTests {
  @Test("computes the lecture's first example")
  func lecture() throws {
    let builder = ProgramBuilder()
    let terms = builder.scalars("x", "y", "z")
    _ = builder.output("f", (terms[0] + terms[1]) * terms[2])
    let interpreter = Interpreter(Scheduler.schedule(builder.program))
    let results = try interpreter.run(dims: [], arrays: [Tensor(-2), Tensor(5), Tensor(-4), nil])
    #expect(results == [Tensor(-12)])
  }

  @Test("multiplies matrices as in the lecture")
  func matrixProduct() throws {
    let builder = ProgramBuilder()
    let (x, w) = (builder.input("X", [2, 3]), builder.input("W", [3, 4]))
    let y = builder.local("Y", [2, 4])
    let (i, j, k) = (builder.axis("i", 0..<2), builder.axis("j", 0..<4), builder.axis("k", 0..<3))
    builder.add(y, [builder.at(i), builder.at(j)], over: [i, j, k], builder[x, i, k] * builder[w, k, j])
    builder.program.outputs = [y]
    let results = try Interpreter(Scheduler.schedule(builder.program)).run(
      dims: [],
      arrays: [
        Tensor(shape: [2, 3], values: [2, 1, -3, -3, 4, 2]),
        Tensor(shape: [3, 4], values: [3, 2, 1, -1, 2, 1, 3, 2, 3, 2, 1, -2]), nil,
      ])
    #expect(results == [Tensor(shape: [2, 4], values: [-1, -1, 2, 6, 5, 2, 11, 7])])
  }
}
