import Operations

/// Prints a flat program in the language, so that the text means the program again when it is read.
///
/// Expressions are printed as trees: a program whose parts are shared has names given to them first.
package struct ProgramPrinter {
  /// How products look in a line of text; sums always have spaces.
  package enum Products: Hashable, Sendable {
    /// `a * b`
    case spaced
    /// `a*b`, as in the lecture's flat code.
    case tight
  }

  /// What is printed.
  let program: Program
  /// How products look.
  let products: Products
  /// What has been written.
  var text = ""
  /// What is still to be written, the next last.
  var pending: [Piece] = []
  /// How each axis is spelled in the statement at hand.
  package var axisNames: [AxisID: String] = [:]
  /// Names that an axis must not have, found when the first axis is named: one expression is printed without them.
  private(set) lazy var ownNames = Set(program.arrays.map(\.name) + program.dims.map(\.name))
  /// The names of the axes around and in the statement at hand.
  var axesInScope: Set<String> = []
  /// Which arrays have been written on a left side.
  var introduced: Set<ArrayID> = []
  /// The kind of the declarations on the line at hand, and its length so far.
  var openKind = ""
  /// The length of that line.
  var lineLength = 0
  /// Scratch for walks.
  var traversal = Traversal()

  /// Makes a printer with nothing written.
  package init(_ program: Program, products: Products = .spaced) {
    self.program = program
    self.products = products
  }

  /// The words of the language, which an axis must not be called either.
  static let words: Set<String> = [
    "dim", "input", "param", "const", "output", "fn", "extern", "return", "derivative", "if", "then", "else", "and",
    "or", "not", "for", "in", "reversed", "div", "mod", "where", "Int", "T", "pi", "tau", "inf", "nan",
  ]

  // MARK: Entries

  /// Returns the whole program. Complexity: linear in the text.
  package static func text(of program: Program, products: Products = .spaced) -> String {
    var printer = ProgramPrinter(program, products: products)
    printer.writeDeclarations()
    printer.writeStatements()
    printer.writeOutputs()
    return printer.text
  }

  /// Returns one statement, several lines for a sequence.
  package static func text(of statement: Statement, in program: Program) -> String {
    var part = program
    part.statements = [statement]
    var printer = ProgramPrinter(part)
    printer.introduced = Set(part.assignments.map(\.target))
    printer.writeSteps(part.steps[...], depth: 0)
    return String(printer.text.dropLast())
  }

  /// Returns assignments as lines, each as if it stood alone. Complexity: linear in the program and the text.
  package static func lines(
    of assignments: [Assignment], in program: Program, products: Products = .spaced
  ) -> [String] {
    var printer = ProgramPrinter(program, products: products)
    return assignments.map { assignment in
      printer.text = ""
      printer.introduced = [assignment.target]
      printer.writeSteps([.assignment(assignment)], depth: 0)
      return String(printer.text.dropLast())
    }
  }

  /// Returns one expression, its axes under the names they were made with.
  package static func text(of expression: ExpressionID, in program: Program) -> String {
    var printer = ProgramPrinter(program)
    printer.write(.expression(expression, Level.conditional))
    return printer.text
  }

  /// Returns one element of an array as it is read: `X[n, d]`.
  package static func text(of array: ArrayID, _ subscripts: SubscriptsID, in program: Program) -> String {
    var printer = ProgramPrinter(program)
    printer.write(.atom(.element(array, subscripts)))
    return printer.text
  }

  /// Returns a number as short as it is read back.
  package static func text(of number: Double) -> String { number.isFinite ? shortest(number) : number.description }

  /// Returns one integer expression.
  package static func text(of index: IndexID, in program: Program) -> String {
    var printer = ProgramPrinter(program)
    printer.write(.index(index, Level.sum, isTight: false))
    return printer.text
  }

  /// Returns a shape: `[N, D]`, `[]` for a scalar.
  package static func text(ofShape shape: [IndexID], in program: Program) -> String {
    var printer = ProgramPrinter(program)
    printer.writeList(shape)
    return printer.text
  }

  // MARK: Outputs

  private mutating func writeOutputs() {
    guard !program.outputs.isEmpty else { return }
    let names = program.outputs.map { program[$0].name }
    text += "output " + names.joined(separator: ", ") + "\n"
  }

  // MARK: Pieces

  /// Writes one piece, and all that it is made of.
  mutating func write(_ piece: Piece) {
    pending.append(piece)
    drain()
  }

  /// Returns what some writing would have added to the text.
  mutating func captured(_ writing: (inout ProgramPrinter) -> Void) -> String {
    var kept = ""
    swap(&kept, &text)
    writing(&self)
    swap(&kept, &text)
    return kept
  }

  /// Writes `[a, b]`.
  mutating func writeList(_ list: [IndexID]) {
    pending.append(contentsOf: Self.listed(list, isTight: false).reversed())
    drain()
  }

  /// Returns the pieces of `[a, b]`.
  static func listed(_ list: [IndexID], isTight: Bool) -> [Piece] {
    var pieces: [Piece] = [.text("[")]
    for (position, index) in list.enumerated() {
      if position > 0 { pieces.append(.text(", ")) }
      pieces.append(.index(index, Level.sum, isTight: isTight))
    }
    pieces.append(.text("]"))
    return pieces
  }

  private mutating func drain() {
    while let piece = pending.popLast() {
      switch piece {
      case .text(let string): text += string
      case .expression(let id, let level): expand(id, level: level)
      case .index(let id, let level, let isTight): expand(id, level: level, isTight: isTight)
      case .atom(let atom): expand(atom)
      }
    }
  }

  /// Puts pieces before everything that is still to be written.
  mutating func push(_ pieces: [Piece]) { pending.append(contentsOf: pieces.reversed()) }
}

/// A part of a line that is still to be written.
enum Piece {
  case text(String)
  /// In parentheses where it binds less tightly than the level.
  case expression(ExpressionID, Int)
  /// Without spaces where it is tight, as in `0..<N-1`.
  case index(IndexID, Int, isTight: Bool)
  case atom(IndexAtom)
}

/// How tightly the forms of the language bind, loosest first.
package enum Level {
  /// `if c then a else b`
  package static let conditional = 1
  /// `a or b`
  package static let or = 2
  /// `a and b`
  package static let and = 3
  /// `not a`
  package static let not = 4
  /// `a < b`
  package static let comparison = 5
  /// `a + b`
  package static let sum = 6
  /// `a * b`
  package static let product = 7
  /// `-a`
  package static let unary = 8
  /// `a^b`
  package static let power = 9
  /// `f(a)`, `A[i]`, a name, a number
  package static let primary = 10
}
