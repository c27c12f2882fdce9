import FlatProgram
import Operations

/// Prints formulas in the language.
struct FormulaPrinter: FormulaSetter {
  /// A part of a line that is still to be written.
  enum Piece: FormulaPiece {
    case text(String)
    /// In parentheses where it binds less tightly than the level.
    case formula(FormulaID, Int)
    case index(IndexID, Int)
    /// The axes of a reduction, which have names until they are left.
    case enter([AxisID], body: FormulaID)
    case leave([AxisID])
  }

  /// Makes what is put together only as it is printed.
  var maker: FormulaMaker
  private var names: BoundNames
  private var text = ""
  private var pending: [Piece] = []

  /// Makes a printer with nothing written.
  init(_ maker: FormulaMaker) {
    self.maker = maker
    names = BoundNames(maker.program)
  }

  /// Returns `grad_W[d, k] = ...`. Complexity: linear in the text.
  mutating func text(of definition: Closing.Definition) -> String {
    text = maker.program[definition.array].name
    names.enter(definition.axes, in: maker.program)
    let inferred = inferred(definition.axes, in: definition.formula)
    for (position, axis) in definition.axes.enumerated() {
      text += (position == 0 ? "[" : ", ") + (names.leaf.axisNames[axis] ?? "")
      if !inferred.contains(axis) { writeRange(of: axis) }
    }
    text += (definition.axes.isEmpty ? "" : "]") + " = "
    write(.formula(definition.formula, Level.conditional))
    names.leave(definition.axes)
    return text + "\n"
  }

  // MARK: Pieces

  private mutating func write(_ piece: Piece) {
    pending.append(piece)
    while let piece = pending.popLast() {
      switch piece {
      case .text(let string): text += string
      case .formula(let id, let level): expand(id, level)
      case .index(let index, let level): text += names.leaf.indexText(index, level: level)
      case .enter(let axes, let body):
        names.enter(axes, in: maker.program)
        let inferred = inferred(axes, in: body)
        for (position, axis) in axes.enumerated() {
          text += (position == 0 ? "" : ", ") + (names.leaf.axisNames[axis] ?? "")
          if !inferred.contains(axis) { writeRange(of: axis) }
        }
        text += ": "
      case .leave(let axes): names.leave(axes)
      }
    }
  }

  private mutating func expand(_ id: FormulaID, _ level: Int) {
    var (own, pieces) = parts(of: id)
    if own < level { pieces = [.text("(")] + pieces + [.text(")")] }
    pending.append(contentsOf: pieces.reversed())
  }

  private mutating func parts(of id: FormulaID) -> (level: Int, pieces: [Piece]) {
    switch maker[id] {
    case .number(let bits):
      let string = names.leaf.numberText(Double(bitPattern: bits))
      return (string.hasPrefix("-") ? Level.unary : Level.primary, [.text(string)])
    case .element(let array, let subscripts): return (Level.primary, [.text(names.leaf.elementText(array, subscripts))])
    case .index(let index):
      return (ProgramPrinter.level(of: maker.program[index]), [.index(index, Level.conditional)])
    case .call(let operation, let operands): return parts(of: operation, operands)
    case .sum(let terms): return sum(terms)
    case .product: return term(Coefficient.one, id)
    case .reduction(let combination, let axes, let body):
      return (
        Level.primary,
        [
          .text(combination.reductionName + "("), .enter(axes, body: body), .formula(body, Level.conditional),
          .leave(axes), .text(")"),
        ]
      )
    case .logsumexp(let axis, let body):
      return (
        Level.primary,
        [
          .text("logsumexp("), .enter([axis], body: body), .formula(body, Level.conditional), .leave([axis]),
          .text(")"),
        ]
      )
    case .softmax(let axis, let body, let index):
      return (
        Level.primary,
        [
          .text("softmax("), .enter([axis], body: body), .formula(body, Level.conditional), .leave([axis]),
          .text(")["), .index(index, Level.sum), .text("]"),
        ]
      )
    }
  }

  private func parts(of operation: Operation, _ operands: [FormulaID]) -> (level: Int, pieces: [Piece]) {
    let own = ProgramPrinter.level(of: operation)
    switch operation.row.notation {
    case .infix(let symbol):
      var (left, right) = (own, own + 1)
      if own == Level.power { (left, right) = (Level.primary, Level.unary) }
      if own == Level.comparison { left = own + 1 }
      if own == Level.sum || own == Level.product { right = maker.startsWithSign(operands[1]) ? Level.power : right }
      let isTight = own == Level.power || own == Level.product
      return (
        own, [.formula(operands[0], left), .text(isTight ? symbol : " \(symbol) "), .formula(operands[1], right)]
      )
    case .prefix(let symbol):
      let isWord = symbol.last?.isLetter ?? false
      return (own, [.text(isWord ? symbol + " " : symbol), .formula(operands[0], own + 1)])
    case .conditional:
      return (
        own,
        [
          .text("if "), .formula(operands[0], Level.or), .text(" then "), .formula(operands[1], Level.or),
          .text(" else "), .formula(operands[2], Level.conditional),
        ]
      )
    case .call:
      let function = maker.value(of: operands[0]).flatMap { maker.program.external(numbered: $0) }
      return (
        Level.primary,
        [.text((function?.name ?? operation.row.name) + "("), .formula(operands[1], Level.conditional), .text(")")]
      )
    case .list:
      return (
        Level.primary,
        [.formula(operands[0], Level.conditional), .text(", "), .formula(operands[1], Level.conditional)]
      )
    case .function:
      var pieces: [Piece] = [.text(operation.row.name + "(")]
      for (position, operand) in operands.enumerated() {
        pieces += (position > 0 ? [.text(", ")] : []) + [.formula(operand, Level.conditional)]
      }
      return (Level.primary, pieces + [.text(")")])
    }
  }

  // MARK: Products

  func enclosed(_ pieces: [Piece], _ isEnclosed: Bool) -> [Piece] {
    isEnclosed ? [.text("(")] + pieces + [.text(")")] : pieces
  }

  /// Returns a product: numbers, then data, parameters, functions, sums, adjoints; below the line what has a negative exponent.
  mutating func term(_ coefficient: Coefficient, _ factor: FormulaID) -> (level: Int, pieces: [Piece]) {
    let powers = maker.powers(of: factor)
    if let chosen = chosen(coefficient, powers) { return chosen }
    if coefficient.isOne, powers.count == 1, powers[0].exponent == 1, powers[0].base == factor {
      if case .product = maker[factor] {} else { return parts(of: factor) }
    }
    var above = ordered(powers.filter { $0.exponent > 0 })
    var below = ordered(powers.filter { $0.exponent < 0 }.map { .init(base: $0.base, exponent: -$0.exponent) })
    if coefficient.numerator != 1 || above.isEmpty {
      above.insert([.text(names.leaf.numberText(coefficient.numerator))], at: 0)
    }
    if coefficient.denominator != 1 { below.insert([.text(names.leaf.numberText(coefficient.denominator))], at: 0) }
    var pieces = Array(above.joined(separator: [.text("*")]))
    if !below.isEmpty {
      pieces.append(.text("/"))
      pieces += enclosed(Array(below.joined(separator: [.text("*")])), below.count > 1)
    }
    let isSingle = above.count == 1 && below.isEmpty
    let hasPower = powers.count == 1 && powers[0].exponent != 1 && powers[0].exponent != 0.5
    return (isSingle ? hasPower ? Level.power : Level.primary : Level.product, pieces)
  }

  /// Returns a product under a condition as the condition around the product.
  private mutating func chosen(
    _ coefficient: Coefficient, _ powers: [Formula.Power]
  ) -> (level: Int, pieces: [Piece])? {
    guard let (condition, value) = maker.unlessZero(coefficient, powers) else { return nil }
    return (
      Level.conditional,
      [.text("if "), .formula(condition, Level.or), .text(" then "), .formula(value, Level.or), .text(" else 0")]
    )
  }

  private mutating func ordered(_ powers: [Formula.Power]) -> [[Piece]] {
    return maker.sorted(powers, by: rank).map { power in
      if power.exponent == 1 { return [.formula(power.base, Level.power)] }
      if power.exponent == 0.5 {
        return [.text(Operation.sqrt.row.name + "("), .formula(power.base, Level.conditional), .text(")")]
      }
      return [.formula(power.base, Level.primary), .text("^" + names.leaf.numberText(power.exponent))]
    }
  }

  /// Returns where a factor stands in a product: by its kind, then in the order of the program.
  private func rank(of id: FormulaID) -> (Int, Int32) {
    switch maker[id] {
    case .number, .index: return (1, 0)
    case .element(let array, _): return maker.rank(of: array, adjoint: 8)
    case .call: return (5, 0)
    case .softmax, .logsumexp, .reduction: return (6, 0)
    case .sum, .product: return (7, 0)
    }
  }

  // MARK: Axes

  private mutating func writeRange(of axis: AxisID) {
    let (lower, upper) = (maker.program[axis].lower, maker.program[axis].upper)
    text += " in " + names.leaf.indexText(lower, isTight: true) + "..<" + names.leaf.indexText(upper, isTight: true)
  }

  /// Returns the axes whose range a reader finds in the extents at which they stand alone as a subscript.
  private mutating func inferred(_ axes: [AxisID], in body: FormulaID) -> Set<AxisID> {
    var extents: [AxisID: IndexID?] = [:]
    let program = maker.program
    func use(_ array: ArrayID, _ subscripts: SubscriptsID) {
      for (extent, index) in zip(program[array].shape, program[subscripts]) {
        guard let axis = program[index].axis else { continue }
        if let known = extents[axis], known != extent { extents[axis] = .some(nil) } else { extents[axis] = extent }
      }
    }
    var traversal = Traversal()
    func look(_ indices: [IndexID]) {
      traversal.atoms(of: indices, in: program) { atom in
        if case .element(let array, let subscripts) = atom { use(array, subscripts) }
      }
    }
    var met: Set<FormulaID> = []
    var pending = [body]
    while let id = pending.popLast() {
      guard met.insert(id).inserted else { continue }
      // A sum within that walks the same axis shows its own range.
      if !maker.arena.facts(id).bound.contains(where: axes.contains) {
        pending += FormulaArena.children(of: maker[id])
      }
      switch maker[id] {
      case .element(let array, let subscripts):
        use(array, subscripts)
        look(program[subscripts])
      case .index(let index): look([index])
      case .softmax(let axis, _, let index):
        look([index])
        if let own = program[index].axis, program[program[axis].lower].constant == 0 {
          let extent = program[axis].upper
          if let known = extents[own], known != extent { extents[own] = .some(nil) } else { extents[own] = extent }
        }
      case .number, .call, .sum, .product, .reduction, .logsumexp: break
      }
    }
    return Set(
      axes.filter { axis in
        guard let extent = extents[axis] ?? nil else { return false }
        return program[axis].upper == extent && program[program[axis].lower].constant == 0
      })
  }
}

extension Combination {
  /// The reduction of the language that it is.
  fileprivate var reductionName: String {
    switch self {
    case .assign, .add: "sum"
    case .maximum: "max"
    case .minimum: "min"
    case .argmax: "argmax"
    case .argmin: "argmin"
    }
  }
}
