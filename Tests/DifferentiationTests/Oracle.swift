import FlatProgram
import Operations

/// Carries out a flat program element by element, as its definition says and with no regard to speed.
///
/// It is strict: an element that is given twice, read before it exists, or out of range is a failure.
struct Oracle {
  enum Failure: Error {
    case outOfRange(String)
    case undefined(String)
    case assignedTwice(String)
    case missing(String)
  }

  let program: Program
  private var values: [[Double]]
  private var isDefined: [[Bool]]
  private var shapes: [[Int]]
  private var axes: [Int]
  private var known: [ExpressionID: Double] = [:]

  /// Requires: extents are numbers.
  static func run(_ program: Program, _ given: [String: [Double]]) throws -> Oracle {
    var oracle = Oracle(program)
    for (number, array) in program.arrays.enumerated() {
      let size = oracle.shapes[number].reduce(1, *)
      switch array.role {
      case .input, .parameter:
        guard let list = given[array.name], list.count == size else { throw Failure.missing(array.name) }
        oracle.define(number, list)
      case .constant(let list):
        oracle.define(number, list)
      default:
        oracle.values[number] = Array(repeating: 0, count: size)
        oracle.isDefined[number] = Array(repeating: false, count: size)
      }
    }
    oracle.markSums(program.statements)
    try oracle.run(program.statements)
    return oracle
  }

  /// Returns the elements of an array, row-major.
  func callAsFunction(_ array: ArrayID) -> [Double] { values[Int(array.raw)] }

  func callAsFunction(_ name: String) -> [Double] {
    program.arrays.firstIndex { $0.name == name }.map { values[$0] } ?? []
  }

  private init(_ program: Program) {
    self.program = program
    values = Array(repeating: [], count: program.arrays.count)
    isDefined = Array(repeating: [], count: program.arrays.count)
    shapes = program.arrays.map { $0.shape.map { program[$0].constant ?? 0 } }
    axes = Array(repeating: 0, count: program.axisCount)
  }

  private mutating func define(_ number: Int, _ list: [Double]) {
    values[number] = list
    isDefined[number] = Array(repeating: true, count: list.count)
  }

  /// An element that is accumulated is 0 before its first addition.
  private mutating func markSums(_ statements: [Statement]) {
    for statement in statements {
      switch statement {
      case .sequence(let sequence): markSums(sequence.body)
      case .assignment(let assignment):
        if assignment.combination == .add {
          let number = Int(assignment.target.raw)
          isDefined[number] = Array(repeating: true, count: isDefined[number].count)
        }
      }
    }
  }

  private mutating func run(_ statements: [Statement]) throws {
    for statement in statements {
      switch statement {
      case .sequence(let sequence):
        let axis = program[sequence.axis]
        let range = try Array(index(axis.lower)..<max(index(axis.lower), index(axis.upper)))
        for value in sequence.isReversed ? range.reversed() : range {
          axes[Int(sequence.axis.raw)] = value
          try run(sequence.body)
        }
      case .assignment(let assignment):
        var given: [Int: Double] = [:]
        try walk(assignment, assignment.domain[...], &given)
      }
    }
  }

  private mutating func walk(
    _ assignment: Assignment, _ domain: ArraySlice<AxisID>, _ given: inout [Int: Double]
  ) throws {
    guard let axis = domain.first else { return try point(assignment, &given) }
    let (lower, upper) = (try index(program[axis].lower), try index(program[axis].upper))
    for value in lower..<max(lower, upper) {
      axes[Int(axis.raw)] = value
      try walk(assignment, domain.dropFirst(), &given)
    }
  }

  private mutating func point(_ assignment: Assignment, _ given: inout [Int: Double]) throws {
    known.removeAll(keepingCapacity: true)
    // What is masked is not added: its element need not exist.
    if assignment.combination == .add,
      case .operation(.select, let condition, _, let otherwise) = program[assignment.body],
      program[otherwise].number == 0, try value(condition) == 0
    {
      return
    }
    let value = try value(assignment.body)
    let number = Int(assignment.target.raw)
    let place = try offset(assignment.target, assignment.subscripts)
    switch assignment.combination {
    case .assign:
      if given[place] != nil { throw Failure.assignedTwice(program.arrays[number].name) }
      given[place] = value
      values[number][place] = value
    case .add: values[number][place] += value
    case .maximum: values[number][place] = given[place].map { max($0, value) } ?? value
    case .minimum: values[number][place] = given[place].map { min($0, value) } ?? value
    case .argmax, .argmin:
      let isBetter = given[place].map { assignment.combination == .argmax ? value > $0 : value < $0 } ?? true
      if isBetter { values[number][place] = Double(axes[Int(assignment.domain.last?.raw ?? 0)]) }
      if !isBetter {
        isDefined[number][place] = true
        return
      }
    }
    given[place] = values[number][place]
    if assignment.combination == .argmax || assignment.combination == .argmin { given[place] = value }
    isDefined[number][place] = true
  }

  private mutating func offset(_ array: ArrayID, _ subscripts: SubscriptsID) throws -> Int {
    var offset = 0
    for (subscript_, extent) in zip(program[subscripts], shapes[Int(array.raw)]) {
      let position = try index(subscript_)
      guard (0..<extent).contains(position) else { throw Failure.outOfRange(program[array].name) }
      offset = offset * extent + position
    }
    return offset
  }

  private mutating func element(_ array: ArrayID, _ subscripts: SubscriptsID) throws -> Double {
    let place = try offset(array, subscripts)
    guard isDefined[Int(array.raw)][place] else { throw Failure.undefined(program[array].name) }
    return values[Int(array.raw)][place]
  }

  private mutating func index(_ id: IndexID) throws -> Int {
    let expression = program[id]
    var sum = 0
    for term in expression.terms {
      var product = term.coefficient
      for factor in term.factors {
        switch factor {
        case .dim(let dim): product *= program[dim].fixed ?? 0
        case .axis(let axis): product *= axes[Int(axis.raw)]
        case .element(let array, let subscripts): product *= Int(try element(array, subscripts))
        case .quotient(let a, let b): product *= Int((Double(try index(a)) / Double(try index(b))).rounded(.down))
        case .remainder(let a, let b):
          let (a, b) = (try index(a), try index(b))
          product *= ((a % b) + b) % b
        }
      }
      sum += product
    }
    return sum / expression.divisor
  }

  private mutating func value(_ id: ExpressionID) throws -> Double {
    if let known = known[id] { return known }
    let result: Double
    switch program[id] {
    case .constant(let bits): result = Double(bitPattern: bits)
    case .index(let index): result = Double(try self.index(index))
    case .read(let array, let subscripts): result = try element(array, subscripts)
    case .operation(.select, let condition, let a, let b):
      result = try value(condition) != 0 ? try value(a) : try value(b)
    case .operation(let operation, let a, let b, let c):
      result = operation.evaluate(
        try value(a), b == .none ? 0 : try value(b), c == .none ? 0 : try value(c))
    }
    known[id] = result
    return result
  }
}
