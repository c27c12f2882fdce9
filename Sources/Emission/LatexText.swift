import FlatProgram
import Operations

/// A flat program as mathematics for a paper, in the environment `align*` of amsmath.
package struct LatexText {
  private let program: Program
  private let elements: LatexElements
  private var text = ""
  private var pending: [Piece] = []

  /// A part of a line that is still to be written.
  private enum Piece {
    case text(String)
    case expression(ExpressionID, Int)
  }

  /// How tightly the forms bind, loosest first, as in the language.
  private enum Level {
    static let (loosest, or, and, not, comparison, sum, product, unary, power, primary) = (
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    )
  }

  private init(_ program: Program) { (self.program, elements) = (program, LatexElements(program)) }

  /// Returns the program; adjoints are written as derivatives of its first output. Complexity: linear in the text.
  package static func text(of program: Program) -> String {
    var writer = LatexText(program)
    writer.writeAll()
    return writer.text
  }

  /// How many lines fit a page.
  private static let mostLines = 20

  private mutating func writeAll() {
    let steps = program.steps
    text = "% needs \\usepackage{amsmath}\n"
    if steps.count > Self.mostLines { text += "% \\allowdisplaybreaks before it lets it go on in the next page\n" }
    text += "\\begin{align*}\n"
    var pass: Pass?
    var depth = 0
    var started: Set<ArrayID> = []
    for (position, step) in steps.enumerated() {
      if case .assignment(let assignment) = step, assignment.pass != pass, depth == 0 {
        pass = assignment.pass
        text += assignment.pass == .backward ? "  % backward\n" : "  % forward\n"
      }
      switch step {
      case .enter(let axis, let isReversed):
        let bounds = [program[program[axis].lower], elements.lastValue(of: axis)].map { elements.text(of: $0) }
        let (first, last) = isReversed ? (bounds[1], bounds[0]) : (bounds[0], bounds[1])
        text += "  & \\text{for } \(elements.name(of: axis)) = \(first), \\dots, \(last)\\colon"
        depth += 1
      case .leave:
        depth -= 1
        continue
      case .assignment(let assignment):
        text += "  "
        write(assignment, isFirst: started.insert(assignment.target).inserted, isIndented: depth > 0)
      }
      let isLast = steps[(position + 1)...].allSatisfy { if case .leave = $0 { true } else { false } }
      text += isLast ? "\n" : " \\\\\n"
    }
    text += "\\end{align*}\n"
  }

  // MARK: Statements

  private mutating func write(_ assignment: Assignment, isFirst: Bool, isIndented: Bool) {
    text += element(assignment.target, assignment.subscripts)
    let onLeft = Set(program[assignment.subscripts].flatMap { program[$0].atoms })
    let reduced = assignment.domain.filter { !onLeft.contains(.axis($0)) }
    let isAdded = assignment.combination == .add && (!isFirst || isIndented)
    text += isAdded ? " &\\mathrel{+}= " : " &= "
    let operators: (each: Bool, sign: String)? =
      switch assignment.combination {
      case .assign: nil
      case .add: (true, "\\sum")
      case .maximum: (false, "\\max")
      case .minimum: (false, "\\min")
      case .argmax: (false, "\\operatorname*{argmax}")
      case .argmin: (false, "\\operatorname*{argmin}")
      }
    if let operators, !reduced.isEmpty {
      // A sum of negatives is written as the negative of a sum.
      var body = assignment.body
      if operators.each, case .operation(let operation, let operand, _, _) = program[body],
        operation.row.notation == .prefix("-")
      {
        text += "-"
        body = operand
      }
      if operators.each {
        for axis in reduced { text += elements.sum(over: axis) }
      } else {
        text += operators.sign + "_{" + reduced.map { elements.name(of: $0) }.joined(separator: ", ") + "} "
      }
      write(.expression(body, Level.product))
    } else {
      write(.expression(assignment.body, Level.loosest))
    }
  }

  /// Returns `W_{d, c}`, and the derivative for an adjoint.
  private func element(_ array: ArrayID, _ subscripts: SubscriptsID) -> String {
    let output = program.outputs.first.map { program[$0].name } ?? "f"
    return elements.text(of: array, program[subscripts].map { program[$0] }, output: output)
  }

  // MARK: Expressions

  private mutating func push(_ pieces: [Piece]) { pending.append(contentsOf: pieces.reversed()) }

  private mutating func write(_ piece: Piece) {
    pending.append(piece)
    while let piece = pending.popLast() {
      switch piece {
      case .text(let string): text += string
      case .expression(let id, let level): expand(id, level)
      }
    }
  }

  private mutating func expand(_ id: ExpressionID, _ level: Int) {
    switch program[id] {
    case .constant(let bits):
      let number = LatexElements.number(Double(bitPattern: bits))
      text += number.hasPrefix("-") && level > Level.unary ? "\\left(\(number)\\right)" : number
    case .read(let array, let subscripts): text += element(array, subscripts)
    case .index(let index):
      let isSimple = program[index].terms.count < 2 || level <= Level.sum
      let integer = elements.text(of: program[index])
      text += isSimple ? integer : "\\left(\(integer)\\right)"
    case .operation(let operation, let a, let b, let c):
      let (own, pieces) = parts(operation, a, b, c)
      push(own < level ? [.text("\\left(")] + pieces + [.text("\\right)")] : pieces)
    }
  }

  private func parts(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID
  ) -> (level: Int, pieces: [Piece]) {
    switch operation.row.notation {
    case .call:
      let name = program.external(calledBy: a)?.name ?? operation.row.name
      return (
        Level.primary,
        [.text(LatexElements.name(name) + "\\left("), .expression(b, Level.loosest), .text("\\right)")]
      )
    case .list:
      return (Level.primary, [.expression(a, Level.loosest), .text(", "), .expression(b, Level.loosest)])
    case .infix, .prefix, .function, .conditional: break
    }
    switch operation.row.latex {
    case .infix(let sign):
      let own = level(of: operation)
      let isArithmetic = own == Level.sum || own == Level.product
      let right = isArithmetic && hasSign(b) ? Level.primary : own + 1
      // Two factors side by side are a product, but not two numbers.
      let isNumber = own == Level.product && program[b].number != nil
      return (
        own,
        [
          .expression(a, own == Level.comparison ? own + 1 : own), .text(isNumber ? " \\cdot " : sign),
          .expression(b, right),
        ]
      )
    case .prefix(let sign):
      let own = level(of: operation)
      return (own, [.text(sign), .expression(a, own + 1)])
    case .fraction where isDerivative(a):
      return (
        Level.product,
        [.text("\\frac{1}{"), .expression(b, Level.loosest), .text("} \\, "), .expression(a, Level.product)]
      )
    case .fraction:
      return (
        Level.unary,
        [.text("\\frac{"), .expression(a, Level.loosest), .text("}{"), .expression(b, Level.loosest), .text("}")]
      )
    case .power:
      return (Level.power, base(a) + [.text("^{"), .expression(b, Level.loosest), .text("}")])
    case .raised(let exponent): return (Level.power, base(a) + [.text("^{\(exponent)}")])
    case .around(let before, let after):
      return (Level.unary, [.text(before), .expression(a, Level.loosest), .text(after)])
    case .call(let name):
      var pieces: [Piece] = [.text(name + "\\left(")]
      for (position, operand) in [a, b, c].enumerated() where operand != .none {
        pieces += (position > 0 ? [.text(", ")] : []) + [.expression(operand, Level.loosest)]
      }
      return (Level.primary, pieces + [.text("\\right)")])
    case .cases:
      return (
        Level.primary,
        [
          .text("\\begin{cases} "), .expression(b, Level.loosest), .text(" & \\text{if } "),
          .expression(a, Level.loosest), .text(" \\\\ "), .expression(c, Level.loosest),
          .text(" & \\text{otherwise} \\end{cases}"),
        ]
      )
    }
  }

  /// Returns what is raised to a power, in brackets where something stands above it already.
  private func base(_ id: ExpressionID) -> [Piece] {
    guard case .read(let array, let subscripts) = program[id],
      elements.isRaised(array, program[subscripts])
    else { return [.expression(id, Level.primary)] }
    return [.text("\\left("), .expression(id, Level.loosest), .text("\\right)")]
  }

  /// Tells whether an expression is an adjoint, which is written as a fraction.
  private func isDerivative(_ id: ExpressionID) -> Bool {
    guard case .read(let array, _) = program[id], case .adjoint = program[array].role else { return false }
    return true
  }

  private func hasSign(_ id: ExpressionID) -> Bool {
    switch program[id] {
    case .constant(let bits): Double(bitPattern: bits).sign == .minus
    case .operation(let operation, _, _, _): level(of: operation) == Level.unary
    case .read, .index: false
    }
  }

  private func level(of operation: Operation) -> Int {
    switch operation.row.notation {
    case .infix("or"): Level.or
    case .infix("and"): Level.and
    case .infix("+"), .infix("-"): Level.sum
    case .infix("*"): Level.product
    case .infix: Level.comparison
    case .prefix("not"): Level.not
    case .prefix: Level.unary
    case .function, .conditional, .call, .list: Level.primary
    }
  }
}
