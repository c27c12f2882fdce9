/// Holds the numbers of an array of any rank, last axis fastest.
///
/// Shapes: a scalar has the shape `[]` and one value. Integer data are doubles with integral values.
package struct Tensor: Sendable, Equatable {
  /// The extent of every axis, outermost first.
  package var shape: [Int]
  /// The elements in row-major order.
  package var values: [Double]

  /// Makes a scalar.
  package init(_ scalar: Double) {
    (shape, values) = ([], [scalar])
  }

  /// Makes a vector.
  package init(_ vector: [Double]) {
    (shape, values) = ([vector.count], vector)
  }

  /// Makes an array from its elements in row-major order.
  ///
  /// Requires: as many values as the shape has elements.
  package init(shape: [Int], values: [Double]) {
    precondition(Tensor.count(of: shape) == values.count, "the values must fill the shape")
    (self.shape, self.values) = (shape, values)
  }

  /// Makes an array of one repeated value.
  ///
  /// Requires: a shape whose elements can be counted.
  package init(repeating value: Double, shape: [Int]) {
    self.init(shape: shape, values: Array(repeating: value, count: Tensor.count(of: shape) ?? 0))
  }

  /// The number of elements.
  package var count: Int { values.count }

  /// The number of axes.
  package var rank: Int { shape.count }

  /// The value of a scalar, and nil for an array with axes.
  package var scalar: Double? { shape.isEmpty ? values.first : nil }

  /// The greatest number of axes that data may have, as in NumPy.
  package static let maximumRank = 64

  /// Counts the elements of a shape, or answers nil where no machine could address them or an extent is negative.
  ///
  /// An extent of zero does not excuse the others: they become loop bounds elsewhere.
  package static func count(of shape: [Int]) -> Int? {
    var extent = 1
    for length in shape {
      guard length >= 0 else { return nil }
      let (product, overflow) = extent.multipliedReportingOverflow(by: max(1, length))
      guard !overflow, product <= 1 << 47 else { return nil }
      extent = product
    }
    return shape.contains(0) ? 0 : extent
  }

  /// Tells whether both have the same shape and the same values, where NaN equals NaN and -0 equals 0.
  package func matches(_ other: Tensor) -> Bool {
    shape == other.shape && zip(values, other.values).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
  }
}

extension Tensor {
  /// Says why nested lists are not an array: one sentence without a full stop.
  package struct RaggedLists: Error, Equatable {
    package var message: String

    package init(_ message: String) {
      self.message = message
    }
  }

  /// Builds an array from nested lists that arrive as a stream of brackets and numbers.
  ///
  /// Requires: as many `closeList` as `openList`, nothing after the outermost element.
  /// Complexity: constant time for each call, however deep.
  package struct Builder {
    /// The name of the array in messages.
    let name: String
    private var values: [Double] = []
    /// For each open list, the elements completed so far: together the path of the element that comes next.
    private var path: [Int] = []
    /// For each depth, where its first list stands and, once that is closed, its length.
    private var firstLists: [(path: [Int], length: Int?)] = []
    /// Where the first number stands; all others lie as deep.
    private var firstNumber: [Int]?

    /// Makes a builder of the array that messages call by the name.
    package init(name: String) {
      self.name = name
    }

    /// Adds a number.
    package mutating func append(_ value: Double) throws(RaggedLists) {
      if firstNumber == nil, firstLists.count == path.count {
        firstNumber = path
      }
      guard let firstNumber, firstNumber.count == path.count else {
        let list = firstLists[path.count].path
        throw RaggedLists("\(element(path)) is a number where \(element(list)) is a list")
      }
      values.append(value)
      countElement()
    }

    /// Begins a list.
    package mutating func openList() throws(RaggedLists) {
      if let firstNumber, firstNumber.count == path.count {
        throw RaggedLists("\(element(path)) is a list where \(element(firstNumber)) is a number")
      }
      guard path.count < Tensor.maximumRank else {
        throw RaggedLists("\(name) nests lists more than \(Tensor.maximumRank) deep")
      }
      if firstLists.count == path.count {
        firstLists.append((path, nil))
      }
      path.append(0)
    }

    /// Ends the innermost list, and checks its length.
    package mutating func closeList() throws(RaggedLists) {
      guard let length = path.popLast() else { return }
      if let expected = firstLists[path.count].length {
        guard length == expected else {
          let first = element(firstLists[path.count].path)
          throw RaggedLists(
            "\(element(path)) has \(length) element\(length == 1 ? "" : "s") where \(first) has \(expected)")
        }
      } else {
        firstLists[path.count].length = length
      }
      countElement()
    }

    /// Gives the array, or nil where nothing was added.
    package consuming func finish() -> Tensor? {
      guard firstNumber != nil || !firstLists.isEmpty else { return nil }
      return Tensor(shape: firstLists.map { $0.length ?? 0 }, values: values)
    }

    private mutating func countElement() {
      if !path.isEmpty { path[path.count - 1] += 1 }
    }

    private func element(_ path: [Int]) -> String {
      path.isEmpty ? name : "\(name)[\(path.map(String.init).joined(separator: ", "))]"
    }
  }
}
