import FlatProgram
import Operations
import Testing

@testable import Optimization

@Suite struct ExpandTests {
  @Test func composedOperationsBecomeTheirDefinitions() throws {
    let result = OptimizationPass.expand.run(try program("param x\nf = relu(x) + square(x)"))
    #expect(statements(result) == ["f = max(x, 0) + x * x"])
  }

  @Test func definitionsWithinDefinitionsGoToo() throws {
    let result = OptimizationPass.expand.run(try program("param x\nf = silu(x) + stop(x)"))
    let isComposed = result.expressions.nodes.contains { node in
      guard case .operation(let operation, _, _, _) = node, operation != .silu, operation != .stop else { return false }
      if case .composed = operation.row.implementation { return true }
      return false
    }
    #expect(!isComposed)
  }

  @Test func everyComposedOperationKeepsItsValueOverItsWholeDomain() throws {
    for operation in Operation.allCases {
      guard case .composed = operation.row.implementation, operation.row.result == .real else { continue }
      for box in operation.row.samples {
        let edges = [[-800.0], [800], [0], box.map { ($0.lowerBound + $0.upperBound) / 2 }]
        for point in edges where point.count == operation.row.arity { try check(operation, at: point) }
      }
    }
  }

  private func check(_ operation: Operation, at point: [Double]) throws {
    var program = Program()
    let target = program.addArray(ArrayDeclaration(name: "f", shape: [], role: .local))
    let operands = point.enumerated().map { number, _ in
      let array = program.addArray(ArrayDeclaration(name: "x\(number)", shape: [], role: .parameter))
      return program.read(array)
    }
    let body = program.apply(
      operation, operands[0], operands.count > 1 ? operands[1] : .none, operands.count > 2 ? operands[2] : .none)
    program.append(Assignment(target: target, subscripts: .none, domain: [], body: body))
    let result = OptimizationPass.expand.run(program)
    let value = Oracle.values(of: [target], in: result, extents: [:]) { array, _ in
      [point[Int(array.name.dropFirst()) ?? 0]]
    }[0][0]
    let expected = operation.evaluate(point)
    #expect(value == expected || value.isNaN && expected.isNaN, "\(operation) at \(point)")
  }
}

@Suite struct PruneTests {
  @Test func whatNoOutputDependsOnIsDropped() throws {
    let result = OptimizationPass.prune.run(
      try program("param x\nunused = exp(x)\nalso = unused + 1\nused = x + 1\nf = used * 2\noutput f"))
    #expect(statements(result) == ["used = x + 1", "f = used * 2"])
  }

  @Test func whatOnlyASubscriptNamesStays() throws {
    let result = OptimizationPass.prune.run(
      try program("dim N\nparam x: [N]\nk = argmax(i: x[i])\nother = argmin(i: x[i])\nf = x[k]\noutput f"))
    #expect(statements(result) == ["k = argmax(i: x[i])", "f = x[k]"])
  }

  @Test func sequencesAroundNothingGo() throws {
    let result = OptimizationPass.prune.run(
      try program("dim T\nparam a\nh[0] = 1\nh[t in 1...T] = a * h[t-1]\nf = a\noutput f"))
    #expect(result.steps.count == 1)
  }

  @Test func sequencesThatMatterStay() throws {
    let written = try program("dim T\nparam a\nh[0] = 1\nh[t in 1...T] = a * h[t-1]\nf = h[T]\noutput f")
    #expect(OptimizationPass.prune.run(written).steps == written.steps)
  }
}

@Suite struct AssignFirstTests {
  @Test func aFirstAdditionThatCoversItsArrayIsAnAssignment() throws {
    let result = OptimizationPass.assignFirst.run(
      try program("dim N\nparam x: [N]\ng[i] += x[i]\ng[i] += 2 * x[i]\noutput g"))
    #expect(statements(result) == ["g[i] = x[i]", "g[i] += 2 * x[i]"])
  }

  @Test(arguments: [
    "g[i] += A[i, j]", "g[i] += A[i, 0] for i in 0..<2", "g[label[i]] += A[i, 0]", "g[0] += A[0, 0]",
  ]) func anAdditionThatSumsOrLeavesElementsOutStays(_ statement: String) throws {
    let text = "dim N\ninput label: Int[N] in N\nparam A: [N, 4]\ng[k in 0..<N] = 0\n\(statement)\noutput g"
    let written = try program(text)
    #expect(statements(OptimizationPass.assignFirst.run(written)) == statements(written))
  }
}

@Suite struct InlineTests {
  @Test func copiesConstantsAndSignsAreReadThrough() throws {
    var written = try program(
      "dim N\nparam x: [N]\na[i] = x[i]\nb[i] = -a[i]\nc = 2\nd[i] = b[i] * c + a[0]\noutput d")
    for position in written.arrays.indices { written[ArrayID(position)].isNamed = false }
    let result = OptimizationPass.inline.run(written).optimized(by: [.prune])
    #expect(statements(result) == ["d[i] = -2 * x[i] + x[0]"])
  }

  @Test func theUsersNamesStayUnlessAllAreToGo() throws {
    let written = try program("param x\na = x\nf = a * 2\noutput f")
    #expect(statements(OptimizationPass.inline.run(written)) == ["a = x", "f = a * 2"])
    #expect(statements(OptimizationPass.inlineAll.run(written)) == ["a = x", "f = x * 2"])
  }

  @Test func aCopyOfWhatChangesLaterStays() throws {
    var written = try program("param x\ns += x\na = s\nf = a\noutput f")
    let again = try #require(written.statements.first)
    written.statements.insert(again, at: 2)
    for position in written.arrays.indices { written[ArrayID(position)].isNamed = false }
    #expect(statements(OptimizationPass.inlineAll.run(written)) == statements(written))
  }

  @Test func subscriptsOfAReadTakeThePlaceOfTheAxes() throws {
    let result = OptimizationPass.inlineAll.run(
      try program(
        "dim N\nparam A: [N, N]\nB[i, j] = A[j, i]\nf = sum(i in 0..<N-1, j in 0..<N: B[i + 1, j])\noutput f"))
    #expect(statements(result).last == "f += A[j, i + 1] for i in 0..<N-1")
  }
}

@Suite struct StrengthTests {
  @Test(arguments: [
    ("x^2", "x * x"), ("x^3", "x * x * x"), ("x^4", "x * x * (x * x)"), ("x^0.5", "sqrt(x)"), ("x^-1", "1 / x"),
    ("x^-0.5", "1 / sqrt(x)"), ("x / 4", "x * 0.25"), ("x / 3", "x / 3"), ("x^9", "x^9"), ("x^1.5", "x * sqrt(x)"),
  ]) func becomes(_ written: String, _ cheap: String) throws {
    let result = OptimizationPass.strength.run(try program("param x\nf = \(written)"))
    #expect(statements(result) == ["f = \(cheap)"])
  }

  @Test func everyRowIsWithinFourUnitsInTheLastPlace() throws {
    for (number, row) in StrengthRows.all.enumerated() {
      try SimplifyTests.check(row, number, .strength, tolerance: 4 * Double.ulpOfOne)
    }
  }
}

@Suite struct FactorTests {
  @Test(arguments: [
    ("g*x + g*y", "g * (x + y)"), ("g*x + y*g", "g * (x + y)"), ("x*g + g*y", "g * (x + y)"),
    ("x*g + y*g", "(x + y) * g"), ("g*x - g*y", "g * (x - y)"), ("g*x - y*g", "g * (x - y)"),
    ("x*g - g*y", "g * (x - y)"), ("x*g - y*g", "(x - y) * g"), ("g*x + g*y - g*3", "g * (x + y - 3)"),
  ]) func aDerivativeBecomes(_ written: String, _ factored: String) throws {
    let text = "param x, y, g\nf = \(written)"
    #expect(statements(OptimizationPass.factor.run(try program(text))) == statements(try program(text)))
    var backward = try program(text)
    backward.steps = backward.steps.map { step in
      guard var assignment = step.assignment else { return step }
      assignment.pass = .backward
      return .assignment(assignment)
    }
    #expect(statements(OptimizationPass.factor.run(backward)) == ["f = \(factored)"])
  }
}

@Suite struct LiteralsTests {
  @Test func constantsWithoutAxesBecomeNumbers() throws {
    let result = OptimizationPass.literals.run(
      try program("param x\nconst k = 1e-3, table = [1, 2]\nf = k * x + table[1]\noutput f"))
    #expect(statements(result) == ["f = 0.001 * x + table[1]"])
  }
}

@Suite struct ShareNamesTests {
  @Test func whatIsWrittenTwiceAndLongGetsAName() throws {
    let result = OptimizationPass.shareNames.run(
      try program("dim N\nparam x: [N], a\ng[i] = sin(a * x[i]) + 1 / sin(a * x[i])\noutput g"))
    #expect(statements(result) == ["s0[i] = sin(a * x[i])", "g[i] = s0[i] + 1 / s0[i]"])
  }

  @Test func oneOperationIsWrittenAgain() throws {
    let written = try program("param x, y\nf = x * y + exp(x * y)")
    #expect(statements(OptimizationPass.shareNames.run(written)) == ["f = x * y + exp(x * y)"])
  }

  @Test func aDefinitionIsReadInThePlaceOfItsExpression() throws {
    let result = OptimizationPass.shareNames.run(
      try program("param x, y\nz = x * y + 1\nf = exp(x * y + 1)\noutput z, f"))
    #expect(statements(result) == ["z = x * y + 1", "f = exp(z)"])
  }

  @Test func aNameHasTheAxesThatItsExpressionDependsOn() throws {
    let result = OptimizationPass.shareNames.run(
      try program("dim N, M\nparam x: [N], y: [M]\nf = sum(i, j: sin(2*x[i])*y[j] + sin(2*x[i]))"))
    #expect(statements(result) == ["s0[i] = sin(2 * x[i])", "f += s0[i] * y[j] + s0[i]"])
  }

  @Test func aNameOfWhatAConditionGuardsKeepsItsReadsInRange() throws {
    let result = OptimizationPass.shareNames.run(
      try program(
        "dim N\nparam x: [N]\ng[i in 0..<N] = if i > 0 then exp(2*x[i-1]) / (1 + exp(2*x[i-1])) else 0\noutput g"))
    #expect(
      statements(result) == [
        "s0[i in 0..<N] = exp(2 * (if 0 <= i - 1 and i - 1 < N then x[i - 1] else 0))",
        "g[i] = if i > 0 then s0[i] / (1 + s0[i]) else 0",
      ])
  }

  @Test func aNameInATriangleIsDefinedOverTheSquare() throws {
    let result = OptimizationPass.shareNames.run(
      try program(
        "dim N\nparam x: [N]\nf = sum(i in 0..<N, j in 0..<i: sin(x[i]*x[j] + 1) * exp(sin(x[i]*x[j] + 1)))"))
    #expect(
      statements(result) == [
        "s0[i, j] = sin(x[i] * x[j] + 1)", "f += s0[i, j] * exp(s0[i, j]) for i, j in 0..<i",
      ])
  }

  @Test func inARecurrenceNamesStandInsideIt() throws {
    let result = OptimizationPass.shareNames.run(
      try program(
        "dim T\nparam a\nh[0] = 1\nh[t in 1..<T] = sin(a*h[t-1]) + 1 / sin(a*h[t-1])\nf = h[T-1]\noutput f"))
    #expect(Verifier.violations(of: result) == [])
    #expect(statements(result).contains("  s0[t] = sin(a * h[t - 1])"))
    #expect(statements(result).contains("  h[t] = s0[t] + 1 / s0[t]"))
  }

  @Test func theTextIsLinearInTheGraph() throws {
    func length(_ depth: Int) throws -> Int {
      var written = try program("dim N\nparam x: [N]\ng[i] = x[i]\noutput g")
      guard case .assignment(var assignment) = written.statements[0] else { return 0 }
      var node = assignment.body
      for _ in 0..<depth {
        node = written.apply(.multiply, written.apply(.sin, node), written.apply(.add, node, written.constant(1)))
      }
      assignment.body = node
      written.statements[0] = .assignment(assignment)
      return ProgramPrinter.text(of: OptimizationPass.shareNames.run(written)).utf8.count
    }
    // As a tree, 200 levels would be 2^200 operations.
    #expect(try length(200) < 200 * 60)
    #expect(try Double(length(400)) < 2.2 * Double(length(200)))
  }
}

@Suite struct ShareValuesTests {
  @Test func whatTwoStatementsComputeIsStoredOnce() throws {
    let result = OptimizationPass.shareValues.run(
      try program("dim N\nparam x: [N], a\nf[i] = x[i] * exp(a)\ng[i] = x[i] + exp(a)\noutput f, g"))
    #expect(statements(result) == ["s0 = exp(a)", "f[i] = x[i] * s0", "g[i] = x[i] + s0"])
  }

  @Test func whatOneStatementUsesTwiceIsLeftToIt() throws {
    let written = try program("param x\nf = exp(x) + 1 / exp(x)")
    #expect(statements(OptimizationPass.shareValues.run(written)) == ["f = exp(x) + 1 / exp(x)"])
  }

  @Test func aCheapProductOverALargerDomainIsComputedAgain() throws {
    let written = try program(
      "dim N, M\nparam x: [N], y: [M]\nf = sum(i, j: x[i]*y[j])\ng = sum(i, j: x[i]*y[j] + 1)\noutput f, g")
    #expect(statements(OptimizationPass.shareValues.run(written)) == ["f += x[i] * y[j]", "g += x[i] * y[j] + 1"])
  }
}
