import Fitting
import FlatProgram
import Operations
import ProgramBuilding

@testable import Interpretation

/// A program made at random of whole numbers, so that sums are exact in every order.
struct RandomProgram {
  let builder = ProgramBuilder()
  var random: SplitMix64
  private var arrays: [Tensor?] = []
  private var dims: [Int] = []
  /// The arrays that can be read, by rank.
  private var readable: [[ArrayID]] = [[], [], []]
  private let extent: IndexExpression
  private var positions: ArrayID

  /// Makes a program with its data; all arrays have the extent N along each axis.
  init(seed: Int, extent: Int) {
    random = SplitMix64(seed: UInt64(seed))
    self.extent = builder.dim("N")
    dims = [extent]
    positions = ArrayID(0)
    for (name, rank) in [("s", 0), ("x", 1), ("y", 1), ("A", 2)] {
      let array = builder.input(name, of: Array(repeating: self.extent, count: rank))
      readable[rank].append(array)
      give(array, rank) { $0.below(7) - 3 }
    }
    let bound = builder.program.index(self.extent)
    positions = builder.array("k", of: [self.extent], .input, .integer(bound: bound))
    give(positions, 1) { $0.below(max(1, extent)) }
    for number in 0..<3 + random.below(6) { addStatement(number) }
    builder.program.outputs = builder.program.arrayIDs { $0.role == .local }.filter { _ in random.below(3) > 0 }
  }

  /// Returns the outputs of the interpreter and of the definition.
  func results(
    _ interpret: (Program, [Int], [Tensor?]) throws -> [Tensor]
  ) throws -> (found: [Tensor], expected: [Tensor]) {
    (
      try interpret(builder.program, dims, arrays),
      try Oracle.run(builder.program, dims: dims, arrays: arrays)
    )
  }

  private mutating func give(_ array: ArrayID, _ rank: Int, _ value: (inout SplitMix64) -> Int) {
    let shape = Array(repeating: dims[0], count: rank)
    let values = (0..<shape.reduce(1, *)).map { _ in Double(value(&random)) }
    arrays.append(Tensor(shape: shape, values: values))
  }

  // MARK: Statements

  private mutating func addStatement(_ number: Int) {
    let (i, j) = (
      builder.axis(random.oneOf(["i", "n"]), self.extent), builder.axis(random.oneOf(["j", "m"]), self.extent)
    )
    let (at, other) = (builder.at(i), builder.at(j))
    let name = "v\(number)"
    func local(_ rank: Int, _ element: Element = .real) -> ArrayID {
      builder.array(name, of: Array(repeating: self.extent, count: rank), .local, element)
    }
    var target: ArrayID
    switch random.below(13) {
    case 0:
      target = local(0)
      builder.assign(target, body([]))
    case 1, 2:
      let value = body([i])
      target = local(1)
      builder.assign(target, [i], value)
    case 3:
      let value = body([i, j])
      target = local(2)
      builder.assign(target, [i, j], value)
    case 4:
      let value = body([i])
      target = local(0)
      builder.add(target, over: [i], value)
    case 5, 6:
      let value = body([i, j])
      target = local(1)
      builder.add(target, [random.below(2) == 0 ? at : other], over: [i, j], value)
    case 7:
      let value = body([i])
      target = local(1)
      builder.add(target, [builder.element(positions, [at])], over: [i], value)
    case 8:
      let value = body([i, j])
      target = local(1)
      builder.combine(target, [at], over: [i, j], random.oneOf([.maximum, .minimum]), value)
    case 9:
      let value = body([i, j])
      target = local(1, .integer(bound: nil))
      builder.combine(target, [at], over: [i, j], random.oneOf([.argmax, .argmin]), value)
    case 10:
      let value = body([i])
      let shift = IndexExpression(random.below(5) - 2)
      let low = builder.number(at + shift) + 1 > 0
      let high = builder.number(at + shift) < builder.number(self.extent)
      let guardTerm = builder.apply(.and, low, high)
      target = local(1)
      builder.add(target, [at + shift], over: [i], builder.select(guardTerm, value, builder.number(0)))
    case 11:
      let inner = builder.axis("q", from: IndexExpression(0), to: at + IndexExpression(1))
      let value = body([i, inner])
      target = local(1)
      builder.add(target, [random.below(2) == 0 ? at : builder.at(inner)], over: [i, inner], value)
    default:
      target = addSequence(name)
    }
    readable[builder.program[target].rank].append(target)
  }

  private mutating func addSequence(_ name: String) -> ArrayID {
    let t = builder.axis("t", self.extent)
    let rank = 1 + random.below(2)
    let target = builder.local(name, of: Array(repeating: self.extent, count: rank))
    let isReversed = random.below(2) == 0
    let inner = rank == 2 ? [builder.axis("c", self.extent)] : []
    let at = builder.at(t)
    let previous = isReversed ? at + IndexExpression(1) : at - IndexExpression(1)
    let guardTerm = isReversed ? builder.number(previous) < builder.number(self.extent) : builder.number(at) > 0
    let read =
      inner.isEmpty ? builder[target, previous] : builder[target, previous, builder.at(inner[0])]
    let half = builder.apply(.floor, read * builder.number(0.5))
    let value = builder.select(guardTerm, half, builder.number(1)) + body([t] + inner)
    let list = [at] + inner.map { builder.at($0) }
    builder.sequence(t, reversed: isReversed, [builder.statement(target, list, over: inner, .assign, value)])
    return target
  }

  // MARK: Bodies

  private mutating func body(_ axes: [AxisID]) -> ProgramBuilder.Term {
    var terms = (0..<2 + random.below(3)).map { _ in leaf(axes) }
    while terms.count > 1 {
      let (a, b) = (terms.removeLast(), terms.removeLast())
      let small = builder.apply(.min, builder.apply(.max, a, builder.number(-9)), builder.number(9))
      switch random.below(8) {
      case 0: terms.insert(a + b, at: 0)
      case 1: terms.insert(a - b, at: 0)
      case 2: terms.insert(small * b, at: 0)
      case 3: terms.insert(builder.apply(.max, a, b), at: 0)
      case 4: terms.insert(builder.select(a > b, a, -b), at: 0)
      case 5: terms.insert(builder.apply(.abs, a) + a * builder.number(2) - b, at: 0)
      case 6: terms.insert(builder.apply(.min, small, b), at: 0)
      default: terms.insert(builder.select(a < 0, b, small), at: 0)
      }
    }
    // Kept small, so that products stay exact.
    return builder.apply(.min, builder.apply(.max, terms[0], builder.number(-99)), builder.number(99))
  }

  private mutating func leaf(_ axes: [AxisID]) -> ProgramBuilder.Term {
    guard let axis = axes.isEmpty ? nil : axes[random.below(axes.count)] else {
      return random.below(3) == 0 ? builder.number(Double(random.below(5))) : builder[random.oneOf(readable[0])]
    }
    let at = builder.at(axis)
    let vector = random.oneOf(readable[1])
    switch random.below(12) {
    case 0: return builder.number(Double(random.below(5) - 2))
    case 1: return builder.number(at * IndexExpression(random.below(3)) - IndexExpression(1))
    case 2: return builder[random.oneOf(readable[0])]
    case 3, 4, 5: return builder[vector, at]
    case 6: return builder[vector, builder.element(positions, [at])]
    case 7:
      let shift = IndexExpression(1 + random.below(2))
      return builder.select(
        builder.number(at - shift) + 1 > 0, builder[vector, at - shift], builder.number(1))
    case 8:
      let other = builder.at(random.oneOf(axes))
      return builder.select(
        builder.number(other + at) < builder.number(self.extent), builder[vector, other + at] * builder[vector, at],
        builder.number(-1))
    case 9:
      let quotient = builder.program.index(at)
      let two = builder.program.index(2)
      return builder[
        vector, IndexExpression(random.below(2) == 0 ? .quotient(quotient, two) : .remainder(quotient, two))]
    default:
      let matrix = random.oneOf(readable[2])
      let other = builder.at(random.oneOf(axes))
      return random.below(2) == 0 ? builder[matrix, at, other] : builder[matrix, other, at]
    }
  }
}
