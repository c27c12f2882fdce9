/// The search for a step along a line that takes a function down far enough.
///
/// Near a minimum, differences of values drown in rounding long before slopes do; steps are then judged by slopes, so that
/// the minimum is found to nearly all digits.
/// Source: W. W. Hager, H. Zhang, A new conjugate gradient method with guaranteed descent and an efficient line search,
/// SIAM Journal on Optimization 16 (2005), section 4; the constants are those of their CG_DESCENT.
struct LineSearch {
  /// A step that was tried.
  private struct Trial {
    var step: Double
    var point: Point
    var slope: Double
  }

  private static let decrease = 0.1
  private static let curvature = 0.9
  private static let shrinkage = 0.66
  private static let expansion = 5.0
  /// How far a value may seem to rise, of its size, by rounding alone.
  private static let rounding = 1e-12
  private static let mostTrials = 60

  private let start: Point
  private let direction: [Double]
  private let slope: Double
  private let limit: Double
  private var trials = 0

  /// Starts at a point, along a direction with a negative slope.
  init(from start: Point, along direction: [Double]) {
    (self.start, self.direction) = (start, direction)
    slope = dot(start.gradient, direction)
    limit = start.value + Self.rounding * abs(start.value)
  }

  /// Returns a point that is low and flat enough; nil where none is found.
  mutating func point<Fault: Error>(
    firstStep: Double, _ evaluate: ([Double]) throws(Fault) -> Point
  ) throws(Fault) -> Point? {
    guard slope < 0, slope.isFinite else { return nil }
    guard var trial = try finiteTrial(firstStep, evaluate) else { return nil }
    var low = Trial(step: 0, point: start, slope: slope)
    var high: Trial?
    while trials < Self.mostTrials {
      if isEnough(trial) { return trial.point }
      if trial.slope >= 0 {
        high = trial
      } else if trial.point.value <= limit {
        low = trial
      } else {
        guard let (a, b) = try narrowed(low, trial, evaluate) else { return nil }
        if isEnough(b) { return b.point }
        (low, high) = (a, b)
      }
      if high != nil { break }
      guard let next = try finiteTrial(trial.step * Self.expansion, evaluate), next.step > low.step else {
        return low.step > 0 ? low.point : nil
      }
      trial = next
    }
    // A function without a minimum along the line is followed as far as the trials went.
    guard var high else { return low.step > 0 ? low.point : nil }
    while trials < Self.mostTrials {
      let width = high.step - low.step
      for step in [secant(low, high), nil] {
        // The middle makes sure that the bracket shrinks where the secant does not.
        if step == nil, high.step - low.step <= Self.shrinkage * width { break }
        let place = step ?? (low.step + high.step) / 2
        guard place > low.step, place < high.step else { continue }
        let tried = try self.trial(place, evaluate)
        if isEnough(tried) { return tried.point }
        if tried.point.isFinite, tried.slope >= 0 {
          high = tried
        } else if tried.point.isFinite, tried.point.value <= limit {
          low = tried
        } else {
          guard let (a, b) = try narrowed(low, tried, evaluate) else { return nil }
          if isEnough(b) { return b.point }
          (low, high) = (a, b)
        }
      }
      guard high.step - low.step > 1e-16 * high.step else { break }
      if high.step - low.step >= width { break }
    }
    return low.step > 0 && low.point.value < start.value ? low.point : nil
  }

  private func secant(_ low: Trial, _ high: Trial) -> Double? {
    let step = (low.step * high.slope - high.step * low.slope) / (high.slope - low.slope)
    return step.isFinite ? step : nil
  }

  /// Finds a bracket whose right end has a slope upwards, between a low point and one that is too high.
  private mutating func narrowed<Fault: Error>(
    _ low: Trial, _ high: Trial, _ evaluate: ([Double]) throws(Fault) -> Point
  ) throws(Fault) -> (low: Trial, high: Trial)? {
    var low = low
    var end = high.step
    while trials < Self.mostTrials {
      let middle = try trial((low.step + end) / 2, evaluate)
      if middle.point.isFinite, middle.slope >= 0 { return (low, middle) }
      if middle.point.isFinite, middle.point.value <= limit {
        if isEnough(middle) { return (low, middle) }
        low = middle
      } else {
        end = middle.step
      }
    }
    return nil
  }

  private func isEnough(_ trial: Trial) -> Bool {
    guard trial.step > 0, trial.point.isFinite, trial.slope >= Self.curvature * slope else { return false }
    if trial.point.value - start.value <= Self.decrease * trial.step * slope { return true }
    return trial.slope <= (2 * Self.decrease - 1) * slope && trial.point.value <= limit
  }

  /// Tries ever smaller steps until the function is finite.
  private mutating func finiteTrial<Fault: Error>(
    _ step: Double, _ evaluate: ([Double]) throws(Fault) -> Point
  ) throws(Fault) -> Trial? {
    var step = step
    while trials < Self.mostTrials {
      let trial = try trial(step, evaluate)
      if trial.point.isFinite { return trial }
      step /= 8
    }
    return nil
  }

  private mutating func trial<Fault: Error>(
    _ step: Double, _ evaluate: ([Double]) throws(Fault) -> Point
  ) throws(Fault) -> Trial {
    trials += 1
    var place = start.place
    for index in place.indices { place[index] += step * direction[index] }
    let point = try evaluate(place)
    return Trial(step: step, point: point, slope: dot(point.gradient, direction))
  }
}
