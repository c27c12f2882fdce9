/// Lists the formats of data files; a file's ending tells which.
package enum DataFormat: String, CaseIterable, Sendable {
  case json, csv, npy, safetensors

  /// Finds the format of a path by its ending, in whatever case.
  package init?(path: some StringProtocol) {
    // Only so many characters as decide: the caller may ask for every prefix of a long path.
    let tail = path.suffix(12)
    guard let dot = tail.lastIndex(of: ".") else { return nil }
    self.init(rawValue: tail[tail.index(after: dot)...].lowercased())
  }

  /// Finds the format of a path.
  ///
  /// Diagnoses: an ending that is none of the formats'.
  static func known(_ path: String) throws(DataError) -> DataFormat {
    guard let format = DataFormat(path: path) else {
      throw DataError("\(path) ends in none of .json, .csv, .npy and .safetensors")
    }
    return format
  }
}
