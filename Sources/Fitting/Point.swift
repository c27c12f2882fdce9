/// A place in the space of the parameters, with the function's value and gradient there.
package struct Point: Hashable, Sendable {
  /// The parameters.
  package var place: [Double]
  /// The function's value.
  package var value: Double
  /// The function's derivatives, one for each parameter.
  package var gradient: [Double]

  /// Makes a point.
  package init(place: [Double], value: Double, gradient: [Double]) {
    (self.place, self.value, self.gradient) = (place, value, gradient)
  }

  /// Whether the value and all derivatives are numbers.
  package var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }
}

/// Returns the sum of products.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for place in a.indices { sum += a[place] * b[place] }
  return sum
}
