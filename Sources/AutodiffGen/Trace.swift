import DataFormats

/// A calculation and its gradient, step by step: what a lecture writes on a graph, values going forward and gradients back.
public struct Trace: Hashable, Sendable {
  /// The scalar whose gradient was taken.
  public let output: String
  /// What the derivative was taken with respect to that comes from outside, in the order of the file.
  public let variables: [Variable]
  /// The steps of the forward pass in order, one operation each; the backward pass takes them in reverse.
  public let steps: [Step]

  /// What a calculation starts from.
  public struct Variable: Hashable, Sendable {
    /// Its name in the program.
    public let name: String
    /// Its numbers.
    public let value: NumericArray
    /// The derivative of the output with respect to it; nil where none was taken.
    public let gradient: NumericArray?
    /// What the gradient is the sum of, where several steps read the variable: a copy adds.
    public let contributions: [Contribution]
  }

  /// One operation.
  public struct Step: Hashable, Sendable {
    /// What it defines.
    public let name: String
    /// The step as it is written: `s0[n] += X[n, d]*w[d]`.
    public let text: String
    /// The operation in words; nil for one that only adds up or copies.
    public let operation: String?
    /// What it comes to.
    public let value: NumericArray
    /// The gradient that reaches it; nil where none does.
    public let upstream: NumericArray?
    /// How it hands the gradient on, where there is a word for that: `distributes`, `swaps` or `routes`.
    public let pattern: String?
    /// What it hands on to each of its operands that a gradient flows to.
    public let operands: [Operand]
    /// What the upstream gradient is the sum of, where several steps read this one: a copy adds.
    public let contributions: [Contribution]
  }

  /// An operand of a step.
  public struct Operand: Hashable, Sendable {
    /// The operand as the step reads it: `X[n, d]`.
    public let text: String
    /// The array that is read.
    public let name: String
    /// The partial derivative of the step by the operand; nil where it has no rectangular shape.
    public let local: NumericArray?
    /// The local gradient times the upstream gradient, shaped as the array that is read.
    public let downstream: NumericArray
  }

  /// What one step adds to a gradient.
  public struct Contribution: Hashable, Sendable {
    /// The name of the step.
    public let step: String
    /// What it adds.
    public let downstream: NumericArray
  }
}

extension Trace {
  /// The text of the first step, going forwards and then backwards, where a number is not finite; nil where all are.
  package var firstNotFinite: String? {
    func isFinite(_ array: NumericArray) -> Bool { array.values.allSatisfy(\.isFinite) }
    let forward = steps.first { !isFinite($0.value) }
    let backward = steps.last { step in
      step.operands.contains { !isFinite($0.downstream) || !($0.local.map(isFinite) ?? true) }
    }
    return (forward ?? backward)?.text
  }

  /// Returns `{"output": "L", "variables": [...], "steps": [...]}` on one line, with the names of the declarations.
  ///
  /// Numerics: as `Evaluation.json()`; a gradient that is not there is null.
  public func json() -> String {
    JSONValue.object([
      .init("output", .string(output)),
      .init("variables", .list(variables.map(\.json))),
      .init("steps", .list(steps.map(\.json))),
    ]).line
  }
}

extension Trace.Variable {
  fileprivate var json: JSONValue {
    .object([
      .init("name", .string(name)), .init("value", .tensor(value.tensor)), .init("gradient", optional(gradient)),
    ])
  }
}

extension Trace.Step {
  fileprivate var json: JSONValue {
    .object([
      .init("name", .string(name)), .init("text", .string(text)),
      .init("operation", operation.map { .string($0) } ?? .null), .init("value", .tensor(value.tensor)),
      .init("upstream", optional(upstream)), .init("pattern", pattern.map { .string($0) } ?? .null),
      .init(
        "operands",
        .list(
          operands.map { operand in
            .object([
              .init("name", .string(operand.name)), .init("text", .string(operand.text)),
              .init("local", optional(operand.local)), .init("downstream", .tensor(operand.downstream.tensor)),
            ])
          })),
    ])
  }
}

private func optional(_ array: NumericArray?) -> JSONValue { array.map { .tensor($0.tensor) } ?? .null }
