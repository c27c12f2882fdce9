import Diagnostics
import FlatProgram
import Operations

/// Elementwise operations: the kinds of their operands, broadcasting, and the integers among them.
extension Analyzer {
  /// Makes an operation on operands that are not failures, checking their kinds and shapes.
  mutating func elementwise(_ operation: Operation, _ operands: [ResolvedID], at span: SourceSpan) -> ResolvedID {
    let row = operation.row
    let spelling = row.spelling
    var isCondition = row.result == .condition
    if operation == .select {
      guard checkConditions([operands[0]], of: "if", at: span) else { return failure(at: span) }
      let branches = [resolved[operands[1]], resolved[operands[2]]]
      guard branches[0].isCondition == branches[1].isCondition else {
        report(.mixedBranches(at: span))
        return failure(at: span)
      }
      isCondition = branches[0].isCondition
    } else {
      for (operand, kind) in zip(operands, row.operands) {
        let isRight =
          kind == .condition
          ? checkConditions([operand], of: spelling, at: span) : checkReal([operand], of: spelling, at: span)
        guard isRight else { return failure(at: span) }
      }
    }
    guard let shape = broadcast(operands, for: spelling, at: span) else { return failure(at: span) }
    return add(
      .apply(operation, operands[0], operands.count > 1 ? operands[1] : nil, operands.count > 2 ? operands[2] : nil),
      shape: shape, isCondition: isCondition, integer: integer(operation, operands), at: span)
  }

  /// Checks that operands are numbers.
  mutating func checkReal(_ operands: [ResolvedID], of name: String, at span: SourceSpan) -> Bool {
    for operand in operands where resolved[operand].isCondition {
      report(.conditionNotNumber(name, at: resolved[operand].span))
      return false
    }
    return true
  }

  /// Checks that operands are conditions.
  mutating func checkConditions(_ operands: [ResolvedID], of name: String, at span: SourceSpan) -> Bool {
    for operand in operands where !resolved[operand].isCondition {
      report(.numberNotCondition(name, at: resolved[operand].span))
      return false
    }
    return true
  }

  /// Returns the shape that operands share, broadcast as in NumPy: from the last axis, where an extent of 1 stretches.
  private mutating func broadcast(_ operands: [ResolvedID], for name: String, at span: SourceSpan) -> [IndexID]? {
    var shape: [IndexID] = []
    for operand in operands {
      let other = resolved[operand].shape
      if other.isEmpty { continue }
      if other.count > shape.count { shape = other.prefix(other.count - shape.count) + shape }
      for position in 1...other.count {
        let (a, b) = (shape[shape.count - position], other[other.count - position])
        if isSameExtent(a, b) || isOne(b) { continue }
        if isOne(a) {
          shape[shape.count - position] = b
        } else {
          report(
            .shapeMismatch(
              name, operands.map { (shapeText(resolved[$0].shape), resolved[$0].span) }, at: span))
          return nil
        }
      }
    }
    return shape
  }

  func isOne(_ extent: IndexID) -> Bool { comparableValue(extent) == 1 }

  /// Whether two extents are known to be equal, fixed dims counted as their numbers.
  mutating func isSameExtent(_ a: IndexID, _ b: IndexID) -> Bool {
    a == b || comparable(a) == comparable(b)
  }

  /// Returns an extent with fixed dims replaced by their numbers.
  mutating func comparable(_ extent: IndexID) -> IndexID {
    if let known = comparableExtents[extent] { return known }
    let dims = program.dims
    let plain = program[extent].substituting { atom in
      if case .dim(let dim) = atom, let fixed = dims[Int(dim.raw)].fixed { IndexExpression(fixed) } else { nil }
    }
    let result = program.index(plain)
    comparableExtents[extent] = result
    return result
  }

  /// Returns the number that an extent is, fixed dims counted as their numbers.
  func comparableValue(_ extent: IndexID) -> Int? { program.fixedValue(of: program[extent]) }

  func comparableValue(_ extent: IndexExpression) -> Int? { program.fixedValue(of: extent) }

  /// Returns what an operation on integers is as an integer, where it can stand in a subscript.
  private mutating func integer(_ operation: Operation, _ operands: [ResolvedID]) -> IndexID? {
    guard operands.count == 2, let a = resolved[operands[0]].integer, let b = resolved[operands[1]].integer,
      resolved[operands[0]].shape.isEmpty, resolved[operands[1]].shape.isEmpty
    else { return nil }
    let (x, y) = (program[a], program[b])
    var result: IndexExpression?
    switch operation {
    case .add: result = x + y
    case .subtract: result = x - y
    case .multiply: result = x.terms.count * y.terms.count <= Self.termLimit ? x * y : nil
    case .divide: result = y.constant.flatMap { x.dividedExactly(by: $0) }
    case .power:
      if let exponent = y.constant, (0...8).contains(exponent), x.terms.count <= 4 {
        result = (0..<exponent).reduce(IndexExpression(1)) { power, _ in power * x }
      }
    default: break
    }
    guard let result, result.terms.count <= Self.termLimit else { return nil }
    return program.index(result)
  }

  /// A subscript with more terms than this is no subscript: it keeps sums of many integers linear.
  private static var termLimit: Int { 64 }

  /// Whether a polynomial with a divisor is an integer for all values of its atoms: `D*(D-1)/2` is, `D/2` is not.
  func isAlwaysInteger(_ expression: IndexExpression) -> Bool {
    let divisor = expression.divisor
    if divisor == 1 { return true }
    var atoms: [IndexAtom] = []
    for atom in expression.atoms where !atoms.contains(atom) { atoms.append(atom) }
    // What it leaves depends on what its atoms leave: try them all, where they are few.
    var combinations = 1
    for _ in atoms { combinations = saturatingProduct(combinations, divisor) }
    guard combinations <= 4096, atoms.count <= 12 else { return false }
    for combination in 0..<combinations {
      var rest = combination
      var values: [IndexAtom: Int] = [:]
      for atom in atoms {
        values[atom] = rest % divisor
        rest /= divisor
      }
      var sum = 0
      for term in expression.terms {
        let product = term.factors.reduce(term.coefficient % divisor) { ($0 * (values[$1] ?? 0)) % divisor }
        sum = (sum + product) % divisor
      }
      if sum != 0 { return false }
    }
    return true
  }

  /// Returns a shape as the user would write it: `[N, 3]`, or `a scalar`.
  func shapeText(_ shape: [IndexID]) -> String {
    shape.isEmpty ? "a scalar" : "[" + shape.map { extentText($0) }.joined(separator: ", ") + "]"
  }

  /// Returns an integer expression in the user's names.
  func extentText(_ index: IndexID) -> String { IndexText(program).text(index) }

  /// Returns an integer expression in the user's names.
  func extentText(_ expression: IndexExpression) -> String { IndexText(program).text(expression) }
}
