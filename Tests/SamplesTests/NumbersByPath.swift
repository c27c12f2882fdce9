import Foundation

/// The numbers of a JSON text, each by where it stands: `gradient.W[0][1]`.
struct NumbersByPath {
  /// In the order of the paths.
  let entries: [(path: String, number: Double)]

  struct NotNumbers: Error { let path: String }

  init(_ text: String) throws {
    var entries: [(path: String, number: Double)] = []
    try Self.collect(JSONSerialization.jsonObject(with: Data(text.utf8)), at: "", into: &entries)
    self.entries = entries.sorted { $0.path < $1.path }
  }

  private static func collect(_ value: Any, at path: String, into entries: inout [(path: String, number: Double)])
    throws
  {
    switch value {
    case let object as [String: Any]:
      for (name, member) in object { try collect(member, at: path.isEmpty ? name : "\(path).\(name)", into: &entries) }
    case let list as [Any]:
      for (position, element) in list.enumerated() { try collect(element, at: "\(path)[\(position)]", into: &entries) }
    case let number as NSNumber: entries.append((path, number.doubleValue))
    default: throw NotNumbers(path: path)
    }
  }
}
