import FlatProgram
import Operations
import Scheduling

/// Expressions as text.
extension BodyWriter {
  /// What a place in the text wants: a number or a condition.
  enum Kind { case real, condition }

  /// A part of an expression that is already text.
  private struct Part {
    var fragment: Fragment
    /// How many operations it holds.
    var size = 0
    /// Whether evaluating it where it is not wanted might read out of range.
    var isUnsafe = false
    /// How many numbers it is, where the values of a loop go together.
    var width: Int?
  }

  private enum Task {
    case visit(ExpressionID, Kind, isConditional: Bool)
    case build(ExpressionID, Kind, isConditional: Bool)
  }

  /// Returns the text of an expression; parts that are too long for the language are written before as constants.
  ///
  /// Complexity: linear in what no name stands for yet, times its height, which the scheduler bounds.
  mutating func fragment(_ root: ExpressionID, _ kind: Kind) -> Fragment {
    var tasks: [Task] = [.visit(root, kind, isConditional: false)]
    var parts: [Part] = []
    while let task = tasks.popLast() {
      switch task {
      case .visit(let node, let kind, let isConditional):
        if let leaf = leaf(node, kind) {
          parts.append(leaf)
          continue
        }
        guard case .operation(let operation, let a, let b, let c) = program[node] else { continue }
        let row = operation.row
        let isChoice = row.notation == .conditional
        let isNatural = isCondition[Int(node.raw)] || (isChoice && kind == .condition && isTruthChoice(b, c))
        let built: Kind = isNatural ? .condition : .real
        tasks.append(.build(node, kind, isConditional: isConditional))
        let operands = [a, b, c].filter { $0 != .none }
        for (position, operand) in operands.enumerated().reversed() {
          let wanted: Kind =
            isChoice && position > 0 ? built : row.operands[position] == .condition ? .condition : .real
          tasks.append(.visit(operand, wanted, isConditional: isConditional || (isChoice && position > 0)))
        }
      case .build(let node, let kind, let isConditional):
        guard case .operation(let operation, let a, let b, let c) = program[node] else { continue }
        let count = 1 + (b == .none ? 0 : 1) + (c == .none ? 0 : 1)
        let operands = Array(parts.suffix(count))
        parts.removeLast(count)
        let isTruth = operation.row.notation == .conditional && kind == .condition && isTruthChoice(b, c)
        let isNatural = isCondition[Int(node.raw)] || isTruth
        var part = Part(
          fragment: isNatural && operation.row.notation == .conditional
            ? logic(operands.map(\.fragment), b, c)
            : apply(operation, to: operands.map(\.fragment), a, isVector: vectors(of: node) != nil),
          size: operands.reduce(1) { $0 + $1.size }, isUnsafe: operands.contains { $0.isUnsafe },
          width: vectors(of: node)?.width)
        shorten(&part, isCondition: isNatural, isConditional: isConditional)
        part.fragment = convert(part.fragment, isCondition: isNatural, to: kind)
        parts.append(part)
      }
    }
    return parts.last?.fragment ?? target.literal(0)
  }

  /// Gives a long part a name of its own, where evaluating it early does no harm.
  private mutating func shorten(_ part: inout Part, isCondition: Bool, isConditional: Bool) {
    guard let limit = target.longestExpression, !(isConditional && part.isUnsafe) else { return }
    if let width = part.width, let spelling = target.vectors {
      guard part.size >= limit / 2 else { return }
      let name = names.numbered("t")
      write(spelling.constant(name, part.fragment.text, width))
      part = Part(fragment: Fragment(name), width: width)
    } else if part.size >= limit {
      let name = names.numbered("t")
      write(target.constant(name, isCondition ? .condition : .real, part.fragment.text))
      part = Part(fragment: Fragment(name))
    }
  }

  /// Returns the text of a node without operands, or of one that has a name; nil for another.
  private mutating func leaf(_ node: ExpressionID, _ kind: Kind) -> Part? {
    if let standIn = standIns[Int(node.raw)] {
      if let width = vectors(of: node)?.width { return Part(fragment: Fragment(standIn.text), width: width) }
      return Part(fragment: convert(Fragment(standIn.text), isCondition: standIn.isCondition, to: kind))
    }
    switch program[node] {
    case .operation: return nil
    case .constant(let bits):
      let number = Double(bitPattern: bits)
      return Part(fragment: kind == .condition ? target.truth(number != 0) : target.literal(number))
    case .read(let array, let subscripts):
      if let width = vectors(of: node)?.width {
        return Part(fragment: lanes(of: array, subscripts, as: node) ?? element(array, subscripts), width: width)
      }
      let isUnsafe =
        subscripts != .none
        && !RangeProof.holds(ElementReference(array: array, subscripts: subscripts), in: program)
      if !isUnsafe, let name = readBefore(array, subscripts) {
        return Part(fragment: convert(Fragment(name), isCondition: false, to: kind))
      }
      return Part(
        fragment: convert(realElement(array, subscripts), isCondition: false, to: kind), isUnsafe: isUnsafe)
    case .index(let index):
      let isUnsafe = !RangeProof.isSafe(index, in: program)
      return Part(fragment: convert(real(index), isCondition: false, to: kind), isUnsafe: isUnsafe)
    }
  }

  func convert(_ fragment: Fragment, isCondition: Bool, to kind: Kind) -> Fragment {
    switch kind {
    case .real: isCondition ? .choice(fragment, target.literal(1), target.literal(0)) : fragment
    case .condition: isCondition ? fragment : .infix("!=", fragment, target.literal(0))
    }
  }

  /// Whether both branches of a choice are 0 or 1 or conditions, so that the choice is one.
  private func isTruthChoice(_ a: ExpressionID, _ b: ExpressionID) -> Bool {
    [a, b].allSatisfy { isCondition[Int($0.raw)] || program[$0].number == 0 || program[$0].number == 1 }
  }

  /// Returns a choice between conditions.
  private func logic(_ operands: [Fragment], _ a: ExpressionID, _ b: ExpressionID) -> Fragment {
    let (condition, first, second) = (operands[0], operands[1], operands[2])
    switch (program[a].number, program[b].number) {
    case (1, 0): return condition
    case (0, 1): return .prefix("!", condition)
    case (_, 0): return .infix("&&", condition, first)
    case (1, _): return .infix("||", condition, second)
    default: return .choice(condition, first, second)
    }
  }

  private mutating func apply(
    _ operation: Operation, to operands: [Fragment], _ first: ExpressionID, isVector: Bool
  ) -> Fragment {
    guard case .primitive(let primitive) = operation.row.implementation else { return operands[0] }
    isUsed[Int(operation.rawValue)] = true
    switch target.spelling(of: primitive) {
    case .infix(let symbol): return .infix(symbol, operands[0], operands[1])
    case .prefix(let symbol):
      return isVector ? target.vectors?.prefix(symbol, operands[0]) ?? operands[0] : .prefix(symbol, operands[0])
    case .call(let name): return target.call(name, operands, of: primitive)
    case .conditional: return .choice(operands[0], operands[1], operands[2])
    case .external:
      let name = program.external(calledBy: first)?.name ?? ""
      return .call(IdentifierSpelling.ascii(name), [operands[1]])
    case .list: return Fragment(operands[0].text + ", " + operands[1].text)
    }
  }
}
