import Operations

/// Checks what every flat program promises, for tests and debug builds; what it says is for developers.
package struct Verifier {
  /// What is checked.
  let program: Program
  /// What is wrong so far.
  var violations: [String] = []
  /// Scratch for walks.
  var traversal = Traversal()
  /// Answers about subscripts.
  var ranges = RangeAnalysis()
  /// The sets that `axes` numbers.
  var sets = AxisSets()
  /// The axes that the bounds of others name.
  let boundingAxes: Set<AxisID>
  /// By expression: the set of axes it depends on.
  var axes: [Int32]
  /// By expression: the latest first assignment that it waits for, and the array that it is to.
  var awaited: [(step: Int, array: ArrayID?)]
  /// By array: the step from which it may be read; -1 for what is given.
  var definedFrom: [Int]
  /// By array: the first step of the statement, outside any sequence, that assigns it first.
  var definingStatement: [Int]

  /// Stands for a step that does not come.
  static let never = Int.max

  /// Returns what is wrong with a program, nothing for a good one. Complexity: linear in the program.
  package static func violations(of program: Program) -> [String] {
    var verifier = Verifier(program)
    verifier.checkDeclarations()
    guard verifier.violations.isEmpty, verifier.areIDsValid() else { return verifier.violations }
    verifier.checkStatements()
    return verifier.violations
  }

  private init(_ program: Program) {
    self.program = program
    axes = Array(repeating: 0, count: program.expressions.count)
    awaited = Array(repeating: (-1, nil), count: program.expressions.count)
    definedFrom = program.arrays.map { $0.isGiven ? -1 : Self.never }
    definingStatement = definedFrom
    boundingAxes = program.axesOfBounds
  }

  /// Notes one thing that is wrong.
  mutating func report(_ sentence: String) { violations.append(sentence) }

  /// Returns what an array is called.
  func name(_ array: ArrayID) -> String { program[array].name }

  // MARK: Declarations

  private mutating func checkDeclarations() {
    var names: Set<String> = []
    for name in program.dims.map(\.name) + program.arrays.map(\.name) where !names.insert(name).inserted {
      report("two things are called \(name)")
    }
    for array in program.arrays {
      var extents = array.shape
      if case .integer(let bound?) = array.element { extents.append(bound) }
      for extent in extents {
        guard Int(extent.raw) < program.indexCount else {
          report("the shape of \(array.name) has an unknown extent")
          continue
        }
        traversal.atoms(of: [extent], in: program) { atom in
          switch atom {
          case .dim, .quotient, .remainder: break
          case .axis, .element: violations.append("the shape of \(array.name) names more than dims")
          }
        }
      }
    }
    for output in program.outputs where !program.arrays.indices.contains(Int(output.raw)) {
      report("an output is no array")
    }
  }

  /// Checks the ids that the statements rest on, without which nothing else can be asked.
  private mutating func areIDsValid() -> Bool {
    let count = (program.arrays.count, program.expressions.count, program.axisCount, program.subscriptsCount)
    for step in program.steps {
      switch step {
      case .leave: break
      case .enter(let axis, _): if axis.raw < 0 || axis.raw >= count.2 { report("a sequence walks an unknown axis") }
      case .assignment(let assignment):
        if assignment.target.raw < 0 || assignment.target.raw >= count.0 { report("a target is no array") }
        if assignment.body.raw < 0 || assignment.body.raw >= count.1 { report("a body is no expression") }
        if assignment.subscripts.raw < 0 || assignment.subscripts.raw >= count.3 { report("unknown subscripts") }
        if assignment.domain.contains(where: { $0.raw < 0 || $0.raw >= count.2 }) {
          report("an unknown axis in a domain")
        }
      }
    }
    for (position, node) in program.expressions.nodes.enumerated() {
      switch node {
      case .constant: break
      case .index(let index):
        if index.raw < 0 || index.raw >= program.indexCount { report("an unknown index expression") }
      case .read(let array, let subscripts):
        if array.raw < 0 || array.raw >= count.0 || subscripts.raw < 0 || subscripts.raw >= count.3 {
          report("expression \(position) reads an unknown element")
        }
      case .operation(let operation, let a, let b, let c):
        let operands = [a, b, c]
        let arity = operation.row.operands.count
        if operands[..<arity].contains(where: { $0.raw < 0 || $0.raw >= position }) {
          report("expression \(position) has an operand that is not made before it")
        }
        if operands[arity...].contains(where: { $0 != .none }) {
          report("expression \(position) has operands to spare")
        }
      }
    }
    return violations.isEmpty
  }
}

extension ArrayDeclaration {
  /// Whether the array has its values before the first statement.
  package var isGiven: Bool {
    switch role {
    case .input, .parameter, .constant: true
    case .local, .adjoint, .tangent: false
    }
  }
}
