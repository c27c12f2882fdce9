import FlatProgram
import Operations

/// Writes flat programs by hand, with operators.
final class ProgramBuilder {
  var program = Program()

  /// An expression with the program that it belongs to.
  struct Term {
    let builder: ProgramBuilder
    let id: ExpressionID

    static func + (a: Term, b: Term) -> Term { a.builder.apply(.add, a, b) }
    static func - (a: Term, b: Term) -> Term { a.builder.apply(.subtract, a, b) }
    static func * (a: Term, b: Term) -> Term { a.builder.apply(.multiply, a, b) }
    static func / (a: Term, b: Term) -> Term { a.builder.apply(.divide, a, b) }
    static prefix func - (a: Term) -> Term { a.builder.apply(.negate, a) }
    static func > (a: Term, b: Term) -> Term { a.builder.apply(.greater, a, b) }
    static func < (a: Term, b: Term) -> Term { a.builder.apply(.less, a, b) }
    static func + (a: Term, b: Double) -> Term { a + a.builder.number(b) }
    static func - (a: Double, b: Term) -> Term { b.builder.number(a) - b }
    static func * (a: Double, b: Term) -> Term { b.builder.number(a) * b }
    static func / (a: Double, b: Term) -> Term { b.builder.number(a) / b }
    static func > (a: Term, b: Double) -> Term { a > a.builder.number(b) }
    static func < (a: Term, b: Double) -> Term { a < a.builder.number(b) }
  }

  func number(_ value: Double) -> Term { Term(builder: self, id: program.constant(value)) }

  func apply(_ operation: Operation, _ a: Term, _ b: Term? = nil, _ c: Term? = nil) -> Term {
    Term(builder: self, id: program.apply(operation, a.id, b?.id ?? .none, c?.id ?? .none))
  }

  func select(_ condition: Term, _ a: Term, _ b: Term) -> Term { apply(.select, condition, a, b) }

  func array(_ name: String, _ shape: [Int], _ role: Role, _ element: Element = .real) -> ArrayID {
    let extents = shape.map { program.index($0) }
    return program.addArray(
      ArrayDeclaration(name: name, shape: extents, element: element, role: role, isNamed: true))
  }

  func parameter(_ name: String, _ shape: [Int] = []) -> ArrayID { array(name, shape, .parameter) }

  func input(_ name: String, _ shape: [Int] = []) -> ArrayID { array(name, shape, .input) }

  func integers(_ name: String, _ shape: [Int]) -> ArrayID { array(name, shape, .input, .integer(bound: nil)) }

  func local(_ name: String, _ shape: [Int] = []) -> ArrayID { array(name, shape, .local) }

  /// Declares scalar parameters and returns reads of them.
  func scalars(_ names: String...) -> [Term] { names.map { self[parameter($0)] } }

  func dim(_ name: String) -> IndexExpression { IndexExpression(.dim(program.addDim(name: name, fixed: nil))) }

  func array(_ name: String, of shape: [IndexExpression], _ role: Role, _ element: Element = .real) -> ArrayID {
    let extents = shape.map { program.index($0) }
    return program.addArray(
      ArrayDeclaration(name: name, shape: extents, element: element, role: role, isNamed: true))
  }

  func input(_ name: String, of shape: [IndexExpression]) -> ArrayID { array(name, of: shape, .input) }

  func local(_ name: String, of shape: [IndexExpression]) -> ArrayID { array(name, of: shape, .local) }

  /// Returns the axis that runs over an extent.
  func axis(_ name: String, _ extent: IndexExpression) -> AxisID { axis(name, from: IndexExpression(0), to: extent) }

  /// Returns an integer expression as a number.
  func number(_ index: IndexExpression) -> Term {
    let id = program.index(index)
    return Term(builder: self, id: program.number(id))
  }

  func axis(_ name: String, _ range: Range<Int>) -> AxisID {
    let (lower, upper) = (program.index(range.lowerBound), program.index(range.upperBound))
    return program.axis(name, from: lower, to: upper)
  }

  func axis(_ name: String, from lower: IndexExpression, to upper: IndexExpression) -> AxisID {
    let (lower, upper) = (program.index(lower), program.index(upper))
    return program.axis(name, from: lower, to: upper)
  }

  func subscripts(_ list: [IndexExpression]) -> SubscriptsID {
    let ids = list.map { program.index($0) }
    return program.subscripts(ids)
  }

  /// Returns the expression that is one axis.
  func at(_ axis: AxisID) -> IndexExpression { IndexExpression(.axis(axis)) }

  func element(_ array: ArrayID, _ list: [IndexExpression]) -> IndexExpression {
    IndexExpression(.element(array, subscripts(list)))
  }

  subscript(_ array: ArrayID, _ list: IndexExpression...) -> Term {
    let ids = subscripts(list)
    return Term(builder: self, id: program.read(array, ids))
  }

  subscript(_ array: ArrayID, _ axes: AxisID...) -> Term {
    let ids = program.subscripts(axes)
    return Term(builder: self, id: program.read(array, ids))
  }

  subscript(_ array: ArrayID) -> Term { Term(builder: self, id: program.read(array)) }

  func statement(
    _ target: ArrayID, _ list: [IndexExpression], over domain: [AxisID], _ combination: Combination,
    _ body: Term
  ) -> Assignment {
    Assignment(
      target: target, subscripts: subscripts(list), domain: domain, combination: combination, body: body.id)
  }

  func assign(_ target: ArrayID, _ body: Term) { program.append(statement(target, [], over: [], .assign, body)) }

  func assign(_ target: ArrayID, _ axes: [AxisID], _ body: Term) {
    program.append(statement(target, axes.map { at($0) }, over: axes, .assign, body))
  }

  func add(_ target: ArrayID, _ list: [IndexExpression] = [], over domain: [AxisID], _ body: Term) {
    program.append(statement(target, list, over: domain, .add, body))
  }

  func combine(
    _ target: ArrayID, _ list: [IndexExpression] = [], over domain: [AxisID], _ combination: Combination, _ body: Term
  ) {
    program.append(statement(target, list, over: domain, combination, body))
  }

  func sequence(_ axis: AxisID, reversed: Bool = false, _ body: [Assignment]) {
    program.statements.append(
      .sequence(Sequence(axis: axis, isReversed: reversed, body: body.map { .assignment($0) })))
  }

  /// Defines a scalar output.
  func output(_ name: String, _ body: Term) -> ArrayID {
    let target = local(name)
    assign(target, body)
    program.outputs.append(target)
    return target
  }
}
