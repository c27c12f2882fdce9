import FlatProgram
import Operations

/// Writes flat programs by hand, with operators.
package final class ProgramBuilder {
  /// The program so far.
  package var program = Program()

  /// Starts with an empty program.
  package init() {}

  /// An expression with the program that it belongs to.
  package struct Term {
    /// Whose program the expression belongs to.
    package let builder: ProgramBuilder
    /// Its number there.
    package let id: ExpressionID

    /// Makes an expression of a node of the builder's program.
    package init(builder: ProgramBuilder, id: ExpressionID) { (self.builder, self.id) = (builder, id) }

    package static func + (a: Term, b: Term) -> Term { a.builder.apply(.add, a, b) }
    package static func - (a: Term, b: Term) -> Term { a.builder.apply(.subtract, a, b) }
    package static func * (a: Term, b: Term) -> Term { a.builder.apply(.multiply, a, b) }
    package static func / (a: Term, b: Term) -> Term { a.builder.apply(.divide, a, b) }
    package static prefix func - (a: Term) -> Term { a.builder.apply(.negate, a) }
    package static func > (a: Term, b: Term) -> Term { a.builder.apply(.greater, a, b) }
    package static func < (a: Term, b: Term) -> Term { a.builder.apply(.less, a, b) }
    package static func + (a: Term, b: Double) -> Term { a + a.builder.number(b) }
    package static func - (a: Double, b: Term) -> Term { b.builder.number(a) - b }
    package static func * (a: Double, b: Term) -> Term { b.builder.number(a) * b }
    package static func / (a: Double, b: Term) -> Term { b.builder.number(a) / b }
    package static func > (a: Term, b: Double) -> Term { a > a.builder.number(b) }
    package static func < (a: Term, b: Double) -> Term { a < a.builder.number(b) }
  }

  /// Returns a constant.
  package func number(_ value: Double) -> Term { Term(builder: self, id: program.constant(value)) }

  /// Returns an operation on terms.
  package func apply(_ operation: Operation, _ a: Term, _ b: Term? = nil, _ c: Term? = nil) -> Term {
    Term(builder: self, id: program.apply(operation, a.id, b?.id ?? .none, c?.id ?? .none))
  }

  /// Returns a choice between two terms.
  package func select(_ condition: Term, _ a: Term, _ b: Term) -> Term { apply(.select, condition, a, b) }

  /// Declares an array of fixed extents.
  package func array(_ name: String, _ shape: [Int], _ role: Role, _ element: Element = .real) -> ArrayID {
    let extents = shape.map { program.index($0) }
    return program.addArray(
      ArrayDeclaration(name: name, shape: extents, element: element, role: role, isNamed: true))
  }

  /// Declares a parameter of fixed extents.
  package func parameter(_ name: String, _ shape: [Int] = []) -> ArrayID { array(name, shape, .parameter) }

  /// Declares an input of fixed extents.
  package func input(_ name: String, _ shape: [Int] = []) -> ArrayID { array(name, shape, .input) }

  /// Declares an input of integers.
  package func integers(_ name: String, _ shape: [Int]) -> ArrayID { array(name, shape, .input, .integer(bound: nil)) }

  /// Declares an array that the program computes.
  package func local(_ name: String, _ shape: [Int] = []) -> ArrayID { array(name, shape, .local) }

  /// Declares scalar parameters and returns reads of them.
  package func scalars(_ names: String...) -> [Term] { names.map { self[parameter($0)] } }

  /// Declares a dim that stays open.
  package func dim(_ name: String) -> IndexExpression { IndexExpression(.dim(program.addDim(name: name, fixed: nil))) }

  /// Declares an array whose extents are expressions.
  package func array(_ name: String, of shape: [IndexExpression], _ role: Role, _ element: Element = .real) -> ArrayID {
    let extents = shape.map { program.index($0) }
    return program.addArray(
      ArrayDeclaration(name: name, shape: extents, element: element, role: role, isNamed: true))
  }

  /// Declares an input whose extents are expressions.
  package func input(_ name: String, of shape: [IndexExpression]) -> ArrayID { array(name, of: shape, .input) }

  /// Declares a computed array whose extents are expressions.
  package func local(_ name: String, of shape: [IndexExpression]) -> ArrayID { array(name, of: shape, .local) }

  /// Returns the axis that runs over an extent.
  package func axis(_ name: String, _ extent: IndexExpression) -> AxisID {
    axis(name, from: IndexExpression(0), to: extent)
  }

  /// Returns an integer expression as a number.
  package func number(_ index: IndexExpression) -> Term {
    let id = program.index(index)
    return Term(builder: self, id: program.number(id))
  }

  /// Returns an axis that runs over a range of integers.
  package func axis(_ name: String, _ range: Range<Int>) -> AxisID {
    let (lower, upper) = (program.index(range.lowerBound), program.index(range.upperBound))
    return program.axis(name, from: lower, to: upper)
  }

  /// Returns an axis between two ends; the upper one is exclusive.
  package func axis(_ name: String, from lower: IndexExpression, to upper: IndexExpression) -> AxisID {
    let (lower, upper) = (program.index(lower), program.index(upper))
    return program.axis(name, from: lower, to: upper)
  }

  /// Returns a list of subscripts.
  package func subscripts(_ list: [IndexExpression]) -> SubscriptsID {
    let ids = list.map { program.index($0) }
    return program.subscripts(ids)
  }

  /// Returns the expression that is one axis.
  package func at(_ axis: AxisID) -> IndexExpression { IndexExpression(.axis(axis)) }

  /// Returns the element of an integer array as an integer expression.
  package func element(_ array: ArrayID, _ list: [IndexExpression]) -> IndexExpression {
    IndexExpression(.element(array, subscripts(list)))
  }

  /// The element at subscripts.
  package subscript(_ array: ArrayID, _ list: IndexExpression...) -> Term {
    let ids = subscripts(list)
    return Term(builder: self, id: program.read(array, ids))
  }

  /// The element at axes.
  package subscript(_ array: ArrayID, _ axes: AxisID...) -> Term {
    let ids = program.subscripts(axes)
    return Term(builder: self, id: program.read(array, ids))
  }

  /// The value of an array without axes.
  package subscript(_ array: ArrayID) -> Term { Term(builder: self, id: program.read(array)) }

  /// Returns an assignment.
  package func statement(
    _ target: ArrayID, _ list: [IndexExpression], over domain: [AxisID], _ combination: Combination,
    _ body: Term
  ) -> Assignment {
    Assignment(
      target: target, subscripts: subscripts(list), domain: domain, combination: combination, body: body.id)
  }

  /// Appends the definition of a scalar.
  package func assign(_ target: ArrayID, _ body: Term) {
    program.append(statement(target, [], over: [], .assign, body))
  }

  /// Appends the definition of an array over axes.
  package func assign(_ target: ArrayID, _ axes: [AxisID], _ body: Term) {
    program.append(statement(target, axes.map { at($0) }, over: axes, .assign, body))
  }

  /// Appends a sum into elements.
  package func add(_ target: ArrayID, _ list: [IndexExpression] = [], over domain: [AxisID], _ body: Term) {
    program.append(statement(target, list, over: domain, .add, body))
  }

  /// Appends an assignment with any combination.
  package func combine(
    _ target: ArrayID, _ list: [IndexExpression] = [], over domain: [AxisID], _ combination: Combination, _ body: Term
  ) {
    program.append(statement(target, list, over: domain, combination, body))
  }

  /// Appends assignments that are walked in order along an axis.
  package func sequence(_ axis: AxisID, reversed: Bool = false, _ body: [Assignment]) {
    program.statements.append(
      .sequence(Sequence(axis: axis, isReversed: reversed, body: body.map { .assignment($0) })))
  }

  /// Defines a scalar output.
  package func output(_ name: String, _ body: Term) -> ArrayID {
    let target = local(name)
    assign(target, body)
    program.outputs.append(target)
    return target
  }
}
