import Diagnostics
import FlatProgram
import Scheduling

/// Values for a test that travels with the emitted C: what goes in, and what the interpreter makes of it.
package struct SelfTestValues: Sendable {
  /// The extent of every dim.
  package var dims: [Int]
  /// The elements of each input and parameter, by array; nil for other arrays.
  package var arrays: [[Double]?]
  /// The results of the value's function, then those of the gradient's, each in the order of the program's outputs.
  package var value: [[Double]]
  package var gradient: [[Double]]

  package init(dims: [Int], arrays: [[Double]?], value: [[Double]], gradient: [[Double]]) {
    (self.dims, self.arrays, self.value, self.gradient) = (dims, arrays, value, gradient)
  }
}

/// Writes a program in C that tests the emitted functions: against the interpreter, and against differences.
package enum CSelfTest {
  /// Returns `NAME_test.c`, which ends with 0 where all is well and with 1 where it is not.
  package static func emit(_ request: EmissionRequest, _ values: SelfTestValues) -> EmittedFile {
    var writer = Writer(unit: CUnit(request), values: values)
    return EmittedFile(name: writer.unit.interface.name + "_test.c", text: writer.text())
  }

  /// The most entries of one parameter that are checked against differences.
  fileprivate static let mostDifferences = 20

  fileprivate struct Writer {
    let unit: CUnit
    let values: SelfTestValues
    var lines: [String] = []

    private var real: String { unit.target.name(of: .real) }
    private var name: String { unit.interface.name }
    private var given: [PublicInterface.Argument] { unit.interface.inputs + unit.interface.parameters }

    mutating func text() -> String {
      let isSingle = unit.target.precision == .single
      lines = unit.target.comment([
        FirstLine.text(file: name + "_test.c", of: unit.request),
        "Compares the functions with what the interpreter gave, and the gradient with differences.",
      ])
      lines += [
        "#include \"\(name).h\"", "", "#include <math.h>", "#include <stdio.h>", "#include <stdlib.h>", "",
        "static int faults = 0;", "",
        "static void expect(const char *what, size_t entry, double found, double wanted, double tolerance)", "{",
        "    const int is_same = (found == wanted) || (isnan(found) && isnan(wanted));",
        "    if (!is_same && !(fabs(found - wanted) <= tolerance * (1.0 + fabs(wanted)))) {",
        "        printf(\"%s[%lu] is %.17g where %.17g is expected\\n\", what, (unsigned long)entry, found, wanted);",
        "        ++faults;", "    }", "}", "", "int main(void)", "{",
      ]
      for argument in given { declare(argument) }
      for function in unit.functions { check(function, tolerance: isSingle ? "1e-3" : "1e-11") }
      if unit.gradient != nil, !isSingle { differences() }
      lines += [
        "    printf(faults == 0 ? \"\(name): all tests passed\\n\" : \"\(name): %d tests failed\\n\", faults);",
        "    return faults == 0 ? EXIT_SUCCESS : EXIT_FAILURE;", "}",
      ]
      return lines.joined(separator: "\n") + "\n"
    }

    /// Declares an argument's values.
    private mutating func declare(_ argument: PublicInterface.Argument) {
      let isInteger = unit.request.value.program[argument.array].isInteger
      let numbers = values.arrays[Int(argument.array.raw)] ?? []
      let texts = numbers.map { isInteger ? Int(exactly: $0).map { "\($0)" } ?? "0" : unit.target.literal($0).text }
      let type = isInteger ? "int32_t" : real
      lines.append("    static \(type) \(inputName(argument))[\(max(texts.count, 1))] = {")
      lines += CUnit.rows(of: texts.isEmpty ? ["0"] : texts).map { "    " + $0 }
      lines.append("    };")
    }

    private func inputName(_ argument: PublicInterface.Argument) -> String { "in_" + argument.name }

    private var arguments: [String] {
      let dims = unit.request.value.program.dims
      return zip(dims, values.dims).filter { $0.0.fixed == nil }.map { "\($0.1)" }
        + given.map {
          unit.request.value.program[$0.array].rank == 0 ? inputName($0) + "[0]" : inputName($0)
        }
    }

    private func call(_ function: CFunction, _ results: [String]) -> String {
      let scratch = unit.needsScratch(function) ? ["work"] : []
      let suffix = function.isGradient ? "_gradient" : ""
      return "\(name)\(suffix)(\((arguments + results + scratch).joined(separator: ", ")))"
    }

    /// Writes what runs a function and compares its results.
    private mutating func check(_ function: CFunction, tolerance: String) {
      let expected = function.isGradient ? values.gradient : values.value
      lines.append("    {")
      var results: [String] = []
      for (position, result) in function.results.enumerated() {
        let numbers = position < expected.count ? expected[position] : []
        guard !numbers.isEmpty || result.array == function.returned else {
          lines.append("        static \(type(of: result, function)) out\(position)[1];")
          results.append("out\(position)")
          continue
        }
        let texts = numbers.map { CTarget.wide.literal($0).text }
        lines.append("        static const double wanted\(position)[\(max(texts.count, 1))] = {")
        lines += CUnit.rows(of: texts.isEmpty ? ["0.0"] : texts).map { "        " + $0 }
        lines.append("        };")
        guard result.array != function.returned else { continue }
        lines.append("        static \(type(of: result, function)) out\(position)[\(texts.count)];")
        results.append("out\(position)")
      }
      writeScratch(function)
      let call = call(function, results)
      lines.append(function.returned == nil ? "        \(call);" : "        const double value = \(call);")
      for (position, result) in function.results.enumerated() {
        let label = JSONText.string(result.name)
        if result.array == function.returned {
          lines.append("        expect(\(label), 0, value, wanted\(position)[0], \(tolerance));")
        } else {
          let count = position < expected.count ? expected[position].count : 0
          guard count > 0 else { continue }
          lines += [
            "        for (size_t i = 0; i < \(count); ++i) {",
            "            expect(\(label), i, (double)out\(position)[i], wanted\(position)[i], \(tolerance));",
            "        }",
          ]
        }
      }
      if unit.needsScratch(function) { lines.append("        free(work);") }
      lines.append("    }")
    }

    private func type(of result: PublicInterface.Argument, _ function: CFunction) -> String {
      function.loops.program[result.array].isInteger ? "int32_t" : real
    }

    private mutating func writeScratch(_ function: CFunction) {
      guard unit.needsScratch(function) else { return }
      let dims = zip(unit.request.value.program.dims, values.dims).filter { $0.0.fixed == nil }.map { "\($0.1)" }
      lines += [
        "        \(real) *work = (\(real) *)malloc(sizeof(\(real)) * \(name)_workspace(\(dims.joined(separator: ", "))));",
        "        if (work == NULL) {", "            return EXIT_FAILURE;", "        }",
      ]
    }

    /// Writes what compares entries of the gradient with central differences of the value.
    private mutating func differences() {
      guard let gradient = unit.gradient else { return }
      let outputs = gradient.results.indices.filter { gradient.results[$0].array != gradient.returned }
      lines.append("    {")
      writeScratch(gradient)
      let call = call(gradient, outputs.map { _ in "NULL" })
      for (position, result) in gradient.results.enumerated() where result.derivativeOf != nil {
        guard let argument = given.first(where: { $0.original == result.original }) else { continue }
        let numbers = position < values.gradient.count ? values.gradient[position] : []
        let count = min(numbers.count, CSelfTest.mostDifferences)
        guard count > 0 else { continue }
        let texts = numbers.prefix(count).map { unit.target.literal($0).text }
        lines += [
          "        for (size_t i = 0; i < \(count); ++i) {", "            static const double slope[\(count)] = {",
        ]
        lines += CUnit.rows(of: Array(texts)).map { "            " + $0 }
        let place = inputName(argument) + "[i]"
        lines += [
          "            };", "            const double x = \(place);",
          "            const double h = 6e-6 * (1.0 + fabs(x));",
          "            \(place) = x + h;", "            const double above = \(call);", "            \(place) = x - h;",
          "            const double below = \(call);", "            \(place) = x;",
          "            expect(\(JSONText.string(result.name + " by differences")), i, slope[i], (above - below) / (2.0 * h), 1e-5);",
          "        }",
        ]
      }
      if unit.needsScratch(gradient) { lines.append("        free(work);") }
      lines.append("    }")
    }
  }
}
