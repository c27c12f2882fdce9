import FlatProgram

/// The part of a program that a derivative is taken of, and how it is written down.
struct DerivativeScope {
  /// What is differentiated, in the order in which it is carried out.
  var steps: [Step]
  /// The sequences that are open around it, outer first.
  var enclosing: [AxisID] = []
  /// One derivative for each value of these axes.
  var units: [AxisID] = []
  /// How new arrays are called where they are a part of the program itself; nil where they are its derivative.
  var naming: DerivativeNaming?
}

/// Statements that compute a derivative, to stand after the program's own.
struct DerivativeSteps {
  var program: Program
  var steps: [Step]
  /// The derivatives that were asked for; nil for one that is 0 everywhere.
  var arrays: [ArrayID?]
}

/// An array of which each derivative starts from one element, where it is 1.
struct UnitSeed {
  var array: ArrayID
  /// Which subscripts of the element name the derivative.
  var places: [Int]
}

/// How the arrays of a derivative within a program are called: `dy_dx`, or `dy_along_v`, as parts of that program.
struct DerivativeNaming {
  /// What is differentiated, where each array is what it is differentiated by.
  var result: String?
  /// What everything is differentiated by, else.
  var variable = ""
  /// Whether that is a direction.
  var isDirection = false

  /// Returns the name for what belongs to an array.
  func name(for array: String) -> String {
    if let result { return "d\(result)_d\(array)" }
    return "d\(array)_\(isDirection ? "along_" : "d")\(variable)"
  }
}
