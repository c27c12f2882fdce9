import DataFormats

/// One partial derivative as a sum over paths: the chain rule, written out.
package struct PartialPaths: Hashable, Sendable {
  /// One path from the result to the variable.
  package struct Path: Hashable, Sendable {
    /// What it contributes: the product of its factors.
    package var product: Double
    /// The numbers that it passes, the result first, the variable last, as `z[3]`.
    package var places: [String]
    /// The local derivatives between them.
    package var factors: [Double]
  }

  /// What is differentiated.
  package var output: String
  /// The element that it is differentiated by, as `W[0, 1]`.
  package var variable: String
  /// The partial derivative.
  package var derivative: Double
  /// How many paths there are.
  package var count: Double
  /// The paths that contribute most, the largest first.
  package var paths: [Path]
  /// The steps that these paths take, as they are written, in the order of the program.
  package var steps: [String]

  /// Returns `{"output": "f", "variable": "x", "derivative": 9.4, "count": 3, "paths": [...], "steps": [...]}` on one line, a path
  /// as `{"product": 8, "places": ["f", "u", "x"], "factors": [2, 4]}`.
  ///
  /// Numerics: as `Evaluation.json()`.
  package func json() -> String {
    JSONValue.object([
      .init("output", .string(output)), .init("variable", .string(variable)),
      .init("derivative", .number(derivative)), .init("count", .number(count)),
      .init(
        "paths",
        .list(
          paths.map { path in
            .object([
              .init("product", .number(path.product)), .init("places", .list(path.places.map { .string($0) })),
              .init("factors", .list(path.factors.map { .number($0) })),
            ])
          })),
      .init("steps", .list(steps.map { .string($0) })),
    ]).line
  }
}
