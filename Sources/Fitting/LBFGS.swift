/// The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno: Newton's steps, with a Hessian that is learned from
/// the gradients of the last few steps.
///
/// Source: J. Nocedal, S. J. Wright, Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5.
package struct LBFGS: Sendable {
  /// How many steps are remembered.
  private static let memory = 10

  /// Where the method is, in the units of the caller.
  package private(set) var point: Point
  /// The unit in which each parameter is measured: parameters of very different sizes make for a badly scaled Hessian.
  private let units: [Double]
  private var moves: [[Double]] = []
  private var changes: [[Double]] = []

  /// Starts at a point, with the size that each parameter is about of; 0 where nothing is known of it.
  package init(at point: Point, sizes: [Double]) {
    self.point = point
    // Powers of two, so that changing units rounds nothing.
    units = sizes.map { $0.isNormal ? Double(sign: .plus, exponent: $0.exponent, significand: 1) : 1 }
  }

  /// The greatest derivative, each parameter in its unit.
  package var steepness: Double {
    var most = 0.0
    for place in units.indices { most = max(most, abs(point.gradient[place] * units[place])) }
    return most
  }

  /// Takes one step down; false where no lower point is to be found, which at a minimum is so because of rounding.
  package mutating func step<Fault: Error>(
    _ evaluate: ([Double]) throws(Fault) -> (value: Double, gradient: [Double])
  ) throws(Fault) -> Bool {
    let start = scaled(point)
    func evaluateScaled(_ place: [Double]) throws(Fault) -> Point {
      let own = zip(place, units).map { $0 * $1 }
      let (value, gradient) = try evaluate(own)
      return scaled(Point(place: own, value: value, gradient: gradient))
    }
    while true {
      let isFresh = moves.isEmpty
      let direction = direction(from: start.gradient)
      let size = direction.reduce(0) { max($0, abs($1)) }
      // Without a memory nothing is known of lengths: the first step moves no parameter by more than its unit.
      let firstStep = isFresh ? min(1, 1 / max(size, .leastNormalMagnitude)) : 1
      var search = LineSearch(from: start, along: direction)
      if let found = try search.point(firstStep: firstStep, evaluateScaled) {
        remember(from: start, to: found)
        point = Point(
          place: zip(found.place, units).map { $0 * $1 }, value: found.value,
          gradient: zip(found.gradient, units).map { $0 / $1 })
        return true
      }
      if isFresh { return false }
      moves = []
      changes = []
    }
  }

  private func scaled(_ point: Point) -> Point {
    Point(
      place: zip(point.place, units).map { $0 / $1 }, value: point.value,
      gradient: zip(point.gradient, units).map { $0 * $1 })
  }

  private mutating func remember(from start: Point, to end: Point) {
    let move = zip(end.place, start.place).map { $0 - $1 }
    let change = zip(end.gradient, start.gradient).map { $0 - $1 }
    // A pair without positive curvature would spoil the Hessian.
    guard dot(move, change) > 1e-14 * dot(change, change).squareRoot() * dot(move, move).squareRoot() else { return }
    moves.append(move)
    changes.append(change)
    if moves.count > Self.memory {
      moves.removeFirst()
      changes.removeFirst()
    }
  }

  private func direction(from gradient: [Double]) -> [Double] {
    var direction = gradient.map { -$0 }
    var weights: [Double] = []
    for (move, change) in zip(moves, changes).reversed() {
      let weight = dot(move, direction) / dot(move, change)
      weights.append(weight)
      for place in direction.indices { direction[place] -= weight * change[place] }
    }
    if let move = moves.last, let change = changes.last {
      let scale = dot(move, change) / dot(change, change)
      for place in direction.indices { direction[place] *= scale }
    }
    for (pair, weight) in zip(zip(moves, changes), weights.reversed()) {
      let back = dot(pair.1, direction) / dot(pair.0, pair.1)
      for place in direction.indices { direction[place] += (weight - back) * pair.0[place] }
    }
    return direction
  }
}
