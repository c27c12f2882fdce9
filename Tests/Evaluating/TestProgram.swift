/// A program in the language with values to run it on.
package struct TestProgram: Sendable {
  package var name: String
  package var text: String
  /// The extents of the dims that the text leaves open.
  package var dims: [Int] = []
  /// Whether the form of one operation a line is taken.
  package var isPlain = false
  /// How often the segments of recurrences are divided.
  package var levels = 0
  /// The numbers of some arrays, by name; the others have any.
  package var values: [String: [Double]] = [:]

  package init(
    _ name: String, _ text: String, dims: [Int] = [], isPlain: Bool = false, levels: Int = 0,
    values: [String: [Double]] = [:]
  ) {
    (self.name, self.text, self.dims, self.isPlain, self.levels) = (name, text, dims, isPlain, levels)
    self.values = values
  }
}
