import Fitting
import FlatProgram
import Operations
import ProgramBuilding

/// Builds random programs that are smooth at the values given: gathers, scatters, broadcasts, sums, triangles, extrema,
/// sequences and branches.
struct RandomProgram {
  let builder = ProgramBuilder()
  private(set) var output = ArrayID(0)
  private(set) var given: [String: [Double]] = [:]
  private var random: SplitMix64
  /// Vectors and matrices that may be read.
  private var vectors: [ArrayID] = []
  private var matrices: [ArrayID] = []
  private let size = 4
  private let places: ArrayID
  private let i: AxisID
  private let j: AxisID
  private let below: AxisID

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let b = builder
    (i, j) = (b.axis("i", 0..<4), b.axis("j", 0..<4))
    below = b.axis("k", from: IndexExpression(0), to: b.at(i) + IndexExpression(1))
    places = b.integers("place", [4])
    vectors = [b.parameter("u", [4]), b.parameter("v", [4])]
    matrices = [b.parameter("A", [4, 4])]
    given["place"] = (0..<4).map { _ in Double(Int.random(in: 0..<4, using: &random)) }
    for (name, count) in [("u", 4), ("v", 4), ("A", 16)] {
      given[name] = (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
    }
    for step in 0..<Int.random(in: 3...6, using: &random) { addStatement(step) }
    output = b.local("f")
    for vector in vectors { b.add(output, over: [i], b.apply(.sin, b[vector, i] * b.number(0.7))) }
  }

  private mutating func addStatement(_ step: Int) {
    let b = builder
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      let target = b.local("m\(step)", [size, size])
      b.assign(target, [i, j], body([i, j]))
      matrices.append(target)
    case 1:
      let target = b.local("s\(step)", [size])
      b.add(target, [b.at(i)], over: [i, j], body([i, j]))
      vectors.append(target)
    case 2:
      let target = b.local("t\(step)", [size])
      b.add(target, [b.at(i)], over: [i, below], body([i, below]))
      vectors.append(target)
    case 3:
      // A scatter.
      let target = b.local("c\(step)", [size])
      b.add(target, [b.element(places, [b.at(j)])], over: [j, i], body([j, i]))
      vectors.append(target)
    case 4:
      // A recurrence.
      let target = b.local("h\(step)", [size + 1])
      let t = b.axis("t", 1..<(size + 1))
      let before = b.at(t) - IndexExpression(1)
      b.program.append(b.statement(target, [IndexExpression(0)], over: [], .assign, b[vectors[0], IndexExpression(2)]))
      b.sequence(
        t,
        [
          b.statement(
            target, [b.at(t)], over: [], .assign,
            b.apply(.tanh, b[target, before] * b[pick(vectors), before]) + b[pick(vectors), before])
        ])
      let shifted = b.local("r\(step)", [size])
      b.assign(shifted, [i], b[target, b.at(i) + IndexExpression(1)])
      vectors.append(shifted)
    case 5:
      // The greatest element of each row, through its position.
      let best = b.array("best\(step)", [size], .local, .integer(bound: nil))
      let target = b.local("g\(step)", [size])
      let inner = body([i, j])
      let position = b.element(best, [b.at(i)])
      b.program.append(b.statement(best, [b.at(i)], over: [i, j], .argmax, inner))
      let map = [j: b.program.index(position)]
      let body = b.program.substituting(map, in: inner.id)
      b.assign(target, [i], ProgramBuilder.Term(builder: b, id: body))
      vectors.append(target)
    case 6:
      // Given once, then added to.
      let target = b.local("w\(step)", [size])
      b.assign(target, [i], body([i]))
      b.add(target, [b.at(i)], over: [i, j], body([i, j]))
      vectors.append(target)
    default:
      let target = b.local("p\(step)", [size])
      b.assign(target, [i], body([i]))
      vectors.append(target)
    }
  }

  private mutating func pick(_ arrays: [ArrayID]) -> ArrayID {
    arrays[Int.random(in: 0..<arrays.count, using: &random)]
  }

  private mutating func leaf(_ axes: [AxisID]) -> ProgramBuilder.Term {
    let b = builder
    let (first, last) = (axes[0], axes[axes.count - 1])
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return b[pick(matrices), first, last]
    case 1: return b[pick(vectors), last]
    case 2: return b[pick(vectors), b.element(places, [b.at(last)])]
    case 3: return b[pick(matrices), b.at(last), b.element(places, [b.at(first)])]
    case 4: return b[pick(vectors), b.at(first) * IndexExpression(-1) + IndexExpression(size - 1)]
    default: return b[pick(vectors), first]
    }
  }

  /// Returns a random expression, with shared parts, that is bounded and smooth.
  private mutating func body(_ axes: [AxisID]) -> ProgramBuilder.Term {
    let b = builder
    var known = [leaf(axes), leaf(axes), leaf(axes)]
    for _ in 0..<Int.random(in: 2...6, using: &random) {
      let x = known[Int.random(in: 0..<known.count, using: &random)]
      let y = known[Int.random(in: 0..<known.count, using: &random)]
      switch Int.random(in: 0..<10, using: &random) {
      case 0: known.append(x + y)
      case 1: known.append(x - y)
      case 2: known.append(b.apply(.tanh, x * y))
      case 3: known.append(x / (b.apply(.square, y) + 1))
      case 4: known.append(b.apply(.sin, x))
      case 5: known.append(b.apply(.sqrt, b.apply(.square, x) + 1) - y)
      case 6: known.append(b.apply(.sigmoid, x) * y)
      case 7: known.append(b.apply(.softplus, -x))
      case 8: known.append(b.apply(.stop, b.number(0.5)) * x)
      default:
        let number = ProgramBuilder.Term(builder: b, id: b.program.number(b.program.index(axes[0])))
        known.append(b.select(number > 1, b.apply(.square, x), b.apply(.log, b.apply(.square, y) + 2)))
      }
    }
    return b.apply(.tanh, known[known.count - 1] + known[known.count - 2])
  }
}
