import Differentiation
import FlatProgram
import Testing

@testable import AutodiffGen

/// What is left out of Jacobians and Hessians beyond single subscripts: along tables, at small extents, in sums over data.
@Suite("Narrow sparsity") struct NarrowSparsityTests {
  @Test(
    "A band where there is hardly room for it", arguments: 0...4,
    [
      "sum(i in 0..<n-1: x[i] * x[i+1]^2)", "sum(i in 1..<n: x[i] * x[i-1]^2)",
      "sum(i in 0..<n-2: x[i] * x[i+2]^2) + sum(i: x[i]^3)", "sum(i in 1..<n-1: x[i-1] * x[i] * x[i+1])",
      "sum(i in 3..<n: exp(x[i] * x[i-3])) + sum(i in 0..<n-1: x[i] * x[i+1])",
      "sum(i in 0..<n-1, j in 0..<n-2: sin(x[i] * x[j+2] + x[i+1]))",
    ])
  func bands(_ extent: Int, _ sum: String) throws {
    let model = try Model("dim n\nparam x: [n]\nf = \(sum)\noutput f")
    let x = [0.7, -1.2, 0.4, 1.1].prefix(extent)
    let values = ["x": NumericArray(Array(x))]
    var evaluator = try model.evaluator(for: .derivatives([DerivativeQuery(.hessian)], of: nil, withRespectTo: nil))
    let dense = try #require(evaluator.run(values)[.hessian, "x", "x"]?.values)
    let found = try #require(model.sparseHessian().run(values).matrix(of: "x", by: "x"))
    #expect(found.rowCount == extent)
    #expect(zip(found.dense, dense).allSatisfy { abs($0 - $1) <= 1e-13 * max(abs($1), 1) })
    #expect(found.dense.count == dense.count)
    let gradient = try model.sparseHessian().run(values).gradient[0].array.values
    let program = try Model("dim n\nparam x: [n]\nf = \(sum)\ng[i] = grad(f, x)[i]\noutput g")
    let jacobian = try #require(program.sparseJacobian().run(values).matrix(of: "g", by: "x"))
    #expect(zip(jacobian.dense, dense).allSatisfy { abs($0 - $1) <= 1e-13 * max(abs($1), 1) })
    #expect(gradient.count == extent)
  }

  @Test("An element of a tree depends on what lies on its way to the root")
  func tree() throws {
    // 0 is the root; 1 and 3 hang on it, 2 on 1, 4 on 3.
    let model = try Model(
      """
      dim n = 5
      const parent: Int[n] in n = [0, 0, 1, 0, 3]
      param x: [n]
      s[0] = x[0]
      s[i in 1..<n] = s[parent[i]] * x[i]
      output s
      """)
    let evaluator = try model.sparseJacobian()
    let found = try #require(evaluator.run(["x": NumericArray([2, 3, 5, 7, 11])]).matrix(of: "s", by: "x"))
    #expect(found.rows == [0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4])
    #expect(found.columns == [0, 0, 1, 0, 1, 2, 0, 3, 0, 3, 4])
    #expect(found.values == [1, 3, 2, 15, 10, 6, 7, 2, 77, 22, 14])
    // Both branches are carried along together, in three columns.
    #expect(evaluator.parts[0].blocks[0].axes.count == 2)
    #expect(evaluator.program[evaluator.program[evaluator.parts[0].blocks[0].axes[1]].upper].constant == 3)
  }

  @Test("Where every element depends on all, a recurrence has all columns")
  func chain() throws {
    let model = try Model(
      "dim n = 3\nparam x: [n], a\ns[0] = x[0] + x[1] + x[2]\ns[i in 1..<n] = s[i-1] * x[i] * a\noutput s")
    let found = try model.sparseJacobian().run(["x": NumericArray([2, 3, 5]), "a": NumericArray(1)])
    #expect(found.matrix(of: "s", by: "x")?.dense == [1, 1, 1, 3, 13, 3, 15, 65, 45])
    #expect(found.matrix(of: "s", by: "a")?.dense == [0, 30, 300])
  }

  @Test("Conditions on indices and tables decide what a recurrence depends on")
  func conditions() throws {
    // Odd elements take from x, even ones from nothing; two chains that never meet.
    let model = try Model(
      """
      dim n = 6
      param x: [n]
      s[0] = x[0]
      s[1] = x[1]
      s[i in 2..<n] = s[i-2] + (if mod(i, 2) == 1 then x[i]^2 else 1)
      output s
      """)
    let found = try #require(
      model.sparseJacobian().run(["x": NumericArray([2, 3, 5, 7, 11, 13])]).matrix(of: "s", by: "x"))
    #expect(found.rows == [0, 1, 2, 3, 3, 4, 5, 5, 5])
    #expect(found.columns == [0, 1, 0, 1, 3, 0, 1, 3, 5])
    #expect(found.values == [1, 1, 1, 1, 14, 1, 1, 14, 26])
  }

  @Test("Data in conditions decide nothing beforehand")
  func dataInConditions() throws {
    let model = try Model(
      """
      dim n = 3
      input kind: Int[n] in n
      param x: [n]
      s[0] = x[0]
      s[i in 1..<n] = s[i-1] * (if kind[i] == 0 then 1 else 2) * x[i]
      output s
      """)
    let found = try model.sparseJacobian().run([
      "kind": NumericArray([0, 0, 1]), "x": NumericArray([2, 3, 5]),
    ])
    #expect(found.matrix(of: "s", by: "x")?.dense == [1, 0, 0, 3, 2, 0, 30, 20, 12])
  }

  @Test("Entries that data place, with nothing else to tell them apart, are added up")
  func sumsOverData() throws {
    let model = try Model(
      """
      dim n, m
      input at: Int[n] in m
      param x: [m, 2]
      f = sum(i: exp(x[at[i], 0] * x[at[i], 1]))
      output f
      """)
    let jacobian = try model.sparseJacobian()
    #expect(jacobian.packed.entryCount.atoms.count == 1)
    let values = [
      "at": NumericArray([2, 0, 2, 2]),
      "x": try #require(NumericArray(shape: [3, 2], values: [0.5, 1, 9, 9, 0.25, 2])),
    ]
    let found = try #require(jacobian.run(values).matrix(of: "f", by: "x"))
    let e = 1.6487212707001282
    let exact = [e, 0.5 * e, 0, 0, 6 * e, 0.75 * e]
    #expect(zip(found.dense, exact).allSatisfy { abs($0 - $1) <= 1e-14 })
    // Of the Hessian there is one block of 2 x 2 for each of the m rows, however many n there are.
    let hessian = try #require(model.sparseHessian().run(values).matrix(of: "x", by: "x"))
    let h = [[e, 1.5 * e], [1.5 * e, 0.25 * e]]
    for row in 0..<2 {
      for column in 0..<2 { #expect(abs(hessian.dense[row * 6 + column] - h[row][column]) <= 1e-14) }
    }
    #expect(hessian.dense[2 * 6 + 2] == 0 && hessian.dense[4] == 0)
  }

  @Test("A Hessian that is 0 everywhere has no elements", arguments: ["dim n = 2", "dim n"])
  func linear(_ dim: String) throws {
    let model = try Model("\(dim)\ninput x: [n]\nz = sum(x)\noutput z")
    let found = try model.sparseHessian(withRespectTo: ["x"]).run(["x": NumericArray([1, 2])])
    #expect(found.matrix(of: "x", by: "x")?.values == [])
    #expect(found.gradient[0].array.values == [1, 1])
  }

  @Test("Arrays without elements have no entries, and those beside them have theirs")
  func noElements() throws {
    let model = try Model("param x: [2, 0], y\nf = sum(i, j: x[i, j]^2) * y + y^3\noutput f")
    let values = ["x": try #require(NumericArray(shape: [2, 0], values: [])), "y": NumericArray(2)]
    let found = try model.sparseHessian().run(values)
    #expect(found.matrix(of: "y", by: "y")?.values == [12])
    #expect(found.matrix(of: "x", by: "y")?.values == [])
    #expect(found.matrix(of: "x", by: "x")?.rowCount == 0)
    #expect(try model.sparseJacobian().run(values).matrix(of: "f", by: "y")?.values == [12])
  }

  @Test("Outputs of integers alone have no Jacobian in blocks either")
  func integers() throws {
    let model = try Model("param x: [2]\nz = argmax(x)\noutput z")
    let failure = #expect(throws: Failure.self) { try model.sparseJacobian() }
    #expect(failure?.diagnostics.map(\.code) == ["derivative-of-integers"])
  }
}
