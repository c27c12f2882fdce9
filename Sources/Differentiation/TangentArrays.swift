import FlatProgram

/// The arrays that hold tangents, declared as they are first asked for.
struct TangentArrays {
  /// One direction for each value of these axes, which come last in every tangent.
  let units: [AxisID]
  private let naming: DerivativeNaming?
  /// By array of the original program.
  private var arrays: [ArrayID?]
  /// By array of the original program: whether the tangent starts from a seed.
  var isSeeded: [Bool]

  /// Makes room for the arrays of the original program.
  init(count: Int, units: [AxisID] = [], naming: DerivativeNaming? = nil) {
    (self.units, self.naming) = (units, naming)
    arrays = Array(repeating: nil, count: count)
    isSeeded = Array(repeating: false, count: count)
  }

  /// Returns the array that holds an array's tangent.
  mutating func array(of primal: ArrayID, in program: inout Program) -> ArrayID {
    if let known = arrays[Int(primal.raw)] { return known }
    let declaration = program[primal]
    let made = program.addArray(
      ArrayDeclaration(
        name: program.freshName(naming?.name(for: declaration.name) ?? "dot_" + declaration.name),
        shape: declaration.shape + units.map { program[$0].upper }, role: naming == nil ? .tangent(of: primal) : .local,
        span: declaration.span))
    arrays[Int(primal.raw)] = made
    return made
  }

  /// Takes an array that is there already for an array's tangent.
  mutating func use(_ array: ArrayID, for primal: ArrayID) { arrays[Int(primal.raw)] = array }

  /// Returns the tangent of one element, along the direction at hand.
  mutating func read(_ primal: ArrayID, _ subscripts: SubscriptsID, in program: inout Program) -> ExpressionID {
    let array = array(of: primal, in: &program)
    return program.read(array, self.subscripts(subscripts, in: &program))
  }

  /// Returns the subscripts of an element's tangent along the direction at hand.
  func subscripts(_ subscripts: SubscriptsID, in program: inout Program) -> SubscriptsID {
    if units.isEmpty { return subscripts }
    let own = program[subscripts]
    return program.subscripts(own + units.map { program.index($0) })
  }
}
