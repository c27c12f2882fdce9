extension Program {
  /// Returns axes that walk every element of a shape; what prints them sees to it that their names are free.
  package mutating func axes(spanning shape: [IndexID]) -> [AxisID] {
    let letters = ["i", "j", "k", "l", "m", "n"]
    let zero = index(0)
    return shape.enumerated().map { position, extent in
      axis(position < letters.count ? letters[position] : "i\(position)", from: zero, to: extent)
    }
  }
}
