import FlatProgram

/// Makes one sequence of two that walk the same steps, where each step of the second needs of the first only what the same step
/// has completed, and nothing that stands between them.
struct Merging {
  private var outline: Outline
  /// The passages so far, by number.
  private var order: [Int] = []
  /// Those of them that are sequences.
  private var sequences: [Int] = []

  /// How many sequences are looked at, from the last one back.
  private static let mostLookedAt = 8

  /// Returns the program with fewer sequences. Complexity: linear in the program.
  static func run(_ program: Program) -> Program {
    var merging = Merging(Outline(program))
    for passage in merging.outline.passages.indices { merging.take(passage) }
    let outline = merging.outline
    var result = outline.program
    result.steps = merging.order.flatMap { outline.passages[$0].steps }
    return result
  }

  private init(_ outline: Outline) { self.outline = outline }

  private mutating func take(_ passage: Int) {
    guard outline.passages[passage].walk != nil else { return order.append(passage) }
    var place = order.count
    for position in sequences.indices.suffix(Self.mostLookedAt).reversed() {
      let first = sequences[position]
      while place > 0, order[place - 1] != first { place -= 1 }
      guard let followers = followers(of: place - 1, before: passage) else { continue }
      merge(passage, into: first)
      // What does not need the first sequence goes before it, since the second may need that.
      let after = order[place...]
      let tail = after.filter { !followers.contains($0) } + [first] + after.filter { followers.contains($0) }
      order.replaceSubrange((place - 1)..., with: tail)
      sequences.replaceSubrange(position..., with: tail.filter { outline.passages[$0].walk != nil })
      return
    }
    sequences.append(passage)
    order.append(passage)
  }

  /// Returns the passages behind the sequence at a place that have to stay behind it, where a later sequence can become a part of it.
  private func followers(of place: Int, before passage: Int) -> Set<Int>? {
    let (first, second) = (outline.passages[order[place]], outline.passages[passage])
    guard let one = first.walk, let two = second.walk, one.isReversed == two.isReversed,
      outline.program[one.axis].lower == outline.program[two.axis].lower,
      outline.program[one.axis].upper == outline.program[two.axis].upper,
      isInStep(first, one, second, two.axis)
    else { return nil }
    var found: Set<Int> = []
    var mentioned = first.computed(in: outline.program)
    var written = first.written
    for number in order[(place + 1)...] {
      let other = outline.passages[number]
      let isFollower =
        !other.written.isDisjoint(with: mentioned) || !other.computed(in: outline.program).isDisjoint(with: written)
      guard isFollower else { continue }
      found.insert(number)
      mentioned.formUnion(other.computed(in: outline.program))
      written.formUnion(other.written)
      guard other.written.isDisjoint(with: second.computed(in: outline.program)),
        second.written.isDisjoint(with: other.computed(in: outline.program))
      else { return nil }
    }
    return found
  }

  /// Whether each step of the second needs only rows that the same step of the first, or one before it, has completed.
  private func isInStep(
    _ first: Passage, _ one: (axis: AxisID, isReversed: Bool), _ second: Passage, _ axis: AxisID
  ) -> Bool {
    let shared = first.written.union(second.written)
      .intersection(first.computed(in: outline.program)).intersection(second.computed(in: outline.program))
    return shared.allSatisfy { array in
      let (before, after) = (first.mentions(of: array), second.mentions(of: array))
      let isAdded = (before + after).allSatisfy { $0.combination == nil || $0.combination == .add }
      if second.written.contains(array) {
        guard isAdded, before.allSatisfy({ $0.combination != nil }) else { return false }
      }
      let reads = after.filter { $0.combination == nil }
      if reads.isEmpty { return true }
      let writes = before.filter { $0.combination != nil }
      guard let place = outline.program.rowPosition(in: writes, along: one.axis),
        let made = outline.program.rows(of: writes, at: place, along: one.axis),
        let read = outline.program.rows(of: reads, at: place, along: axis)
      else { return false }
      return one.isReversed ? read.first >= made.last : read.last <= made.first
    }
  }

  private mutating func merge(_ passage: Int, into first: Int) {
    guard let one = outline.passages[first].walk, let two = outline.passages[passage].walk else { return }
    let body = Array(outline.passages[passage].steps.dropFirst().dropLast())
    let renamed = one.axis == two.axis ? body : outline.program.renaming(two.axis, to: one.axis, in: body)
    let steps = outline.passages[first].steps.dropLast() + renamed + [.leave]
    outline.replace(passage, by: [])
    outline.replace(first, by: Array(steps))
  }
}

extension Passage {
  /// The arrays that it gives values.
  fileprivate var written: Set<ArrayID> {
    Set(mentions.filter { $0.combination != nil }.map(\.array))
  }

  /// The arrays that the program makes and that it mentions.
  fileprivate func computed(in program: Program) -> Set<ArrayID> {
    Set(mentions.map(\.array).filter { !program[$0].isGiven })
  }
}
