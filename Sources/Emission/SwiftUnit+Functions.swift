import FlatProgram
import Operations
import Scheduling

/// The private functions and tables of a file.
extension SwiftUnit {
  /// Returns each with its lines.
  func helpers() -> [[String]] {
    var features = BodyWriter.Features()
    var isUsed = [Bool](repeating: false, count: Operation.allCases.count)
    if let gates {
      for gate in gates.gates {
        features.formUnion(gate.features)
        for position in isUsed.indices { isUsed[position] = isUsed[position] || gate.isUsed[position] }
      }
    }
    for function in fused {
      features.formUnion(function.features)
      for position in isUsed.indices { isUsed[position] = isUsed[position] || function.isUsed[position] }
    }
    features.divisions.formUnion(preconditions.features.divisions)
    var parts = tables()
    for text in FunctionTexts.texts(for: isUsed, text: \.swiftHelper, spelling: \.swift) {
      // A text may hold several functions, each beginning a line.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      parts.append(lines.map { $0.hasPrefix("func ") ? "private static " + $0 : $0 })
    }
    return parts + sums(features) + divisions(features) + checks()
  }

  private var real: String { target.name(of: .real) }

  private func tables() -> [[String]] {
    var parts: [[String]] = []
    var written: Set<ArrayID> = []
    for function in fused {
      for (array, name) in function.constants where written.insert(array).inserted {
        let declaration = function.loops.program[array]
        guard case .constant(let values) = declaration.role else { continue }
        let type = declaration.isInteger ? "Int" : real
        let texts = values.map { value in
          declaration.isInteger ? Int(exactly: value).map { "\($0)" } ?? "0" : target.literal(value).text
        }
        if declaration.rank == 0 {
          parts.append(["private static let \(name): \(type) = \(texts.first ?? "0")"])
        } else {
          var lines = ["private static let \(name): [\(type)] = ["]
          var line = " "
          for text in texts {
            if line.count + text.count > 108 {
              lines.append(line)
              line = " "
            }
            line += " \(text),"
          }
          parts.append(lines + [line, "]"])
        }
      }
    }
    return parts
  }

  private func sums(_ features: BodyWriter.Features) -> [[String]] {
    var parts: [[String]] = []
    if features.lanes {
      let sum = [
        "  let half = lane.lowHalf + lane.highHalf", "  let even = (half[0] + half[4]) + (half[2] + half[6])",
        "  let odd = (half[1] + half[5]) + (half[3] + half[7])", "  return even + odd", "}",
      ]
      let type = "SIMD16<\(real)>) -> \(real) {"
      parts.append(
        ["/// Returns the sum of all lanes.", "@inline(__always)", "private static func sumOfLanes(_ lane: \(type)"]
          + sum)
      // Written out after a long loop, it has compilers take the lanes apart in the loop; in a loop a call costs more.
      parts.append(
        ["/// Returns the sum of all lanes.", "@inline(never)", "private static func totalOfLanes(_ lane: \(type)"]
          + sum)
    }
    if features.keptRounding {
      parts.append([
        "/// Adds a value to a sum; what that rounds away goes to `lost`, and back into the sum with the next value.",
        "@inline(__always)",
        "private static func add(_ value: \(real), to sum: inout \(real), _ lost: inout \(real)) {",
        "  let next = sum + value", "  let part = next - sum",
        "  let left = lost + ((sum - (next - part)) + (value - part))",
        "  let total = next - next == 0 ? next + left : next",
        "  lost = next - next == 0 ? left - (total - next) : 0", "  sum = total", "}",
      ])
    }
    for width in features.vectorWidths.sorted() { parts += target.vectors?.helpers(width) ?? [] }
    return parts
  }

  private func divisions(_ features: BodyWriter.Features) -> [[String]] {
    var parts: [[String]] = []
    if features.divisions.contains(.quotient) {
      parts.append([
        "/// Returns the quotient rounded down.", "private static func floorQuotient(_ a: Int, _ b: Int) -> Int {",
        "  a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)", "}",
      ])
    }
    if features.divisions.contains(.remainder) {
      parts.append([
        "/// Returns what the quotient rounded down leaves.",
        "private static func floorRemainder(_ a: Int, _ b: Int) -> Int {",
        "  a % b + (a % b != 0 && (a < 0) != (b < 0) ? b : 0)", "}",
      ])
    }
    return parts
  }

  /// Returns the checks of arguments, and what pointers begin at.
  private func checks() -> [[String]] {
    let program = request.value.program
    var parts = [
      [
        "/// Ends the program where a number of elements is not what it must be.",
        "private static func check(_ name: StaticString, _ count: Int, _ wanted: Int) {",
        "  if count != wanted { fatalError(\"\\(name) has \\(count) elements where \\(wanted) are needed\") }", "}",
      ]
    ]
    let given = interface.inputs + interface.parameters
    if given.contains(where: { if case .integer(.some) = program[$0.array].element { true } else { false } }) {
      parts.append([
        "/// Ends the program where an index is out of its range.",
        "private static func check(_ name: StaticString, _ indices: some Collection<Int>, below bound: Int) {",
        "  for index in indices where index < 0 || index >= bound {",
        "    fatalError(\"\\(name) holds \\(index), which is not in 0..<\\(bound)\")", "  }", "}",
      ])
    }
    parts.append([
      "/// Returns where a buffer begins; an empty one may begin anywhere.",
      "private static func start<Element>(of buffer: UnsafeBufferPointer<Element>) -> UnsafePointer<Element> {",
      "  buffer.baseAddress ?? UnsafePointer(bitPattern: 16).unsafelyUnwrapped", "}",
    ])
    parts.append([
      "/// Returns where a buffer begins; an empty one may begin anywhere.",
      "private static func start<Element>(",
      "  of buffer: UnsafeMutableBufferPointer<Element>", ") -> UnsafeMutablePointer<Element> {",
      "  buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped", "}",
    ])
    return parts
  }
}
