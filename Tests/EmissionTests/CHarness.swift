import FlatProgram
import Foundation
import Interpretation

@testable import Emission

/// Compiles test programs as C, all at once, and runs them.
enum CHarness {
  /// The files of some programs, and of a program that prints the bits of all results.
  ///
  /// With `leavesOut` every function is called once more without each of its results.
  static func files(
    _ tests: [PreparedTest], isSingle: Bool = false, leavesOut: Bool = false
  ) -> (files: [EmittedFile], sources: [String]) {
    var files: [EmittedFile] = []
    var sources: [String] = []
    var main = ["#include <stdio.h>", "#include <stdint.h>", "#include <string.h>", "#include <stdlib.h>"]
    var functions: [String] = []
    var body: [String] = []
    for (position, test) in tests.enumerated() {
      let emitted = CEmitter.emit(test.request)
      files += emitted
      sources += emitted.map(\.name).filter { $0.hasSuffix(".c") }
      main.append("#include \"\(emitted[0].name)\"")
      // One function each: compilers take long over a single one into which all programs are inlined.
      let called = calls(test, position, leavesOut: leavesOut)
      functions += called.data + ["static __attribute__((noinline)) void run_\(position)(void)"] + called.lines
      body.append("run_\(position)();")
    }
    let real = isSingle ? "float" : "double"
    main += [
      "static void show(double x) { uint64_t b; memcpy(&b, &x, 8); printf(\"%016llx\\n\", (unsigned long long)b); }",
      "static \(real) *room(size_t n) { return (\(real) *)calloc(n + 1, sizeof(\(real))); }",
    ]
    main += functions + ["int main(void)", "{"] + body + ["return 0;", "}"]
    files.append(EmittedFile(name: "main.c", text: main.joined(separator: "\n") + "\n"))
    return (files, sources)
  }

  /// The statements that call a function again and again, each time without one of its results.
  private static func callsWithout(
    _ function: CFunction, _ name: String, _ arguments: [String], _ prints: [String]
  ) -> [String] {
    var lines: [String] = []
    for (position, result) in function.results.enumerated() where result.array != function.returned {
      let some = arguments.map { $0 == "out\(position)" ? "NULL" : $0 }
      let call = "\(name)(\(some.joined(separator: ", ")));"
      lines += ["{", function.returned == nil ? call : "const double again = " + call]
      let others = prints.enumerated().filter { $0.offset != position }.map(\.element)
      lines += others.map { $0 == "show(value);" ? "show(again);" : $0 } + ["}"]
    }
    return lines
  }

  /// The statements that call the functions of one program and print what comes out, and the arrays that they give.
  private static func calls(
    _ test: PreparedTest, _ position: Int, leavesOut: Bool
  ) -> (data: [String], lines: [String]) {
    let unit = CUnit(test.request)
    let program = test.request.value.program
    let real = unit.target.name(of: .real)
    var lines = ["{"]
    var data: [String] = []
    var given: [String] = []
    for (number, dim) in program.dims.enumerated() where dim.fixed == nil { given.append("\(test.dims[number])") }
    let dims = given.joined(separator: ", ")
    for (number, argument) in (unit.interface.inputs + unit.interface.parameters).enumerated() {
      let tensor = test.arrays[Int(argument.array.raw)] ?? Tensor(0)
      let isInteger = program[argument.array].isInteger
      let texts = tensor.values.map { isInteger ? "\(Int($0))" : "(\(real))\($0)" }
      let type = isInteger ? "int32_t" : real
      let name = "in\(position)_\(number)"
      // Seen from outside and variable: gcc would work functions of constants out itself, rounded otherwise than libm.
      data.append("\(type) \(name)[] = {\((texts.isEmpty ? ["0"] : texts).joined(separator: ", "))};")
      given.append(program[argument.array].rank == 0 ? "\(name)[0]" : name)
    }
    for function in unit.functions {
      var arguments = given
      var prints: [String] = []
      lines.append("{")
      for (position, result) in function.results.enumerated() {
        if result.array == function.returned {
          prints.append("show(value);")
          continue
        }
        let declaration = function.loops.program[result.array]
        let count = count(result.array, function.loops.program, test.dims)
        let type = declaration.isInteger ? "int32_t" : real
        lines.append("\(type) *out\(position) = (\(type) *)calloc(\(count + 1), sizeof(\(type)));")
        prints.append("for (int i = 0; i < \(count); ++i) show(out\(position)[i]);")
        arguments.append("out\(position)")
      }
      if function.needsScratch {
        lines.append("\(real) *work = room(\(unit.interface.name)_workspace(\(dims)));")
        arguments.append("work")
      }
      let name = unit.interface.name + (function.isGradient ? "_gradient" : "")
      let call = "\(name)(\(arguments.joined(separator: ", ")));"
      lines.append(function.returned == nil ? call : "const double value = " + call)
      lines += prints
      if leavesOut { lines += callsWithout(function, name, arguments, prints) }
      lines += function.results.indices.filter { function.results[$0].array != function.returned }.map {
        "free(out\($0));"
      }
      if function.needsScratch { lines.append("free(work);") }
      lines.append("}")
    }
    return (data, lines + ["}"])
  }

  static func count(_ array: ArrayID, _ program: Program, _ dims: [Int]) -> Int {
    let extents = IndexEvaluator(program, dims: dims)
    return program[array].shape.reduce(1) { $0 * (extents.value(of: $1) ?? 0) }
  }
}

/// The results that a test expects, each with the program that it belongs to.
func expectedResults(_ tests: [PreparedTest], leavesOut: Bool = false) -> [(program: String, value: Double)] {
  var results: [(String, Double)] = []
  for test in tests {
    let unit = CUnit(test.request)
    for (function, tensors) in zip(unit.functions, [test.value, test.gradient]) {
      var runs: [Int?] = [nil]
      if leavesOut { runs += function.results.indices.filter { function.results[$0].array != function.returned } }
      for leftOut in runs {
        for (position, tensor) in tensors.enumerated() where position != leftOut {
          results += tensor.values.map { (test.request.name, $0) }
        }
      }
    }
  }
  return results
}

/// Reads numbers that were printed by their bits.
func readBits(_ text: String) -> [Double] {
  text.split(separator: "\n").compactMap { UInt64($0, radix: 16) }.map { Double(bitPattern: $0) }
}

/// Whether two numbers are the same to the last bit; one NaN is as good as another.
func isSame(_ a: Double, _ b: Double) -> Bool { a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN) }
