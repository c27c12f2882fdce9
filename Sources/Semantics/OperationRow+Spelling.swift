import Operations

extension OperationRow {
  /// How a message names the operation: by its sign, or by its name.
  var spelling: String {
    switch notation {
    case .infix(let sign), .prefix(let sign): sign
    case .conditional: "if"
    case .function, .call, .list: name
    }
  }
}

extension Operation {
  /// The names of the functions of the table, in its order.
  static var functionNames: [String] {
    allCases.map(\.row.name).filter { named($0) != nil }
  }
}
