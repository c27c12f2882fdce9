import DataFormats
import Diagnostics
import FlatProgram
import Interpretation

/// Where the values of a program come from.
package struct ValueSources: Sendable {
  /// Arguments of the form `name=value`.
  package var arguments: [String]
  /// Files all of whose arrays are values.
  package var valueFiles: [String]
  /// Files those of whose columns are values that the program has a name for.
  package var dataFiles: [String]

  /// Lists the sources of each kind.
  package init(arguments: [String] = [], valueFiles: [String] = [], dataFiles: [String] = []) {
    (self.arguments, self.valueFiles, self.dataFiles) = (arguments, valueFiles, dataFiles)
  }
}

extension Model {
  /// Reads values from where they are.
  ///
  /// Diagnoses: `malformed-value`, `inaccessible-file`, `no-column`; all that is wrong with the sources, not only the first fault.
  package func read(_ sources: ValueSources) throws(Failure) -> [GivenValue] {
    var reader = ValueReader(program)
    for argument in sources.arguments { reader.take(argument: argument) }
    for path in sources.valueFiles { reader.take(valueFile: path) }
    for path in sources.dataFiles { reader.take(dataFile: path) }
    guard reader.diagnostics.isEmpty else { throw Failure(diagnostics: reader.diagnostics, source: source) }
    return reader.values
  }
}

/// Reads the values of one program, and collects what is wrong with them.
private struct ValueReader {
  /// What was read, in the order of the sources.
  var values: [GivenValue] = []
  /// What is wrong with the sources.
  var diagnostics: [Diagnostic] = []
  /// The rank of what takes a value: a dim's is 0.
  private var ranks: [String: Int] = [:]
  /// The names that take a value, in the order of the file.
  private var names: [String] = []

  /// Finds out what takes values.
  init(_ program: Program) {
    for array in program.arrays where array.isNamed && (array.role == .input || array.role == .parameter) {
      ranks[array.name] = array.rank
      names.append(array.name)
    }
    for dim in program.dims {
      ranks[dim.name] = 0
      names.append(dim.name)
    }
  }

  /// Reads an argument of the form `name=value`.
  mutating func take(argument text: String) {
    attempt { (reader: inout ValueReader) throws(DataError) -> Void in
      let argument = try ValueArgument(text)
      let rank = reader.ranks[argument.name]
      let columns = try argument.columns()
      let tensor = if let columns { columns } else { try argument.tensor(rank: rank) }
      reader.add(argument.name, tensor, origin: "'\(text)'")
    }
  }

  /// Reads all arrays of a file.
  mutating func take(valueFile path: String) {
    attempt { (reader: inout ValueReader) throws(DataError) -> Void in
      for member in try DataFile.read(path).tensors() { reader.add(member.name, member.tensor, origin: path) }
    }
  }

  /// Reads those columns of a file that the program has a name for.
  mutating func take(dataFile path: String) {
    attempt { (reader: inout ValueReader) throws(DataError) -> Void in
      let file = try DataFile.read(path)
      let taken = file.names.filter { reader.ranks[$0] != nil }
      if taken.isEmpty {
        reader.diagnostics.append(.noColumn(path, has: file.names, wanted: reader.names))
      }
      for name in taken { reader.add(name, try file.tensor(named: name), origin: path) }
    }
  }

  /// Adds a value; a list of one number is a scalar where the program has one.
  private mutating func add(_ name: String, _ tensor: Tensor, origin: String) {
    let isScalar = ranks[name] == 0 && tensor.count == 1 && tensor.rank == 1
    values.append(GivenValue(name, isScalar ? Tensor(tensor.values[0]) : tensor, origin: origin))
  }

  private mutating func attempt(_ reading: (inout ValueReader) throws(DataError) -> Void) {
    do {
      try reading(&self)
    } catch {
      diagnostics.append(
        error.missing == nil ? Diagnostic("malformed-value", error.message, at: nil) : .unreadable(error))
    }
  }
}

extension ValueArgument {
  /// Reads several columns of one file side by side, as in `X=@iris.csv:a,b`; nil where no such list is given.
  ///
  /// Shapes: `[rows, columns]`.
  fileprivate func columns() throws(DataError) -> Tensor? {
    guard case .file(let path, let member?) = source, member.contains(",") else { return nil }
    let file = try DataFile.read(path)
    guard !file.names.contains(member) else { return nil }
    var columns: [Tensor] = []
    for name in member.split(separator: ",", omittingEmptySubsequences: false) {
      let column = try file.tensor(named: String(name))
      guard column.rank == 1, column.count == columns.first?.count ?? column.count else {
        throw DataError("\(path): columns side by side are vectors of one length; '\(name)' is not")
      }
      columns.append(column)
    }
    let rows = columns.first?.count ?? 0
    var values: [Double] = []
    values.reserveCapacity(rows * columns.count)
    for row in 0..<rows {
      for column in columns { values.append(column.values[row]) }
    }
    return Tensor(shape: [rows, columns.count], values: values)
  }
}
