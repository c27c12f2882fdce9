import FlatProgram
import Interpretation
import Operations

/// Carries out a flat program element by element, as its definition says and with no regard to speed.
struct Oracle {
  enum Failure: Error, Equatable {
    case outOfRange(ArrayID, position: Int, value: Int)
    case divisionByZero
  }

  let program: Program
  private let dims: [Int]
  private var values: [[Double]]
  private var shapes: [[Int]] = []
  private var isTouched: [Bool]
  private var axes: [Int]
  private var best: [ArrayID: [Double]] = [:]

  /// Returns the outputs.
  static func run(_ program: Program, dims: [Int] = [], arrays: [Tensor?]) throws -> [Tensor] {
    var oracle = Oracle(program, dims, arrays)
    for step in program.statements { try oracle.run(step) }
    return program.outputs.map {
      Tensor(shape: oracle.shapes[Int($0.raw)], values: oracle.values[Int($0.raw)])
    }
  }

  private init(_ program: Program, _ dims: [Int], _ arrays: [Tensor?]) {
    (self.program, self.dims) = (program, dims)
    axes = Array(repeating: 0, count: program.axisCount)
    values = []
    isTouched = Array(repeating: false, count: program.arrays.count)
    for (number, array) in program.arrays.enumerated() {
      let shape = array.shape.map { (try? integer($0)) ?? 0 }
      shapes.append(shape)
      switch array.role {
      case .input, .parameter: values.append(number < arrays.count ? arrays[number]?.values ?? [] : [])
      case .constant(let list): values.append(list)
      default: values.append(Array(repeating: 0, count: shape.reduce(1, *)))
      }
    }
  }

  private mutating func run(_ statement: Statement) throws {
    switch statement {
    case .assignment(let assignment): try run(assignment)
    case .sequence(let sequence):
      let range = try Array(
        integer(
          program[sequence.axis].lower)..<max(
            integer(program[sequence.axis].lower), integer(program[sequence.axis].upper)))
      for value in sequence.isReversed ? range.reversed() : range {
        axes[Int(sequence.axis.raw)] = value
        for inner in sequence.body { try run(inner) }
      }
    }
  }

  private mutating func run(_ assignment: Assignment) throws {
    let number = Int(assignment.target.raw)
    if !isTouched[number], assignment.combination != .assign {
      isTouched[number] = true
      let start: Double =
        switch assignment.combination {
        case .assign, .add: 0
        case .maximum: -.infinity
        case .minimum: .infinity
        case .argmax, .argmin: -1
        }
      values[number] = Array(repeating: start, count: values[number].count)
      best[assignment.target] = values[number].map { _ in assignment.combination == .argmax ? -.infinity : .infinity }
    }
    isTouched[number] = true
    try points(assignment.domain[...]) { oracle in try oracle.put(assignment) }
  }

  private mutating func points(_ domain: ArraySlice<AxisID>, _ body: (inout Oracle) throws -> Void) throws {
    guard let axis = domain.first else { return try body(&self) }
    var value = try integer(program[axis].lower)
    let upper = try integer(program[axis].upper)
    while value < upper {
      axes[Int(axis.raw)] = value
      try points(domain.dropFirst(), body)
      value += 1
    }
  }

  private mutating func put(_ assignment: Assignment) throws {
    let number = Int(assignment.target.raw)
    if assignment.combination == .add, case .operation(.select, let condition, _, let zero) = program[assignment.body],
      program[zero].number == 0, try evaluate(condition) == 0
    {
      return
    }
    let value = try evaluate(assignment.body)
    let place = try offset(assignment.target, assignment.subscripts)
    let old = values[number][place]
    switch assignment.combination {
    case .assign: values[number][place] = value
    case .add: values[number][place] = old + value
    case .maximum: values[number][place] = value <= old || old.isNaN ? old : value
    case .minimum: values[number][place] = value >= old || old.isNaN ? old : value
    case .argmax, .argmin:
      let top = best[assignment.target]?[place] ?? 0
      let isMaximum = assignment.combination == .argmax
      if old >= 0, top.isNaN || (isMaximum ? value <= top : value >= top) { return }
      values[number][place] = Double(assignment.domain.last.map { axes[Int($0.raw)] } ?? 0)
      best[assignment.target]?[place] = value
    }
  }

  private func offset(_ array: ArrayID, _ subscripts: SubscriptsID) throws -> Int {
    var offset = 0
    for (position, index) in program[subscripts].enumerated() {
      let value = try integer(index)
      let extent = shapes[Int(array.raw)][position]
      guard value >= 0, value < extent else {
        throw Failure.outOfRange(array, position: position, value: value)
      }
      offset = offset * extent + value
    }
    return offset
  }

  private func integer(_ index: IndexID) throws -> Int {
    var sum = 0
    for term in program[index].terms {
      var product = term.coefficient
      for atom in term.factors { product *= try integer(atom) }
      sum += product
    }
    return sum / program[index].divisor
  }

  private func integer(_ atom: IndexAtom) throws -> Int {
    switch atom {
    case .dim(let dim): return dims[Int(dim.raw)]
    case .axis(let axis): return axes[Int(axis.raw)]
    case .element(let array, let subscripts): return Int(values[Int(array.raw)][try offset(array, subscripts)])
    case .quotient(let a, let b):
      let (x, y) = (try integer(a), try integer(b))
      guard y != 0 else { throw Failure.divisionByZero }
      return Int((Double(x) / Double(y)).rounded(.down))
    case .remainder(let a, let b):
      let (x, y) = (try integer(a), try integer(b))
      guard y != 0 else { throw Failure.divisionByZero }
      return x - y * Int((Double(x) / Double(y)).rounded(.down))
    }
  }

  private func evaluate(_ id: ExpressionID) throws -> Double {
    switch program[id] {
    case .constant(let bits): return Double(bitPattern: bits)
    case .read(let array, let subscripts): return values[Int(array.raw)][try offset(array, subscripts)]
    case .index(let index): return Double(try integer(index))
    case .operation(.select, let c, let a, let b): return try evaluate(evaluate(c) != 0 ? a : b)
    case .operation(let operation, let a, let b, let c):
      return operation.evaluate(try [a, b, c].filter { $0 != .none }.map { try evaluate($0) })
    }
  }
}
