import Fitting
import FlatProgram
import Operations
import Testing

@testable import Optimization

/// Each formula with a point where it fails as written, and its true value there (mpmath, 25 digits).
private struct HardPoint: CustomTestStringConvertible, Sendable {
  let name: String
  let formula: @Sendable (inout Program, ExpressionID, ExpressionID) -> ExpressionID
  let x: Double
  var y = 1.0
  let value: Double

  var testDescription: String { name }
}

@Suite struct StabiliseTests {
  private static let points: [HardPoint] = [
    HardPoint(
      name: "log(1+exp(x)) where exp overflows",
      formula: { p, x, _ in p.apply(.log, p.apply(.add, p.constant(1), p.apply(.exp, x))) }, x: 800, value: 800),
    HardPoint(
      name: "log(exp(x)+exp(y)) where both overflow",
      formula: { p, x, y in p.apply(.log, p.apply(.add, p.apply(.exp, x), p.apply(.exp, y))) }, x: 1000, y: 1000,
      value: 1000.6931471805599453),
    HardPoint(
      name: "log(1+x) near 0",
      formula: { p, x, _ in p.apply(.log, p.apply(.add, p.constant(1), x)) }, x: 1e-20, value: 1e-20),
    HardPoint(
      name: "exp(x)-1 near 0",
      formula: { p, x, _ in p.apply(.subtract, p.apply(.exp, x), p.constant(1)) }, x: 1e-20, value: 1e-20),
    HardPoint(
      name: "1-cos(x) near 0",
      formula: { p, x, _ in p.apply(.subtract, p.constant(1), p.apply(.cos, x)) }, x: 1e-10, value: 5e-21),
    HardPoint(
      name: "sqrt(x^2+y^2) where squares overflow",
      formula: { p, x, y in
        let two = p.constant(2)
        return p.apply(.sqrt, p.apply(.add, p.apply(.power, x, two), p.apply(.power, y, two)))
      }, x: 3e200, y: 4e200, value: 5e200),
    HardPoint(
      name: "x*log(x) at 0", formula: { p, x, _ in p.apply(.multiply, x, p.apply(.log, x)) }, x: 0, value: 0),
    HardPoint(
      name: "exp(x)/(1+exp(x)) where exp overflows",
      formula: { p, x, _ in
        let e = p.apply(.exp, x)
        return p.apply(.divide, e, p.apply(.add, p.constant(1), e))
      }, x: 800, value: 1),
  ]

  @Test("A formula that fails as written is right when stabilised", arguments: points)
  private func formulaBecomesRight(_ point: HardPoint) throws {
    var program = Program()
    let x = program.addArray(ArrayDeclaration(name: "x", shape: [], role: .constant([point.x])))
    let y = program.addArray(ArrayDeclaration(name: "y", shape: [], role: .constant([point.y])))
    let f = program.addArray(ArrayDeclaration(name: "f", shape: [], role: .local))
    let body = point.formula(&program, program.read(x), program.read(y))
    program.append(Assignment(target: f, subscripts: .none, domain: [], body: body))
    program.outputs = [f]
    let naive = try #require(program.constantValue(of: body))
    #expect(naive != point.value)
    let stable = OptimizationPass.stabilise.run(program)
    guard case .assignment(let assignment) = try #require(stable.statements.first) else { return }
    let value = try #require(stable.constantValue(of: assignment.body))
    #expect(abs(value - point.value) <= 4 * point.value.ulp)
  }

  @Test("Every way to write a row's form fires, says why, and keeps the value at ordinary points")
  func rowsKeepOrdinaryValues() throws {
    for row in StabiliseRows.all {
      #expect(!row.reason.isEmpty)
      for form in row.form.variants {
        var variant = row
        variant.form = form
        try Self.check(variant)
      }
    }
  }

  /// Applies one row alone to its form and compares the values at points.
  private static func check(_ row: Rewrite) throws {
    var program = Program()
    var generator = SplitMix64(seed: 6)
    let names = (0..<5).map {
      program.addArray(ArrayDeclaration(name: "x\($0)", shape: [], role: .parameter, isNamed: true))
    }
    let operands = (0..<5).map { row.operand($0, program.read(names[$0]), in: &program) }
    let form = program.instance(of: row.form, operands)
    var rewriter = Rewriter([row])
    rewriter.insight = Insight()
    var made = form
    if case .operation(let operation, let a, let b, let c) = program[form] {
      made = rewriter.make(operation, a, b, c, is: form, in: &program)
    }
    #expect(made != form, "\(row.form) does nothing")
    for _ in 0..<10 {
      let numbers = names.map { _ in Double.random(in: 0.1...0.9, using: &generator) }
      let before = program.value(of: form, at: numbers)
      let after = program.value(of: made, at: numbers)
      #expect(
        abs(before - after) <= 1e-13 * max(abs(before), 1) || before.isNaN && after.isNaN,
        "\(row.form): \(before) became \(after)")
    }
  }

  @Test("The logarithm of a sum of exponentials is that of shifted ones")
  func sumsOfExponentials() throws {
    let text = "param z: [3]\nf = log(sum(i: exp(z[i])))"
    let stable = OptimizationPass.stabilise.run(try program(text))
    #expect(
      statements(stable) == [
        "s0 += exp(z[i])", "m1 = max(i: stop(z[i]))",
        "m0 = if abs(m1) < inf then m1 else 0", "s1 += exp(z[i] - m0)", "f = log(s1) + m0",
      ])
  }

  @Test("Sums that no logarithm reads, those that scatter, and those that are shifted already stay")
  func otherSums() throws {
    for text in [
      "param z: [3]\nf = sum(i: exp(z[i]))", "param z: [3]\nf = log(sum(i: z[i]))",
      "param z: [3]\ninput k: Int[3] in 2\ns[j in 0..<2] = 0\ns[k[i]] += exp(z[i])\nf = log(s[0])",
      "param z: [3]\nf = logsumexp(i: z[i])",
    ] {
      let program = try program(text)
      #expect(statements(OptimizationPass.stabilise.run(program)) == statements(program))
    }
  }
}

extension Rewrite {
  /// Returns an operand that the row's condition accepts, made of a number.
  fileprivate func operand(_ number: Int, _ read: ExpressionID, in program: inout Program) -> ExpressionID {
    switch condition {
    case .areExponential(number, _), .areExponential(_, number), .isExponentialQuotient(number, _),
      .isExponentialQuotient(_, number), .isExponentialProduct(number, _), .isExponentialProduct(_, number):
      program.apply(.exp, read)
    case .isEven(number), .isWhole(number), .isExponent(number), .isFixed(number, _): program.constant(2)
    case .isWide(number): program.apply(.square, read)
    case .isNonNegative(number): program.apply(.abs, read)
    case .isSumOfSquares(number): program.apply(.square, read)
    case .isPositiveConstant(number): program.constant(2)
    case .isExtremeProduct(number, _), .isExtremeQuotient(number, _): program.constant(1e200)
    case .isExtremeProduct(_, number): program.constant(1e-190)
    case .isExtremeQuotient(_, number): program.constant(1e190)
    default: read
    }
  }
}

extension Program {
  /// Returns a rule on operands, not rewritten in any way.
  fileprivate mutating func instance(of rule: Rule, _ operands: [ExpressionID]) -> ExpressionID {
    switch rule {
    case .operand(let number): return operands[number]
    case .constant(let value): return constant(value)
    case .result: return .none
    case .apply(let operation, let rules):
      let made = rules.map { instance(of: $0, operands) }
      return apply(operation, made[0], made.count > 1 ? made[1] : .none, made.count > 2 ? made[2] : .none)
    }
  }

  /// Returns the value of an expression of scalars, each array standing for a number.
  fileprivate func value(of id: ExpressionID, at numbers: [Double]) -> Double {
    switch self[id] {
    case .constant: return self[id].number ?? .nan
    case .read(let array, _): return numbers[Int(array.raw)]
    case .index: return .nan
    case .operation(let operation, let a, let b, let c):
      return operation.evaluate([a, b, c].filter { $0 != .none }.map { value(of: $0, at: numbers) })
    }
  }
}
