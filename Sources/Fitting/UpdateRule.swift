/// A method that moves parameters by the gradient at one point alone.
package enum UpdateRule: Hashable, Sendable {
  /// Against the gradient.
  case gradientDescent
  /// Against a sum of the gradients so far, each older one with a factor less than 1 more.
  case momentum(Double)
  /// Against the mean gradient, element by element in units of its root mean square.
  ///
  /// Source: D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.
  case adam
}

/// The parameters' way under an update rule, with what the rule remembers.
package struct Updater: Sendable {
  private let rule: UpdateRule
  private var mean: [Double]
  private var square: [Double]
  private var count = 0

  private static let meanDecay = 0.9
  private static let squareDecay = 0.999
  private static let least = 1e-8

  /// Starts with nothing remembered, for so many parameters.
  package init(_ rule: UpdateRule, count: Int) {
    self.rule = rule
    mean = rule == .gradientDescent ? [] : Array(repeating: 0, count: count)
    square = rule == .adam ? Array(repeating: 0, count: count) : []
  }

  /// Moves the parameters one step.
  ///
  /// Requires: a gradient with one element for each parameter.
  package mutating func update(_ parameters: inout [Double], gradient: [Double], rate: Double) {
    count += 1
    switch rule {
    case .gradientDescent:
      for place in parameters.indices { parameters[place] -= rate * gradient[place] }
    case .momentum(let factor):
      for place in parameters.indices {
        mean[place] = factor * mean[place] + gradient[place]
        parameters[place] -= rate * mean[place]
      }
    case .adam:
      // The means begin at 0; dividing by what they have taken so far makes up for that.
      let meanShare = 1 - power(Self.meanDecay, count)
      let squareShare = 1 - power(Self.squareDecay, count)
      for place in parameters.indices {
        let slope = gradient[place]
        mean[place] = Self.meanDecay * mean[place] + (1 - Self.meanDecay) * slope
        square[place] = Self.squareDecay * square[place] + (1 - Self.squareDecay) * slope * slope
        parameters[place] -=
          rate * (mean[place] / meanShare) / ((square[place] / squareShare).squareRoot() + Self.least)
      }
    }
  }

  /// Returns a power by repeated squaring, which is the same on every machine.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
