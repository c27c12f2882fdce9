import FlatProgram

/// The part of an axis that a loop walks.
enum LoopPart {
  case whole
  /// The first few values, below this one.
  case head(end: IndexID?)
  /// The last few values, from this one on.
  case tail(start: IndexID?)
}

/// Innermost loops whose bounds differ by a few values, so that they may share a loop over all but these.
///
/// `x[i]` over `0..<N` and `y[i] = x[i + 1] - x[i]` over `0..<N-1` are one family: both go through `0..<N-1` together.
struct LoopFamilies {
  /// Where the loops of a family are cut: all of them walk what lies between, in one loop.
  struct Cut: Equatable {
    /// The greatest of the lower bounds.
    var lower: IndexExpression
    /// The least of the upper bounds.
    var upper: IndexExpression
  }

  /// The type of the loop that each step wants next; those of a family have one type.
  private(set) var types: [Int?]
  private var cuts: [Int: Cut] = [:]

  /// How many values a loop may have before or behind the shared ones.
  private static let longestPart = 4

  /// What bounds have in common besides the numbers that are added to them.
  private struct Key: Hashable {
    var lower: IndexExpression
    var upper: IndexExpression
  }

  /// Finds the families among the next loops of steps; `types` are those of equal bounds.
  ///
  /// Complexity: linear in the reads and writes of the steps.
  init(_ work: NestBuilder.Work, types: [Int?], bounds: [[IndexID]], _ tree: NestTree) {
    self.types = types
    guard bounds.count > 1, !tree.isInSequence(work.block) else { return }
    var members: [Key: [Int]] = [:]
    var keys: [Key] = []
    for (member, type) in types.enumerated() {
      guard let type, case .leaf(let leaf) = work.steps[member], tree.leaves[leaf].axes.count == work.depth + 1,
        let key = Self.key(bounds[type], tree)
      else { continue }
      if members[key] == nil { keys.append(key) }
      members[key, default: []].append(member)
    }
    for key in keys {
      let family = members[key] ?? []
      let found = Array(Set(family.compactMap { types[$0] })).sorted()
      guard found.count > 1, let cut = Self.cut(found.map { bounds[$0] }, tree), areConnected(family, work, tree)
      else { continue }
      for member in family { self.types[member] = found[0] }
      cuts[found[0]] = cut
    }
  }

  /// Returns where the loops of a type are cut; nil where all of them have the same bounds.
  func cut(of type: Int?) -> Cut? { type.flatMap { cuts[$0] } }

  private static func key(_ bounds: [IndexID], _ tree: NestTree) -> Key? {
    let lower = tree.program[bounds[0]]
    let upper = tree.program[bounds[1]]
    let atoms = lower.atoms + upper.atoms
    let isPlain = atoms.allSatisfy { if case .dim = $0 { true } else { false } }
    guard isPlain, !upper.atoms.isEmpty, lower.divisor == 1, upper.divisor == 1 else { return nil }
    return Key(lower: lower - lower.constantTerm, upper: upper - upper.constantTerm)
  }

  private static func cut(_ bounds: [[IndexID]], _ tree: NestTree) -> Cut? {
    let lowers = bounds.map { tree.program[$0[0]] }
    let uppers = bounds.map { tree.program[$0[1]] }
    func number(_ expression: IndexExpression) -> Int { expression.constantTerm.constant ?? 0 }
    guard let lower = lowers.max(by: { number($0) < number($1) }),
      let upper = uppers.min(by: { number($0) < number($1) })
    else { return nil }
    let isNear =
      lowers.allSatisfy { number(lower) - number($0) <= longestPart }
      && uppers.allSatisfy { number($0) - number(upper) <= longestPart }
    return isNear ? Cut(lower: lower, upper: upper) : nil
  }

  /// Whether loops with different bounds mention an array that the program computes.
  private func areConnected(_ family: [Int], _ work: NestBuilder.Work, _ tree: NestTree) -> Bool {
    var typeOfArray: [ArrayID: Int] = [:]
    for member in family {
      guard case .leaf(let leaf) = work.steps[member], let type = types[member] else { continue }
      for array in tree.leaves[leaf].arrays where !tree.program[array].isGiven {
        if typeOfArray[array, default: type] != type { return true }
        typeOfArray[array] = type
      }
    }
    return false
  }
}

extension IndexExpression {
  /// The number that is added to all else.
  var constantTerm: IndexExpression {
    IndexExpression(terms.first { $0.factors.isEmpty }?.coefficient ?? 0)
  }
}

extension NestTree {
  /// Whether a block stands in a loop that is walked in order.
  fileprivate func isInSequence(_ id: BlockID) -> Bool {
    var block: BlockID? = id
    while let current = block {
      if self[current].isSequential { return true }
      block = self[current].parent
    }
    return false
  }
}

extension NestBuilder {
  /// Adds steps whose loops differ by a few values: those before the shared ones, the shared ones, and those behind.
  mutating func addParts(
    of steps: [Step], _ bounds: [[IndexID]], at cut: LoopFamilies.Cut, to work: Work, _ pending: inout [Work]
  ) {
    let lower = tree.program.index(cut.lower)
    let upper = tree.program.index(cut.upper)
    // Where there are too few values for any to be shared, the parts still are where each loop has values.
    let isLong = tree.program.fixedValue(of: cut.upper - cut.lower).map { $0 >= 0 } ?? false
    let (heads, tails) = (steps.map { copy($0) }, steps.map { copy($0) })
    for (step, own) in zip(heads, bounds) where own[0] != lower {
      let ends = isLong ? [own[0], lower] : own
      add([step], ends, to: work, &pending, part: .head(end: isLong ? nil : lower))
    }
    add(steps, [lower, upper], to: work, &pending)
    for (step, own) in zip(tails, bounds) where own[1] != upper {
      let ends = isLong ? [upper, own[1]] : [lower, own[1]]
      add([step], ends, to: work, &pending, part: .tail(start: isLong ? nil : upper))
    }
  }

  /// Returns a step like another that is a leaf.
  private mutating func copy(_ step: Step) -> Step {
    guard case .leaf(let leaf) = step else { return step }
    tree.leaves.append(tree.leaves[leaf])
    return .leaf(tree.leaves.count - 1)
  }
}
