import Foundation

/// Generated code beside C that was written by hand, in one process: value and gradient of one workload.
struct CodeBenchmark {
  let workload: Workload
  let folder: ScratchFolder
  /// What makes CasADi's code; nil where it is not installed.
  let casadi: CasADi?

  /// What stands above the rows of the report.
  static let heading =
    "workload          compiler   by hand (us)   generated C   generated Swift / clang's C   CasADi's C (ratios)"

  private struct Peer {
    var kernel: Kernel
    var compiler: String
    var kind: String
  }

  /// Runs all on the same data, checks that they agree, and returns the rows of the report.
  func rows() throws -> [String] {
    var peers: [Peer] = []
    let sources = [
      ("hand", try folder.write("\(workload.name)_hand.c", workload.reference)),
      ("generated", try folder.write("\(workload.name)_generated.c", try workload.generatedC())),
    ]
    let foreign = try casadi?.source(for: workload, in: folder)
    for compiler in Kernel.Compiler.c() {
      for (kind, file) in sources + (foreign.map { [("casadi", $0)] } ?? []) {
        let name = "\(workload.name)_\(kind)_\(compiler.name)"
        peers.append(
          Peer(kernel: try Kernel([file], compiler, in: folder, named: name), compiler: compiler.name, kind: kind))
      }
    }
    if let compiler = Kernel.Compiler.swift() {
      let file = try folder.write("\(workload.name)_generated.swift", try workload.generatedSwift())
      let kernel = try Kernel([file], compiler, in: folder, named: "\(workload.name)_swift")
      peers.append(Peer(kernel: kernel, compiler: "swiftc", kind: "generated"))
    }
    let data = WorkloadData(
      inputs: workload.given.map(\.elements), outputLengths: workload.resultLengths, scratch: 1 << 20)
    try check(peers, data)
    let timing = KernelTiming(peers.map(\.kernel), data)
    func find(_ compiler: String, _ kind: String) -> Int? {
      peers.firstIndex { $0.compiler == compiler && $0.kind == kind }
    }
    return Kernel.Compiler.c().compactMap { compiler in
      guard let hand = find(compiler.name, "hand"), let generated = find(compiler.name, "generated") else { return nil }
      let swift = compiler.name == "clang" ? find("swiftc", "generated") : nil
      return [
        padded(workload.name, 18), padded(compiler.name, 8), number(timing.median(hand) * 1e6, 3, 15),
        number(timing.ratio(generated, to: hand), 2, 14),
        swift.map { number(timing.ratio($0, to: generated), 2, 20) } ?? padded("", 20),
        find(compiler.name, "casadi").map { number(timing.ratio($0, to: hand), 2, 24) } ?? "",
      ].joined()
    }
  }

  /// Checks that every kernel computes what the first does, to 1e-9 relative to the largest element of each result.
  private func check(_ peers: [Peer], _ data: WorkloadData) throws {
    var expected: [[Double]] = []
    for peer in peers {
      data.clear()
      peer.kernel.run(data, times: 1)
      let found = data.results
      if expected.isEmpty { expected = found }
      for (a, b) in zip(found, expected) {
        let scale = b.map { abs($0) }.max() ?? 1
        guard zip(a, b).allSatisfy({ abs($0 - $1) <= 1e-9 * scale }) else {
          throw BenchmarkFault("\(workload.name): the \(peer.kind) code of \(peer.compiler) differs")
        }
      }
    }
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func number(_ value: Double, _ digits: Int, _ width: Int) -> String {
    let text = String(format: "%.\(digits)f", value)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
