import AutodiffGen

/// `fmt`: prints programs in canonical layout, writes them back, or checks them.
struct FormatCommand {
  private let arguments: Arguments

  /// Takes the command line.
  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Returns the exit status: 1 where `--check` finds a file that is not formatted.
  func run(on console: inout Console) throws(Failure) -> Int32 {
    var status: Int32 = 0
    for source in try arguments.sources() {
      let text = try source.read()
      let formatted = try Model.formatted(text)
      let isSame = text.bytes.elementsEqual(formatted.utf8)
      if arguments.has(.check) {
        guard !isSame else { continue }
        console.complain("\(text.name) is not formatted\n")
        status = 1
      } else if arguments.has(.inPlace) {
        guard case .file(let path) = source else {
          throw .commandLine(
            "'--in-place' needs a FILE to write back to", hint: "without it the text goes to standard output")
        }
        if !isSame { try ProgramSource.write(formatted, to: path) }
      } else {
        console.print(formatted)
      }
    }
    return status
  }
}
