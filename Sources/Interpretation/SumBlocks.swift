import Scheduling

/// Sums in lanes and blocks, as `SumOrder.lanes` says.
struct SumBlocks {
  private var sum = 0.0
  /// What the additions so far have rounded away.
  private var lost = 0.0

  /// The sum of the blocks so far.
  var total: Double { sum - sum == 0 ? sum + lost : sum }

  /// Takes up the sum of the next block.
  mutating func take(_ block: Double) {
    let next = sum + block
    let part = next - sum
    lost += (sum - (next - part)) + (block - part)
    sum = next
  }

  /// Returns the sum of a block: in lanes as far as they are full, then one by one.
  static func sum(_ values: UnsafePointer<Double>, count: Int) -> Double {
    let full = count & ~(SumLanes.count - 1)
    var lanes = SIMD16<Double>(repeating: 0)
    let bytes = UnsafeRawPointer(values)
    var position = 0
    while position < full {
      lanes += bytes.loadUnaligned(fromByteOffset: position * 8, as: SIMD16<Double>.self)
      position += SumLanes.count
    }
    let halves = lanes.lowHalf + lanes.highHalf
    var sum =
      ((halves[0] + halves[4]) + (halves[2] + halves[6])) + ((halves[1] + halves[5]) + (halves[3] + halves[7]))
    while position < count {
      sum += values[position]
      position += 1
    }
    return sum
  }
}
