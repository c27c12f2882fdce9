import FlatProgram
import Operations

/// What rewriting may look at beyond an expression itself: the definitions of what it reads, the kinds of terms, and the sums
/// that can be taken another way.
struct Insight: Sendable {
  /// What a read stands for, where its definition may be looked at.
  private var definitions = DenseTable<ExpressionID>()
  private var kinds = DenseTable<TermKind>()
  /// By array: what is known of all of its elements.
  private var arrayKinds = DenseTable<TermKind>()
  /// The sums whose terms can be scaled.
  var sums = ScaledSums()
  /// The products over an axis.
  var products = ProductSums()

  /// Definitions that are longer than this are not looked at, so that the whole stays linear.
  static let longestDefinition = 24

  /// Returns what a read stands for, or nil.
  func definition(of id: ExpressionID) -> ExpressionID? { definitions[id.raw] }

  /// Notes that an expression has the same value as a read.
  mutating func define(_ read: ExpressionID, as expression: ExpressionID) {
    definitions[read.raw] = definitions[expression.raw] ?? expression
  }

  /// Notes what is known of all elements of an array.
  mutating func note(_ array: ArrayID, _ kind: TermKind) { arrayKinds[array.raw] = kind }

  /// Returns what the form of an expression shows.
  ///
  /// Recursion is as deep as what rows have made since the operands of a user's expression were asked for.
  mutating func kind(of id: ExpressionID, in program: Program) -> TermKind {
    if id == .none { return [] }
    if let known = kinds[id.raw] { return known }
    let found: TermKind
    switch program[id] {
    case .constant: found = Self.kind(of: program[id].number ?? 0)
    case .read(let array, _):
      let own = arrayKinds[array.raw] ?? []
      found = definitions[id.raw].map { kind(of: $0, in: program).union(own) } ?? own
    case .index(let index):
      let isSize = program[index].terms.allSatisfy { term in
        term.coefficient > 0 && term.factors.allSatisfy { if case .dim = $0 { true } else { false } }
      }
      found = isSize ? [.nonNegative, .positiveConstant, .fixed] : []
    case .operation(.power, let base, let exponent, _):
      let a = kind(of: base, in: program)
      let number = program[exponent].number
      var made: TermKind = a.intersection(.nonNegative)
      if let number, number.truncatingRemainder(dividingBy: 2) == 0 { made.insert(.nonNegative) }
      if number == 2 { made.insert(.squares) }
      if number != nil, a.contains(.exponential) {
        made.formUnion(a.intersection([.exponential, .overflowing, .summed]))
      }
      let isFixed = a.contains(.fixed) && kind(of: exponent, in: program).contains(.fixed)
      made.insert(isFixed ? .fixed : .wide)
      found = made
    case .operation(let operation, let a, let b, let c):
      let operands = [a, b, c].map { kind(of: $0, in: program) }
      found = TermKind.result(
        of: operation, operands[0], operands[1], operands[2], areSame: a == b,
        areFixed: zip([a, b, c], operands).allSatisfy { $0 == .none || $1.contains(.fixed) })
    }
    kinds[id.raw] = found
    return found
  }

  private static func kind(of number: Double) -> TermKind {
    number > 0 && number < .infinity
      ? [.nonNegative, .positiveConstant, .fixed] : number >= 0 ? [.nonNegative, .fixed] : .fixed
  }

  /// Returns what an operation on sums becomes where their terms can be scaled; nil for others.
  mutating func rewritten(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID, in program: inout Program
  ) -> ExpressionID? {
    if operation == .log, !products.isEmpty, let made = logarithmOfProduct(a, in: &program) { return made }
    if sums.isEmpty { return nil }
    let (x, y) = (sum(a, program), b == .none ? nil : sum(b, program))
    if operation == .sqrt, x == nil { return rootOfMean(a, in: &program) }
    switch operation {
    case .log: return x.flatMap { sums.logarithm(of: $0, in: &program) }
    case .sqrt: return x.flatMap { sums.root(of: $0, in: &program) }
    case .divide:
      guard let y else { return nil }
      if let x { return sums.quotient(of: x, by: y, in: &program) }
      if let part = ExponentialTerm(a, in: program, self) {
        return sums.quotient(of: part, by: y, in: &program)
      }
      return nil
    // The root of scaled squares has its own value at 0; that of the plain sum, which may have vanished, is in the way.
    case .select: return sums.isGuard(a, of: b, otherwise: c, program) ? b : nil
    default: return nil
    }
  }

  /// Returns the root of a sum divided by a positive constant: that of the sum, divided by that of the constant.
  private mutating func rootOfMean(_ id: ExpressionID, in program: inout Program) -> ExpressionID? {
    guard case .operation(.divide, let a, let b, _) = program[definitions[id.raw] ?? id], let total = sum(a, program),
      kind(of: b, in: program).contains(.positiveConstant), let root = sums.root(of: total, in: &program)
    else { return nil }
    return program.apply(.divide, root, program.apply(.sqrt, b))
  }

  private mutating func logarithmOfProduct(_ id: ExpressionID, in program: inout Program) -> ExpressionID? {
    let seen = definitions[id.raw] ?? id
    if case .operation(.abs, let inner, _, _) = program[seen] {
      return products.logarithm(of: definitions[inner.raw] ?? inner, isOfSize: true, in: &program)
    }
    return products.logarithm(of: seen, isOfSize: false, in: &program)
  }

  /// Returns the read of a sum that an expression is.
  private func sum(_ id: ExpressionID, _ program: Program) -> ExpressionID? {
    let seen = definitions[id.raw] ?? id
    if case .read(let array, _) = program[seen], sums.holds(array) { return seen }
    return nil
  }
}

/// Values by number, for numbers that lie close together.
private struct DenseTable<Value: Sendable>: Sendable {
  private var values: [Value?] = []

  subscript(number: Int32) -> Value? {
    get { number >= 0 && Int(number) < values.count ? values[Int(number)] : nil }
    set {
      let missing = Int(number) + 1 - values.count
      if missing > 0 { values.append(contentsOf: repeatElement(nil, count: missing)) }
      values[Int(number)] = newValue
    }
  }
}
