import FlatProgram
import Operations

/// Carries out a flat program point by point, as its definition says and with no regard to speed.
///
/// A read outside its array traps, so that a pass that loses a guard is found out.
package struct Oracle {
  private let program: Program
  private let extents: [String: Int]
  private var values: [[Double]] = []
  private var shapes: [[Int]] = []
  private var axes: [Int]
  /// The extrema so far, by array and place.
  private var best: [Int: [Int: Double]] = [:]

  /// Returns the values of some arrays.
  package static func values(
    of wanted: [ArrayID], in program: Program, extents: [String: Int], given: (ArrayDeclaration, Int) -> [Double]
  ) -> [[Double]] {
    var oracle = Oracle(program, extents, given)
    oracle.run()
    return wanted.map { oracle.values[Int($0.raw)] }
  }

  private init(
    _ program: Program, _ extents: [String: Int], _ given: (ArrayDeclaration, Int) -> [Double]
  ) {
    (self.program, self.extents) = (program, extents)
    axes = Array(repeating: 0, count: program.axisCount)
    for array in program.arrays {
      let shape = array.shape.map { max(index($0), 0) }
      let count = shape.reduce(1, *)
      shapes.append(shape)
      switch array.role {
      case .constant(let numbers): values.append(numbers)
      case .input, .parameter: values.append(given(array, count))
      case .local, .adjoint, .tangent: values.append(Array(repeating: 0, count: count))
      }
    }
  }

  private mutating func run() {
    let steps = program.steps
    var position = 0
    var loops: [(start: Int, axis: AxisID, remaining: [Int])] = []
    while position < steps.count {
      switch steps[position] {
      case .assignment(let assignment): carryOut(assignment)
      case .enter(let axis, let isReversed):
        let range = self.range(of: axis)
        var remaining = isReversed ? Array(range) : range.reversed()
        guard let first = remaining.popLast() else {
          var depth = 0
          repeat {
            if case .enter = steps[position] { depth += 1 }
            if case .leave = steps[position] { depth -= 1 }
            position += 1
          } while depth > 0
          continue
        }
        axes[Int(axis.raw)] = first
        loops.append((position, axis, remaining))
      case .leave:
        var loop = loops.removeLast()
        if let next = loop.remaining.popLast() {
          axes[Int(loop.axis.raw)] = next
          loops.append(loop)
          position = loop.start
        }
      }
      position += 1
    }
  }

  private mutating func carryOut(_ assignment: Assignment) {
    let isExtremum = assignment.combination == .maximum || assignment.combination == .minimum
    let isPosition = assignment.combination == .argmax || assignment.combination == .argmin
    var met: Set<Int> = []
    walk(assignment.domain[...]) { oracle in
      if let mask = oracle.program.mask(of: assignment), oracle.value(mask.condition) == 0 { return }
      let value = oracle.value(assignment.body)
      let target = Int(assignment.target.raw)
      let place = oracle.offset(assignment.target, assignment.subscripts)
      let isMax = assignment.combination == .maximum || assignment.combination == .argmax
      switch assignment.combination {
      case .assign:
        precondition(met.insert(place).inserted, "an element is assigned twice")
        oracle.values[target][place] = value
      case .add: oracle.values[target][place] += value
      case .maximum, .minimum, .argmax, .argmin:
        let best = oracle.best[target]?[place]
        if let known = best, !(isMax ? value > known : value < known) { return }
        oracle.best[target, default: [:]][place] = value
        let last = assignment.domain.last.map { oracle.axes[Int($0.raw)] } ?? 0
        oracle.values[target][place] = isPosition ? Double(last) : value
      }
    }
    guard isExtremum || isPosition, best[Int(assignment.target.raw)] == nil else { return }
    let empty = isPosition ? -1 : assignment.combination == .maximum ? -Double.infinity : .infinity
    values[Int(assignment.target.raw)] = values[Int(assignment.target.raw)].map { _ in empty }
  }

  private mutating func walk(_ domain: ArraySlice<AxisID>, _ point: (inout Oracle) -> Void) {
    guard let axis = domain.first else { return point(&self) }
    for value in range(of: axis) {
      axes[Int(axis.raw)] = value
      walk(domain.dropFirst(), point)
    }
  }

  private func range(of axis: AxisID) -> Range<Int> {
    let lower = index(program[axis].lower)
    return lower..<max(lower, index(program[axis].upper))
  }

  private func offset(_ array: ArrayID, _ subscripts: SubscriptsID) -> Int {
    var offset = 0
    for (subscript_, extent) in zip(program[subscripts], shapes[Int(array.raw)]) {
      let position = index(subscript_)
      precondition((0..<extent).contains(position), "\(program[array].name) has no element \(position)")
      offset = offset * extent + position
    }
    return offset
  }

  private func index(_ id: IndexID) -> Int {
    let expression = program[id]
    let sum = expression.terms.map { term in
      term.factors.map { atom in
        switch atom {
        case .dim(let dim): program[dim].fixed ?? extents[program[dim].name, default: 0]
        case .axis(let axis): axes[Int(axis.raw)]
        case .element(let array, let subscripts): Int(values[Int(array.raw)][offset(array, subscripts)])
        case .quotient(let a, let b): Int((Double(index(a)) / Double(index(b))).rounded(.down))
        case .remainder(let a, let b): ((index(a) % index(b)) + index(b)) % index(b)
        }
      }.reduce(term.coefficient, *)
    }.reduce(0, +)
    return sum / expression.divisor
  }

  private func value(_ id: ExpressionID) -> Double {
    switch program[id] {
    case .constant(let bits): Double(bitPattern: bits)
    case .index(let index): Double(self.index(index))
    case .read(let array, let subscripts): values[Int(array.raw)][offset(array, subscripts)]
    case .operation(.select, let condition, let a, let b): value(condition) != 0 ? value(a) : value(b)
    case .operation(let operation, let a, let b, let c):
      operation.evaluate(value(a), b == .none ? 0 : value(b), c == .none ? 0 : value(c))
    }
  }
}
