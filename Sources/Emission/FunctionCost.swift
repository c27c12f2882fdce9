import FlatProgram

/// What one emitted function costs, as the comments of emitted files tell it.
package struct FunctionCost: Sendable {
  /// The extent at which ratios are told where a dim is open.
  package static let openExtent = 100

  /// Whether the function gives the gradient beside the value.
  package var isGradient: Bool
  /// The operations it carries out.
  package var counts: OperationCounts
  /// How many numbers of scratch memory the caller of the C function gives.
  package var scratch: IndexExpression

  /// Counts the operations of the functions of a request. Complexity: linear in the loop nests.
  package static func all(of request: EmissionRequest) -> [FunctionCost] {
    CUnit(request).functions.map {
      FunctionCost(isGradient: $0.isGradient, counts: OperationCounts($0.loops), scratch: $0.layout.size)
    }
  }
}
