import DataFormats

/// What a program with a Jacobian or a Hessian came to.
public struct SparseEvaluation: Hashable, Sendable {
  /// The values, in the order of the file.
  public let values: [NamedArray]
  /// The gradient beside a Hessian; empty beside a Jacobian.
  public let gradient: [NamedArray]
  /// The derivatives of each array by each, those of the first one first.
  public let parts: [SparsePart]
  /// Whether the parts are those of a Hessian.
  public let isHessian: Bool

  /// Returns one derivative.
  public func matrix(of output: String, by variable: String) -> SparseMatrix? {
    parts.first { $0.output == output && $0.variable == variable }?.matrix
  }

  /// Returns `{"value": {...}, "jacobian": {"y": {"x": {"shape": [2, 3], "rows": [...], "columns": [...], "values": [...]}}}}` on
  /// one line; in compressed rows `"rowStarts"` takes the place of `"rows"`.
  public func json(_ format: MatrixFormat) -> String { Self.json(of: [self], format) }

  /// Returns the same of several: the values and the gradient once, then the matrices of each.
  package static func json(of results: [SparseEvaluation], _ format: MatrixFormat) -> String {
    guard let first = results.first else { return "{}" }
    var members: [JSONValue.Member] = [.init("value", object(first.values))]
    if let gradient = results.map(\.gradient).first(where: { !$0.isEmpty }) {
      members.append(.init("gradient", object(gradient)))
    }
    for result in results {
      members.append(.init(result.isHessian ? "hessian" : "jacobian", result.matrices(format)))
    }
    return JSONValue.object(members).line
  }

  private func matrices(_ format: MatrixFormat) -> JSONValue {
    var members: [JSONValue.Member] = []
    var rest = parts[...]
    while let first = rest.first {
      let own = rest.prefix { $0.output == first.output }
      rest = rest.dropFirst(own.count)
      members.append(.init(first.output, .object(own.map { .init($0.variable, $0.matrix.json(format)) })))
    }
    return .object(members)
  }

  private static func object(_ arrays: [NamedArray]) -> JSONValue {
    .arrays(arrays.map { NamedTensor($0.name, $0.array.tensor) })
  }
}

extension SparseMatrix {
  /// Returns the stored elements with what places them.
  fileprivate func json(_ format: MatrixFormat) -> JSONValue {
    func list(_ numbers: [Int]) -> JSONValue { .list(numbers.map { .integer($0) }) }
    return .object([
      .init("shape", list([rowCount, columnCount])),
      format == .csr ? .init("rowStarts", list(rowStarts)) : .init("rows", list(rows)),
      .init("columns", list(columns)), .init("values", .tensor(NumericArray(values).tensor)),
    ])
  }
}
