import FlatProgram
import Operations

/// Turns the expressions of a program into formulas.
///
/// A formula of the forward pass is as written where it is printed as a definition of the user's, and in the form of `FormulaMaker` where
/// a derivative is made of it.
struct FormulaWriter: Sendable {
  /// What an array is in the formulas of others.
  enum Meaning: Sendable {
    /// A name in the text.
    case named
    /// A formula over axes in its place: as written, and in the form that a person would give it.
    case formula(axes: [AxisID], asWritten: FormulaID, simple: FormulaID)
  }

  /// Makes the nodes.
  var maker: FormulaMaker
  /// By array.
  var meanings: [Meaning]
  private var traversal = Traversal()

  /// Starts where every array is a name.
  init(_ program: Program) {
    maker = FormulaMaker(program)
    meanings = Array(repeating: .named, count: program.arrays.count)
  }

  /// Returns an expression as a formula, with axes replaced.
  mutating func formula(of root: ExpressionID, _ map: [AxisID: IndexID], isSimple: Bool) -> FormulaID {
    var done: [ExpressionID: FormulaID] = [:]
    for id in traversal.postorder([root], in: maker.program) {
      switch maker.program[id] {
      case .constant(let bits): done[id] = maker.number(Double(bitPattern: bits))
      case .index(let index):
        let moved = maker.program.substituting(map, in: index)
        if let number = maker.program[moved].constant {
          done[id] = maker.number(Double(number))
        } else {
          done[id] = maker.intern(.index(moved))
        }
      case .read(let array, let subscripts):
        let moved = maker.program[subscripts].map { maker.program.substituting(map, in: $0) }
        done[id] = element(array, moved, isSimple: isSimple)
      case .operation(let operation, let a, let b, let c):
        let operands = [a, b, c].filter { $0 != .none }.compactMap { done[$0] }
        done[id] =
          isSimple
          ? maker.apply(operation, operands)
          : maker.shiftedAsWritten(operation, operands) ?? maker.intern(.call(operation, operands))
      }
    }
    return done[root] ?? maker.number(0)
  }

  /// Returns an element of an array: by its name, or by its formula.
  private mutating func element(_ array: ArrayID, _ subscripts: [IndexID], isSimple: Bool) -> FormulaID {
    switch meanings[Int(array.raw)] {
    case .named: return maker.intern(.element(array, maker.program.subscripts(subscripts)))
    case .formula(let axes, let asWritten, let simple):
      var map: [AxisID: IndexID] = [:]
      for (axis, index) in zip(axes, subscripts) { map[axis] = index }
      return maker.substituting(map, in: isSimple ? simple : asWritten, isSimple: isSimple)
    }
  }
}
