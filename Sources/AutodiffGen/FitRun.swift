import Fitting
import FlatProgram
import Interpretation

/// A minimisation on its way.
struct FitRun {
  private var values: BoundValues
  private let variables: [ArrayID]
  private let isMadeUp: [Bool]
  private let options: FitOptions
  private let batches: BatchPlan?
  private var generator: SplitMix64
  /// The parameters one after the other.
  private var place: [Double]
  /// The loss at the start and after each pass.
  private(set) var curve: [Double] = []
  /// How often the parameters were moved.
  private(set) var steps = 0

  /// Starts at some values.
  init(
    _ values: BoundValues, variables: [ArrayID], isMadeUp: [Bool], options: FitOptions, batches: BatchPlan?,
    generator: SplitMix64
  ) {
    (self.values, self.variables, self.isMadeUp) = (values, variables, isMadeUp)
    (self.options, self.batches, self.generator) = (options, batches, generator)
    place = variables.flatMap { values.arrays[Int($0.raw)]?.values ?? [] }
  }

  /// What was reached, variable by variable.
  var tensors: [Tensor] { variables.compactMap { Self.filled(values, variables, place).arrays[Int($0.raw)] } }

  /// Goes down until there is a reason to stop; nil where the start is not finite.
  mutating func minimize(
    _ engine: inout some GradientEngine, goOn: (Fit.Progress) -> Bool
  ) throws(Failure) -> Fit.Ending? {
    let start = try point(at: place, values, &engine)
    curve = [start.value]
    guard start.isFinite else { return nil }
    return options.chosenMethod == .lbfgs
      ? try minimizeBySearches(from: start, &engine, goOn) : try minimizeByUpdates(from: start, &engine, goOn)
  }

  // MARK: L-BFGS

  private mutating func minimizeBySearches(
    from start: Point, _ engine: inout some GradientEngine, _ goOn: (Fit.Progress) -> Bool
  ) throws(Failure) -> Fit.Ending {
    var method = LBFGS(at: start, sizes: sizes)
    var stall = 0
    var lowest = (value: start.value, steepness: Double.infinity, rounds: 0)
    while steps < options.mostEpochs {
      if method.steepness <= options.chosenTolerance * lossScale { return .converged }
      let isLower = try method.step { place throws(Failure) in
        let point = try self.point(at: place, values, &engine)
        return (point.value, point.gradient)
      }
      guard isLower else { return atTheEnd }
      steps += 1
      place = method.point.place
      curve.append(method.point.value)
      // At the end rounding makes values and slopes go up and down.
      lowest.rounds += 1
      stall += 1
      if method.point.value < lowest.value { (lowest.value, lowest.rounds, stall) = (method.point.value, 0, 0) }
      if method.steepness < lowest.steepness { (lowest.steepness, lowest.rounds) = (method.steepness, 0) }
      if lowest.rounds >= Self.mostRounds { return atTheEnd }
      if hasFallenWithoutEnd { return .unbounded }
      if let patience = options.patience, stall >= patience { return .patience }
      guard goOn(progress(epoch: Double(steps), rate: nil)) else { return .interrupted }
    }
    return method.steepness <= options.chosenTolerance * lossScale ? .converged : .epochs
  }

  /// About how large each parameter is, as the start tells: the root mean square of its array; 0 where that is not known.
  private var sizes: [Double] {
    var sizes: [Double] = []
    for (variable, isMadeUp) in zip(variables, isMadeUp) {
      let numbers = values.arrays[Int(variable.raw)]?.values ?? []
      let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(max(numbers.count, 1))
      sizes += Array(repeating: isMadeUp ? 0 : square.squareRoot(), count: numbers.count)
    }
    return sizes
  }

  /// How many steps that lead nowhere are taken before a search gives up.
  private static let mostRounds = 10

  /// Why it is over where nothing lower is found: a loss that has vanished is at its least, whatever rounding makes of slopes.
  private var atTheEnd: Fit.Ending { (curve.last ?? 0).magnitude <= vanishing ? .converged : .exhausted }

  /// What rounding leaves of a loss whose residuals are 0: that of their squares.
  private var vanishing: Double { abs(curve.first ?? 0) * 0x1p-88 }

  /// Whether the loss is so far below 0 that nobody can have meant it.
  private var hasFallenWithoutEnd: Bool { (curve.last ?? 0) < -1e15 * max(1, abs(curve.first ?? 0)) }

  /// What gradients are compared with: the loss, or what rounding leaves of the first where that has gone.
  private var lossScale: Double {
    let first = abs(curve.first ?? 0)
    return max(min(abs(curve.last ?? 0), first), first * 0x1p-52, .leastNormalMagnitude)
  }

  // MARK: Updates

  private mutating func minimizeByUpdates(
    from start: Point, _ engine: inout some GradientEngine, _ goOn: (Fit.Progress) -> Bool
  ) throws(Failure) -> Fit.Ending {
    var updater = Updater(rule, count: place.count)
    var current = start
    var stall = 0
    var lowest = start.value
    for epoch in 0..<options.mostEpochs {
      let steepness = current.gradient.reduce(0) { max($0, abs($1)) }
      if steepness <= options.chosenTolerance * lossScale { return .converged }
      let rate = options.chosenRate * options.schedule.rule.factor(at: epoch, of: options.mostEpochs)
      var isEnough = false
      let stepsBefore = steps
      if let batches {
        let order = generator.permutation(of: batches.count)
        let size = min(max(options.batch?.size ?? 1, 1), max(order.count, 1))
        for first in stride(from: 0, to: order.count, by: size) {
          let last = min(first + size, order.count)
          let rows = try point(at: place, batches.taking(order[first..<last]), &engine)
          updater.update(&place, gradient: rows.gradient, rate: rate)
          steps += 1
          let done = Double(epoch) + Double(last) / Double(order.count)
          guard last == order.count || goOn(progress(epoch: done, rate: rate)) else {
            isEnough = true
            break
          }
        }
      } else {
        updater.update(&place, gradient: current.gradient, rate: rate)
        steps += 1
      }
      let next = try point(at: place, values, &engine)
      guard next.isFinite else {
        (place, steps) = (current.place, stepsBefore)
        return .diverged
      }
      current = next
      stall = next.value < lowest ? 0 : stall + 1
      lowest = min(lowest, next.value)
      curve.append(next.value)
      if hasFallenWithoutEnd { return .unbounded }
      if isEnough || !goOn(progress(epoch: Double(epoch + 1), rate: rate)) { return .interrupted }
      if let patience = options.patience, stall >= patience { return .patience }
    }
    return .epochs
  }

  private var rule: UpdateRule {
    switch options.chosenMethod {
    case .momentum: .momentum(options.momentum)
    case .adam: .adam
    case .gd, .lbfgs: .gradientDescent
    }
  }

  private func progress(epoch: Double, rate: Double?) -> Fit.Progress {
    Fit.Progress(epoch: epoch, epochs: options.mostEpochs, loss: curve.last ?? .nan, rate: rate)
  }

  // MARK: Points

  private func point(
    at place: [Double], _ values: BoundValues, _ engine: inout some GradientEngine
  ) throws(Failure) -> Point {
    let (value, derivatives) = try engine.run(Self.filled(values, variables, place))
    return Point(place: place, value: value, gradient: derivatives.flatMap { $0 })
  }

  /// Returns values in which the variables are what a place says.
  private static func filled(_ values: BoundValues, _ variables: [ArrayID], _ place: [Double]) -> BoundValues {
    var values = values
    var first = 0
    for variable in variables {
      let count = values.arrays[Int(variable.raw)]?.values.count ?? 0
      values.arrays[Int(variable.raw)]?.values = Array(place[first..<first + count])
      first += count
    }
    return values
  }
}
