extension ProgramPrinter {
  /// Returns an integer expression under the names that axes have at the moment, in parentheses where it binds less tightly than
  /// the level.
  package mutating func indexText(_ index: IndexID, level: Int = Level.sum, isTight: Bool = false) -> String {
    captured { $0.write(.index(index, level, isTight: isTight)) }
  }

  /// Returns an element of an array under the names that axes have at the moment.
  package mutating func elementText(_ array: ArrayID, _ subscripts: SubscriptsID) -> String {
    captured { $0.write(.atom(.element(array, subscripts))) }
  }

  /// Replaces an integer expression by its parts at the front of what is to be written.
  mutating func expand(_ id: IndexID, level: Int, isTight: Bool) {
    let expression = program[id]
    var pieces = Self.pieces(of: expression, isTight: isTight)
    if Self.level(of: expression) < level {
      pieces.insert(.text("("), at: 0)
      pieces.append(.text(")"))
    }
    push(pieces)
  }

  /// Writes an atom, or puts its parts at the front of what is to be written.
  mutating func expand(_ atom: IndexAtom) {
    switch atom {
    case .dim(let dim): text += program[dim].name
    case .axis(let axis): text += spelling(of: axis)
    case .element(let array, let subscripts):
      text += program[array].name
      let list = program[subscripts]
      if !list.isEmpty { push(Self.listed(list, isTight: false)) }
    case .quotient(let a, let b): push(Self.call("div", a, b))
    case .remainder(let a, let b): push(Self.call("mod", a, b))
    }
  }

  /// How an axis is spelled in the statement at hand; outside any, by the name that it was made with.
  func spelling(of axis: AxisID) -> String { axisNames[axis] ?? program[axis].name }

  private static func call(_ name: String, _ a: IndexID, _ b: IndexID) -> [Piece] {
    [
      .text(name + "("), .index(a, Level.sum, isTight: false), .text(", "), .index(b, Level.sum, isTight: false),
      .text(")"),
    ]
  }

  /// Returns whether the text of an integer expression begins with a minus.
  static func startsWithSign(_ expression: IndexExpression) -> Bool {
    let form = form(of: expression)
    return form.first.isNegative && (form.rest.isEmpty || !form.isProduct)
  }

  /// Returns how tightly the text of an integer expression binds.
  package static func level(of expression: IndexExpression) -> Int {
    let form = form(of: expression)
    guard form.rest.isEmpty || form.isProduct else { return Level.sum }
    let factors = form.common.count + (form.rest.isEmpty ? form.first.factors.count : 1)
    let hasNumber = form.first.coefficient.magnitude != 1 || factors == 0
    if factors + (hasNumber ? 1 : 0) > 1 || form.divisor != 1 { return Level.product }
    return form.first.isNegative ? Level.unary : Level.primary
  }

  /// A polynomial in the order in which it is written: `common * (first + rest) / divisor`.
  private struct Form {
    var common: [IndexAtom]
    var first: IndexExpression.Term
    var rest: [IndexExpression.Term]
    var divisor: Int

    /// Whether the sum stands in parentheses.
    var isProduct: Bool { !common.isEmpty || divisor != 1 }
  }

  private static func form(of expression: IndexExpression) -> Form {
    var terms = expression.terms
    guard !terms.isEmpty else {
      return Form(common: [], first: .init(coefficient: 0, factors: []), rest: [], divisor: 1)
    }
    // `N - i` rather than `-i + N`.
    if let lead = terms.firstIndex(where: { $0.coefficient > 0 }), lead > 0 {
      terms.insert(terms.remove(at: lead), at: 0)
    }
    var common: [IndexAtom] = []
    if terms.count > 1 {
      common = terms[0].factors
      for term in terms.dropFirst() { common = intersection(common, term.factors) }
      for position in terms.indices { terms[position].factors = difference(terms[position].factors, common) }
    }
    return Form(common: common, first: terms[0], rest: Array(terms.dropFirst()), divisor: expression.divisor)
  }

  private static func intersection(_ a: [IndexAtom], _ b: [IndexAtom]) -> [IndexAtom] {
    var remaining = b
    return a.filter { atom in
      guard let position = remaining.firstIndex(of: atom) else { return false }
      remaining.remove(at: position)
      return true
    }
  }

  private static func difference(_ a: [IndexAtom], _ b: [IndexAtom]) -> [IndexAtom] {
    var removed = b
    return a.filter { atom in
      guard let position = removed.firstIndex(of: atom) else { return true }
      removed.remove(at: position)
      return false
    }
  }

  private static func pieces(of expression: IndexExpression, isTight: Bool) -> [Piece] {
    let form = form(of: expression)
    var pieces: [Piece] = []
    if form.rest.isEmpty {
      pieces = signed(form.first)
    } else {
      for atom in form.common { pieces += [.atom(atom), .text("*")] }
      if form.isProduct { pieces.append(.text("(")) }
      pieces += signed(form.first)
      for term in form.rest {
        let sign = term.isNegative ? "-" : "+"
        pieces.append(.text(isTight ? sign : " \(sign) "))
        pieces += product(term)
      }
      if form.isProduct { pieces.append(.text(")")) }
    }
    if form.divisor != 1 { pieces.append(.text("/\(form.divisor)")) }
    return pieces
  }

  private static func signed(_ term: IndexExpression.Term) -> [Piece] {
    (term.isNegative ? [.text("-")] : []) + product(term)
  }

  private static func product(_ term: IndexExpression.Term) -> [Piece] {
    var pieces: [Piece] = []
    if term.coefficient.magnitude != 1 || term.factors.isEmpty { pieces.append(.text("\(term.coefficient.magnitude)")) }
    for atom in term.factors {
      if !pieces.isEmpty { pieces.append(.text("*")) }
      pieces.append(.atom(atom))
    }
    return pieces
  }
}

extension IndexExpression.Term {
  fileprivate var isNegative: Bool { coefficient < 0 }
}
