/// The rows of calls of the user's own functions, and of their arguments.
enum CallRows {
  /// The row of a call: the number of the function in the program's list, then the argument or arguments.
  ///
  /// What it comes to is not known here, and the derivative never is: a rule of the function stands in for it.
  static let call = OperationRow(
    "call", ["f", "x"], "what a function of the user's comes to", notation: .call,
    .primitive(.binary(.external, single: .external, swift: .external, cost: 20) { _, _ in .nan }),
    partials: [0, .constant(.nan)],
    samples: [[0...1, -3...3]])

  /// The row of a list of arguments: the first, then the rest.
  static let arguments = OperationRow(
    "arguments", ["x", "rest"], "the arguments of a call", notation: .list,
    .primitive(.binary(.list, single: .list, swift: .list, cost: 0) { _, _ in .nan }),
    partials: [.constant(.nan), .constant(.nan)],
    samples: [[-3...3, -3...3]])
}
