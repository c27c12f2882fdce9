import Foundation

/// The programs of this machine that benchmarks call: compilers and Python.
enum Machine {
  /// Returns where a program is; nil where no folder of the search path has it.
  static func program(_ name: String) -> URL? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
      return URL(fileURLWithPath: "\(folder)/\(name)")
    }
    return nil
  }

  /// Runs a program to its end, and returns whether it ended well, what it printed, and the seconds of processor it took.
  ///
  /// With a limit, each of its processes is ended when it has taken so many seconds of processor.
  static func run(
    _ program: URL, _ arguments: [String], limit: Int? = nil
  ) throws -> (succeeded: Bool, text: String, seconds: Double) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = limit == nil ? program : URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      limit.map { ["-c", "ulimit -t \($0); exec \"$0\" \"$@\"", program.path] + arguments } ?? arguments
    process.standardOutput = pipe
    process.standardError = pipe
    let before = secondsOfChildren()
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus == 0, text, secondsOfChildren() - before)
  }

  private static func secondsOfChildren() -> Double {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    #else
      getrusage(RUSAGE_CHILDREN, &usage)
    #endif
    let (user, system) = (usage.ru_utime, usage.ru_stime)
    return Double(user.tv_sec + system.tv_sec) + Double(user.tv_usec + system.tv_usec) * 1e-6
  }

  /// The seconds of processor that this process has taken.
  static func secondsOfProcess() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// A folder that is gone when its work is done.
final class ScratchFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("autodiff-gen-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file, and returns where it is.
  func write(_ name: String, _ text: String) throws -> URL {
    let file = url.appendingPathComponent(name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file
  }
}
