import Operations

/// A flat program: declarations, and assignments in index notation in the order in which they are carried out.
///
/// Every stage takes one and gives one back. The arena only grows, so that ids stay valid from stage to stage.
package struct Program: Sendable {
  package var dims: [Dim] = []
  package private(set) var arrays: [ArrayDeclaration] = []
  package var statements: [Statement] = []
  /// What the program is asked for, in the order of the file.
  package var outputs: [ArrayID] = []
  /// What is to be checked once extents and integer data are known.
  package var checks: [DataCheck] = []
  /// The derivatives that it asks for within itself, and that no statements compute yet.
  package var requests: [RequestedDerivative] = []
  /// The functions of the user's that it calls, by the numbers that calls have.
  package private(set) var externals: [ExternalFunction] = []

  package private(set) var expressions = ExpressionArena()
  private var axes: [Axis] = []
  /// The axes made by `axis(_:from:to:)`, found again by value.
  private var knownAxes: [Axis: AxisID] = [:]
  private var indexInterner = Interner<IndexExpression>()
  private var subscriptInterner = Interner<[IndexID]>()
  /// Where the text writes subscripts.
  var subscriptPlaces = SubscriptPlaces()
  /// Where the text writes expressions.
  var expressionPlaces = ExpressionPlaces()
  /// Every name in use, and the next number to try for a base that is taken.
  private var names: [String: Int] = [:]

  package init() {
    _ = subscriptInterner.position(of: [])
  }

  // MARK: Reading

  package subscript(_ id: ArrayID) -> ArrayDeclaration {
    get { arrays[Int(id.raw)] }
    set { arrays[Int(id.raw)] = newValue }
  }

  package subscript(_ id: DimID) -> Dim { dims[Int(id.raw)] }

  package subscript(_ id: AxisID) -> Axis { axes[Int(id.raw)] }

  package subscript(_ id: ExpressionID) -> Expression { expressions[id] }

  package subscript(_ id: IndexID) -> IndexExpression { indexInterner[Int(id.raw)] }

  package subscript(_ id: SubscriptsID) -> [IndexID] { subscriptInterner[Int(id.raw)] }

  package var axisCount: Int { axes.count }

  package var indexCount: Int { indexInterner.values.count }

  package var subscriptsCount: Int { subscriptInterner.values.count }

  /// The ids of the arrays with a role, in order of declaration.
  package func arrayIDs(where isWanted: (ArrayDeclaration) -> Bool) -> [ArrayID] {
    arrays.indices.filter { isWanted(arrays[$0]) }.map { ArrayID($0) }
  }

  // MARK: Names

  /// Marks a name as taken.
  package mutating func reserveName(_ name: String) {
    if names[name] == nil { names[name] = 0 }
  }

  /// Whether something has a name, or it is reserved.
  package func isTaken(_ name: String) -> Bool { names[name] != nil }

  /// Returns a name that nothing has yet, the base itself where it is free, and takes it.
  package mutating func freshName(_ base: String) -> String {
    guard var number = names[base] else {
      names[base] = 0
      return base
    }
    var candidate: String
    repeat {
      number += 1
      candidate = "\(base)_\(number)"
    } while names[candidate] != nil
    names[base] = number
    names[candidate] = 0
    return candidate
  }

  /// Returns the first of `s0`, `s1`, ... that nothing has yet, and takes it.
  package mutating func freshNumberedName(_ base: String) -> String {
    let key = base + "#"
    var number = names[key] ?? 0
    while names["\(base)\(number)"] != nil { number += 1 }
    names[key] = number + 1
    names["\(base)\(number)"] = 0
    return "\(base)\(number)"
  }

  // MARK: Making

  /// Adds a dim; its name must be new.
  package mutating func addDim(name: String, fixed: Int?) -> DimID {
    reserveName(name)
    dims.append(Dim(name: name, fixed: fixed))
    return DimID(dims.count - 1)
  }

  /// Returns the number of a function of the user's, adding it where it is new. Complexity: linear in the functions.
  package mutating func external(_ function: ExternalFunction) -> Int {
    if let known = externals.firstIndex(where: { $0.name == function.name }) { return known }
    reserveName(function.name)
    externals.append(function)
    return externals.count - 1
  }

  /// Adds an array; its name must be new or fresh.
  package mutating func addArray(_ declaration: ArrayDeclaration) -> ArrayID {
    reserveName(declaration.name)
    arrays.append(declaration)
    return ArrayID(arrays.count - 1)
  }

  /// Returns the axis with this name and these bounds; one with the same is the same axis.
  package mutating func axis(_ name: String, from lower: IndexID, to upper: IndexID) -> AxisID {
    let axis = Axis(name: name, lower: lower, upper: upper)
    if let known = knownAxes[axis] { return known }
    let id = addAxis(axis)
    knownAxes[axis] = id
    return id
  }

  /// Adds an axis that is no other, whatever its name and bounds.
  package mutating func addAxis(_ axis: Axis) -> AxisID {
    reserveName(axis.name)
    axes.append(axis)
    return AxisID(axes.count - 1)
  }

  /// Gives an axis its bounds, once what uses it has shown them.
  package mutating func setBounds(of axis: AxisID, from lower: IndexID, to upper: IndexID) {
    axes[Int(axis.raw)].lower = lower
    axes[Int(axis.raw)].upper = upper
  }

  package mutating func index(_ expression: IndexExpression) -> IndexID {
    IndexID(indexInterner.position(of: expression))
  }

  package mutating func index(_ number: Int) -> IndexID { index(IndexExpression(number)) }

  package mutating func index(_ axis: AxisID) -> IndexID { index(IndexExpression(.axis(axis))) }

  package mutating func subscripts(_ list: [IndexID]) -> SubscriptsID {
    list.isEmpty ? .none : SubscriptsID(subscriptInterner.position(of: list))
  }

  /// Returns the subscripts that are those axes, in that order.
  package mutating func subscripts(_ axes: [AxisID]) -> SubscriptsID { subscripts(axes.map { index($0) }) }

  package mutating func constant(_ number: Double) -> ExpressionID {
    expressions.intern(.constant(number.bitPattern))
  }

  package mutating func read(_ array: ArrayID, _ subscripts: SubscriptsID = .none) -> ExpressionID {
    expressions.intern(.read(array, subscripts))
  }

  /// Returns an integer expression as a real number.
  package mutating func number(_ index: IndexID) -> ExpressionID {
    if let constant = self[index].constant { return self.constant(Double(constant)) }
    return expressions.intern(.index(index))
  }

  package mutating func apply(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID = .none, _ c: ExpressionID = .none
  ) -> ExpressionID {
    expressions.intern(.operation(operation, a, b, c))
  }

  package mutating func intern(_ node: Expression) -> ExpressionID { expressions.intern(node) }

  /// Adds an assignment at the end.
  package mutating func append(_ assignment: Assignment) { statements.append(.assignment(assignment)) }
}
