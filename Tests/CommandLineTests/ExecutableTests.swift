import Foundation
import Testing

/// The tool as a process: its streams, its exit status, and the same bytes every time.
@Suite struct ExecutableTests {
  /// The executable that was built with the tests.
  private static let executable: URL? = {
    let starts = CommandLine.arguments + [Bundle.main.executablePath ?? ""]
    for start in starts where start.contains("/") {
      var folder = URL(fileURLWithPath: start)
      for _ in 0..<5 {
        folder.deleteLastPathComponent()
        let candidate = folder.appendingPathComponent("autodiff-gen")
        if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      }
    }
    return nil
  }()

  private struct Outcome: Equatable {
    var output: Data
    var complaints: Data
    var status: Int32
  }

  private func run(_ arguments: [String], input: Data = Data(), environment: [String: String] = [:]) throws -> Outcome {
    let process = Process()
    let executable: URL = try #require(Self.executable, "the executable is built with the tests")
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (output, complaints, feed) = (Pipe(), Pipe(), Pipe())
    (process.standardOutput, process.standardError, process.standardInput) = (output, complaints, feed)
    try process.run()
    feed.fileHandleForWriting.write(input)
    try feed.fileHandleForWriting.close()
    let result = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = complaints.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    return Outcome(output: result, complaints: complaint, status: process.terminationStatus)
  }

  @Test func resultsAndComplaintsHaveStreamsOfTheirOwn() throws {
    let good = try run(["grad", "-", "x=-2", "y=5", "z=-4"], input: Data("f = (x + y)*z\n".utf8))
    #expect(
      good == Outcome(output: Data("f = -12\ndf/dx = -4\ndf/dy = -4\ndf/dz = 3\n".utf8), complaints: Data(), status: 0))
    let bad = try run(["grad", "-"], input: Data("f = (x + ".utf8))
    #expect(bad.output.isEmpty)
    #expect(String(decoding: bad.complaints, as: UTF8.self).hasPrefix("<stdin>:1:"))
    #expect(bad.status == 1)
    #expect(try run(["garb"]).status == 2)
  }

  @Test func theSameInputGivesTheSameBytesInTenRuns() throws {
    let program = """
      dim N, D, C; input X: [N, D]; input label: Int[N] in C; param W: [D, C], b: [C]
      z[n, c] = sum(d: X[n,d]*W[d,c]) + b[c]
      loss = mean(n: logsumexp(c: z[n,c]) - z[n, label[n]]) + 0.1*sum(W^2)
      """
    let values = ["X=[[1,2],[3,4],[5,7]]", "label=[0,1,1]", "W=[[1,2],[3,4]]", "b=[1,2]"]
    for arguments in [
      ["grad", "-e", program] + values, ["derive", "-e", program], ["grad", "-e", program, "q=1", "r=2"],
    ] {
      let first = try run(arguments)
      #expect(!first.output.isEmpty || !first.complaints.isEmpty)
      // Half of them in parallel processes would prove nothing more: each has its own seed of hashes.
      for _ in 1..<10 { #expect(try run(arguments) == first) }
    }
  }

  @Test func aReaderThatGoesAwayEndsTheToolQuietly() throws {
    let process = Process()
    let executable: URL = try #require(Self.executable)
    process.executableURL = executable
    process.arguments = ["eval", "--full", "-e", "dim N = 200000; y[i in 0..<N] = i/7"]
    let (output, complaints) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, complaints)
    try process.run()
    try output.fileHandleForReading.close()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(complaints.fileHandleForReading.readDataToEndOfFile().isEmpty)
  }

  @Test func withoutGraphvizAPictureIsAFault() throws {
    let path = NSTemporaryDirectory() + "adg-\(UUID().uuidString).svg"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try run(["graph", "-e", "x*y", "-o", path], environment: ["PATH": "/nowhere"])
    #expect(run.status == 1)
    #expect(String(decoding: run.complaints, as: UTF8.self).contains("error[no-graphviz]"))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func aConversationGoesThroughAPipe() throws {
    let lines = "x = -2; y = 5; z = -4\nf = (x + y) * z\n:grad f\nw = [1,\n  2]\nsum(w) + f\n"
    let good = try run(["repl"], input: Data(lines.utf8))
    #expect(good.status == 0)
    #expect(
      String(decoding: good.output, as: UTF8.self)
        == "f = -12\ndf/dx = -4   df/dy = -4   df/dz = 3\nsum(w) + f = -9\n")
    let bad = try run(["repl"], input: Data("f = 2 * * 3\n1 + 1\n:quit\n2 + 2\n".utf8))
    #expect(bad.status == 1)
    #expect(String(decoding: bad.output, as: UTF8.self) == "1 + 1 = 2\n")
    #expect(String(decoding: bad.complaints, as: UTF8.self).contains("f = 2 * * 3\n    |         ^"))
  }
}
