import FlatProgram

/// What must come after what among the members of one block.
struct Dependences {
  /// One dependence between two members, the later one being the one that lists it.
  struct Edge {
    var source: Int
    /// Whether both may share a loop over their next axes: what is written at one of its values is needed at the same.
    var isSameIndex: Bool
  }

  /// The edges that end in each member.
  private(set) var edges: [[Edge]] = []

  /// How two accesses to one array meet while their next loops are one loop.
  private enum Meeting {
    /// Never at an element that both touch.
    case never
    /// At the same value of the axis where these positions' subscripts are equal; at any value where there are none.
    case positions(UInt64)
  }

  private struct Access {
    var member: Int
    var leaf: Int
    var element: ElementReference
  }

  private struct ArrayState {
    var writer: Access?
    /// All writes so far; of more than `mostWriters` only the last is looked at, and taken to meet everything.
    var writers: [Access] = []
    var isCrowded = false
    /// Whether some writes have no element in common, so that the last says little of those before it.
    var hasParts = false
    /// The positions in which all the writes that may share the writer's loop agree.
    var positions: UInt64 = .max
    /// The reads that a write which shares the writer's loop has to come after.
    var readers: [Access] = []
  }

  private static let mostWriters = 32

  /// Finds the edges among members, each of which is a list of leaves: one leaf, or those of a sequence; `areLoops` tells
  /// which are leaves that have a loop to come. The axis of a sequence is another value in every sequence that walks it.
  ///
  /// Complexity: linear in the number of reads and writes.
  init(members: [[Int]], areLoops: [Bool], depth: Int, _ tree: inout NestTree) {
    var states: [ArrayID: ArrayState] = [:]
    var memberOfLeaf: [Int: Int] = [:]
    let given = Self.givenOnce(members, tree)
    edges = Array(repeating: [], count: members.count)
    for (member, leaves) in members.enumerated() {
      let isLoop = areLoops[member]
      for leaf in leaves {
        memberOfLeaf[leaf] = member
        for sharer in tree.leaves[leaf].sharers {
          if let source = memberOfLeaf[sharer], source != member {
            edges[member].append(Edge(source: source, isSameIndex: false))
          }
        }
        for element in tree.leaves[leaf].boundReads {
          guard let writer = states[element.array]?.writer, writer.member != member else { continue }
          edges[member].append(Edge(source: writer.member, isSameIndex: false))
        }
        for element in tree.leaves[leaf].reads where !tree.program[element.array].isGiven {
          addRead(Access(member: member, leaf: leaf, element: element), isLoop, depth, &states, &tree)
        }
        for element in tree.leaves[leaf].writes where !given.contains(element.array) {
          addWrite(Access(member: member, leaf: leaf, element: element), isLoop, depth, &states, &tree)
        }
      }
    }
  }

  /// Returns the outputs that members do nothing with but give them elements, each of which is given once: in any order.
  private static func givenOnce(_ members: [[Int]], _ tree: NestTree) -> Set<ArrayID> {
    var given = Set(tree.program.outputs)
    for leaf in members.joined() where !given.isEmpty {
      for element in tree.leaves[leaf].reads + tree.leaves[leaf].boundReads { given.remove(element.array) }
      let store = tree.leaves[leaf].store
      if case .set = store.accumulation { continue }
      for element in tree.leaves[leaf].writes { given.remove(element.array) }
    }
    return given
  }

  private mutating func addRead(
    _ access: Access, _ isLoop: Bool, _ depth: Int, _ states: inout [ArrayID: ArrayState], _ tree: inout NestTree
  ) {
    let array = access.element.array
    if let state = states[array], let writer = state.writer {
      // Writes outside loops come one after the other; to come after the last is to come after all.
      if state.isCrowded || !isLoop {
        var positions: UInt64 = 0
        if isLoop, !state.hasParts, case .positions(let found) = Self.meeting(writer, access, depth, &tree) {
          positions = found
        }
        if writer.member != access.member {
          edges[access.member].append(Edge(source: writer.member, isSameIndex: positions & state.positions != 0))
        }
      } else {
        for writer in state.writers where writer.member != access.member {
          addOrder(writer, access, isLoop, depth, &tree)
        }
      }
    }
    states[array, default: ArrayState()].readers.append(access)
  }

  private mutating func addWrite(
    _ access: Access, _ isLoop: Bool, _ depth: Int, _ states: inout [ArrayID: ArrayState], _ tree: inout NestTree
  ) {
    let array = access.element.array
    var state = states[array] ?? ArrayState()
    var agreed = UInt64.max
    var isShared = false
    let accumulation = tree.leaves[access.leaf].store.accumulation
    if let writer = state.writer, writer.member != access.member {
      var positions: UInt64 = 0
      var commutes = tree.leaves[writer.leaf].store.accumulation.commutes(with: accumulation)
      if isLoop {
        switch Self.meeting(writer, access, depth, &tree) {
        case .positions(let found): positions = found
        case .never:
          // The writes before the last are looked at one by one.
          if !state.isCrowded { (positions, commutes, state.hasParts) = (.max, true, true) }
        }
      }
      if state.isCrowded, state.hasParts { positions = 0 }
      commutes = commutes && !state.isCrowded
      let isLoopPair = isLoop && tree.leaves[writer.leaf].axes.count > depth
      let isSameIndex = positions & state.positions != 0
      edges[access.member].append(
        Edge(source: writer.member, isSameIndex: isSameIndex || (commutes && isLoopPair)))
      isShared = isSameIndex || commutes
      if isShared { agreed = positions & state.positions }
    } else if state.writer != nil {
      agreed = 0
    }
    if isShared, !state.isCrowded {
      // To share the loop of the last write says nothing of the writes before it.
      for earlier in state.writers.dropLast() where earlier.member != access.member {
        if tree.leaves[earlier.leaf].store.accumulation.commutes(with: accumulation) { continue }
        addOrder(earlier, access, isLoop, depth, &tree)
      }
    }
    var apart: [Access] = []
    for reader in state.readers where reader.member != access.member {
      if !addOrder(reader, access, isLoop, depth, &tree) { apart.append(reader) }
    }
    // What comes after this write comes after the reads that it comes after.
    if !isShared { state.readers = apart }
    state.writer = access
    state.positions = agreed
    state.isCrowded = state.writers.count >= Self.mostWriters
    if !state.isCrowded { state.writers.append(access) }
    states[array] = state
  }

  /// Has one access come after another where they meet; returns whether they do.
  @discardableResult
  private mutating func addOrder(
    _ earlier: Access, _ access: Access, _ isLoop: Bool, _ depth: Int, _ tree: inout NestTree
  ) -> Bool {
    switch isLoop ? Self.meeting(earlier, access, depth, &tree) : .positions(0) {
    case .never: return false
    case .positions(let positions):
      edges[access.member].append(Edge(source: earlier.member, isSameIndex: positions != 0))
      return true
    }
  }

  private static func meeting(_ a: Access, _ b: Access, _ depth: Int, _ tree: inout NestTree) -> Meeting {
    guard tree.leaves[a.leaf].axes.count > depth else { return .positions(0) }
    if a.element.subscripts == b.element.subscripts, tree.program[a.element.subscripts].isEmpty { return .positions(0) }
    let (axisA, axisB) = (tree.leaves[a.leaf].axes[depth], tree.leaves[b.leaf].axes[depth])
    let left = tree.program[a.element.subscripts]
    let right = tree.program[b.element.subscripts]
    var positions: UInt64 = 0
    for (position, (x, y)) in zip(left, right).enumerated() where position < 64 {
      if tree.program[x].axis == axisA, tree.program[y].axis == axisB {
        positions |= 1 << position
        continue
      }
      guard let (slopeA, restA) = tree.program[x].linear(in: axisA),
        let (slopeB, restB) = tree.program[y].linear(in: axisB), let slope = slopeA.constant, slope == slopeB.constant,
        let fixedA = tree.fixedPart(restA, of: a.leaf, depth), let fixedB = tree.fixedPart(restB, of: b.leaf, depth)
      else { continue }
      if slope != 0 {
        if fixedA == fixedB { positions |= 1 << position }
      } else if tree.program.neverEqual(fixedA, fixedB) {
        return .never
      }
    }
    return .positions(positions)
  }
}

extension Accumulation {
  /// Whether two stores of these kinds into one array may change places, element by element.
  func commutes(with other: Accumulation) -> Bool {
    switch (self, other) {
    case (.add, .add), (.maximum, .maximum), (.minimum, .minimum): true
    default: false
    }
  }

  /// The array that is written beside the target.
  package var companion: ArrayID? {
    switch self {
    case .argmax(let best, _), .argmin(let best, _): best
    case .add(.compensated(let lost)): lost
    case .set, .add(.inOrder), .add(.lanes), .maximum, .minimum: nil
    }
  }
}

extension Program {
  /// Whether two integer expressions differ by a number, or are what is left of such by a divisor that their difference is
  /// no multiple of.
  fileprivate func neverEqual(_ a: IndexID, _ b: IndexID) -> Bool {
    if let difference = (self[a] - self[b]).constant { return difference != 0 }
    guard case .remainder(let x, let divisor)? = self[a].soleAtom,
      case .remainder(let y, divisor)? = self[b].soleAtom, let count = self[divisor].constant, count > 0,
      let difference = (self[x] - self[y]).constant
    else { return false }
    return difference % count != 0
  }
}

extension IndexExpression {
  /// The atom that it is, where it is one and nothing more.
  fileprivate var soleAtom: IndexAtom? {
    guard terms.count == 1, divisor == 1, terms[0].coefficient == 1, terms[0].factors.count == 1 else { return nil }
    return terms[0].factors[0]
  }
}

extension Leaf {
  /// The elements that it writes.
  var writes: [ElementReference] {
    guard let companion = store.accumulation.companion else { return [store.target] }
    return [store.target, ElementReference(array: companion, subscripts: store.target.subscripts)]
  }
}

extension NestTree {
  /// Returns an expression in the axes of the loops around, where it names no axis of a loop that is still to come.
  fileprivate mutating func fixedPart(_ expression: IndexExpression, of leaf: Int, _ depth: Int) -> IndexID? {
    let id = program.index(expression)
    if expression.terms.isEmpty || expression.constant != nil { return id }
    var analysis = IndexAnalysis()
    let axes = analysis.mentions(of: id, in: program).axes
    let (own, resolved) = (leaves[leaf].axes, leaves[leaf].resolved)
    guard !own[depth...].contains(where: axes.contains) else { return nil }
    var map: [AxisID: AxisID] = [:]
    for (axis, name) in zip(own, resolved) where axis != name { map[axis] = name }
    if map.isEmpty { return id }
    var renaming = AxisRenaming(map)
    return renaming.rename(id, in: &program)
  }
}
