import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// The definitions: helpers, tables of constants, and the functions.
extension CUnit {
  /// Returns the source file's text.
  func source() -> String {
    let name = interface.name
    var lines = target.comment([FirstLine.text(file: name + ".c", of: request)])
    lines += ["#include \"\(name).h\"", "", "#include <math.h>", ""]
    lines += definitions()
    return Self.text(of: lines, file: name + ".c")
  }

  /// Joins lines, with the directives that go back to the file's own lines filled in.
  static func text(of lines: [String], file: String) -> String {
    var text = ""
    for (position, line) in lines.flatMap({ $0.split(separator: "\n", omittingEmptySubsequences: false) }).enumerated()
    {
      // The directive gives the number of the line that follows it.
      text += line == CFunction.ownLine ? "#line \(position + 2) \(JSONText.string(file))" : String(line)
      text += "\n"
    }
    return text
  }

  /// Returns everything but the inclusions.
  func definitions() -> [String] {
    var features = BodyWriter.Features()
    var isUsed = [Bool](repeating: false, count: Operation.allCases.count)
    if let gates {
      features.formUnion(gates.features)
      for gate in gates.gates {
        for position in isUsed.indices { isUsed[position] = isUsed[position] || gate.isUsed[position] }
      }
    }
    for function in fused {
      features.formUnion(function.features)
      for position in isUsed.indices { isUsed[position] = isUsed[position] || function.isUsed[position] }
    }
    let workspace = needsScratch ? workspaceFunction(&features) : []
    let check = checkDefinitions(&features, storage: storage, isHeader: isHeader)
    let restrict = target.restrict
    var lines = [
      "#ifdef __cplusplus", "#define \(restrict) __restrict", "#else", "#define \(restrict) restrict", "#endif", "",
    ]
    if features.scalarLoops {
      let name = target.scalarLoop
      lines += target.comment(["Has clang take one iteration at a time: those of the loops inside go together."])
      lines += ["#if defined(__clang__)", "#define \(name) _Pragma(\"clang loop vectorize(disable)\")", "#else"]
      lines += ["#define \(name)", "#endif", ""]
    }
    if !isHeader, functions.contains(where: { !$0.parts.definitions.isEmpty }) {
      let name = target.separate
      lines += target.comment(["Keeps the parts of a long function apart: together they take compilers long."])
      lines += ["#if defined(__GNUC__)", "#define \(name) __attribute__((noinline)) static", "#else"]
      lines += ["#define \(name) static", "#endif", ""]
    }
    if features.lanes { lines += ["enum { \(target.laneCount) = \(SumLanes.count) };"] }
    if features.blocks { lines += ["enum { \(target.blockSize) = \(SumLanes.block) };"] }
    if features.lanes { lines.append("") }
    lines += helpers(isUsed, features)
    lines += tables()
    lines += check
    if let gates { lines += gates.definitions(self, isHeader: isHeader, storage: storage) }
    lines += workspace
    for (position, function) in functions.enumerated() {
      if position > 0 { lines.append("") }
      for part in function.parts.definitions {
        lines += [(isHeader ? "static inline " : target.separate + " ") + part[0]] + part.dropFirst()
      }
      if isHeader { lines += target.comment(documentation(of: function)) }
      lines += [storage + signature(of: function, isDefinition: true), "{"] + body(of: function) + ["}"]
    }
    return lines
  }

  /// The functions that are loops over the whole program.
  private var fused: [CFunction] { gates == nil ? functions : [value] }

  private func body(of function: CFunction) -> [String] {
    if let gates, function.isGradient { return gates.gradientBody(self, function) }
    return function.lines
  }

  private var isHeader: Bool { request.options.isHeaderOnly || request.options.isStaticInline }

  private var storage: String { isHeader ? "static inline " : "" }

  /// Returns the functions that the text brings along.
  private func helpers(_ isUsed: [Bool], _ features: BodyWriter.Features) -> [String] {
    let texts = FunctionTexts.texts(for: isUsed, text: \.cHelper) { target.spelling(of: $0) }
    var lines: [String] = []
    for text in texts {
      let renamed = replacing(CTarget.tablePrefix, by: target.helperPrefix, in: text)
      for line in renamed.split(separator: "\n", omittingEmptySubsequences: false) {
        let spaces = line.prefix { $0 == " " }.count
        lines.append(String(repeating: " ", count: spaces) + line)
      }
      lines.append("")
    }
    let real = target.name(of: .real)
    let inline = "static inline "
    if features.lanes {
      lines += [
        "/* Returns the sum of all lanes. */",
        "\(inline)\(real) \(target.helperName("sum_of_lanes"))(const \(real) lane[\(target.laneCount)])", "{",
        "    \(real) half[8];", "    for (size_t l = 0; l < 8; ++l) {", "        half[l] = lane[l] + lane[l + 8];",
        "    }",
        "    return ((half[0] + half[4]) + (half[2] + half[6])) + ((half[1] + half[5]) + (half[3] + half[7]));", "}",
        "",
      ]
    }
    if features.keptRounding {
      lines += [
        "/* Adds a value to a sum; what that rounds away goes to lost, and back into the sum with the next value. */",
        "\(inline)void \(target.helperName("add_to_sum"))(\(real) *sum, \(real) *lost, \(real) value)", "{",
        "    const \(real) next = *sum + value;",
        "    const \(real) part = next - *sum;",
        "    const \(real) left = *lost + ((*sum - (next - part)) + (value - part));",
        "    const \(real) total = next - next == 0 ? next + left : next;",
        "    *lost = next - next == 0 ? left - (total - next) : \(target.literal(0).text);",
        "    *sum = total;", "}", "",
      ]
    }
    if features.divisions.contains(.quotient) {
      lines += [
        "/* Returns the quotient rounded down. */",
        "\(inline)ptrdiff_t \(target.helperName("floor_quotient"))(ptrdiff_t a, ptrdiff_t b)", "{",
        "    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);", "}", "",
      ]
    }
    if features.divisions.contains(.remainder) {
      lines += [
        "/* Returns what the quotient rounded down leaves. */",
        "\(inline)ptrdiff_t \(target.helperName("floor_remainder"))(ptrdiff_t a, ptrdiff_t b)", "{",
        "    return a % b + (a % b != 0 && (a < 0) != (b < 0) ? b : 0);", "}", "",
      ]
    }
    return lines
  }

  private func replacing(_ old: String, by new: String, in text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let range = rest.firstRange(of: old) {
      result += rest[..<range.lowerBound] + new
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  /// Returns the tables of numbers that the source holds, and its named constants.
  private func tables() -> [String] {
    var lines: [String] = []
    var written: Set<ArrayID> = []
    for function in fused {
      for (array, name) in function.constants where written.insert(array).inserted {
        let declaration = function.loops.program[array]
        guard case .constant(let values) = declaration.role else { continue }
        let type = declaration.isInteger ? "int32_t" : target.name(of: .real)
        let texts = values.map { value in
          declaration.isInteger ? Int(exactly: value).map { "\($0)" } ?? "0" : target.literal(value).text
        }
        if declaration.rank == 0 {
          lines.append("static const \(type) \(name) = \(texts.first ?? "0");")
        } else {
          lines.append("static const \(type) \(name)[\(max(values.count, 1))] = {")
          lines += Self.rows(of: texts.isEmpty ? ["0"] : texts)
          lines.append("};")
        }
        lines.append("")
      }
    }
    return lines
  }

  static func rows(of texts: [String]) -> [String] {
    var lines: [String] = []
    var line = "   "
    for text in texts {
      if line.count + text.count > 112 {
        lines.append(line)
        line = "   "
      }
      line += " \(text),"
    }
    return lines + [line]
  }

  /// Returns the function that says how much scratch memory is needed, and notes what its text needs.
  private func workspaceFunction(_ features: inout BodyWriter.Features) -> [String] {
    var sizes: [String] = []
    var dims: Set<DimID> = []
    for function in fused where function.needsScratch {
      // The parts of a size are known to the program whose size it is.
      var writer = BodyWriter(
        function.loops, target: target, access: [], dims: interface.dims.map { Fragment($0) }, names: interface.names,
        source: nil, depth: 1)
      let size = writer.integer(function.layout.size, as: .size).text
      if !sizes.contains(size) { sizes.append(size) }
      dims.formUnion(writer.features.dims)
      features.divisions.formUnion(writer.features.divisions)
    }
    if let gates, let gradient, needsScratch(gradient) {
      let real = target.name(of: .real)
      sizes.append("(\(gates.scratchText(self, gradient)) + sizeof(\(real)) - 1) / sizeof(\(real))")
      dims.formUnion(value.loops.program.dims.indices.map { DimID($0) })
    }
    var lines: [String] = []
    for (dim, name) in zip(value.loops.program.dims.indices, interface.dims)
    where value.loops.program.dims[dim].fixed == nil && !dims.contains(DimID(dim)) {
      lines.append("(void)\(name);")
    }
    if sizes.count == 2 {
      lines += [
        "const size_t value = \(sizes[0]);", "const size_t gradient = \(sizes[1]);",
        "return value > gradient ? value : gradient;",
      ]
    } else {
      lines.append("return \(sizes.first ?? "0");")
    }
    return [storage + workspaceSignature, "{"] + lines.map { "    " + $0 } + ["}", ""]
  }
}
