import DataFormats

/// What a minimisation came to.
public struct Fit: Hashable, Sendable {
  /// Why it ended.
  public enum Ending: String, Hashable, Sendable {
    /// The gradient is small enough, or nothing but rounding is left of the loss.
    case converged
    /// No lower value is to be found: at a minimum, rounding is all that is left.
    case exhausted
    /// The loss has not fallen for as long as it was given.
    case patience
    /// All passes over the data were taken.
    case epochs
    /// The caller wanted no more.
    case interrupted
    /// The loss falls and falls: it seems to have no least value.
    case unbounded
    /// The next step would have led to a loss that is infinite or NaN.
    case diverged
  }

  /// How far a minimisation has come.
  public struct Progress: Hashable, Sendable {
    /// How many passes over the data there were, the last one perhaps not whole.
    public let epoch: Double
    /// The most passes there may be.
    public let epochs: Int
    /// The loss after the last whole pass.
    public let loss: Double
    /// The learning rate; nil for a method that has none.
    public let rate: Double?
  }

  /// The method that was used.
  public let method: FitOptions.Method
  /// The name of what was minimised.
  public let output: String
  /// What was reached, in the order of the file.
  public let parameters: [NamedArray]
  /// The loss at the start and after each pass over the data; at least one.
  public let curve: [Double]
  /// How often the parameters were moved.
  public let steps: Int
  /// Why it ended.
  public let ending: Ending

  /// The loss that was reached.
  public var loss: Double { curve.last ?? .nan }

  /// Returns what was reached for a parameter.
  public subscript(name: String) -> NumericArray? { parameters.first { $0.name == name }?.array }

  /// Returns `{"loss": 0.12, "parameters": {"w": [...]}, "steps": 23, "ending": "converged", "curve": [...]}` on one line.
  ///
  /// Numerics: as `Evaluation.json()`.
  public func json() -> String {
    JSONValue.object([
      .init("loss", .number(loss)),
      .init("parameters", .arrays(parameters.map { NamedTensor($0.name, $0.array.tensor) })),
      .init("method", .string(method.rawValue)), .init("steps", .integer(steps)),
      .init("ending", .string(ending.rawValue)), .init("curve", .list(curve.map { .number($0) })),
    ]).line
  }

  /// Writes the parameters by name, in the format that the ending of the path tells; `--values` reads them back.
  ///
  /// Diagnoses: `inaccessible-file`, also for a format that cannot hold them.
  package func save(to path: String) throws(Failure) {
    do {
      try DataFile.write(parameters.map { NamedTensor($0.name, $0.array.tensor) }, to: path)
    } catch {
      throw Failure(diagnostics: [.unwritable(error.message)], source: nil)
    }
  }
}
