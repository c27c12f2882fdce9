/// Which arrays keep a name in closed formulas.
package enum FormulaPolicy: Hashable, Sendable {
  /// Definitions of the user, and intermediates whose formula is long, or would put one sum into another.
  case named
  /// None: each formula is made of inputs, parameters and constants alone, up to some number of nodes.
  case expanded(limit: Int)
}

/// A formula that is too long to be written out.
package struct FormulaTooLong: Error, Hashable, Sendable {
  /// The array whose formula it is.
  package var name: String
  /// The most nodes that it may have.
  package var limit: Int
}
