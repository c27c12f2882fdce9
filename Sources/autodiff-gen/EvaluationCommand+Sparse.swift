import AutodiffGen

/// `grad --format coo` and `csr`.
extension EvaluationCommand {
  /// Prints Jacobians and Hessians of which only what may differ from 0 is computed; false where none is asked for.
  func runSparse(
    _ model: Model, _ queries: [DerivativeQuery], of output: String?, withRespectTo variables: [String]?,
    on console: inout Console
  ) throws(Failure) -> Bool {
    guard let format = queries.first(where: { $0.format != .dense })?.format else { return false }
    if let other = queries.first(where: { $0.format == .dense }) {
      throw .commandLine(
        "'--format \(format.rawValue)' and '--\(other.kind.rawValue)' do not go together",
        hint: "run the tool once for each")
    }
    if let option = [Option.dump, .maxWorkspace].first(where: { arguments.has($0) }) {
      throw .commandLine(
        "'--format \(format.rawValue)' and '\(option.spelling)' do not go together", hint: "leave one of them out")
    }
    let values = try model.read(arguments.valueSources)
    var results: [SparseEvaluation] = []
    for query in queries {
      let evaluator =
        query.kind == .hessian
        ? try model.sparseHessian(of: output, withRespectTo: variables)
        : try model.sparseJacobian(
          of: output.map { $0.split(separator: ",").map(String.init) }, withRespectTo: variables)
      results.append(try evaluator.run(values))
    }
    if arguments.has(.json) {
      console.print(SparseEvaluation.json(of: results, format) + "\n")
      return true
    }
    let isFull = arguments.has(.full)
    for value in results[0].values { console.print(ArrayText.text(value.name, value.array, isFull: isFull)) }
    for result in results where !result.gradient.isEmpty {
      for part in result.gradient {
        console.print(ArrayText.text("d\(result.values[0].name)/d\(part.name)", part.array, isFull: isFull))
      }
    }
    for result in results {
      for part in result.parts {
        let name = "\(result.isHessian ? "hessian" : "jacobian")(\(part.output), \(part.variable))"
        console.print(SparseText.text(name, part, format, isFull: isFull))
      }
    }
    return true
  }
}
