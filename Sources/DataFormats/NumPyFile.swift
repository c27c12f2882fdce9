import Interpretation

/// Reads and writes one array as a NumPy `.npy` file.
///
/// Source: the NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays", versions 1.0 to 3.0.
enum NumPyFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads floats, integers and booleans of any size, either byte order and either axis order.
  ///
  /// Diagnoses: another kind of file, a type that is not numeric, fewer or more bytes than the shape asks for.
  static func read(_ bytes: [UInt8], name: String) throws(DataError) -> Tensor {
    guard bytes.starts(with: magic) else {
      throw DataError("\(name) is not a NumPy file: it does not begin with \\x93NUMPY")
    }
    guard bytes.count >= 10 else { throw DataError("\(name) ends within its header") }
    let version = bytes[6]
    guard 1...3 ~= version else {
      throw DataError("\(name) has the NumPy format version \(version); versions 1 to 3 are read")
    }
    let start = version == 1 ? 10 : 12
    guard bytes.count >= start else { throw DataError("\(name) ends within its header") }
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start else { throw DataError("\(name) ends within its header") }
    guard let header = NumPyHeader(bytes[start..<start + length]) else {
      throw DataError("\(name) has a header that is not of a plain NumPy array")
    }
    return try read(bytes[(start + length)...], header, name: name)
  }

  private static func read(_ data: ArraySlice<UInt8>, _ header: NumPyHeader, name: String) throws(DataError) -> Tensor {
    let order = header.type.first
    guard order == "<" || order == ">" || order == "|" || order == "=",
      let type = ElementType.allCases.first(where: { $0.numPyName.map { $0 == header.type.dropFirst() } ?? false })
    else {
      throw DataError(
        "\(name) has elements of the NumPy type \(DataError.quote(header.type)); floats, integers and booleans are read"
      )
    }
    guard header.shape.count <= Tensor.maximumRank else {
      throw DataError("\(name) has \(header.shape.count) axes; at most \(Tensor.maximumRank) are read")
    }
    guard let count = Tensor.count(of: header.shape), count * type.size == data.count else {
      throw DataError(
        "\(name) holds \(data.count) bytes of data, which is not what its shape \(header.shape) of type \(header.type) takes"
      )
    }
    let values = try type.decode(data, bigEndian: order == ">", name: name)
    return Tensor(
      shape: header.shape, values: header.fortranOrder ? rowMajor(fromFortran: values, shape: header.shape) : values)
  }

  /// Brings elements whose first axis is fastest into the order whose last axis is.
  private static func rowMajor(fromFortran values: [Double], shape: [Int]) -> [Double] {
    guard shape.count > 1, !values.isEmpty else { return values }
    var strides: [Int] = [1]
    for length in shape.dropLast() { strides.append((strides.last ?? 1) * length) }
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    return values.indices.map { _ in
      let value = values[place]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
      }
      return value
    }
  }

  /// Writes `<f8` in row-major order, byte for byte as NumPy does.
  static func write(_ tensor: Tensor) -> [UInt8] {
    let lengths = tensor.shape.map(String.init).joined(separator: ", ")
    let shape = tensor.rank == 1 ? "(\(lengths),)" : "(\(lengths))"
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
    // NumPy leaves room for the first axis to grow to 21 digits, then aligns the data to 64 bytes.
    if let first = tensor.shape.first { header += String(repeating: " ", count: max(0, 21 - String(first).count)) }
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let length = header.utf8.count
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8 & 0xFF)] + Array(header.utf8)
      + littleEndianBytes(tensor.values)
  }
}
