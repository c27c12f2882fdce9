import Foundation

@testable import autodiff_gen

/// One run of the tool within the test's own process.
struct Run {
  var output = ""
  var complaints = ""
  var status: Int32 = 0

  /// Carries out the arguments behind the tool's name.
  init(_ arguments: String..., isColoured: Bool = false) { self.init(arguments, isColoured: isColoured) }

  init(_ arguments: [String], isColoured: Bool = false) {
    let pages = Pages()
    var console = Console(
      isColoured: isColoured,
      result: {
        pages.output += $0
        return true
      }, complaint: { pages.complaints += $0 })
    status = Tool.run(arguments, on: &console)
    (output, complaints) = (pages.output, pages.complaints)
  }

  private final class Pages {
    var output = ""
    var complaints = ""
  }
}

/// A folder of its own for a test, gone when the test is over.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "adg-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }
}
