import FlatProgram
import Operations
import Scheduling

/// Swift 6.
struct SwiftTarget: TargetLanguage {
  let precision: EmissionOptions.Precision
  /// The type checker takes its time over long expressions.
  let longestExpression: Int? = 8
  let hasUnsignedSizes = false
  let leavesOutUnusedNames = true
  /// Arrays that are no pointers have no rows.
  var namesRows = true
  var vectors: VectorSpelling? { takesVectors ? VectorSpelling(real: name(of: .real)) : nil }
  /// Whether loops take several values side by side: not where arrays are no pointers.
  var takesVectors = true
  let wrapping = "&"
  let end = ""
  let indentation = 2
  let laneCount = "\(SumLanes.count)"
  let blockSize = "\(SumLanes.block)"

  /// Swift in double precision, for numbers that a program in single precision is compared with.
  static let wide = SwiftTarget(precision: .double)

  func helperName(_ words: String) -> String {
    let words = words.split(separator: "_")
    return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  func name(of type: ValueType) -> String {
    switch type {
    case .real: precision == .double ? "Double" : "Float"
    case .condition: "Bool"
    case .position, .size: "Int"
    }
  }

  func literal(_ number: Double) -> Fragment {
    let type = name(of: .real)
    if number.isNaN { return Fragment("\(type).nan") }
    let isNegative = number.sign == .minus
    let text = precision == .double ? (number.isFinite ? NumberText.double(number) : nil) : NumberText.float(number)
    return Fragment(text ?? (isNegative ? "-" : "") + "\(type).infinity", isNegative ? .prefix : .primary)
  }

  func truth(_ holds: Bool) -> Fragment { Fragment(holds ? "true" : "false") }

  func spelling(of primitive: Primitive) -> Primitive.Spelling { primitive.swift }

  func call(_ name: String, _ arguments: [Fragment], of primitive: Primitive) -> Fragment {
    // Helpers are written for doubles; the library's functions are there for both types.
    guard precision == .single, primitive.swiftHelper != nil else { return .call(name, arguments) }
    return .call("Float", [.call(name, arguments.map { .call("Double", [$0]) })])
  }

  func real(_ integer: Fragment) -> Fragment { .call(name(of: .real), [integer]) }

  func integer(_ value: Fragment, as type: ValueType) -> Fragment { .call("Int", [value]) }

  func constant(_ name: String, _ type: ValueType, _ value: String) -> String {
    "let \(name): \(self.name(of: type)) = \(value)"
  }

  func variable(_ name: String, _ type: ValueType, _ value: String) -> String {
    "var \(name): \(self.name(of: type)) = \(value)"
  }

  func lanes(_ name: String) -> String { "var \(name) = SIMD16<\(self.name(of: .real))>.zero" }

  func sum(ofLanes name: String, isInLoop: Bool) -> String {
    isInLoop ? "sumOfLanes(\(name))" : "totalOfLanes(\(name))"
  }

  func adding(_ value: String, to sum: String, lost: String) -> String { "add(\(value), to: &\(sum), &\(lost))" }

  func row(_ name: String, of array: String, at offset: Fragment, isWritten: Bool, if condition: String?) -> String {
    "let \(name) = \(array) + \(offset.held(.product))"
  }

  func ignoring(_ name: String) -> String { "_ = \(name)" }

  func opening(_ loop: LoopText) -> [String] {
    if let step = loop.step {
      return ["for \(loop.name) in stride(from: \(loop.lower), to: \(loop.upper), by: \(step)) {"]
    }
    let upper = loop.mayBeEmpty ? "max(\(loop.lower), \(loop.upper))" : loop.upper
    let range = "\(loop.lower)..<\(upper)"
    return ["for \(loop.name) in \(loop.direction == .down ? "(\(range)).reversed()" : range) {"]
  }

  func narrowed(_ integer: Fragment) -> Fragment { integer }

  func opening(if condition: String) -> String { "if \(condition) {" }

  func comment(_ lines: [String]) -> [String] { lines.map { $0.isEmpty ? "//" : "// " + $0 } }
}
