import Operations

/// The bounds of expressions and arrays, found from the first statement to the last.
package struct ExpressionBounds {
  /// By expression.
  private var bounds: [Bounds]
  /// By expression: whether a derivative by some parameter flows through it.
  private var isActive: [Bool]
  /// By array: what is known of its elements once all of its statements were met.
  private var arrays: [Bounds?]
  private var isActiveArray: [Bool]
  /// By array: how many statements give it values, and how many of them are still to come.
  private var counts: [Int]
  private var waiting: [Int]
  private var isRequested: [Bool]
  private var indices: IndexBounds
  private var shares = SharesOfSums()

  /// Starts with nothing known but what the declarations say.
  package init(_ program: Program) {
    bounds = Array(repeating: .all, count: program.expressions.count)
    isActive = Array(repeating: false, count: program.expressions.count)
    arrays = Array(repeating: nil, count: program.arrays.count)
    isActiveArray = Array(repeating: false, count: program.arrays.count)
    counts = Array(repeating: 0, count: program.arrays.count)
    isRequested = isActiveArray
    indices = IndexBounds(program)
    for assignment in program.assignments { counts[Int(assignment.target.raw)] += 1 }
    waiting = counts
    for request in program.requests { isRequested[Int(request.target.raw)] = true }
    for (number, array) in program.arrays.enumerated() {
      switch array.role {
      case .parameter: isActiveArray[number] = true
      case .constant(let numbers):
        guard let least = numbers.min(), let most = numbers.max() else { continue }
        arrays[number] = Bounds(least, most)
      case .input, .local, .adjoint, .tangent: break
      }
    }
  }

  /// What is known of an expression that was met.
  package subscript(_ id: ExpressionID) -> Bounds { bounds[Int(id.raw)] }

  func isActive(_ id: ExpressionID) -> Bool { isActive[Int(id.raw)] }

  /// Finds the bounds of expressions whose operands come before them. Complexity: linear in their number.
  package mutating func find(_ order: [ExpressionID], flows: [UInt8], in program: Program) {
    for id in order {
      let place = Int(id.raw)
      switch program[id] {
      case .constant(let bits): bounds[place] = .exactly(Double(bitPattern: bits))
      case .index(let index): bounds[place] = indices.bounds(of: index, in: program)
      case .read(let array, _):
        let number = Int(array.raw)
        if waiting[number] == 0, let known = arrays[number] { bounds[place] = known }
        // What is not complete may depend on anything.
        isActive[place] = isActiveArray[number] || waiting[number] > 0
      case .operation(let operation, let a, let b, let c):
        let flow = flows[Int(operation.rawValue)]
        isActive[place] =
          flow & 1 != 0 && isActive[Int(a.raw)] || flow & 2 != 0 && b != .none && isActive[Int(b.raw)]
          || flow & 4 != 0 && c != .none && isActive[Int(c.raw)]
        bounds[place] = made(operation, a, b, c, in: program) { bounds[Int($0.raw)] }
        if shares.isShare(a, of: b, operation, in: program) {
          bounds[place] = bounds[place].intersection(Bounds(0, 1, attainsLower: bounds[place].attainsLower))
        }
      }
    }
  }

  /// Returns the bounds of an operation from those of its operands.
  func made(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID, in program: Program,
    _ operand: (ExpressionID) -> Bounds
  ) -> Bounds {
    if a == b, let ofSame = Operation.boundsOfSame[Int(operation.rawValue)] { return ofSame(operand(a)) }
    return operation.bounds(operand(a), b == .none ? .all : operand(b), c == .none ? .all : operand(c))
  }

  /// Takes note of what a statement says of its target.
  package mutating func note(_ assignment: Assignment, in program: Program) {
    let target = Int(assignment.target.raw)
    waiting[target] -= 1
    isActiveArray[target] = isActiveArray[target] || isActive[Int(assignment.body.raw)]
    if isRequested[target] {
      isActiveArray[target] = true
      return
    }
    if program[assignment.target].isInteger { return }
    let value = bounds[Int(assignment.body.raw)]
    var given: Bounds
    switch assignment.combination {
    case .assign, .maximum, .minimum: given = value
    case .argmax, .argmin: given = .all
    case .add:
      given = value * indices.count(of: assignment, in: program)
      if value.lower >= 0, value.lower.isFinite, given.lower == value.lower { given.attainsLower = value.attainsLower }
      if counts[target] == 1 { shares.note(assignment, isNeverNegative: value.lower >= 0, in: program) }
    }
    guard let known = arrays[target] else {
      if waiting[target] == counts[target] - 1 { arrays[target] = given }
      return
    }
    if program[assignment.target].rank == 0, assignment.combination == .add {
      arrays[target] = known + given
    } else if assignment.combination == .add {
      // Some elements may have both, others one.
      let isPositive = known.lower >= 0 && given.lower >= 0
      arrays[target] =
        isPositive ? Bounds(min(known.lower, given.lower), .infinity, attainsLower: false) : .all
    } else {
      arrays[target] = known.union(given)
    }
  }
}

/// The bounds of integer expressions: extents are 1 at least, and nothing more is known of those that are open.
struct IndexBounds {
  private var known: [IndexID: Bounds] = [:]
  private var axes: [Bounds?]

  init(_ program: Program) { axes = Array(repeating: nil, count: program.axisCount) }

  /// Returns the bounds of an integer expression as a number.
  mutating func bounds(of index: IndexID, in program: Program) -> Bounds {
    if let bounds = known[index] { return bounds }
    let bounds = bounds(of: program[index], in: program, depth: 0)
    known[index] = bounds
    return bounds
  }

  /// Returns how many terms a statement adds up for one element of its target.
  mutating func count(of assignment: Assignment, in program: Program) -> Bounds {
    var isTarget: [AxisID] = []
    for index in program[assignment.subscripts] { if let axis = program[index].axis { isTarget.append(axis) } }
    var count = 1.0
    var isExact = isTarget.count == program[assignment.subscripts].count
    for axis in assignment.domain where !isTarget.contains(axis) {
      let extent = program[program[axis].upper] - program[program[axis].lower]
      if let number = bounds(of: extent, in: program, depth: 0).number {
        count *= max(number, 0)
      } else {
        isExact = false
      }
    }
    return isExact ? .exactly(count) : Bounds(min(count, 1), .infinity, attainsLower: false)
  }

  /// Recursion is as deep as axes whose bounds name each other, a few levels; beyond that nothing is known.
  private mutating func bounds(of expression: IndexExpression, in program: Program, depth: Int) -> Bounds {
    guard depth < 6 else { return .all }
    var sum = Bounds.exactly(0)
    for term in expression.terms {
      var product = Bounds.exactly(Double(term.coefficient))
      for factor in term.factors { product = product * bounds(of: factor, in: program, depth: depth) }
      sum = sum + product
    }
    return expression.divisor == 1 ? sum : sum / .exactly(Double(expression.divisor))
  }

  private mutating func bounds(of atom: IndexAtom, in program: Program, depth: Int) -> Bounds {
    switch atom {
    case .dim(let dim):
      return program[dim].fixed.map { .exactly(Double($0)) } ?? Bounds(0, .infinity, attainsLower: false)
    case .axis(let axis):
      if let known = axes[Int(axis.raw)] { return known }
      let lower = bounds(of: program[program[axis].lower], in: program, depth: depth + 1)
      let upper = bounds(of: program[program[axis].upper] - IndexExpression(1), in: program, depth: depth + 1)
      let found = Bounds(
        lower.lower, upper.upper, attainsLower: lower.attainsLower, attainsUpper: upper.attainsUpper)
      axes[Int(axis.raw)] = found
      return found
    case .element(let array, _):
      guard program[array].isGiven, case .integer(let bound?) = program[array].element else { return .all }
      let upper = bounds(of: program[bound], in: program, depth: depth + 1)
      return Bounds(0, upper.upper - 1, attainsUpper: upper.attainsUpper)
    case .quotient, .remainder: return .all
    }
  }
}

/// Which arrays are sums of the elements of others, so that an element over its sum is 1 at most.
private struct SharesOfSums {
  /// By sum: the read that it adds up, and the subscripts of the sum there.
  private var terms: [ArrayID: (array: ArrayID, subscripts: SubscriptsID, target: SubscriptsID)] = [:]

  /// Takes note of a statement that is the only one to give its target values.
  mutating func note(_ assignment: Assignment, isNeverNegative: Bool, in program: Program) {
    guard isNeverNegative, case .read(let array, let subscripts) = program[assignment.body] else { return }
    terms[assignment.target] = (array, subscripts, assignment.subscripts)
  }

  /// Whether an operation is the quotient of an element and a sum that holds the element.
  func isShare(_ a: ExpressionID, of b: ExpressionID, _ operation: Operation, in program: Program) -> Bool {
    guard !terms.isEmpty,
      Operation.edges[Int(operation.rawValue)].contains(where: { $0.operand == 1 && $0.second == nil }),
      b != .none, case .read(let sum, let place) = program[b], let term = terms[sum],
      case .read(term.array, let element) = program[a]
    else { return false }
    let (asked, given) = (program[element], program[term.subscripts])
    return zip(program[term.target], program[place]).allSatisfy { axis, index in
      guard let position = given.firstIndex(of: axis) else { return false }
      return asked[position] == index
    }
  }
}
