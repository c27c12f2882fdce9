import Foundation

/// One way to compute a workload: machine code in this process.
///
/// It exports `void evaluate(const double *const *in, double *const *out, double *work)`.
struct Kernel {
  private typealias Function =
    @convention(c) (
      UnsafePointer<UnsafePointer<Double>>, UnsafePointer<UnsafeMutablePointer<Double>>, UnsafeMutablePointer<Double>
    ) -> Void

  /// A compiler with what it is told.
  struct Compiler {
    let name: String
    let program: URL
    let flags: [String]

    /// The C compilers of this machine.
    static func c() -> [Compiler] {
      ["clang", "gcc"].compactMap { name in
        Machine.program(name).map { Compiler(name: name, program: $0, flags: ["-O3", "-march=native"]) }
      }
    }

    /// The Swift compiler, for the same processor.
    static func swift() -> Compiler? {
      Machine.program("swiftc").map {
        Compiler(name: "swiftc", program: $0, flags: ["-O", "-target-cpu", "native", "-swift-version", "6"])
      }
    }

    /// How a user would call it.
    var command: String { ([name] + flags).joined(separator: " ") }
  }

  private let function: Function

  /// Compiles source files into a library and loads it.
  init(_ sources: [URL], _ compiler: Compiler, in folder: ScratchFolder, named name: String) throws {
    let library = folder.url.appendingPathComponent(name + ".so")
    let isSwift = compiler.name == "swiftc"
    let form = isSwift ? ["-emit-library", "-module-name", name] : ["-shared", "-fPIC", "-w"]
    let result = try Machine.run(
      compiler.program, compiler.flags + form + ["-o", library.path] + sources.map(\.path) + ["-lm"])
    guard result.succeeded, let handle = dlopen(library.path, RTLD_NOW | RTLD_LOCAL),
      let symbol = dlsym(handle, "evaluate")
    else { throw BenchmarkFault("\(compiler.name) does not compile \(name): \(result.text.prefix(400))") }
    function = unsafeBitCast(symbol, to: Function.self)
  }

  /// Computes a workload that many times.
  func run(_ data: WorkloadData, times: Int) {
    for _ in 0..<times { function(data.inputs, data.outputs, data.scratch) }
  }
}

/// The memory of a workload, aligned for vectors.
final class WorkloadData {
  let inputs: UnsafeMutablePointer<UnsafePointer<Double>>
  let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  let scratch: UnsafeMutablePointer<Double>
  private let lengths: [Int]
  private var owned: [UnsafeMutableRawPointer] = []

  init(inputs given: [[Double]], outputLengths: [Int], scratch scratchLength: Int) {
    var owned: [UnsafeMutableRawPointer] = []
    func memory(_ count: Int) -> UnsafeMutablePointer<Double> {
      let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 8) * 8, alignment: 64)
      owned.append(bytes)
      let numbers = bytes.bindMemory(to: Double.self, capacity: max(count, 8))
      numbers.initialize(repeating: 0, count: max(count, 8))
      return numbers
    }
    inputs = .allocate(capacity: max(given.count, 1))
    outputs = .allocate(capacity: max(outputLengths.count, 1))
    for (position, values) in given.enumerated() {
      let place = memory(values.count)
      for (index, value) in values.enumerated() { place[index] = value }
      (inputs + position).initialize(to: UnsafePointer(place))
    }
    for (position, count) in outputLengths.enumerated() { (outputs + position).initialize(to: memory(count)) }
    scratch = memory(scratchLength)
    lengths = outputLengths
    self.owned = owned
  }

  deinit {
    for memory in owned { memory.deallocate() }
    inputs.deallocate()
    outputs.deallocate()
  }

  /// Forgets what has been computed.
  func clear() {
    for (position, count) in lengths.enumerated() { outputs[position].update(repeating: .nan, count: count) }
  }

  /// What has been computed, result by result.
  var results: [[Double]] {
    lengths.enumerated().map { position, count in (0..<count).map { outputs[position][$0] } }
  }
}
