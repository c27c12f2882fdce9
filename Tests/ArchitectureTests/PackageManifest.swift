import Foundation

/// The rooms that Package.swift declares, each with the rooms that it may import.
struct PackageManifest {
  /// In the order of the file.
  private(set) var rooms: [(name: String, imports: [String])] = []
  /// The plugins of the package manager, which import nothing of the project.
  private(set) var plugins: [String] = []

  init() {
    let text = ProjectFiles.file("Package.swift").text
    let executable = #/\.executableTarget\(\s*name: "(?<name>[\w-]+)",\s*dependencies: \[(?<imports>[^\]]*)\]/#
    let room = #/\broom\(\s*"(?<name>[\w-]+)"(?:,\s*\[(?<imports>[^\]]*)\])?/#
    for match in text.matches(of: room) {
      rooms.append((String(match.name), Self.names(match.imports ?? "")))
    }
    for match in text.matches(of: executable) {
      rooms.append((String(match.name), Self.names(match.imports)))
    }
    plugins = text.matches(of: #/path: "Sources\/(\w+Plugin)"/#).map { String($0.1) }
  }

  private static func names(_ list: Substring) -> [String] {
    list.matches(of: #/"([\w-]+)"/#).map { String($0.1) }
  }
}
