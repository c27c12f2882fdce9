import FlatProgram

/// One mention of an array's element by a statement.
struct Mention: Hashable {
  var array: ArrayID
  var subscripts: SubscriptsID
  /// How the statement writes it; nil where it reads it.
  var combination: Combination?
}

/// An outermost statement of a program: an assignment, or a sequence with all that it holds.
struct Passage {
  var steps: [Step]
  /// What its statements mention, each mention once.
  var mentions: [Mention]

  /// The axis that is walked; nil for an assignment.
  var walk: (axis: AxisID, isReversed: Bool)? {
    if case .enter(let axis, let isReversed)? = steps.first { (axis, isReversed) } else { nil }
  }

  /// The assignment that it is; nil for a sequence.
  var assignment: Assignment? { steps.count == 1 ? steps[0].assignment : nil }

  /// Returns the mentions of one array.
  func mentions(of array: ArrayID) -> [Mention] { mentions.filter { $0.array == array } }
}

/// A program as a list of its outermost statements, and where each array is mentioned.
struct Outline {
  var program: Program
  var passages: [Passage] = []
  /// By array: the passages that mention it, in order.
  private(set) var places: [[Int]] = []
  private var traversal = Traversal()

  /// Complexity: linear in the program.
  init(_ program: Program) {
    self.program = program
    var depth = 0
    var steps: [Step] = []
    for step in program.steps {
      steps.append(step)
      switch step {
      case .enter: depth += 1
      case .leave: depth -= 1
      case .assignment: break
      }
      guard depth == 0 else { continue }
      passages.append(Passage(steps: steps, mentions: []))
      steps.removeAll()
    }
    places = Array(repeating: [], count: program.arrays.count)
    for position in passages.indices { readMentions(of: position) }
  }

  /// The program that the passages make up.
  var assembled: Program {
    var program = program
    program.steps = passages.flatMap(\.steps)
    return program
  }

  /// Gives a passage other steps.
  mutating func replace(_ position: Int, by steps: [Step]) {
    for mention in passages[position].mentions { places[Int(mention.array.raw)].removeAll { $0 == position } }
    passages[position].steps = steps
    readMentions(of: position)
  }

  private mutating func readMentions(of position: Int) {
    let mentions = mentions(by: passages[position].steps)
    passages[position].mentions = mentions
    while places.count < program.arrays.count { places.append([]) }
    for mention in mentions where !program[mention.array].isGiven {
      let array = Int(mention.array.raw)
      guard !places[array].contains(position) else { continue }
      let place = places[array].firstIndex { $0 > position } ?? places[array].count
      places[array].insert(position, at: place)
    }
  }

  /// Returns what some steps mention, each mention once, in order.
  mutating func mentions(by steps: [Step]) -> [Mention] {
    var found: [Mention] = []
    var seen: Set<Mention> = []
    func add(_ mention: Mention) {
      if seen.insert(mention).inserted { found.append(mention) }
    }
    for step in steps {
      var indices: [IndexID] = []
      var roots: [ExpressionID] = []
      var axes: [AxisID] = []
      var target: Mention?
      switch step {
      case .leave: break
      case .enter(let axis, _): axes = [axis]
      case .assignment(let assignment):
        axes = assignment.domain
        indices = program[assignment.subscripts]
        roots = [assignment.body]
        target = Mention(
          array: assignment.target, subscripts: assignment.subscripts, combination: assignment.combination)
      }
      for axis in axes { indices += [program[axis].lower, program[axis].upper] }
      traversal.elements(of: traversal.postorder(roots, in: program), in: program) { array, subscripts in
        add(Mention(array: array, subscripts: subscripts, combination: nil))
      }
      traversal.atoms(of: indices, in: program) { atom in
        guard case .element(let array, let subscripts) = atom else { return }
        add(Mention(array: array, subscripts: subscripts, combination: nil))
      }
      if let target { add(target) }
    }
    return found
  }
}

extension Step {
  /// The assignment that it is.
  var assignment: Assignment? {
    if case .assignment(let assignment) = self { assignment } else { nil }
  }
}
