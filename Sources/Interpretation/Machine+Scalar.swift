import FlatProgram
import Operations
import Scheduling

/// Scalar code.
extension Machine {
  /// Carries out the program, and returns what stopped it, if anything did.
  func run() -> RuntimeFault? {
    code.instructions.withUnsafeBufferPointer { instructions in
      var next = 0
      while next < instructions.count, !isStopped.pointee {
        let step = instructions[next]
        next += 1
        let (a, b, c, d) = (Int(step.a), Int(step.b), Int(step.c), Int(step.d))
        switch step.code {
        case .apply:
          switch step.operation {
          // The commonest without a call.
          case .add: cells[d] = cells[a] + cells[b]
          case .subtract: cells[d] = cells[a] - cells[b]
          case .multiply: cells[d] = cells[a] * cells[b]
          case .divide: cells[d] = cells[a] / cells[b]
          default: cells[d] = scalars[Int(step.operation.rawValue)](cells[a], cells[b], cells[c])
          }
        case .copy: cells[d] = cells[a]
        case .load: if let element = address(a) { cells[d] = element.pointee }
        case .index: cells[d] = Double(value(tables.indices[a]))
        case .jumpIfZero: if cells[a] == 0 { next = d }
        case .jump: next = d
        case .store: address(d)?.pointee = cells[a]
        case .add: if let element = address(d) { element.pointee += cells[a] }
        case .maximum: if let element = address(d) { Self.maximize(element, cells[a]) }
        case .minimum: if let element = address(d) { Self.minimize(element, cells[a]) }
        case .argmax, .argmin:
          if let position = address(d), let best = address(c) {
            Self.compete(position, best, cells[a], at: axes[b], isMaximum: step.code == .argmax)
          }
        case .addCompensated:
          if let element = address(d), let lost = address(c) { Self.add(cells[a], to: element, lost) }
        case .addCell: cells[d] += cells[a]
        case .maximumCell: Self.maximize(cells + d, cells[a])
        case .minimumCell: Self.minimize(cells + d, cells[a])
        case .loopBegin: if !begin(a) { next = d }
        case .loopEnd: if advance(a) { next = d }
        case .vectorLoop: run(tables.vectorLoops[a])
        case .sumBegin:
          sums[a] = SumBlocks()
          pending[a] = 0
        case .sumTake: take(cells[b], into: a)
        case .sumEnd: if let element = address(d) { end(sum: a, into: element, isFirst: tables.sums[a].isFirst) }
        case .sumEndCell: end(sum: a, into: cells + d, isFirst: tables.sums[a].isFirst)
        }
      }
    }
    return fault
  }

  // MARK: Loops

  /// Returns the first value of a loop, and the one behind the last.
  func bounds(of loop: LoopCode) -> (lower: Int, upper: Int) {
    var (lower, upper) = (value(loop.lower), value(loop.upper))
    if let start = loop.start { lower = max(lower, value(start)) }
    if let end = loop.end { upper = min(upper, value(end)) }
    return (lower, upper)
  }

  private func begin(_ number: Int) -> Bool {
    let loop = tables.loops[number]
    let (lower, upper) = bounds(of: loop)
    guard lower < upper else { return false }
    axes[loop.axis] = loop.isReversed ? upper - 1 : lower
    ends[number] = loop.isReversed ? lower : upper - 1
    return true
  }

  private func advance(_ number: Int) -> Bool {
    let axis = tables.loops[number].axis
    if axes[axis] == ends[number] { return false }
    axes[axis] += tables.loops[number].isReversed ? -1 : 1
    return true
  }

  // MARK: Sums

  private func take(_ value: Double, into sum: Int) {
    let block = cells + tables.sums[sum].cells
    block[pending[sum]] = value
    pending[sum] += 1
    if pending[sum] == MachineCode.chunk {
      sums[sum].take(SumBlocks.sum(block, count: MachineCode.chunk))
      pending[sum] = 0
    }
  }

  func end(sum: Int, into element: UnsafeMutablePointer<Double>, isFirst: Bool) {
    if pending[sum] > 0 {
      sums[sum].take(SumBlocks.sum(cells + tables.sums[sum].cells, count: pending[sum]))
      pending[sum] = 0
    }
    let total = sums[sum].total
    element.pointee = isFirst ? total : element.pointee + total
  }

  /// Adds a value as `SumOrder.compensated` says.
  static func add(
    _ value: Double, to element: UnsafeMutablePointer<Double>, _ lost: UnsafeMutablePointer<Double>
  ) {
    let next = element.pointee + value
    let part = next - element.pointee
    let rest = lost.pointee + ((element.pointee - (next - part)) + (value - part))
    let isFinite = next - next == 0
    element.pointee = isFinite ? next + rest : next
    lost.pointee = isFinite ? rest - (element.pointee - next) : 0
  }

  // MARK: Extrema

  static func maximize(_ element: UnsafeMutablePointer<Double>, _ value: Double) {
    if !(value <= element.pointee), !element.pointee.isNaN { element.pointee = value }
  }

  static func minimize(_ element: UnsafeMutablePointer<Double>, _ value: Double) {
    if !(value >= element.pointee), !element.pointee.isNaN { element.pointee = value }
  }

  static func compete(
    _ position: UnsafeMutablePointer<Double>, _ best: UnsafeMutablePointer<Double>, _ value: Double, at axis: Int,
    isMaximum: Bool
  ) {
    let loses = isMaximum ? value <= best.pointee : value >= best.pointee
    if position.pointee >= 0, loses || best.pointee.isNaN { return }
    position.pointee = Double(axis)
    best.pointee = value
  }
}
