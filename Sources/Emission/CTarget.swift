import FlatProgram
import Operations

/// C99, also valid as C++.
struct CTarget: TargetLanguage {
  let precision: EmissionOptions.Precision
  /// What the functions of the text's own begin with.
  let helperPrefix: String
  let longestExpression: Int? = nil
  let hasUnsignedSizes = true
  let leavesOutUnusedNames = false
  let namesRows = true
  let vectors: VectorSpelling? = nil
  let wrapping = ""
  let end = ";"
  let indentation = 4
  /// What the macros and constants of the text's own begin with: nothing in a source file, which has them to itself.
  let constantPrefix: String

  var laneCount: String { constantPrefix + "LANES" }
  var blockSize: String { constantPrefix + "BLOCK" }
  /// Stands before loops of which a compiler should take one value at a time.
  var scalarLoop: String { constantPrefix + "SCALAR_LOOP" }
  var restrict: String { constantPrefix + "RESTRICT" }
  /// Stands before the parts of a long function, which compilers should not put together again.
  var separate: String { constantPrefix + "SEPARATE" }

  /// C in double precision, for numbers that a program in single precision is compared with.
  static let wide = CTarget(precision: .double, helperPrefix: "", constantPrefix: "")

  func helperName(_ words: String) -> String { helperPrefix + words }

  /// Returns the name that a function of the operation table has here.
  func renamed(_ name: String) -> String {
    name.hasPrefix(Self.tablePrefix) ? helperName(String(name.dropFirst(Self.tablePrefix.count))) : name
  }

  /// What the names of the operation table's own functions begin with.
  static let tablePrefix = "adg_"

  func name(of type: ValueType) -> String {
    switch type {
    case .real: precision == .double ? "double" : "float"
    case .condition: "int"
    case .position: "ptrdiff_t"
    case .size: "size_t"
    }
  }

  func literal(_ number: Double) -> Fragment {
    if number.isNaN { return Fragment(precision == .double ? "(double)NAN" : "NAN", .prefix) }
    let isNegative = number.sign == .minus
    guard number.isFinite else { return infinity(isNegative) }
    switch precision {
    case .double: return Fragment(NumberText.double(number), isNegative ? .prefix : .primary)
    case .single:
      guard let text = NumberText.float(number) else { return infinity(isNegative) }
      return Fragment(text + "f", isNegative ? .prefix : .primary)
    }
  }

  private func infinity(_ isNegative: Bool) -> Fragment {
    Fragment((isNegative ? "-" : "") + (precision == .double ? "(double)INFINITY" : "INFINITY"), .prefix)
  }

  func truth(_ holds: Bool) -> Fragment { Fragment(holds ? "1" : "0") }

  func spelling(of primitive: Primitive) -> Primitive.Spelling {
    precision == .double ? primitive.c : primitive.cSingle ?? primitive.c
  }

  func call(_ name: String, _ arguments: [Fragment], of primitive: Primitive) -> Fragment {
    let name = renamed(name)
    guard precision == .single, primitive.cSingle == nil else { return .call(name, arguments) }
    let widened = arguments.map { Fragment("(double)" + $0.held(.prefix), .prefix) }
    return Fragment("(float)" + Fragment.call(name, widened).text, .prefix)
  }

  func real(_ integer: Fragment) -> Fragment {
    Fragment("(\(name(of: .real)))" + integer.held(.prefix), .prefix)
  }

  func integer(_ value: Fragment, as type: ValueType) -> Fragment {
    Fragment("(\(name(of: type)))" + value.held(.prefix), .prefix)
  }

  func constant(_ name: String, _ type: ValueType, _ value: String) -> String {
    "const \(self.name(of: type)) \(name) = \(value);"
  }

  func variable(_ name: String, _ type: ValueType, _ value: String) -> String {
    "\(self.name(of: type)) \(name) = \(value);"
  }

  func lanes(_ name: String) -> String {
    "\(self.name(of: .real)) \(name)[\(laneCount)] = {\(literal(0).text)};"
  }

  func sum(ofLanes name: String, isInLoop: Bool) -> String { "\(helperName("sum_of_lanes"))(\(name))" }

  func adding(_ value: String, to sum: String, lost: String) -> String {
    "\(helperName("add_to_sum"))(&\(sum), &\(lost), \(value));"
  }

  func row(_ name: String, of array: String, at offset: Fragment, isWritten: Bool, if condition: String?) -> String {
    let place = "&\(array)[\(offset.text)]"
    let text = condition.map { "\($0) ? \(place) : NULL" } ?? place
    return "\(isWritten ? "" : "const ")\(self.name(of: .real)) *const \(name) = \(text);"
  }

  func ignoring(_ name: String) -> String { "(void)\(name);" }

  func opening(_ loop: LoopText) -> [String] {
    let type = name(of: loop.type)
    switch loop.direction {
    case .down: return ["for (\(type) \(loop.name) = \(loop.upper); \(loop.name)-- > \(loop.lower);) {"]
    case .up:
      let condition = loop.condition ?? "\(loop.name) < \(loop.upper)"
      let next = loop.step.map { "\(loop.name) += \($0)" } ?? "++\(loop.name)"
      let line = "for (\(type) \(loop.name) = \(loop.lower); \(condition); \(next)) {"
      return loop.staysScalar ? [scalarLoop, line] : [line]
    }
  }

  func narrowed(_ integer: Fragment) -> Fragment { Fragment("(int32_t)" + integer.held(.prefix), .prefix) }

  func opening(if condition: String) -> String { "if (\(condition)) {" }

  func comment(_ lines: [String]) -> [String] {
    guard let first = lines.first else { return [] }
    if lines.count == 1 { return ["/* \(first) */"] }
    let middle = lines.dropFirst().dropLast().map { $0.isEmpty ? " *" : " * \($0)" }
    return ["/* \(first)"] + middle + [" * \(lines[lines.count - 1]) */"]
  }
}
