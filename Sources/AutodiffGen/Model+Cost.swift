import Diagnostics
import Emission
import FlatProgram

extension Model {
  /// Counts the operations of the program's value and gradient, and measures the code for them.
  ///
  /// - Parameters:
  ///   - extents: of dims, by name; what is left out stays in the counts as a formula.
  ///   - options: what is counted: the derivative, the precision, the form.
  /// - Throws: a `Failure` where a derivative that is asked for cannot be taken.
  /// - Complexity: linear in the program and its code; extents of arrays do not count.
  public func cost(
    at extents: [String: Int] = [:], _ options: CodeOptions = CodeOptions()
  ) throws(Failure) -> Cost {
    let request = try emissionRequest(options)
    let known = program.dims.map { $0.fixed ?? extents[$0.name] }
    let functions = FunctionCost.all(of: request)
    var ratio: Double?
    if let value = functions.first, let gradient = functions.first(where: \.isGradient) {
      ratio = gradient.counts.ratio(to: value.counts, at: known.map { $0 ?? FunctionCost.openExtent })
    }
    return Cost(
      parts: functions.map { part($0, known) }, ratio: ratio,
      assumedExtent: ratio != nil && known.contains(nil) ? FunctionCost.openExtent : nil,
      sizes: CodeLanguage.allCases.map { language in
        let files = files(in: language, request)
        return Cost.CodeSize(
          language: language, lines: files.reduce(0) { $0 + $1.text.utf8.count { $0 == UInt8(ascii: "\n") } },
          bytes: files.reduce(0) { $0 + $1.text.utf8.count })
      })
  }

  private func part(_ function: FunctionCost, _ extents: [Int?]) -> Cost.Part {
    let counts = function.counts
    let operations =
      [Cost.Count(kind: "arithmetic", amount: amount(counts.arithmetic, extents))]
      + counts.functions.map { Cost.Count(kind: $0.name, amount: amount($0.count, extents)) }
    return Cost.Part(
      name: function.isGradient ? "gradient" : "value", operations: operations,
      total: amount(counts.total, extents), scratch: amount(function.scratch, extents),
      isLowerBound: counts.isApproximate)
  }

  private func amount(_ count: IndexExpression, _ extents: [Int?]) -> Cost.Amount {
    let count = count.substituting { atom in
      if case .dim(let dim) = atom { extents[Int(dim.raw)].map { IndexExpression($0) } } else { nil }
    }
    return Cost.Amount(formula: ExtentText.text(count, dims: program.dims.map(\.name)), number: count.constant)
  }
}
