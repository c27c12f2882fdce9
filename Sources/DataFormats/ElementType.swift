/// Lists the types of numbers that binary files hold.
enum ElementType: CaseIterable {
  case float64, float32, float16, bfloat16
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case boolean

  /// The number of bytes of one element.
  var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .boolean: 1
    }
  }

  /// The name in a safetensors header.
  var safetensorsName: String {
    switch self {
    case .float64: "F64"
    case .float32: "F32"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .int8: "I8"
    case .int16: "I16"
    case .int32: "I32"
    case .int64: "I64"
    case .uint8: "U8"
    case .uint16: "U16"
    case .uint32: "U32"
    case .uint64: "U64"
    case .boolean: "BOOL"
    }
  }

  /// The name in a NumPy header, without the byte order; NumPy has no bfloat16.
  var numPyName: String? {
    switch self {
    case .float64: "f8"
    case .float32: "f4"
    case .float16: "f2"
    case .bfloat16: nil
    case .int8: "i1"
    case .int16: "i2"
    case .int32: "i4"
    case .int64: "i8"
    case .uint8: "u1"
    case .uint16: "u2"
    case .uint32: "u4"
    case .uint64: "u8"
    case .boolean: "b1"
    }
  }

  /// Reads elements to the doubles that equal them.
  ///
  /// Requires: a whole number of elements.
  /// Diagnoses: a 64-bit integer that no double equals.
  func decode(_ bytes: ArraySlice<UInt8>, bigEndian: Bool = false, name: String) throws(DataError) -> [Double] {
    switch self {
    case .float64: return Self.words(bytes, bigEndian) { (word: UInt64) in Double(bitPattern: word) }
    case .float32: return Self.words(bytes, bigEndian) { (word: UInt32) in Double(Float(bitPattern: word)) }
    case .float16: return Self.words(bytes, bigEndian) { (word: UInt16) in Self.half(word) }
    case .bfloat16:
      return Self.words(bytes, bigEndian) { (word: UInt16) in Double(Float(bitPattern: UInt32(word) << 16)) }
    case .int8: return Self.words(bytes, bigEndian) { (word: Int8) in Double(word) }
    case .int16: return Self.words(bytes, bigEndian) { (word: Int16) in Double(word) }
    case .int32: return Self.words(bytes, bigEndian) { (word: Int32) in Double(word) }
    case .uint8: return Self.words(bytes, bigEndian) { (word: UInt8) in Double(word) }
    case .uint16: return Self.words(bytes, bigEndian) { (word: UInt16) in Double(word) }
    case .uint32: return Self.words(bytes, bigEndian) { (word: UInt32) in Double(word) }
    case .boolean: return Self.words(bytes, bigEndian) { (word: UInt8) in word == 0 ? 0 : 1 }
    case .int64: return try Self.exactIntegers(bytes, bigEndian, name) { (word: Int64) in Double(exactly: word) }
    case .uint64: return try Self.exactIntegers(bytes, bigEndian, name) { (word: UInt64) in Double(exactly: word) }
    }
  }

  private static func words<Word: FixedWidthInteger>(
    _ bytes: ArraySlice<UInt8>, _ bigEndian: Bool, _ value: (Word) -> Double
  ) -> [Double] {
    bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Word>.size).map { position in
        let word = bytes.loadUnaligned(fromByteOffset: position * MemoryLayout<Word>.size, as: Word.self)
        return value(bigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
      }
    }
  }

  private static func exactIntegers<Word: FixedWidthInteger>(
    _ bytes: ArraySlice<UInt8>, _ bigEndian: Bool, _ name: String, _ value: (Word) -> Double?
  ) throws(DataError) -> [Double] {
    var inexact: Word?
    let values = words(bytes, bigEndian) { (word: Word) in
      if let value = value(word) { return value }
      inexact = inexact ?? word
      return .nan
    }
    if let inexact { throw DataError("\(name) holds the integer \(inexact), which no double equals") }
    return values
  }

  /// Widens an IEEE binary16 number; Swift's `Float16` is not there on every platform.
  private static func half(_ word: UInt16) -> Double {
    let fraction = Double(word & 0x3FF) / 1024
    let magnitude: Double =
      switch (word >> 10) & 0x1F {
      case 0: fraction * 0x1p-14
      case 31: fraction == 0 ? .infinity : .nan
      case let exponent: (1 + fraction) * Double(sign: .plus, exponent: Int(exponent) - 15, significand: 1)
      }
    return word & 0x8000 == 0 ? magnitude : -magnitude
  }
}

/// Writes doubles as eight bytes each, least significant first.
func littleEndianBytes(_ values: [Double]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(values.count * 8)
  for value in values {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }
  return bytes
}
