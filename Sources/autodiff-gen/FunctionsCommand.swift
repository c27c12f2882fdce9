import AutodiffGen

/// `functions`: prints the operation table, or one entry at length.
struct FunctionsCommand {
  private let arguments: Arguments

  /// Takes the command line.
  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Prints the table, or the entry that is asked for.
  func run(on console: inout Console) throws(Failure) {
    var entries = FunctionTable.entries
    if let name = try arguments.name() {
      guard let entry = FunctionTable.entry(named: name) else {
        throw .commandLine(
          "no function is called '\(name)'", near: name, among: entries.map(\.name),
          hint: FunctionTable.name(elsewhereCalled: name).map { "did you mean '\($0)'?" }
            ?? "'autodiff-gen functions' lists them")
      }
      if !arguments.has(.json) { return console.print(FunctionText.page(of: entry)) }
      entries = [entry]
    }
    console.print(arguments.has(.json) ? FunctionTable.json(entries) + "\n" : FunctionText.table(of: entries))
  }
}
