import Fitting

/// How parameters are moved until a scalar is as small as it gets.
///
/// Everything has its usual value until it is changed.
public struct FitOptions: Hashable, Sendable {
  /// A method of minimisation.
  public enum Method: String, CaseIterable, Sendable {
    /// Gradient descent: against the gradient, as far as the rate says.
    case gd
    /// Gradient descent with a memory of the gradients before.
    case momentum
    /// Gradient descent whose steps are measured element by element.
    case adam
    /// Newton's method with a Hessian learned from gradients; it finds its own steps, to nearly all digits.
    case lbfgs
  }

  /// How the learning rate changes from epoch to epoch.
  public struct Schedule: Hashable, Sendable {
    /// The rate stays.
    public static let constant = Schedule(rule: .constant)
    /// How schedules are written: `constant`, `exponential:0.99` and others.
    public static let forms = LearningRateSchedule.forms

    let rule: LearningRateSchedule

    /// Reads a schedule; nil where there is none of that form.
    public init?(_ text: String) {
      guard let rule = LearningRateSchedule(text) else { return nil }
      self.rule = rule
    }

    private init(rule: LearningRateSchedule) { self.rule = rule }
  }

  /// Rows that are taken together in one step, the others left out.
  public struct Batch: Hashable, Sendable {
    /// The dim that counts the rows.
    public var dim: String
    /// How many rows a step takes.
    public var size: Int

    /// Names a dim, and how many of its rows a step takes.
    public init(dim: String, size: Int) { (self.dim, self.size) = (dim, size) }
  }

  /// The method; without it L-BFGS, or Adam where rows are taken in batches.
  public var method: Method?
  /// The learning rate at the start; without it 0.1 for gradient descent and 0.01 for Adam and momentum. L-BFGS has none.
  public var rate: Double?
  /// How much of the last step momentum keeps.
  public var momentum = 0.9
  /// How the learning rate changes.
  public var schedule = Schedule.constant
  /// The rows of one step; without it all.
  public var batch: Batch?
  /// The most passes over the data; without it 1000, or 100 in batches. A pass without batches is one step.
  public var epochs: Int?
  /// The gradient at which it is good enough, relative to the loss, each parameter in the size that it started with.
  public var tolerance: Double?
  /// After how many epochs without a lower loss it is given up; without it never.
  public var patience: Int?
  /// What starting values that are not given and the order of rows are drawn from.
  public var seed: UInt64 = 0

  /// Makes the usual options.
  public init() {}
}

extension FitOptions {
  /// The method that is used.
  var chosenMethod: Method { method ?? (batch == nil ? .lbfgs : .adam) }

  /// The learning rate at the start.
  var chosenRate: Double { rate ?? (chosenMethod == .gd ? 0.1 : 0.01) }

  /// The most passes over the data.
  var mostEpochs: Int { epochs ?? (batch == nil ? 1000 : 100) }

  /// The gradient that is good enough: L-BFGS comes close to all digits, the others don't.
  var chosenTolerance: Double { tolerance ?? (chosenMethod == .lbfgs ? 1e-12 : 1e-6) }
}
