import Evaluating
import Fitting
import FlatProgram
import Operations
import Testing

@testable import Optimization

@Suite struct SimplifyTests {
  /// What is written, and what it must become.
  static let examples: [(String, String)] = [
    ("-(-x)", "x"),
    ("-(x - y)", "y - x"),
    ("-(2 * x)", "-2 * x"),
    ("-(x * 2)", "-2 * x"),
    ("-(2 / x)", "-2 / x"),
    ("x + 0", "x"),
    ("0 + x", "x"),
    ("x + x", "2 * x"),
    ("x + -y", "x - y"),
    ("-x + y", "y - x"),
    ("x + -3", "x - 3"),
    ("-3 + x", "x - 3"),
    ("x + -2*y", "x - 2 * y"),
    ("x + y*-2", "x - y * 2"),
    ("x + -2/y", "x - 2 / y"),
    ("x - 0", "x"),
    ("0 - x", "-x"),
    ("x - -y", "x + y"),
    ("-x - y", "-(x + y)"),
    ("x - -3", "x + 3"),
    ("x - -2*y", "x + 2 * y"),
    ("x - y*-2", "x + y * 2"),
    ("x - -2/y", "x + 2 / y"),
    ("x * 1", "x"),
    ("1 * x", "x"),
    ("x * -1", "-x"),
    ("-1 * x", "-x"),
    ("-x * -y", "x * y"),
    ("-x * y", "-(x * y)"),
    ("x * -y", "-(x * y)"),
    ("x / 1", "x"),
    ("x / -1", "-x"),
    ("-x / -y", "x / y"),
    ("-x / y", "-(x / y)"),
    ("x / -y", "-(x / y)"),
    ("x^1", "x"),
    ("x^0", "1"),
    ("1^x", "1"),
    ("if -x < 0 then x else y", "if x > 0 then x else y"),
    ("if -x <= 0 then x else y", "if x >= 0 then x else y"),
    ("if -x > 0 then x else y", "if x < 0 then x else y"),
    ("if -x >= 0 then x else y", "if x <= 0 then x else y"),
    ("if 0 < -x then x else y", "if x < 0 then x else y"),
    ("if 0 <= -x then x else y", "if x <= 0 then x else y"),
    ("if 0 > -x then x else y", "if x > 0 then x else y"),
    ("if 0 >= -x then x else y", "if x >= 0 then x else y"),
    ("if not not (x < y) then x else y", "if x < y then x else y"),
    ("if not (x == y) then x else y", "if x != y then x else y"),
    ("if x < y and not (x == y) then x else y", "if x < y and x != y then x else y"),
    ("if x < y or not (x != y) then x else y", "if x < y or x == y then x else y"),
    ("if x < y and 1 < 2 then x else y", "if x < y then x else y"),
    ("if 1 < 2 and x < y then x else y", "if x < y then x else y"),
    ("if x < y and 2 < 1 then x else y", "y"),
    ("if 2 < 1 and x < y then x else y", "y"),
    ("if x < y and x < y then x else y", "if x < y then x else y"),
    ("if x < y and not (x < y) then x else y", "y"),
    ("if not (x < y) and x < y then x else y", "y"),
    ("if x < y or 2 < 1 then x else y", "if x < y then x else y"),
    ("if 2 < 1 or x < y then x else y", "if x < y then x else y"),
    ("if x < y or 1 < 2 then x else y", "x"),
    ("if 1 < 2 or x < y then x else y", "x"),
    ("if x < y or x < y then x else y", "if x < y then x else y"),
    ("if x < y or not (x < y) then x else y", "x"),
    ("if not (x < y) or x < y then x else y", "x"),
    ("if (if x < y then 1 else 0) > 0 then x else y", "if x < y then x else y"),
    ("if (if x < y then 1 else 0) != 0 then x else y", "if x < y then x else y"),
    ("if 2 < 1 then x else y", "y"),
    ("if 1 < 2 then x else y", "x"),
    ("if x < y then x else x", "x"),
    ("if not (x < y) then x else y", "if x < y then y else x"),
    ("if x < y then (if x < y then x else 2) else y", "if x < y then x else y"),
    ("if x < y then x else if x < y then 2 else y", "if x < y then x else y"),
    ("max(x, x)", "x"),
    ("min(x, x)", "x"),
    ("abs(abs(x))", "abs(x)"),
    ("abs(-x)", "abs(x)"),
    ("cos(-x)", "cos(x)"),
    ("sin(-x)", "-sin(x)"),
    ("y + tanh(-x)", "y - tanh(x)"),
    ("0 * x", "0"),
    ("x * 0", "0"),
    ("y * (if x < y then 1 else 0)", "if x < y then y else 0"),
    ("(if x < y then 1 else 0) * y", "if x < y then y else 0"),
    ("y * (if x < y then 0 else 1)", "if x < y then 0 else y"),
    ("(if x < y then 0 else 1) * y", "if x < y then 0 else y"),
    ("0.5 * (6 * x)", "3 * x"),
    ("0.5 * (x * 6)", "3 * x"),
    ("0.5 * x * 6", "3 * x"),
    ("x * 6 * 0.5", "x * 3"),
    ("2 * 3 + 4 + x", "10 + x"),
    ("x + sqrt(16)", "x + 4"),
    ("stop(x)", "stop(x)"),
    ("stop(2) * x", "2 * x"),
    ("0.1 * (0.3 * x)", "0.1 * (0.3 * x)"),
    ("x - x", "x - x"),
    ("x / x", "x / x"),
    ("if not (x < y) then 1 else 2", "if x < y then 2 else 1"),
  ]

  @Test(arguments: examples) func becomes(_ written: String, _ simple: String) throws {
    let result = OptimizationPass.simplify.run(try program("param x, y\nf = \(written)"))
    #expect(statements(result) == ["f = \(simple)"])
  }

  @Test func everyRowFiresAndKeepsTheValue() throws {
    for (number, row) in SimplifyRows.all.enumerated() {
      try Self.check(row, number, OptimizationPass.simplify, tolerance: 0)
    }
  }

  @Test func everyRowIsReachedByAnExample() throws {
    // Rows about odd and even functions are made from the table, and counted there.
    #expect(Self.examples.count >= SimplifyRows.all.count - Operation.allCases.count { $0.row.facts.symmetry != nil })
  }

  @Test func simplifiesEachNodeOfASharedGraphOnce() throws {
    var program = try program("param x\nf = x")
    var node = program.assignments[0].body
    // A tree of 2^60 operations, as a graph of 60 of them twice over.
    for _ in 0..<60 {
      let one = program.constant(1)
      node = program.apply(.multiply, program.apply(.multiply, node, one), program.apply(.exp, node))
    }
    var steps = program.steps
    guard case .assignment(var assignment) = steps[0] else { return }
    assignment.body = node
    steps[0] = .assignment(assignment)
    program.steps = steps
    #expect(OptimizationPass.simplify.run(program).expressions.count < 600)
  }

  @Test func chainsOfAnyDepthAreWalkedWithoutRecursion() throws {
    var program = try program("param x\nf = x")
    var node = program.assignments[0].body
    for _ in 0..<200_000 { node = program.apply(.negate, program.apply(.exp, node)) }
    program.statements = [
      .assignment(Assignment(target: program.outputs[0], subscripts: .none, domain: [], body: node))
    ]
    let result = OptimizationPass.simplify.run(program)
    #expect(result.assignments.count == 1)
  }

  /// Applies a pass to a row's form and compares the values at points.
  static func check(_ row: Rewrite, _ number: Int, _ pass: OptimizationPass, tolerance: Double) throws {
    var program = Program()
    var generator = SplitMix64(seed: UInt64(number))
    let conditions = Set(conditionOperands(of: row.form))
    var operands: [ExpressionID] = []
    for operand in 0..<4 {
      let name = ["a", "b", "c", "d"][operand]
      let first = program.read(
        program.addArray(ArrayDeclaration(name: name, shape: [], role: .parameter, isNamed: true)))
      let second = program.read(
        program.addArray(ArrayDeclaration(name: name + "2", shape: [], role: .parameter, isNamed: true)))
      if conditions.contains(operand) {
        operands.append(program.apply(.less, first, second))
      } else {
        operands.append(row.constant(for: operand).map { program.constant($0) } ?? first)
      }
    }
    let target = program.addArray(ArrayDeclaration(name: "f", shape: [], role: .local, isNamed: true))
    var form = program.instantiate(row.form, operands)
    if program.isCondition(form) { form = program.apply(.select, form, program.constant(3), program.constant(5)) }
    program.append(Assignment(target: target, subscripts: .none, domain: [], body: form))
    program.outputs = [target]
    let result = pass.run(program)
    #expect(result.assignments[0].body != form, "row \(number) does nothing")
    #expect(Verifier.violations(of: result) == [])
    for _ in 0..<20 {
      let numbers = program.arrays.map { _ in Double.random(in: 0.1...3, using: &generator) }
      let given = { (array: ArrayDeclaration, _: Int) in
        [numbers[program.arrays.firstIndex { $0.name == array.name } ?? 0]]
      }
      let before = Oracle.values(of: [target], in: program, extents: [:], given: given)[0][0]
      let after = Oracle.values(of: [target], in: result, extents: [:], given: given)[0][0]
      #expect(
        abs(before - after) <= tolerance * abs(before) || before.isNaN && after.isNaN,
        "row \(number): \(before) became \(after)")
    }
  }

  private static func conditionOperands(of rule: Rule) -> [Int] {
    guard case .apply(let operation, let operands) = rule else { return [] }
    return zip(operation.row.operands, operands).flatMap { kind, operand in
      if kind == .condition, case .operand(let number) = operand { return [number] }
      return conditionOperands(of: operand)
    }
  }
}

extension Rewrite {
  /// A number that the row's condition accepts for an operand, where it asks for one.
  fileprivate func constant(for operand: Int) -> Double? {
    switch condition {
    case .isConstant(operand): 3
    case .isNegative(operand): -3
    case .isPowerOfTwo(operand): 0.25
    case .areScales(operand, _): 0.5
    case .areScales(_, operand): 6
    default: nil
    }
  }
}

extension Program {
  /// Returns a rule on operands.
  fileprivate mutating func instantiate(_ rule: Rule, _ operands: [ExpressionID]) -> ExpressionID {
    switch rule {
    case .operand(let number): return operands[number]
    case .constant(let value): return constant(value)
    case .result: return .none
    case .apply(let operation, let rules):
      let made = rules.map { instantiate($0, operands) }
      return apply(operation, made[0], made.count > 1 ? made[1] : .none, made.count > 2 ? made[2] : .none)
    }
  }
}
