import Operations

@testable import FlatProgram

/// A program written by hand: short ways to make its parts.
final class Draft {
  var program = Program()

  func dim(_ name: String, _ fixed: Int? = nil) -> IndexID {
    let dim = program.addDim(name: name, fixed: fixed)
    return program.index(IndexExpression(.dim(dim)))
  }

  func array(
    _ name: String, _ shape: [IndexID] = [], _ role: Role = .local, _ element: Element = .real
  ) -> ArrayID {
    program.addArray(ArrayDeclaration(name: name, shape: shape, element: element, role: role, isNamed: true))
  }

  func axis(_ name: String, _ lower: Int = 0, to upper: IndexID) -> AxisID {
    program.axis(name, from: program.index(lower), to: upper)
  }

  /// The expression of an axis, of a dim, or of a number.
  func at(_ axis: AxisID) -> IndexExpression { IndexExpression(.axis(axis)) }

  func subscripts(_ list: [IndexExpression]) -> SubscriptsID {
    program.subscripts(list.map { program.index($0) })
  }

  func read(_ array: ArrayID) -> ExpressionID { program.read(array) }

  func read(_ array: ArrayID, _ first: IndexExpression, _ rest: IndexExpression...) -> ExpressionID {
    program.read(array, subscripts([first] + rest))
  }

  func read(_ array: ArrayID, _ first: AxisID, _ rest: AxisID...) -> ExpressionID {
    program.read(array, program.subscripts([first] + rest))
  }

  func set(_ target: ArrayID, pass: Pass = .forward, _ body: ExpressionID) { set(target, [], pass: pass, body) }

  func set(_ target: ArrayID, _ axes: [AxisID], pass: Pass = .forward, _ body: ExpressionID) {
    set(target, axes, .assign, pass: pass, body)
  }

  func set(
    _ target: ArrayID, _ axes: [AxisID], _ combination: Combination, over domain: [AxisID]? = nil,
    pass: Pass = .forward, _ body: ExpressionID
  ) {
    program.append(
      Assignment(
        target: target, subscripts: program.subscripts(axes), domain: domain ?? axes, combination: combination,
        body: body, pass: pass))
  }

  func set(
    _ target: ArrayID, at list: [IndexExpression], _ combination: Combination = .assign, over domain: [AxisID],
    _ body: ExpressionID
  ) {
    program.append(
      Assignment(
        target: target, subscripts: subscripts(list), domain: domain, combination: combination, body: body))
  }

  /// The statements as they are printed, without declarations.
  var lines: [String] {
    ProgramPrinter.text(of: program).split(separator: "\n").map(String.init).filter { line in
      !["dim ", "input ", "param ", "const ", "output "].contains { line.hasPrefix($0) }
    }
  }
}
