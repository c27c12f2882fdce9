import Foundation
import Testing

/// Rooms import what Package.swift lets them, and data goes one way.
@Suite("Imports") struct ImportTests {
  let manifest = PackageManifest()

  /// The modules of the system, by the rooms that may import them; nil for all rooms.
  private static let system: [String: [String]?] = [
    "Glibc": nil, "Musl": nil, "Darwin": nil, "Android": nil,
    "Foundation": ["DataFormats", "AutodiffGen", "autodiff-gen", "Benchmarks"],
    "FoundationEssentials": ["DataFormats", "AutodiffGen", "autodiff-gen", "Benchmarks"],
  ]

  private func imports(of file: ProjectFile) -> [String] {
    file.lines.filter { $0.contains("import ") }.compactMap { line in
      line.firstMatch(of: #/^\s*(?:@\w+(?:\(\w+\))? )*(?:(?:public|package|internal|private) )?import (?:\w+ )?(\w+)/#)
        .map { String($0.1) }
    }
  }

  @Test("Every room of the sources is declared, and every declared room is there")
  func roomsAreFolders() {
    let folders = Set(ProjectFiles.sources.compactMap { $0.folders.dropFirst().first })
    #expect(folders == Set(manifest.rooms.map(\.name) + manifest.plugins))
  }

  @Test("A file imports only what Package.swift lets its room import")
  func importsAreDeclared() {
    for file in ProjectFiles.sources {
      let room = file.folders[1]
      let allowed =
        manifest.plugins.contains(room)
        ? ["Foundation", "PackagePlugin"] : manifest.rooms.first { $0.name == room }?.imports ?? []
      for name in imports(of: file) where !allowed.contains(name) {
        guard let rooms = Self.system[name] else {
          Issue.record("\(file) imports \(name), which is neither declared nor of the system")
          continue
        }
        if let rooms { #expect(rooms.contains(room), "\(file) imports \(name)") }
      }
    }
  }

  @Test("A room imports only rooms that stand before it in Package.swift")
  func dataGoesOneWay() {
    for (position, room) in manifest.rooms.enumerated() {
      let earlier = manifest.rooms.prefix(position).map(\.name)
      for name in room.imports { #expect(earlier.contains(name), "\(room.name) imports \(name)") }
    }
  }

  @Test("Differentiation, Optimization, Recurrences and Scheduling know nothing of each other")
  func passesAreApart() {
    let apart = ["Differentiation", "Optimization", "Recurrences", "Scheduling"]
    for room in manifest.rooms where apart.contains(room.name) {
      #expect(room.imports.allSatisfy { !apart.contains($0) }, "\(room.name) imports \(room.imports)")
    }
  }

  @Test("The package depends on no other")
  func noDependencies() {
    #expect(!ProjectFiles.file("Package.swift").text.contains(".package("))
  }
}
