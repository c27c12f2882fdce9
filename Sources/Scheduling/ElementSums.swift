import FlatProgram

/// The small arrays whose elements are added to one by one, each by its number, before any of them is read.
///
/// Each element then begins with what is added to it first, and only those that nothing is added to are filled with 0.
struct ElementSums {
  /// The elements that are added to, by array.
  private var elements: [ArrayID: Set<SubscriptsID>] = [:]

  /// The most elements that such an array has.
  private static let mostElements = 64

  /// Finds the arrays. Complexity: linear in the program.
  init(_ program: Program) {
    var isExcluded = program.arrays.map { $0.isInteger }
    var isRead = [Bool](repeating: false, count: program.arrays.count)
    var traversal = Traversal()
    traversal.begin(in: program)
    var stack = [(statements: program.statements, position: 0)]
    while let (statements, position) = stack.last {
      guard position < statements.count else {
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].position += 1
      switch statements[position] {
      case .sequence(let sequence): stack.append((sequence.body, 0))
      case .assignment(let assignment):
        traversal.continueElements(of: assignment.body, [], in: program) { array, _ in isRead[Int(array.raw)] = true }
        let target = Int(assignment.target.raw)
        let isElement =
          assignment.combination == .add && assignment.domain.isEmpty && stack.count == 1
          && program[assignment.subscripts].allSatisfy { program[$0].constant != nil }
        // What has been read may not change any more.
        isExcluded[target] = isExcluded[target] || !isElement || isRead[target]
        if !isExcluded[target] { elements[assignment.target, default: []].insert(assignment.subscripts) }
      }
    }
    elements = elements.filter { array, written in
      guard !isExcluded[Int(array.raw)], let count = Self.elementCount(of: array, in: program) else { return false }
      return 2 * written.count >= count
    }
  }

  /// Whether an array is one of these.
  func contains(_ array: ArrayID) -> Bool { elements[array] != nil }

  /// Takes notice of the first addition to an element; false where there was one before.
  mutating func begin(_ array: ArrayID, _ subscripts: SubscriptsID) -> Bool {
    elements[array]?.remove(subscripts) != nil
  }

  /// Returns the elements that nothing is added to, in order; all of those that are must still be there.
  func rest(of array: ArrayID, in program: inout Program) -> [SubscriptsID] {
    guard let written = elements[array] else { return [] }
    var lists: [[IndexID]] = [[]]
    for extent in program[array].shape {
      let count = program.fixedValue(of: program[extent]) ?? 0
      let numbers = (0..<count).map { program.index($0) }
      lists = lists.flatMap { list in numbers.map { list + [$0] } }
    }
    return lists.map { program.subscripts($0) }.filter { !written.contains($0) }
  }

  private static func elementCount(of array: ArrayID, in program: Program) -> Int? {
    var count = 1
    for extent in program[array].shape {
      guard let number = program.fixedValue(of: program[extent]), number > 0, number <= mostElements else { return nil }
      count *= number
      if count > mostElements { return nil }
    }
    return count
  }
}
