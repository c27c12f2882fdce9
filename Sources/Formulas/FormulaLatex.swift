import FlatProgram
import Operations

/// Sets formulas as mathematics for a paper.
struct FormulaLatex: FormulaSetter {
  /// A part of a line that is still to be written.
  enum Piece: FormulaPiece {
    case text(String)
    /// In brackets where it binds less tightly than the level.
    case formula(FormulaID, Int)
    case index(IndexID, Int)
    case sums([AxisID])
    case axis(AxisID)
    case enter([AxisID])
    case leave([AxisID])
  }

  /// Makes what is put together only as it is printed.
  private var maker: FormulaMaker
  private var names: BoundNames
  private var elements: LatexElements
  private let output: String
  private var text = ""
  private var pending: [Piece] = []

  /// Makes a printer with nothing written; adjoints are derivatives of an output.
  init(_ maker: FormulaMaker, output: String) {
    (self.maker, self.output) = (maker, output)
    (names, elements) = (BoundNames(maker.program), LatexElements(maker.program))
  }

  /// Returns `\frac{\partial L}{\partial w_{k}} &= ...`. Complexity: linear in the text.
  mutating func text(of definition: Closing.Definition) -> String {
    enter(definition.axes)
    let subscripts = definition.axes.map { IndexExpression(.axis($0)) }
    text = element(definition.array, subscripts) + " &= "
    write(.formula(definition.formula, Level.conditional))
    leave(definition.axes)
    return text
  }

  // MARK: Pieces

  private mutating func write(_ piece: Piece) {
    pending.append(piece)
    while let piece = pending.popLast() {
      switch piece {
      case .text(let string): text += string
      case .formula(let id, let level): expand(id, level)
      case .index(let index, let level):
        let isEnclosed = maker.program[index].terms.count > 1 && level > Level.sum
        let integer = elements.text(of: maker.program[index])
        text += isEnclosed ? "\\left(\(integer)\\right)" : integer
      case .sums(let axes): for axis in axes { text += elements.sum(over: axis) }
      case .axis(let axis): text += elements.name(of: axis)
      case .enter(let axes): enter(axes)
      case .leave(let axes): leave(axes)
      }
    }
  }

  private mutating func enter(_ axes: [AxisID]) {
    names.enter(axes, in: maker.program)
    elements.axisNames = names.leaf.axisNames
  }

  private mutating func leave(_ axes: [AxisID]) {
    names.leave(axes)
    elements.axisNames = names.leaf.axisNames
  }

  private func element(_ array: ArrayID, _ subscripts: [IndexExpression]) -> String {
    elements.text(of: array, subscripts, output: output)
  }

  private mutating func expand(_ id: FormulaID, _ level: Int) {
    let (own, pieces) = parts(of: id)
    pending.append(contentsOf: enclosed(pieces, own < level).reversed())
  }

  func enclosed(_ pieces: [Piece], _ isEnclosed: Bool) -> [Piece] {
    isEnclosed ? [.text("\\left(")] + pieces + [.text("\\right)")] : pieces
  }

  private mutating func parts(of id: FormulaID) -> (level: Int, pieces: [Piece]) {
    switch maker[id] {
    case .number(let bits):
      let string = LatexElements.number(Double(bitPattern: bits))
      return (string.hasPrefix("-") ? Level.unary : Level.primary, [.text(string)])
    case .element(let array, let subscripts):
      return (Level.primary, [.text(element(array, maker.program[subscripts].map { maker.program[$0] }))])
    case .index(let index):
      return (ProgramPrinter.level(of: maker.program[index]), [.index(index, Level.conditional)])
    case .call(let operation, let operands): return parts(of: operation, operands)
    case .sum(let terms): return sum(terms)
    case .product: return term(Coefficient.one, id)
    case .reduction(let combination, let axes, let body):
      // What is summed reaches as far to the right as factors go.
      return (Level.product, [.enter(axes)] + sign(combination, axes) + [.formula(body, Level.product), .leave(axes)])
    case .logsumexp(let axis, let body):
      return (
        Level.product,
        [.text("\\log "), .enter([axis]), .sums([axis]), .text("\\exp\\left("), .formula(body, Level.conditional)]
          + [.text("\\right)"), .leave([axis])]
      )
    case .softmax(let axis, let body, let index):
      return (
        Level.primary,
        [.enter([axis])] + named("\\operatorname{softmax}", [axis]) + [
          .text("\\left("), .formula(body, Level.conditional),
        ]
          + [.leave([axis]), .text("\\right)_{"), .index(index, Level.conditional), .text("}")]
      )
    }
  }

  private func sign(_ combination: Combination, _ axes: [AxisID]) -> [Piece] {
    switch combination {
    case .assign, .add: [.sums(axes)]
    case .maximum: named("\\max", axes)
    case .minimum: named("\\min", axes)
    case .argmax: named("\\operatorname*{argmax}", axes)
    case .argmin: named("\\operatorname*{argmin}", axes)
    }
  }

  /// Returns a word with axes below it, which have names by the time that it is written.
  private func named(_ word: String, _ axes: [AxisID]) -> [Piece] {
    var pieces: [Piece] = [.text(word + "_{")]
    for (position, axis) in axes.enumerated() {
      pieces += (position > 0 ? [.text(", ")] : []) + [.axis(axis)]
    }
    return pieces + [.text("} ")]
  }

  private func parts(of operation: Operation, _ operands: [FormulaID]) -> (level: Int, pieces: [Piece]) {
    let own = ProgramPrinter.level(of: operation)
    func list(_ operands: [FormulaID]) -> [Piece] {
      Array(operands.map { [Piece.formula($0, Level.conditional)] }.joined(separator: [.text(", ")]))
    }
    switch operation.row.notation {
    case .call:
      let function = maker.value(of: operands[0]).flatMap { maker.program.external(numbered: $0) }
      let name = LatexElements.name(function?.name ?? operation.row.name)
      return (Level.primary, enclosed([.formula(operands[1], Level.conditional)], true).prepended(.text(name)))
    case .list: return (Level.primary, list(operands))
    case .infix, .prefix, .function, .conditional: break
    }
    switch operation.row.latex {
    case .infix(let sign):
      if own == Level.product { return product(operands[0], sign, operands[1]) }
      let right = own == Level.sum && maker.startsWithSign(operands[1]) ? Level.primary : own + 1
      return (
        own,
        [
          .formula(operands[0], own == Level.comparison ? own + 1 : own), .text(sign), .formula(operands[1], right),
        ]
      )
    case .prefix(let sign): return (own, [.text(sign), .formula(operands[0], own + 1)])
    case .fraction where isSum(operands[0]):
      return (
        Level.product,
        fraction([.text("1")], list([operands[1]])) + [.text(" \\, "), .formula(operands[0], Level.product)]
      )
    case .fraction: return (Level.primary, fraction(list([operands[0]]), list([operands[1]])))
    case .power: return (Level.power, base(operands[0]) + [.text("^{")] + list([operands[1]]) + [.text("}")])
    case .raised(let exponent): return (Level.power, base(operands[0]) + [.text("^{\(exponent)}")])
    case .around(let before, let after): return (Level.primary, [.text(before)] + list(operands) + [.text(after)])
    case .call(let name): return (Level.primary, enclosed(list(operands), true).prepended(.text(name)))
    case .cases: return (Level.primary, cases(operands[0], [.formula(operands[1], Level.conditional)], operands[2]))
    }
  }

  /// Returns two factors side by side; what is summed ends with the product, or stands in brackets.
  private func product(_ left: FormulaID, _ sign: String, _ right: FormulaID) -> (level: Int, pieces: [Piece]) {
    let isNumber = maker.value(of: right) != nil
    return (
      Level.product,
      [
        .formula(left, endsWithSum(left) ? Level.primary : Level.product), .text(isNumber ? " \\cdot " : sign),
        .formula(right, maker.startsWithSign(right) ? Level.primary : isSum(right) ? Level.product : Level.power),
      ]
    )
  }

  private func isSum(_ id: FormulaID) -> Bool {
    switch maker[id] {
    case .reduction, .logsumexp: true
    case .number, .element, .index, .call, .sum, .product, .softmax: false
    }
  }

  /// Tells whether the text of a product would reach over what is written behind it.
  private func endsWithSum(_ id: FormulaID) -> Bool {
    var id = id
    while case .call(let operation, let operands) = maker[id], ProgramPrinter.level(of: operation) == Level.product {
      guard operands.count == 2, operation.row.latex != .fraction || isSum(operands[0]) else { return false }
      id = operation.row.latex == .fraction ? operands[0] : operands[1]
    }
    if case .product = maker[id] { return maker.powers(of: id).contains { isSum($0.base) && $0.exponent == 1 } }
    return isSum(id)
  }

  private func cases(_ condition: FormulaID, _ value: [Piece], _ other: FormulaID?) -> [Piece] {
    [.text("\\begin{cases} ")] + value + [
      .text(" & \\text{if } "), .formula(condition, Level.conditional), .text(" \\\\ "),
    ]
      + (other.map { [.formula($0, Level.conditional)] } ?? [.text("0")]) + [.text(" & \\text{otherwise} \\end{cases}")]
  }

  private func fraction(_ above: [Piece], _ below: [Piece]) -> [Piece] {
    [.text("\\frac{")] + above + [.text("}{")] + below + [.text("}")]
  }

  /// Returns what is raised to a power, in brackets where something stands above it already.
  private func base(_ id: FormulaID) -> [Piece] {
    guard case .element(let array, let subscripts) = maker[id], elements.isRaised(array, maker.program[subscripts])
    else { return [.formula(id, Level.primary)] }
    return enclosed([.formula(id, Level.conditional)], true)
  }

  // MARK: Products

  /// Returns a product: a fraction of what is short, then sums, brackets and derivatives beside it.
  mutating func term(_ coefficient: Coefficient, _ factor: FormulaID) -> (level: Int, pieces: [Piece]) {
    let powers = maker.powers(of: factor)
    if let chosen = chosen(coefficient, powers) { return chosen }
    if coefficient.isOne, powers.count == 1, powers[0].exponent == 1, powers[0].base == factor {
      if case .product = maker[factor] {} else { return parts(of: factor) }
    }
    let ranked = maker.sorted(powers, by: rank)
    var above = ranked.filter { $0.exponent > 0 && !isWide($0.base) }.map { raised($0) }
    var below = ranked.filter { $0.exponent < 0 }.map { raised(.init(base: $0.base, exponent: -$0.exponent)) }
    let beside = ranked.filter { $0.exponent > 0 && isWide($0.base) }
    if coefficient.denominator != 1 { below.insert([.text(LatexElements.number(coefficient.denominator))], at: 0) }
    let isBare = above.isEmpty && (beside.isEmpty || !below.isEmpty)
    if coefficient.numerator != 1 || isBare {
      above.insert([.text(LatexElements.number(coefficient.numerator))], at: 0)
    }
    let times: [Piece] = [.text(" \\, ")]
    var factors =
      below.isEmpty ? above : [fraction(Array(above.joined(separator: times)), Array(below.joined(separator: times)))]
    for (position, power) in beside.enumerated() {
      // A sum that is not the last factor would swallow those behind it.
      let isLast = position == beside.count - 1
      factors.append(
        isLast || power.exponent != 1 ? raised(power) : enclosed([.formula(power.base, Level.conditional)], true))
    }
    let hasPower = powers.count == 1 && powers[0].exponent != 1 && powers[0].exponent != 0.5
    let isSingle = factors.count == 1 && beside.isEmpty
    let level = isSingle ? (hasPower && below.isEmpty ? Level.power : Level.primary) : Level.product
    return (level, Array(factors.joined(separator: times)))
  }

  /// Returns a product under a condition as the condition around the product.
  private mutating func chosen(
    _ coefficient: Coefficient, _ powers: [Formula.Power]
  ) -> (level: Int, pieces: [Piece])? {
    guard let (condition, value) = maker.unlessZero(coefficient, powers) else { return nil }
    return (Level.primary, cases(condition, [.formula(value, Level.conditional)], nil))
  }

  private func raised(_ power: Formula.Power) -> [Piece] {
    if power.exponent == 1 {
      let isLoose = !isSum(power.base) && endsWithSum(power.base)
      return [.formula(power.base, isLoose ? Level.primary : Level.product)]
    }
    if power.exponent == 0.5 { return [.text("\\sqrt{"), .formula(power.base, Level.conditional), .text("}")] }
    return base(power.base) + [.text("^{\(LatexElements.number(power.exponent))}")]
  }

  /// Whether a factor stands beside a fraction rather than in it.
  private func isWide(_ id: FormulaID) -> Bool { rank(of: id).0 >= 6 }

  /// Returns where a factor stands in a product: by its kind, then in the order of the program.
  private func rank(of id: FormulaID) -> (Int, Int32) {
    switch maker[id] {
    case .number, .index: return (1, 0)
    case .element(let array, _): return maker.rank(of: array, adjoint: 6)
    case .call(let operation, _): return (operation.row.latex == .cases ? 8 : 5, 0)
    case .sum, .product: return (7, 0)
    case .softmax: return (5, 1)
    case .logsumexp, .reduction: return (9, 0)
    }
  }
}

extension Array {
  fileprivate func prepended(_ element: Element) -> [Element] { [element] + self }
}
