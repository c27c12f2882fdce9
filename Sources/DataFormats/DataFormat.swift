/// Lists the formats of data files; a file's ending tells which.
package enum DataFormat: String, CaseIterable, Sendable {
  case json, csv, npy, safetensors

  /// Finds the format of a path by its ending, in whatever case.
  package init?(path: some StringProtocol) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }
}
