import AutodiffGen

/// An option of the command line.
enum Option: String, CaseIterable {
  case expression, values, data, of, wrt, json, full, plain, dump, steps, modular, latex, formula, expand
  case jacobian, hessian, hvp, jvp, vjp, format
  case inPlace = "in-place"
  case check, compiled, random, seed, diagnostics
  case oneSided = "one-sided"
  case output, gradient, name, prefix, real, accumulate, manifest, depfile, force
  case noGradient = "no-gradient"
  case noStabilise = "no-stabilise"
  case headerOnly = "header-only"
  case staticInline = "static-inline"
  case lineDirectives = "line-directives"
  case selfTest = "self-test"
  case maxLines = "max-lines"
  case noColor = "no-color"
  case maxWorkspace = "max-workspace"
  case options
  case method, rate, momentum, schedule, batch, epochs, tolerance, patience, engine, curve, plot
  case help

  /// The option as it is written in full: `--wrt`.
  var spelling: String { "--" + rawValue }

  /// The one letter that stands for it.
  var letter: Character? {
    switch self {
    case .expression: "e"
    case .inPlace: "i"
    case .help: "h"
    case .output: "o"
    default: nil
    }
  }

  /// What its argument is called in help texts; nil where it takes none.
  var argument: String? {
    switch self {
    case .expression: "EXPR"
    case .values, .data: "FILE"
    case .of: "NAME"
    case .wrt: "NAMES"
    case .hvp, .jvp, .vjp: "DIRECTION"
    case .dump: "STAGE"
    case .maxWorkspace: "BYTES"
    case .diagnostics, .format: "FORM"
    case .output: "PATH"
    case .name, .prefix: "NAME"
    case .real: "TYPE"
    case .depfile, .options, .curve: "FILE"
    case .maxLines, .epochs, .patience, .random: "COUNT"
    case .method, .engine, .schedule: "NAME"
    case .rate, .momentum, .tolerance, .seed: "NUMBER"
    case .batch: "DIM=COUNT"
    case .oneSided: "STEP"
    case .jacobian, .hessian, .json, .full, .plain, .modular, .steps, .latex, .formula, .expand, .inPlace, .check,
      .compiled, .noColor,
      .help, .gradient, .noGradient, .accumulate,
      .manifest,
      .force, .plot, .noStabilise, .headerOnly, .staticInline, .lineDirectives, .selfTest:
      nil
    }
  }

  /// The only words that its argument may be; empty where it is free.
  var choices: [String] {
    switch self {
    case .dump: Stage.allCases.map(\.rawValue)
    case .diagnostics: ["text", "gcc", "json"]
    case .real: ["double", "float"]
    case .method: FitOptions.Method.allCases.map(\.rawValue)
    case .engine: ["interpreter", "native"]
    case .format: MatrixFormat.allCases.map(\.rawValue)
    default: []
    }
  }

  /// Whether it may be given more than once.
  var isRepeatable: Bool {
    switch self {
    case .expression, .values, .data, .wrt, .hvp, .jvp, .vjp, .curve: true
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
    case .jacobian: "the derivative of every output by every variable"
    case .hessian: "the second derivatives of a scalar"
    case .hvp: "the Hessian times a direction, x=[1, 2]; in derive and emit x"
    case .jvp: "the outputs' derivatives along a direction, as for --hvp"
    case .vjp: "weights times the outputs' derivatives, y=[1, 2], or y"
    case .format: "Jacobians and Hessians: dense, coo (a list of entries) or csr (by rows)"
    case .json: "print JSON"
    case .full: "print every element and every digit of arrays"
    case .plain: "one operation a line, with the rules of textbooks"
    case .modular: "every fn and definition as a gate: a forward and a backward function"
    case .dump: "print a stage instead: \(choices.joined(separator: ", "))"
    case .formula: "each derivative as one expression, as a person would write it"
    case .expand: "formulas of inputs, parameters and constants alone"
    case .latex: "as mathematics for a paper, an align* of LaTeX's amsmath; --formula too"
    case .steps: "one step after another, forwards, then backwards"
    case .maxWorkspace: "the most scratch memory, as in 64K; recurrences run steps again for it"
    case .inPlace: "write the text back to the file"
    case .check: "write nothing; status 1 where a file is not as it would be written"
    case .compiled: "also build C and Swift with the compilers here, and run their tests"
    case .random: "also at random points: around the given values, or made up"
    case .seed: "what random points, or the order of batches, are drawn from (default: 1)"
    case .oneSided: "differences (f(x + h) - f(x))/h with this h, as in lectures"
    case .output: "write into a folder, or one file; else print one text"
    case .gradient: "the gradient beside the value, else an error (default: if there is one)"
    case .noGradient: "the value alone"
    case .name: "what functions and files are named after; without it, FILE"
    case .prefix: "what every public name begins with"
    case .real: "the type of numbers: double or float"
    case .noStabilise: "leave formulas that overflow or cancel as they are written"
    case .headerOnly: "C: one header that holds the definitions"
    case .staticInline: "C: one header whose functions are static inline"
    case .accumulate: "C: add gradients to what the caller's arrays hold"
    case .lineDirectives: "C: #line directives that point into FILE"
    case .selfTest: "also NAME_test.c or NAME_test.swift, a program that tests the functions"
    case .manifest: "C: also NAME.json, which describes the functions"
    case .depfile: "write a rule for make to a file"
    case .maxLines: "an error where a file would have more lines"
    case .force: "overwrite files that this tool did not write"
    case .options: "more options, from JSON as {\"real\": \"float\", \"plain\": true}"
    case .method: "gd, momentum, adam or lbfgs; lbfgs, or adam where there are batches"
    case .rate: "how far a step goes against the gradient; lbfgs finds that itself"
    case .momentum: "how much of its last step '--method momentum' keeps: 0.9"
    case .schedule: "the rate by epoch: cosine, exponential:0.99, step:100:0.5, inverse:0.01"
    case .batch: "so many rows of a dim in one step, as in N=32, in a new order each epoch"
    case .epochs: "the most passes over the data; without batches one step each"
    case .tolerance: "stop where the gradient is so small, relative to the loss"
    case .patience: "stop after so many epochs without a lower loss"
    case .engine: "interpreter, or native: the generated C, by the compiler that is here"
    case .curve: "the loss by epoch, as a picture (.svg) or numbers (.csv)"
    case .plot: "draw the loss by epoch on the terminal"
    case .diagnostics: "how errors are printed: text, gcc (as compilers print them) or json"
    case .noColor: "no colours, as with NO_COLOR=1"
    case .help: "print this"
    }
  }
}
