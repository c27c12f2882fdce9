import Interpretation

/// Holds what a data file holds, whatever its format.
package struct DataFile: Sendable, Equatable {
  /// The kinds of contents.
  package enum Contents: Sendable, Equatable {
    /// One array without a name.
    case single(Tensor)
    /// Arrays by name, in the order of the file.
    case named([NamedTensor])
    case table(Table)
    case safetensors(SafetensorsFile)
  }

  /// What messages call the file.
  package var name: String
  package var contents: Contents

  /// Reads a file whose ending tells its format.
  package static func read(_ path: String) throws(DataError) -> DataFile {
    let format = try DataFormat.known(path)
    return try DataFile(FileStore.read(path), format: format, name: path)
  }

  /// Reads the bytes of a file of the format.
  package init(_ bytes: [UInt8], format: DataFormat, name: String) throws(DataError) {
    self.name = name
    contents =
      switch format {
      case .json: try JSONFile.read(bytes, name: name)
      case .csv: .table(try Table(csv: bytes, name: name))
      case .npy: .single(try NumPyFile.read(bytes, name: name))
      case .safetensors: .safetensors(try SafetensorsFile(bytes, name: name))
      }
  }

  /// The names of the arrays or columns in the order of the file; none where it holds one array without a name.
  package var names: [String] {
    switch contents {
    case .single: []
    case .named(let members): members.map(\.name)
    case .table(let table): table.names
    case .safetensors(let file): file.names
    }
  }

  /// Reads the array or column of the name.
  ///
  /// Diagnoses: a name that is not in the file, and what is wrong with the array.
  package func tensor(named name: String) throws(DataError) -> Tensor {
    if let tensor = try find(name) { return tensor }
    let holds =
      switch contents {
      case .single: "one array without a name"
      case .table(let table) where !table.hasHeader: "columns without a header"
      default: names.isEmpty ? "nothing" : DataError.list(names)
      }
    throw DataError("\(self.name) holds no \(DataError.quote(name)); it holds \(holds)")
  }

  /// Reads the array that is meant for the name of a program: the only one, else the one of that name, else all cells of a table.
  ///
  /// A rank tells how to take a table of one row or one column.
  package func tensor(for name: String, rank: Int? = nil) throws(DataError) -> Tensor {
    switch contents {
    case .single(let tensor): return tensor
    case .table(let table):
      if let column = try table.column(named: name) { return column }
      return try table.tensor(rank: rank)
    case .named, .safetensors:
      let names = self.names
      return try tensor(named: names.count == 1 ? names[0] : name)
    }
  }

  /// Reads all arrays by name, in the order of the file.
  ///
  /// Diagnoses: a file whose arrays have no names.
  package func tensors() throws(DataError) -> [NamedTensor] {
    switch contents {
    case .named(let members): return members
    case .single: throw DataError("\(name) holds one array without a name; expected arrays by name")
    case .table(let table) where !table.hasHeader:
      throw DataError("\(name) has no header; expected a first row with the names of the columns")
    default: break
    }
    var tensors: [NamedTensor] = []
    for name in names { tensors.append(NamedTensor(name, try tensor(named: name))) }
    return tensors
  }

  private func find(_ name: String) throws(DataError) -> Tensor? {
    switch contents {
    case .single: nil
    case .named(let members): members.first { $0.name == name }?.tensor
    case .table(let table): try table.column(named: name)
    case .safetensors(let file): try file.tensor(named: name)
    }
  }
}

extension DataFile {
  /// Writes arrays by name, in the format that the ending of the path tells.
  ///
  /// Diagnoses: a format that cannot hold them, and what keeps the file from being written.
  package static func write(_ tensors: [NamedTensor], to path: String) throws(DataError) {
    let bytes: [UInt8]
    switch try DataFormat.known(path) {
    case .json: bytes = Array((JSONValue.arrays(tensors).lines + "\n").utf8)
    case .csv: bytes = try Table.csv(columns: tensors, name: path)
    case .safetensors: bytes = SafetensorsFile.write(tensors)
    case .npy:
      guard tensors.count == 1 else {
        throw DataError("\(path): an npy file holds one array; \(tensors.count) are to be written")
      }
      bytes = NumPyFile.write(tensors[0].tensor)
    }
    try FileStore.write(bytes, to: path)
  }

  /// Writes one array without a name, in the format that the ending of the path tells.
  ///
  /// Diagnoses: a format that cannot hold it, and what keeps the file from being written.
  package static func write(_ tensor: Tensor, to path: String) throws(DataError) {
    let bytes: [UInt8]
    switch try DataFormat.known(path) {
    case .json: bytes = Array((JSONValue.tensor(tensor).line + "\n").utf8)
    case .csv: bytes = try Table.csv(tensor, name: path)
    case .npy: bytes = NumPyFile.write(tensor)
    case .safetensors: throw DataError("\(path): a safetensors file holds arrays by name, and this one has none")
    }
    try FileStore.write(bytes, to: path)
  }
}
