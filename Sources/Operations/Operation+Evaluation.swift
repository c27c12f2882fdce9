extension Operation {
  /// Computes the value from up to three operands; those beyond the operation's own are not looked at.
  ///
  /// Conditions are 0 or 1.
  package func evaluate(_ x: Double, _ y: Double = 0, _ z: Double = 0) -> Double {
    switch row.implementation {
    case .primitive(let primitive): primitive.scalar(x, y, z)
    case .composed(let rule): rule.evaluate(x, y, z, result: .nan)
    }
  }

  /// Computes the value from a list of operands; missing ones count as 0.
  package func evaluate(_ operands: [Double]) -> Double {
    evaluate(
      operands.isEmpty ? 0 : operands[0],
      operands.count > 1 ? operands[1] : 0,
      operands.count > 2 ? operands[2] : 0)
  }
}
