import Foundation
import Operations
import Testing

/// The helper bodies for generated code compute what the interpreter computes, to the bit.
@Suite struct HelperTextTests {
  private static let operations: [Operation] = [.digamma, .polygamma, .min, .max]

  private static let compiler = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test func `every operation with a helper body is compared here`() {
    for operation in Operation.allCases {
      guard case .primitive(let primitive) = operation.row.implementation else { continue }
      #expect((primitive.cHelper != nil) == Self.operations.contains(operation), "\(operation)")
    }
  }

  @Test func `Swift texts are the compiler's own functions`() throws {
    let room = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Operations")
    for (operation, file) in [(Operation.digamma, "Digamma.swift"), (.polygamma, "Polygamma.swift")] {
      guard case .primitive(let primitive) = operation.row.implementation else { continue }
      let source = try String(contentsOf: room.appendingPathComponent(file), encoding: .utf8)
      for function in try #require(primitive.swiftHelper).components(separatedBy: "\n\n") {
        #expect(source.contains("\n" + function + "\n"), "\(operation)")
      }
    }
  }

  @Test(.enabled(if: compiler != nil, "there is no C compiler on this machine"))
  func `C texts compile without warnings and agree to the bit`() throws {
    let points = Self.operations.flatMap { operation in
      (operation.draws(100) + extremes(operation)).map { (operation, $0) }
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("adg-helpers-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appendingPathComponent("helpers.c")
    try program(for: points).write(to: source, atomically: true, encoding: .utf8)
    let program = folder.appendingPathComponent("helpers")
    let messages = try output(
      of: try #require(Self.compiler),
      [
        "-std=c99", "-O2", "-ffp-contract=off", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow",
        "-o", program.path, source.path, "-lm",
      ])
    #expect(messages.isEmpty, "\(messages)")
    let lines = try output(of: program.path, []).split(separator: "\n")
    try #require(lines.count == points.count)
    for (line, (operation, operands)) in zip(lines, points) {
      let own = operation.evaluate(operands)
      let text = own.isNaN ? "nan" : String(own.bitPattern, radix: 16)
      #expect(line == text, "\(operation) \(operands)")
    }
  }

  private func extremes(_ operation: Operation) -> [[Double]] {
    let values = [0.0, 1.4616321449683622, -0.5, -7, -1e-20, 1e-300, 11.999, 12, 1e300, .infinity, .nan]
    guard operation.row.arity == 2 else { return values.map { [$0] } }
    return [0, 1, 2, 7, 40, 100, 101, 1.5, .nan].flatMap { first in values.map { [first, $0] } }
  }

  /// A C program that prints the bits of each result.
  private func program(for points: [(Operation, [Double])]) -> String {
    var text = "#include <math.h>\n#include <stdio.h>\n#include <string.h>\n"
    for operation in Self.operations {
      if case .primitive(let primitive) = operation.row.implementation, let body = primitive.cHelper {
        text += body + "\n"
      }
    }
    text += """
      static void show(double value)
      {
        unsigned long long bits;
        memcpy(&bits, &value, sizeof bits);
        if (value != value) { puts("nan"); } else { printf("%llx\\n", bits); }
      }
      int main(void)
      {

      """
    for (operation, operands) in points {
      guard case .primitive(let primitive) = operation.row.implementation, case .call(let name) = primitive.c else {
        continue
      }
      let list = operands.map(literal).joined(separator: ", ")
      text += "  show(\(name)(\(list)));\n"
    }
    return text + "  return 0;\n}\n"
  }

  private func literal(_ value: Double) -> String {
    value.isNaN ? "(double)NAN" : value.isInfinite ? "(double)INFINITY" : "\(value)"
  }

  private func output(of path: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
