import Foundation
import Testing

/// Files and functions stay small enough to be read at one sitting.
@Suite("Sizes") struct SizeTests {
  private static let fileLimit = 500
  private static let functionLimit = 100

  @Test("No Swift file is longer than 500 lines")
  func files() {
    for file in ProjectFiles.sources + ProjectFiles.tests {
      #expect(file.lines.count <= Self.fileLimit + 1, "\(file) has \(file.lines.count) lines")
    }
  }

  @Test("No function is longer than 100 lines")
  func functions() {
    for file in ProjectFiles.sources + ProjectFiles.tests {
      for function in Self.functions(of: file) {
        #expect(
          function.length <= Self.functionLimit, "\(file):\(function.line) is a function of \(function.length) lines")
      }
    }
  }

  @Test("The measure sees functions, initialisers and computed properties")
  func measure() {
    let text = """
      struct A {
        var x: Int {
          1
        }

        init() {
        }
        func f(
          a: Int
        ) {
          if a > 0 {
          }
        }
        var stored = 1
      }
      """
    let found = Self.functions(of: ProjectFile(path: "A.swift", text: text))
    #expect(found.map(\.line) == [2, 6, 8])
    #expect(found.map(\.length) == [3, 2, 6])
  }

  /// Finds functions by their indentation, which the formatter sees to.
  private static func functions(of file: ProjectFile) -> [(line: Int, length: Int)] {
    let lines = file.lines
    let start =
      #/^(?<indentation> *)(?:@\w+(?:\([^)]*\))? )*(?:[a-z]+(?:\(set\))? )*(?:func |init[?(<]|subscript[(<]|var [^=]*\{$)/#
    var found: [(line: Int, length: Int)] = []
    for (position, line) in lines.enumerated() {
      guard let match = line.firstMatch(of: start), !line.hasSuffix("}") else { continue }
      let closing = match.indentation + "}"
      guard let last = lines[(position + 1)...].firstIndex(where: { $0.hasPrefix(closing) }) else { continue }
      found.append((position + 1, last - position + 1))
    }
    return found
  }
}
