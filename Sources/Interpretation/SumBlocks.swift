import Scheduling

/// Sums in lanes and blocks, as `SumOrder.lanes` says.
struct SumBlocks {
  /// The partial sums, by the power of two of blocks that each holds.
  let partials: UnsafeMutablePointer<Double>
  /// How many blocks have been taken.
  private(set) var count = 0

  init(_ partials: UnsafeMutablePointer<Double>) { self.partials = partials }

  /// Takes up the sum of the next block.
  mutating func take(_ block: Double) {
    var sum = block
    var level = 0
    while count >> level & 1 == 1 {
      sum = partials[level] + sum
      level += 1
    }
    partials[level] = sum
    count += 1
  }

  /// Returns the sum of all blocks; 0 of none.
  func total() -> Double {
    var sum: Double?
    for level in 0..<MachineCode.partials where count >> level & 1 == 1 {
      sum = sum.map { partials[level] + $0 } ?? partials[level]
    }
    return sum ?? 0
  }

  /// Returns the sum of a block: in lanes as far as they are full, then one by one.
  static func sum(_ values: UnsafePointer<Double>, count: Int) -> Double {
    let full = count & ~(SumLanes.count - 1)
    var lanes = SIMD8<Double>(repeating: 0)
    let bytes = UnsafeRawPointer(values)
    var position = 0
    while position < full {
      lanes += bytes.loadUnaligned(fromByteOffset: position * 8, as: SIMD8<Double>.self)
      position += SumLanes.count
    }
    var sum =
      ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
    while position < count {
      sum += values[position]
      position += 1
    }
    return sum
  }
}
