import AutodiffGen

/// A command within a conversation.
enum ColonCommand: String, CaseIterable {
  case grad, jacobian, hessian, trace, derive, latex, c, swift, graph, check, cost, why, fit
  case vars, load, save, reset, functions, explain, help, quit

  /// The command as it is typed: `:grad`.
  var spelling: String { ":" + rawValue }

  /// What follows it.
  var usage: String {
    switch self {
    case .grad, .jacobian, .hessian, .trace, .derive, .latex, .c, .swift, .graph, .check, .cost, .fit:
      "[NAME [NAMES]] [options]"
    case .why: "[NAME] NAME"
    case .load, .save: "FILE"
    case .functions: "[NAME]"
    case .explain: "CODE"
    case .vars, .reset, .help, .quit: ""
    }
  }

  /// What it does, in one phrase.
  var summary: String {
    switch self {
    case .grad: "the derivatives of NAME by NAMES, without them by all values"
    case .jacobian: "the derivative of every element by every element"
    case .hessian: "the second derivatives"
    case .trace: "every step with its value and gradients; --steps one after another"
    case .derive: "the forward and the backward program; --plain one operation a line"
    case .latex: "the derivation for a paper"
    case .c, .swift: "code in \(self == .c ? "C" : "Swift") for the value and its gradient; -o FOLDER writes it"
    case .graph: "the computation graph; -o x.svg draws it"
    case .check: "the gradient beside forward mode and differences of the value"
    case .cost: "the operations of value and gradient"
    case .why: "what a derivative by NAME is made of"
    case .fit: "the values at which NAME is least, by NAMES; they stay"
    case .vars: "what is defined"
    case .load: "takes a program (.adg), or values by name (.json, .csv, .safetensors)"
    case .save: "writes what is defined to a file that runs"
    case .reset: "forgets everything"
    case .functions: "the functions of the language"
    case .explain: "an error at length"
    case .help: "prints this"
    case .quit: "ends the session, as the end of the input does"
    }
  }

  /// The beginning of the command line that it stands for; nil where the session does it itself.
  var words: [String]? {
    switch self {
    case .jacobian: ["grad", "--jacobian"]
    case .hessian: ["grad", "--hessian"]
    case .latex: ["derive", "--latex"]
    case .c, .swift: ["emit", rawValue]
    case .grad, .trace, .derive, .graph, .check, .cost, .why, .fit: [rawValue]
    case .vars, .load, .save, .reset, .functions, .explain, .help, .quit: nil
    }
  }

  /// Whether the command line that it stands for is one of this version's.
  var isThere: Bool {
    guard let words else { return true }
    guard let command = Command(rawValue: words[0]) else { return false }
    return words.dropFirst().allSatisfy { word in
      !word.hasPrefix("-") || command.options.contains { $0.spelling == word }
    }
  }

  /// The commands of this version.
  static var available: [ColonCommand] { allCases.filter(\.isThere) }
}
