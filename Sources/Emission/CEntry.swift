import FlatProgram
import Scheduling

/// Writes a C file that gives the gradient's function one signature, whatever the program: for callers that load it.
package enum CEntry {
  /// The name of the function.
  package static let name = "adg_entry"
  /// The name of the function that tells how many numbers of scratch memory it takes.
  package static let workspaceName = "adg_entry_workspace"
  /// The name of the function that tells what a number other than 0 means.
  package static let messageName = "adg_entry_message"

  /// Returns `NAME_entry.c`, which includes the file with the definitions; nil where the request has no gradient.
  ///
  /// `int adg_entry(const size_t dims[], const void *const in[], double *value, double *const out[], double work[])` takes
  /// every dim, the inputs and then the parameters, and the derivatives in the order in which they are wanted. It returns 0,
  /// or the number of the first thing taken for granted that does not hold.
  package static func emit(_ request: EmissionRequest) -> EmittedFile? {
    let unit = CUnit(request)
    guard let gradient = unit.gradient else { return nil }
    let name = unit.interface.name
    let program = request.value.program
    let dims = program.dims.indices.filter { program.dims[$0].fixed == nil }.map { "dims[\($0)]" }
    var given: [String] = []
    var checked: [String] = []
    let checkedNames = unit.checkedNames
    for (position, argument) in (unit.interface.inputs + unit.interface.parameters).enumerated() {
      let declaration = program[argument.array]
      let type = declaration.isInteger ? "int32_t" : "double"
      let pointer = "(const \(type) *)in[\(position)]"
      given.append(declaration.rank == 0 ? "*\(pointer)" : pointer)
      if checkedNames?.contains(argument.name) ?? false { checked.append(given[position]) }
    }
    let results = gradient.results.filter { $0.array != gradient.returned }.indices.map { "out[\($0)]" }
    let scratch = unit.needsScratch(gradient) ? ["work"] : []
    var lines = unit.target.comment([FirstLine.text(file: name + "_entry.c", of: request)])
    lines += ["#include \"\(name).c\"", "", "#include <stdint.h>", ""]
    lines += ["size_t \(workspaceName)(const size_t dims[])", "{", "    (void)dims;"]
    lines.append("    return \(unit.needsScratch ? "\(name)_workspace(\(dims.joined(separator: ", ")))" : "0");")
    lines += ["}", "", "const char *\(messageName)(int number)", "{", "    (void)number;"]
    lines.append("    return \(checkedNames == nil ? "\"\"" : "\(name)_check_message(number)");")
    lines += [
      "}", "",
      "int \(self.name)(const size_t dims[], const void *const in[], double *value, double *const out[], double work[])",
      "{", "    (void)dims;", "    (void)in;", "    (void)out;", "    (void)work;",
    ]
    if checkedNames != nil {
      lines.append("    const int fault = \(name)_check(\((dims + checked).joined(separator: ", ")));")
      lines += ["    if (fault != 0) {", "        return fault;", "    }"]
    }
    lines.append("    *value = \(name)_gradient(\((dims + given + results + scratch).joined(separator: ", ")));")
    return EmittedFile(name: name + "_entry.c", text: (lines + ["    return 0;", "}", ""]).joined(separator: "\n"))
  }
}
