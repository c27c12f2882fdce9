import FlatProgram
import Operations

/// A flat program as mathematics for a paper, in the environment `align*` of amsmath.
package struct LatexText {
  private let program: Program
  private var text = ""
  private var pending: [Piece] = []

  /// A part of a line that is still to be written.
  private enum Piece {
    case text(String)
    case expression(ExpressionID, Int)
    case integer(IndexExpression)
    case atom(IndexAtom)
  }

  /// How tightly the forms bind, loosest first, as in the language.
  private enum Level {
    static let (loosest, or, and, not, comparison, sum, product, unary, power, primary) = (
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    )
  }

  private init(_ program: Program) { self.program = program }

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
        let (first, last) = (program[program[axis].lower], lastValue(of: axis))
        text += "  & \\text{for } \(Self.name(program[axis].name)) = "
        write(.integer(isReversed ? last : first))
        text += ", \\dots, "
        write(.integer(isReversed ? first : last))
        text += "\\colon"
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
    writeElement(assignment.target, assignment.subscripts)
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
      for axis in operators.each ? reduced : Array(reduced.prefix(1)) {
        let names = operators.each ? [axis] : reduced
        text += operators.sign + "_{" + names.map { Self.name(program[$0].name) }.joined(separator: ", ")
        if operators.each {
          text += "="
          write(.integer(program[program[axis].lower]))
          text += "}^{"
          write(.integer(lastValue(of: axis)))
        }
        text += "} "
      }
      write(.expression(body, Level.product))
    } else {
      write(.expression(assignment.body, Level.loosest))
    }
  }

  private func lastValue(of axis: AxisID) -> IndexExpression {
    program[program[axis].upper] - IndexExpression(1)
  }

  /// Writes `W_{d, c}`, and the derivative for an adjoint.
  private mutating func writeElement(_ array: ArrayID, _ subscripts: SubscriptsID) {
    push(element(array, subscripts))
    drain()
  }

  private func element(_ array: ArrayID, _ subscripts: SubscriptsID) -> [Piece] {
    let list = program[subscripts]
    if case .adjoint(let primal) = program[array].role {
      let output = program.outputs.first.map { Self.name(program[$0].name) } ?? "f"
      return [.text("\\frac{\\partial \(output)}{\\partial ")] + plain(primal, list) + [.text("}")]
    }
    return plain(array, list)
  }

  private func plain(_ array: ArrayID, _ list: [IndexID]) -> [Piece] {
    let (letters, digits) = Self.parts(of: program[array].name)
    guard !list.isEmpty else { return [.text(Self.name(program[array].name))] }
    // A number that belongs to the name stands above those that pick an element.
    var pieces: [Piece] = [.text(letters + (digits.isEmpty ? "" : "^{(\(digits))}") + "_{")]
    for (position, index) in list.enumerated() {
      pieces += (position > 0 ? [.text(", ")] : []) + [.integer(program[index])]
    }
    return pieces + [.text("}")]
  }

  // MARK: Expressions

  private mutating func write(_ piece: Piece) {
    pending.append(piece)
    drain()
  }

  private mutating func push(_ pieces: [Piece]) { pending.append(contentsOf: pieces.reversed()) }

  private mutating func drain() {
    while let piece = pending.popLast() {
      switch piece {
      case .text(let string): text += string
      case .integer(let expression): push(parts(of: expression))
      case .atom(let atom): push(parts(of: atom))
      case .expression(let id, let level): expand(id, level)
      }
    }
  }

  private mutating func expand(_ id: ExpressionID, _ level: Int) {
    switch program[id] {
    case .constant(let bits):
      let number = Self.number(Double(bitPattern: bits))
      text += number.hasPrefix("-") && level > Level.unary ? "\\left(\(number)\\right)" : number
    case .read(let array, let subscripts): push(element(array, subscripts))
    case .index(let index):
      let isSimple = program[index].terms.count < 2 || level <= Level.sum
      let integer = Piece.integer(program[index])
      push(isSimple ? [integer] : [.text("\\left("), integer, .text("\\right)")])
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
        [.text(Self.name(name) + "\\left("), .expression(b, Level.loosest), .text("\\right)")]
      )
    case .list:
      return (Level.primary, [.expression(a, Level.loosest), .text(", "), .expression(b, Level.loosest)])
    case .infix, .prefix, .function, .conditional: break
    }
    switch operation.latexForm {
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
      isDerivative(id) || (subscripts != .none && !Self.parts(of: program[array].name).digits.isEmpty)
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

  // MARK: Integers

  private func parts(of expression: IndexExpression) -> [Piece] {
    var terms = expression.terms
    guard !terms.isEmpty else { return [.text("0")] }
    if let lead = terms.firstIndex(where: { $0.coefficient > 0 }), lead > 0 {
      terms.insert(terms.remove(at: lead), at: 0)
    }
    var pieces: [Piece] = []
    for (position, term) in terms.enumerated() {
      let sign = term.coefficient < 0 ? "-" : position > 0 ? "+" : ""
      let magnitude = term.coefficient.magnitude
      let isShown = magnitude != 1 || term.factors.isEmpty
      pieces.append(.text((position > 0 ? " \(sign) " : sign) + (isShown ? "\(magnitude)" : "")))
      pieces += (isShown && !term.factors.isEmpty ? [.text(space(within: term))] : []) + product(of: term)
    }
    return expression.divisor == 1 ? pieces : [.text("\\frac{")] + pieces + [.text("}{\(expression.divisor)}")]
  }

  /// Returns the factors side by side, `N i^{2}`.
  private func product(of term: IndexExpression.Term) -> [Piece] {
    var pieces: [Piece] = []
    var rest = term.factors[...]
    while let factor = rest.first {
      let count = rest.prefix { $0 == factor }.count
      pieces += (pieces.isEmpty ? [] : [.text(space(within: term))]) + [.atom(factor)]
      if count > 1 { pieces.append(.text("^{\(count)}")) }
      rest = rest.dropFirst(count)
    }
    return pieces
  }

  /// Returns what stands between factors: letters need nothing, words a space.
  private func space(within term: IndexExpression.Term) -> String {
    let hasWord = term.factors.contains { factor in
      switch factor {
      case .dim(let dim): program[dim].name.count > 1
      case .axis(let axis): program[axis].name.count > 1
      case .element, .quotient, .remainder: true
      }
    }
    return hasWord ? " \\, " : " "
  }

  private func parts(of atom: IndexAtom) -> [Piece] {
    switch atom {
    case .dim(let dim): [.text(Self.name(program[dim].name))]
    case .axis(let axis): [.text(Self.name(program[axis].name))]
    case .element(let array, let subscripts): plain(array, program[subscripts])
    case .quotient(let a, let b):
      [.text("\\left\\lfloor \\frac{"), .integer(program[a]), .text("}{"), .integer(program[b])]
        + [.text("} \\right\\rfloor")]
    case .remainder(let a, let b):
      [.text("\\left(")] + operand(program[a]) + [.text(" \\bmod ")] + operand(program[b]) + [.text("\\right)")]
    }
  }

  /// Returns an integer, in brackets where it is a sum.
  private func operand(_ expression: IndexExpression) -> [Piece] {
    guard expression.terms.count > 1, expression.divisor == 1 else { return [.integer(expression)] }
    return [.text("\\left("), .integer(expression), .text("\\right)")]
  }

  // MARK: Words

  private static let greek: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
  ]

  /// Returns a name: one letter as it is, a Greek one as that letter, others upright; digits at the end as a subscript.
  private static func name(_ name: String) -> String {
    let (letters, digits) = parts(of: name)
    return digits.isEmpty ? letters : "\(letters)_{\(digits)}"
  }

  /// Returns what a name begins with, and the digits that it ends with.
  private static func parts(of name: String) -> (letters: String, digits: String) {
    let digits = String(name.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
    var base = String(name.dropLast(digits.count))
    if base.hasSuffix("_"), base.count > 1, !digits.isEmpty { base.removeLast() }
    let letters: String
    if base.count == 1 && base != "_" {
      letters = base
    } else if greek.contains(base) {
      letters = "\\" + base
    } else {
      letters = "\\mathrm{\(base.map { $0 == "_" ? "\\_" : "\($0)" }.joined())}"
    }
    return (letters, digits)
  }

  private static func number(_ number: Double) -> String {
    if number.isNaN { return "\\mathrm{NaN}" }
    if number.isInfinite { return number < 0 ? "-\\infty" : "\\infty" }
    let text = ProgramPrinter.text(of: number)
    guard let mark = text.firstIndex(of: "e") else { return text }
    let (mantissa, exponent) = (text[..<mark], text[text.index(after: mark)...])
    return (mantissa == "1" ? "" : "\(mantissa) \\cdot ") + "10^{\(exponent)}"
  }
}
