import Foundation
import Testing

/// Names and comments as the house wants them.
@Suite("Wording") struct WordingTests {
  @Test("Nothing is left to be done")
  func noRemainders() {
    // Put together here, so that this file does not hold them.
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    for file in ProjectFiles.sources + ProjectFiles.tests + ProjectFiles.programs + ProjectFiles.documents {
      for word in words {
        #expect(!file.text.contains(word), "\(file) holds \(word)")
      }
    }
  }

  @Test("A file is named after what it holds, not after a drawer")
  func fileNames() {
    let drawers = ["Util", "Helper", "Common", "Misc", "Extensions", "Stuff"]
    for file in ProjectFiles.sources + ProjectFiles.tests {
      let name = file.path.split(separator: "/").last ?? ""
      #expect(!drawers.contains { name.contains($0) && !name.hasSuffix("Tests.swift") }, "\(file)")
    }
  }

  @Test("Every public declaration has a comment")
  func publicDeclarationsAreDocumented() {
    let declaration = #/^\s*public (?:static )?(?:struct|enum|func|init|var|let|protocol|typealias|extension)\b/#
    for file in ProjectFiles.sources {
      let lines = file.lines
      for (position, line) in lines.enumerated() where line.firstMatch(of: declaration) != nil {
        let above = position > 0 ? lines[position - 1].drop { $0 == " " } : ""
        #expect(above.hasPrefix("///") || above.hasPrefix("@"), "\(file):\(position + 1) has no comment")
      }
    }
  }

  @Test("Every file of the sources says at its head, or at its types, what it holds")
  func filesAreDocumented() {
    for file in ProjectFiles.sources where !file.path.hasSuffix("main.swift") {
      #expect(file.text.contains("///"), "\(file) has no comment")
    }
  }
}
