import Foundation

/// The times of several kernels that do the same work, taken in turn so that a machine's moods fall on all.
struct KernelTiming {
  /// Seconds for one evaluation, by kernel and round.
  private(set) var seconds: [[Double]]

  /// Times kernels on the same data. Each round runs every kernel for some milliseconds.
  init(_ kernels: [Kernel], _ data: WorkloadData, rounds: Int = 15, milliseconds: Double = 10) {
    seconds = kernels.map { _ in [] }
    let counts = kernels.map { kernel -> Int in
      var count = 1
      while true {
        let time = Self.time { kernel.run(data, times: count) }
        if time > milliseconds * 0.3e-3 { return max(1, Int(Double(count) * milliseconds * 1e-3 / time)) }
        count *= 4
      }
    }
    for _ in 0..<rounds {
      for (position, kernel) in kernels.enumerated() {
        let time = Self.time { kernel.run(data, times: counts[position]) }
        seconds[position].append(time / Double(counts[position]))
      }
    }
  }

  /// The median of a kernel's times.
  func median(_ kernel: Int) -> Double { Self.median(seconds[kernel]) }

  /// The median of the ratios of two kernels' times, round by round.
  func ratio(_ kernel: Int, to other: Int) -> Double {
    Self.median(zip(seconds[kernel], seconds[other]).map { $0 / $1 })
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private static func time(_ work: () -> Void) -> Double {
    let start = Machine.secondsOfProcess()
    work()
    return Machine.secondsOfProcess() - start
  }
}
