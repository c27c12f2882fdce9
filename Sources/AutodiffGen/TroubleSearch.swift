import FlatProgram
import Interpretation
import Operations

/// The search for the first step that makes an infinity or NaN of numbers: from a result that is not finite back along what is
/// not finite, to what is.
struct TroubleSearch {
  /// A step, and what it makes of what.
  struct Find {
    var assignment: Assignment
    /// The operation within the step; the whole body where the step adds up finite terms to an infinite sum.
    var node: ExpressionID
    /// Nil for a sum.
    var operation: Operation?
    /// What the text has there: the operation, or the one whose derivative it is of.
    var written: ExpressionID?
    /// Which element of the target.
    var element: [Int]
    /// Where the axes are.
    var places: [(name: String, value: Int)]
    var value: Double
    /// What the text's operation is made of, as far as that has a value there.
    var operands: [(node: ExpressionID, value: Double)]
  }

  /// An element that is not finite, and what of it was looked at.
  private struct Frame {
    var array: ArrayID
    var position: Int
    /// What it is made of that is not finite either.
    var causes: [(array: ArrayID, position: Int)] = []
    /// What is to be blamed if no cause is.
    var find: Find?
  }

  private struct Element: Hashable {
    var array: ArrayID
    var position: Int
  }

  private let program: Program
  private var points: TroublePoints
  private var seen: Set<Element> = []
  /// By array: the statements that give it values, each with the sequences around it.
  private var givers: [ArrayID: [(assignment: Assignment, enclosing: [AxisID])]] = [:]

  /// Takes a program of small steps, the extents, and what its arrays are.
  init(_ program: Program, dims: [Int], values: [Tensor?]) {
    self.program = program
    points = TroublePoints(program, dims: dims, values: values)
    var enclosing: [AxisID] = []
    for step in program.steps {
      switch step {
      case .enter(let axis, _): enclosing.append(axis)
      case .leave: enclosing.removeLast()
      case .assignment(let assignment): givers[assignment.target, default: []].append((assignment, enclosing))
      }
    }
  }

  /// Returns the step that some results come from that are not finite; nil where all are, or where infinity is what was written.
  mutating func first(behind results: [ArrayID]) -> Find? {
    for result in results {
      for (position, value) in (points.values[Int(result.raw)]?.values ?? []).enumerated() where !value.isFinite {
        if let find = find(behind: result, position) { return find }
      }
    }
    return nil
  }

  /// Goes back from one element, the cause of a cause first. The path may be as long as a recurrence.
  private mutating func find(behind array: ArrayID, _ position: Int) -> Find? {
    guard var frame = frame(array, position) else { return nil }
    var path: [Frame] = []
    while true {
      if let next = frame.causes.popLast() {
        guard let inner = self.frame(next.array, next.position) else { continue }
        path.append(frame)
        frame = inner
      } else if let find = frame.find {
        return find
      } else if let outer = path.popLast() {
        frame = outer
      } else {
        return nil
      }
    }
  }

  /// Looks at what gives an element its value; nil where that was done, or it is given.
  private mutating func frame(_ array: ArrayID, _ position: Int) -> Frame? {
    guard seen.insert(Element(array: array, position: position)).inserted, let statements = givers[array],
      let tensor = points.values[Int(array.raw)]
    else { return nil }
    let place = Self.place(of: position, in: tensor.shape)
    var frame = Frame(array: array, position: position)
    var isSumOfNumbers = true
    for (assignment, enclosing) in statements {
      points.visit(assignment, within: enclosing, giving: place) { points in
        let value = points.value(of: assignment.body, given: tensor.values[position])
        if value.isFinite { return true }
        isSumOfNumbers = false
        let blame = points.blame(assignment.body, given: tensor.values[position])
        frame.causes += blame.causes
        if frame.find == nil, let node = blame.node, case .operation(let operation, let a, let b, let c) = program[node]
        {
          var (written, operands): (ExpressionID?, [ExpressionID]) = (node, [a, b, c])
          let isMade = Self.isMade(node, of: [a, b, c], in: program)
          if assignment.pass != .forward || isMade {
            written = program.expressionSpan(node).flatMap { program.firstExpression(at: $0) }
            if let written, case .operation(_, let a, let b, let c) = program[written] { operands = [a, b, c] }
          }
          operands.removeAll { $0 == .none || program[$0].number != nil }
          let asWritten = points.value(of: written ?? node, given: .nan)
          frame.find = Find(
            assignment: assignment, node: node, operation: operation, written: written, element: place,
            places: points.places(of: node),
            value: isMade && !asWritten.isFinite ? asWritten : points.value(of: node, given: tensor.values[position]),
            operands: operands.map { ($0, points.value(of: $0, given: .nan)) })
        }
        return frame.causes.count < 100
      }
    }
    frame.causes.reverse()
    if isSumOfNumbers, let (assignment, _) = statements.first(where: { $0.assignment.combination == .add }) {
      frame.find = Find(
        assignment: assignment, node: assignment.body, operation: nil, element: place, places: [],
        value: tensor.values[position], operands: [])
    }
    return frame
  }

  /// Tells whether a rewriting made a step: then it is as long in the text as what it is made of.
  private static func isMade(_ node: ExpressionID, of operands: [ExpressionID], in program: Program) -> Bool {
    guard let span = program.expressionSpan(node) else { return false }
    return operands.contains { $0 != .none && program.expressionSpan($0) == span }
  }

  private static func place(of element: Int, in shape: [Int]) -> [Int] {
    var rest = element
    var place: [Int] = []
    for extent in shape.reversed() {
      place.append(rest % max(extent, 1))
      rest /= max(extent, 1)
    }
    return place.reversed()
  }
}
