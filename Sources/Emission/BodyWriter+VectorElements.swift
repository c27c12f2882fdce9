import FlatProgram
import Scheduling

/// What is known while several values of a loop go through its body together.
struct VectorFrame: Sendable {
  /// An element whose values go together, or that all of them have in common.
  struct Element: Hashable, Sendable {
    var array: ArrayID
    var subscripts: [IndexExpression]
  }

  /// A variable that stands for an element.
  struct Named: Sendable {
    var name: String
    /// The number of the line that declares it.
    var line: Int
    /// Where the element is.
    var place: Fragment
    /// Whether it has had another value than its first.
    var isChanged: Bool
    /// Whether the element is not what the variable is.
    var isNewer: Bool
  }

  let plan: VectorPlan
  /// The open block that the loop stands in.
  let level: Int
  /// Whether what all values have in common may be read before the loop.
  let readsBefore: Bool
  fileprivate(set) var named: [Element: Named] = [:]
  /// In the order in which they were named.
  fileprivate(set) var order: [Element] = []
  /// What is to stand before the loop.
  fileprivate(set) var linesBefore: [String] = []

  fileprivate init(_ plan: VectorPlan, _ level: Int, _ readsBefore: Bool) {
    (self.plan, self.level, self.readsBefore) = (plan, level, readsBefore)
  }
}

/// Names of elements, which compilers would read again after every store: for all that they know it may have changed them.
extension BodyWriter {
  /// Begins to let the values of a loop go together.
  mutating func beginVectors(_ plan: VectorPlan, readsBefore: Bool) {
    vector = VectorFrame(plan, opened.count - 2, readsBefore && (plan.isUnrolled || !plan.hasLoops))
  }

  /// Stores the elements that have changed, and returns what is to stand before the loop.
  mutating func endVectors() -> [String] {
    guard let frame = vector, let spelling = target.vectors else { return [] }
    for element in frame.order {
      guard let named = frame.named[element] else { continue }
      if !named.isChanged { lines[named.line] = spelling.constant(fromVariable: lines[named.line]) }
      if named.isNewer { write(spelling.store(named.name, at: named.place)) }
    }
    vector = nil
    return frame.linesBefore
  }

  private func element(named array: ArrayID, _ subscripts: SubscriptsID) -> VectorFrame.Element {
    VectorFrame.Element(array: array, subscripts: keptSubscripts(array, subscripts).map { fixed(program[$0]) })
  }

  /// Returns the elements that a varying read has side by side; nil for a variable, which has them by its name.
  mutating func lanes(of array: ArrayID, _ subscripts: SubscriptsID, as node: ExpressionID) -> Fragment? {
    guard let (spelling, width) = vectors(of: node), let plan = vector?.plan, !access[Int(array.raw)].isScalar else {
      return nil
    }
    let isWritten = plan.written[array] != nil
    guard isWritten ? plan.keepsElements : plan.isUnrolled && isReadAgain(subscripts, plan) else {
      return spelling.load(place(array, subscripts), width)
    }
    let element = element(named: array, subscripts)
    if let named = vector?.named[element] { return Fragment(named.name) }
    let place = place(array, subscripts)
    return Fragment(name(element, spelling.load(place, width).text, at: place, isNewer: false))
  }

  /// Whether another value of a loop that is written out reads the same element.
  private func isReadAgain(_ subscripts: SubscriptsID, _ plan: VectorPlan) -> Bool {
    plan.inner.contains { axis in
      fixedAxes[axis] != nil && !program[subscripts].contains { mentionsAxis($0, axis) }
    }
  }

  /// Declares a variable that stands for an element, and returns its name.
  private mutating func name(
    _ element: VectorFrame.Element, _ value: String, at place: Fragment, isNewer: Bool
  ) -> String {
    guard let frame = vector, let spelling = target.vectors else { return value }
    let array = access[Int(element.array.raw)].name
    let name = scopedName(array + (frame.plan.written[element.array] == nil ? "_lanes" : "_held"))
    vector?.order.append(element)
    vector?.named[element] = VectorFrame.Named(
      name: name, line: lines.count, place: place, isChanged: false, isNewer: isNewer)
    write(spelling.variable(name, value, frame.plan.width))
    return name
  }

  /// Whether an element that a store writes has a name until all is through: where it is mentioned more than once.
  func hasName(_ element: ElementReference) -> Bool {
    guard let plan = vector?.plan, plan.keepsElements, let mentions = plan.written[element.array] else { return false }
    return plan.isUnrolled || mentions.count > 1
  }

  /// Gives an element that has a name a value.
  mutating func setElement(_ reference: ElementReference, to value: String) {
    let element = element(named: reference.array, reference.subscripts)
    if let named = vector?.named[element] {
      write("\(named.name) = \(value)")
      vector?.named[element]?.isChanged = true
      vector?.named[element]?.isNewer = true
    } else {
      _ = name(element, value, at: place(reference.array, reference.subscripts), isNewer: true)
    }
  }

  /// Adds a value to an element that has a name.
  mutating func addToElement(_ reference: ElementReference, _ value: (inout BodyWriter) -> String) {
    let element = element(named: reference.array, reference.subscripts)
    if vector?.named[element] == nil, let spelling = target.vectors, let width = vector?.plan.width {
      let place = place(reference.array, reference.subscripts)
      _ = name(element, spelling.load(place, width).text, at: place, isNewer: false)
    }
    let text = value(&self)
    guard let name = vector?.named[element]?.name else { return }
    write("\(name) += \(text)")
    vector?.named[element]?.isChanged = true
    vector?.named[element]?.isNewer = true
  }

  // MARK: What all values have in common

  /// Returns the name of an element that is the same for all values of a loop, read before it; nil where it cannot be.
  mutating func readBefore(_ array: ArrayID, _ subscripts: SubscriptsID) -> String? {
    guard let frame = vector, frame.readsBefore, frame.plan.written[array] == nil else { return nil }
    let access = access[Int(array.raw)]
    guard !access.isScalar, access.cell == .real else { return nil }
    let element = element(named: array, subscripts)
    let isPlain = element.subscripts.allSatisfy { index in
      index.atoms.allSatisfy { atom in
        switch atom {
        case .dim: true
        case .axis(let axis): axis != frame.plan.axis
        case .element, .quotient, .remainder: false
        }
      }
    }
    guard isPlain else { return nil }
    if let name = elementsBefore[element] { return name }
    let name = scopedName(access.name + "_each", inBlock: frame.level)
    elementsBefore[element] = name
    let line = target.constant(name, .real, realElement(array, subscripts).text)
    vector?.linesBefore.append(line)
    return name
  }
}
