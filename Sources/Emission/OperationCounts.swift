import FlatProgram
import Operations
import Scheduling

/// How many scalar operations a function carries out, as polynomials in the dims.
package struct OperationCounts: Sendable {
  /// Additions, multiplications, comparisons and the like.
  package private(set) var arithmetic = IndexExpression(0)
  /// Elementary functions, in the order of the operation table.
  package private(set) var functions: [(name: String, count: IndexExpression)] = []
  /// Whether a loop's bounds depend on data, so that it is counted by its largest extent or not at all.
  package private(set) var isApproximate = false

  /// The cost in operations from which a step counts as an elementary function.
  private static let elementary = 10

  /// Counts the operations of loop nests; both branches of a choice are counted. Complexity: linear in the loop nests.
  package init(_ loops: LoopProgram) {
    let program = loops.program
    var byOperation = [IndexExpression](repeating: IndexExpression(0), count: Operation.allCases.count)
    var isKept = [Bool](repeating: false, count: program.expressions.count)
    for block in loops.blocks {
      for case .keep(let keep) in block.items { isKept[Int(keep.node.raw)] = true }
    }
    var stack: [(block: BlockID, position: Int, loop: Loop?)] = [(.whole, 0, nil)]
    // The counts of the open blocks, per iteration, by operation.
    var open: [[Int: IndexExpression]] = [[:]]
    while let (block, position, loop) = stack.last {
      guard position < loops[block].items.count else {
        stack.removeLast()
        let counts = open.removeLast()
        guard let loop, !open.isEmpty else {
          for (operation, count) in counts { byOperation[operation] = count }
          break
        }
        for operation in counts.keys.sorted() {
          let total = sum(counts[operation] ?? IndexExpression(0), over: loop, in: program)
          open[open.count - 1][operation, default: IndexExpression(0)] =
            open[open.count - 1][operation, default: IndexExpression(0)] + total
        }
        continue
      }
      stack[stack.count - 1].position += 1
      var roots: [ExpressionID] = []
      var extra = 0
      switch loops[block].items[position] {
      case .loop(let loop):
        stack.append((loop.body, 0, loop))
        open.append([:])
      case .keep(let keep): roots = [keep.node]
      case .store(let store):
        roots = isKept[Int(store.value.raw)] ? [] : [store.value]
        extra = store.accumulation == .set || Self.isSumOfBlock(store, stack.map(\.loop)) ? 0 : 1
      }
      let found = Self.count(roots, isKept, in: program)
      for (operation, count) in found {
        open[open.count - 1][operation, default: IndexExpression(0)] =
          open[open.count - 1][operation, default: IndexExpression(0)] + IndexExpression(count)
      }
      if extra > 0 { arithmeticExtra(&open[open.count - 1]) }
    }
    for operation in Operation.allCases {
      let count = byOperation[Int(operation.rawValue)]
      guard !count.terms.isEmpty else { continue }
      if operation.row.cost >= Self.elementary {
        functions.append((operation.row.name, count))
      } else {
        arithmetic = arithmetic + count
      }
    }
  }

  /// An accumulation counts as an addition does: as the first operation of the table.
  private func arithmeticExtra(_ counts: inout [Int: IndexExpression]) {
    counts[0, default: IndexExpression(0)] = counts[0, default: IndexExpression(0)] + IndexExpression(1)
  }

  /// All operations together.
  package var total: IndexExpression { functions.reduce(arithmetic) { $0 + $1.count } }

  /// Returns how many times the operations of another function these are, at some extents by dim; nil where it has none.
  package func ratio(to other: OperationCounts, at extents: [Int]) -> Double? {
    let part = Self.number(other.total, at: extents)
    return part > 0 ? Self.number(total, at: extents) / part : nil
  }

  private static func number(_ count: IndexExpression, at extents: [Int]) -> Double {
    let sum = count.terms.reduce(0) { sum, term in
      sum
        + term.factors.reduce(Double(term.coefficient)) { product, factor in
          if case .dim(let dim) = factor { product * Double(extents[Int(dim.raw)]) } else { 0 }
        }
    }
    return sum / Double(count.divisor)
  }

  /// Whether a store adds a block's sum to those before: that counts as no addition of its own.
  private static func isSumOfBlock(_ store: Store, _ path: [Loop?]) -> Bool {
    guard case .add(.compensated) = store.accumulation else { return false }
    return path.last { $0?.isOverBlocks == true || $0?.isInBlocks == true }??.isOverBlocks == true
  }

  private static func count(_ roots: [ExpressionID], _ isKept: [Bool], in program: Program) -> [(Int, Int)] {
    var counts: [Int: Int] = [:]
    var pending = roots
    while let node = pending.popLast() {
      guard case .operation(let operation, let a, let b, let c) = program[node] else { continue }
      counts[Int(operation.rawValue), default: 0] += 1
      for operand in [a, b, c] where operand != .none && !isKept[Int(operand.raw)] { pending.append(operand) }
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Returns the sum of a polynomial over a loop, for powers of its axis up to the third.
  private mutating func sum(_ count: IndexExpression, over loop: Loop, in program: Program) -> IndexExpression {
    // The parts that are walked for all blocks are all values.
    if loop.isOverBlocks { return count }
    let axis = loop.axis
    let lower = bound(loop.isInBlocks ? program[axis].lower : loop.start ?? program[axis].lower, in: program)
    let upper = bound(loop.isInBlocks ? program[axis].upper : loop.end ?? program[axis].upper, in: program)
    var total = IndexExpression(0)
    for term in count.terms {
      let power = term.factors.count { $0 == .axis(axis) }
      var rest = IndexExpression(term.coefficient)
      for factor in term.factors where factor != .axis(axis) { rest = rest * IndexExpression(factor) }
      guard let high = Self.sumOfPowers(power, below: upper), let low = Self.sumOfPowers(power, below: lower) else {
        isApproximate = true
        continue
      }
      total = total + rest * (high - low)
    }
    return total.dividedExactly(by: count.divisor) ?? total
  }

  /// Returns a bound over dims, axes and numbers of strips alone; data counts as 0.
  private mutating func bound(_ index: IndexID, in program: Program) -> IndexExpression {
    var hasData = false
    let expression = program[index].substituting { atom in
      switch atom {
      case .dim, .axis: return nil
      case .quotient(let a, let b):
        // How many strips there are: what they leave out comes behind them, so that the quotient falls out.
        if (program[a].atoms + program[b].atoms).allSatisfy({ if case .dim = $0 { true } else { false } }) {
          return nil
        }
        hasData = true
        return IndexExpression(0)
      case .element, .remainder:
        hasData = true
        return IndexExpression(0)
      }
    }
    if hasData { isApproximate = true }
    return expression
  }

  /// Returns the sum of `i^power` over `0..<n`. Source: Faulhaber's formula.
  private static func sumOfPowers(_ power: Int, below n: IndexExpression) -> IndexExpression? {
    let one = IndexExpression(1)
    switch power {
    case 0: return n
    case 1: return (n * (n - one)).dividedExactly(by: 2)
    case 2: return (n * (n - one) * (IndexExpression(2) * n - one)).dividedExactly(by: 6)
    case 3: return (n * n * (n - one) * (n - one)).dividedExactly(by: 4)
    default: return nil
    }
  }
}
