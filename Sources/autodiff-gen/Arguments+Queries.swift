import AutodiffGen

extension Arguments {
  /// Returns the derivatives that are asked for besides a gradient, each kind once.
  ///
  /// - Parameter takesValues: whether a direction comes with its numbers, `x=[1, 2]`; else it is a name alone.
  func queries(takingValues takesValues: Bool) throws(Failure) -> [DerivativeQuery] {
    var queries: [DerivativeQuery] = []
    let format = first(.format).flatMap { MatrixFormat(rawValue: $0) } ?? .dense
    if has(.format), !has(.jacobian), !has(.hessian) {
      throw .commandLine(
        "'--format' says how a Jacobian or a Hessian is laid out, and none is asked for",
        hint: "add '--jacobian' or '--hessian'")
    }
    for kind in DerivativeQuery.Kind.allCases {
      guard let option = Option(rawValue: kind.rawValue), has(option) else { continue }
      var query = DerivativeQuery(kind)
      if kind == .jacobian || kind == .hessian { query.format = format }
      if option.argument != nil {
        for given in all(option) {
          let name = given.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)[0]
          if takesValues != given.contains("=") { throw misplaced(given, option, takesValues) }
          for name in takesValues ? [name] : name.split(separator: ",") {
            query.names.append(name.split(separator: " ").joined())
          }
        }
      }
      queries.append(query)
    }
    return queries
  }

  /// Returns the numbers of the directions as values for the inputs that hold them.
  func directions(of queries: [DerivativeQuery]) -> [String] {
    var values: [String] = []
    for query in queries {
      guard let option = Option(rawValue: query.kind.rawValue) else { continue }
      for (given, name) in zip(all(option), query.names) {
        guard let equals = given.firstIndex(of: "=") else { continue }
        let value = query.direction(of: name) + given[equals...]
        // Two products along one direction are given it twice.
        if !values.contains(value) { values.append(value) }
      }
    }
    return values
  }

  private func misplaced(_ given: String, _ option: Option, _ takesValues: Bool) -> Failure {
    takesValues
      ? .commandLine(
        "'\(option.spelling)' needs a name and its numbers; found '\(given)'",
        hint: "as in '\(option.spelling) x=1' or '\(option.spelling) x=[1,2]'")
      : .commandLine(
        "'\(option.spelling)' takes a name here, and its numbers where the program runs; found '\(given)'",
        hint: "as in '\(option.spelling) x'")
  }
}
