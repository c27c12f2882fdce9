#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The memory of the machine that programs run on.
package enum MachineMemory {
  /// How many numbers would fill it.
  package static let numbers: Int = {
    let (bytes, overflow) = Int(sysconf(Int32(_SC_PHYS_PAGES))).multipliedReportingOverflow(
      by: Int(sysconf(Int32(_SC_PAGESIZE))))
    // A machine that does not say is taken to have as much as any.
    return overflow || bytes <= 0 ? 1 << 44 : bytes / MemoryLayout<Double>.stride
  }()

  /// Returns room for numbers, all 0, to be given back by `free`; nil where there is none.
  static func zeros(_ count: Int) -> UnsafeMutablePointer<Double>? {
    calloc(max(count, 1), MemoryLayout<Double>.stride)?.assumingMemoryBound(to: Double.self)
  }

  /// Gives back what `zeros` returned.
  static func release(_ numbers: UnsafeMutablePointer<Double>) { free(numbers) }
}
