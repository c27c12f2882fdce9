import AutodiffGen

/// An option of the command line.
enum Option: String, CaseIterable {
  case expression, values, data, of, wrt, json, full, plain, dump
  case inPlace = "in-place"
  case check, diagnostics
  case noColor = "no-color"
  case maxWorkspace = "max-workspace"
  case help

  /// The option as it is written in full: `--wrt`.
  var spelling: String { "--" + rawValue }

  /// The one letter that stands for it.
  var letter: Character? {
    switch self {
    case .expression: "e"
    case .inPlace: "i"
    case .help: "h"
    case .values, .data, .of, .wrt, .json, .full, .plain, .dump, .check, .diagnostics, .noColor,
      .maxWorkspace:
      nil
    }
  }

  /// What its argument is called in help texts; nil where it takes none.
  var argument: String? {
    switch self {
    case .expression: "EXPR"
    case .values, .data: "FILE"
    case .of: "NAME"
    case .wrt: "NAMES"
    case .dump: "STAGE"
    case .maxWorkspace: "BYTES"
    case .diagnostics: "FORM"
    case .json, .full, .plain, .inPlace, .check, .noColor, .help: nil
    }
  }

  /// The only words that its argument may be; empty where it is free.
  var choices: [String] {
    switch self {
    case .dump: Stage.allCases.map(\.rawValue)
    case .diagnostics: ["text", "json"]
    default: []
    }
  }

  /// Whether it may be given more than once.
  var isRepeatable: Bool {
    switch self {
    case .expression, .values, .data, .wrt: true
    default: false
    }
  }

  /// What it does, for help texts.
  var summary: String {
    switch self {
    case .expression: "a line of program text; stands for FILE"
    case .values: "values by name: .json, .safetensors or .csv"
    case .data: "columns by name, those that the program has: .csv"
    case .of: "the scalar to differentiate, where there are several"
    case .wrt: "what to differentiate by, as in x,W; without it the parameters"
    case .json: "print JSON"
    case .full: "print every element and every digit of arrays"
    case .plain: "one operation a line, with the rules of textbooks"
    case .dump: "print a stage instead: \(choices.joined(separator: ", "))"
    case .maxWorkspace: "the most scratch memory, as in 64K; recurrences run steps again for it"
    case .inPlace: "write the text back to the file"
    case .check: "print nothing; status 1 where a file is not formatted"
    case .diagnostics: "how errors are printed: text or json"
    case .noColor: "no colours, as with NO_COLOR=1"
    case .help: "print this"
    }
  }
}
