import FlatProgram
import Operations
import ProgramBuilding
import Scheduling
import Testing

@testable import Interpretation

@Suite("Subscripts that are found when a program runs")
struct SubscriptTests {
  @Test("A row of a table that data name, along the table's columns: y[i, k] = A[row[i], k]")
  func rowsThatDataName() throws {
    let builder = ProgramBuilder()
    let (table, row) = (builder.input("A", [3, 2]), builder.integers("row", [4]))
    let (i, k) = (builder.axis("i", 0..<4), builder.axis("k", 0..<2))
    let y = builder.local("y", [4, 2])
    builder.assign(y, [i, k], builder[table, builder.element(row, [builder.at(i)]), builder.at(k)])
    builder.program.outputs = [y]
    let given = [Tensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6]), Tensor(shape: [4], values: [2, 0, 1, 2]), nil]
    let results = try Interpreter(Scheduler.schedule(builder.program)).run(dims: [], arrays: given)
    #expect(results.map(\.values) == [[5, 6, 1, 2, 3, 4, 5, 6]])
  }

  @Test("A gather within a gather, with arithmetic in between: y[i] = x[6 - p[2 q[i]]]")
  func gatherWithinAGather() throws {
    let builder = ProgramBuilder()
    let (x, p, q) = (builder.input("x", [7]), builder.integers("p", [7]), builder.integers("q", [3]))
    let i = builder.axis("i", 0..<3)
    let y = builder.local("y", [3])
    let inner = builder.element(p, [builder.element(q, [builder.at(i)]) * IndexExpression(2)])
    builder.assign(y, [i], builder[x, IndexExpression(6) - inner])
    builder.program.outputs = [y]
    let given = [
      Tensor(shape: [7], values: [0, 10, 20, 30, 40, 50, 60]), Tensor(shape: [7], values: [6, 9, 4, 9, 0, 9, 5]),
      Tensor(shape: [3], values: [3, 0, 2]), nil,
    ]
    let results = try Interpreter(Scheduler.schedule(builder.program)).run(dims: [], arrays: given)
    #expect(results.map(\.values) == [[10, 0, 60]])
  }

  @Test(
    "The first element that does not exist stops the run, not the last: x[i + N], x has 5 elements", arguments: 1...4)
  func firstFault(extent: Int) throws {
    let builder = ProgramBuilder()
    let shift = builder.dim("N")
    let x = builder.input("x", [5])
    let i = builder.axis("i", 0..<9)
    let y = builder.local("y", [9])
    builder.assign(y, [i], builder[x, builder.at(i) + shift])
    builder.program.outputs = [y]
    let interpreter = Interpreter(Scheduler.schedule(builder.program))
    let given = [Tensor(shape: [5], values: [1, 2, 3, 4, 5]), nil]
    let fault = #expect(throws: RuntimeFault.self) { try interpreter.run(dims: [extent], arrays: given) }
    guard case .subscriptOutOfRange(let array, _, _, let value, let size) = fault?.kind else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect((array, value, size) == (x, 5, 5))
  }
}
