import FlatProgram

/// An integer expression made ready for evaluation: its parts lie in tables of the code.
struct IndexCode {
  /// Whether its parts are steps; else they are terms of a sum.
  var isGeneral: Bool
  /// What the terms are added to.
  var constant: Int
  var parts: Parts
}

/// Where something's parts lie in their table.
struct Parts {
  var first: Int32
  var count: Int32

  /// Lays parts out at the end of a table.
  init<Element>(of parts: [Element], behind table: inout [Element]) {
    (first, count) = (Int32(table.count), Int32(parts.count))
    table += parts
  }

  init() { (first, count) = (0, 0) }

  /// The positions in the table.
  var positions: Range<Int> { Int(first)..<Int(first) + Int(count) }
}

/// One step of an integer expression that is not linear, on a stack of numbers.
struct IndexStep {
  enum Code: UInt8 {
    /// Pushes a linear expression.
    case linear
    /// Takes two numbers and pushes the result.
    case add, multiply, quotient, remainder
    /// Divides the topmost by the constant, exactly.
    case divide
    /// Takes subscripts and pushes the element of an array; its parts are their extents and strides.
    case element
  }

  var code: Code
  var array: Int32 = 0
  var linear = IndexCode(isGeneral: false, constant: 0, parts: Parts())
}

extension CodeBuilder {
  /// Lays an integer expression out in the tables.
  mutating func layOut(_ form: IndexForm) -> IndexCode {
    switch form {
    case .linear(let linear): return layOut(linear)
    case .general(let id):
      return IndexCode(isGeneral: true, constant: 0, parts: Parts(of: steps(of: id), behind: &code.indexSteps))
    }
  }

  /// Lays a linear expression out.
  mutating func layOut(_ linear: LinearIndex) -> IndexCode {
    IndexCode(isGeneral: false, constant: linear.constant, parts: Parts(of: linear.terms, behind: &code.terms))
  }

  /// Whether an expression has different values along an axis, as far as its parts tell.
  func mentions(_ index: IndexCode, _ axis: Int) -> Bool {
    let sums =
      index.isGeneral ? code.indexSteps[index.parts.positions].filter { $0.code == .linear }.map(\.linear) : [index]
    return sums.contains { sum in code.terms[sum.parts.positions].contains { $0.axis == axis } }
  }

  private enum Task {
    case expression(IndexID)
    case atom(IndexAtom)
    case step(IndexStep)
  }

  private mutating func steps(of id: IndexID) -> [IndexStep] {
    var steps: [IndexStep] = []
    var (depth, most) = (0, 0)
    var tasks = [Task.expression(id)]
    while let task = tasks.popLast() {
      switch task {
      case .expression(let id):
        if case .linear(let linear) = index.form(id) {
          tasks.append(.step(IndexStep(code: .linear, linear: layOut(linear))))
        } else {
          tasks += parts(of: program[id]).reversed()
        }
      case .atom(let atom): tasks += parts(of: atom).reversed()
      case .step(let step):
        steps.append(step)
        depth += 1 - step.operands
        most = max(most, depth)
      }
    }
    code.indexDepth = max(code.indexDepth, most)
    return steps
  }

  private mutating func parts(of expression: IndexExpression) -> [Task] {
    var tasks: [Task] = []
    for (position, term) in expression.terms.enumerated() {
      // A coefficient of 1 needs no step of its own where a factor follows.
      let isPlain = term.coefficient == 1 && !term.factors.isEmpty
      if !isPlain { tasks.append(.step(number(term.coefficient))) }
      for (place, factor) in term.factors.enumerated() {
        tasks.append(.atom(factor))
        if place > 0 || !isPlain { tasks.append(.step(IndexStep(code: .multiply))) }
      }
      if position > 0 { tasks.append(.step(IndexStep(code: .add))) }
    }
    if expression.terms.isEmpty { tasks.append(.step(number(0))) }
    if expression.divisor != 1 {
      var step = IndexStep(code: .divide)
      step.linear.constant = expression.divisor
      tasks.append(.step(step))
    }
    return tasks
  }

  private mutating func parts(of atom: IndexAtom) -> [Task] {
    switch atom {
    case .dim(let dim): return [.step(number(index.dims[Int(dim.raw)]))]
    case .axis(let axis):
      let linear = LinearIndex(terms: [LinearTerm(axis: Int(axis.raw), factor: 1)])
      return [.step(IndexStep(code: .linear, linear: layOut(linear)))]
    case .element(let array, let subscripts):
      let rank = code.layout.shapes[Int(array.raw)].count
      let list = Array(program[subscripts].prefix(rank))
      return list.map { .expression($0) } + [.step(element(of: Int(array.raw), list))]
    case .quotient(let a, let b): return [.expression(a), .expression(b), .step(IndexStep(code: .quotient))]
    case .remainder(let a, let b): return [.expression(a), .expression(b), .step(IndexStep(code: .remainder))]
    }
  }

  private mutating func element(of array: Int, _ list: [IndexID]) -> IndexStep {
    var step = IndexStep(code: .element, array: Int32(array))
    let (shape, strides) = (code.layout.shapes[array], code.layout.strides[array])
    let subscripts = list.enumerated().map { [index = step.linear] position, id in
      SubscriptCode(
        index: index, expression: id, position: position, extent: shape[position], stride: strides[position])
    }
    step.linear.parts = Parts(of: subscripts, behind: &code.subscripts)
    return step
  }

  private func number(_ number: Int) -> IndexStep {
    var step = IndexStep(code: .linear)
    step.linear.constant = number
    return step
  }
}

extension IndexStep {
  /// How many numbers it takes from the stack.
  var operands: Int {
    switch code {
    case .linear: 0
    case .divide: 1
    case .add, .multiply, .quotient, .remainder: 2
    case .element: linear.parts.positions.count
    }
  }
}
