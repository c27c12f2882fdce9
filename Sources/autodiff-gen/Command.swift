/// A command of the tool.
enum Command: String, CaseIterable {
  case eval, grad, trace, graph, derive, emit, check, why, fit, cost, repl, functions, explain, fmt, cmake, completions,
    man
  case version, help

  /// What it does, in one phrase.
  var summary: String {
    switch self {
    case .eval: "the value of every output"
    case .grad: "a scalar and its gradient, or Jacobians, Hessians and their products"
    case .trace: "every step of a calculation with its value and its gradients"
    case .graph: "the computation graph, with values and gradients where values are given"
    case .derive: "the forward and the backward program, in the language itself"
    case .emit: "C or Swift that computes a program and its gradient"
    case .check: "a gradient by reverse mode beside forward mode and differences"
    case .why: "what a derivative is made of, or the first step that is infinite or NaN"
    case .fit: "the parameters at which a scalar is least, and the way there"
    case .cost: "the operations of a value and its gradient, and the size of the code for them"
    case .repl: "what definitions typed one after the other come to"
    case .functions: "the functions of the language, with domain and derivative"
    case .explain: "an error at length, with an example put right"
    case .fmt: "a program in canonical layout"
    case .cmake: "the module that adds programs to a CMake project"
    case .completions: "a script that completes command lines in bash, zsh or fish"
    case .man: "the man page"
    case .version: "the version"
    case .help: "how a command is used"
    }
  }

  /// What follows the command's name.
  var usage: String {
    switch self {
    case .why: "FILE [name=value ...] [NAME] [options]"
    case .eval, .grad, .trace, .graph, .check, .fit: "FILE [name=value ...] [options]"
    case .cost: "FILE [DIM=EXTENT ...] [options]"
    case .derive: "FILE [options]"
    case .emit: "c|swift FILE [options]"
    case .repl: "[FILE] [options]"
    case .fmt: "FILE ... [options]"
    case .functions: "[NAME] [options]"
    case .explain: "[CODE]"
    case .cmake: "[-o FOLDER]"
    case .completions: "bash|zsh|fish"
    case .man, .version: ""
    case .help: "[COMMAND]"
    }
  }

  /// Uses of the command that work as they stand.
  var examples: [Example] {
    switch self {
    case .eval:
      [
        Example(["eval", "-e", "(x + y) * z", "x=-2", "y=5", "z=-4"]),
        Example(["eval", "-e", "dim N; input v: [N]; norm(v)", "v=[3, 4]", "--json"]),
      ]
    case .grad:
      [
        Example(["grad", "-e", "f = (x + y) * z", "x=-2", "y=5", "z=-4"]),
        Example(["grad", "-e", "dim N; input x: [N]; f = sum(i: x[i]^2)", "x=[1, 2, 3]", "--wrt", "x"]),
        Example(["grad", "-e", "f = x^2 * y", "x=1", "y=2", "--hessian", "--hvp", "x=1"]),
      ]
    case .trace:
      [
        Example(["trace", "-e", "f = (x + y) * z", "x=-2", "y=5", "z=-4"]),
        Example(["trace", "-e", "L = 1/(1 + exp(-(w*x + b)))", "w=2", "x=-1", "b=3", "--steps"]),
      ]
    case .graph:
      [
        Example(["graph", "-e", "f = (x + y) * z", "x=-2", "y=5", "z=-4"]),
        Example(["graph", "-e", "L = sigmoid(w*x + b)"]),
      ]
    case .derive:
      [
        Example(["derive", "-e", "L = sigmoid(w*x + b)"]),
        Example(["derive", "-e", "L = sigmoid(w*x + b)", "--formula"]),
        Example(["derive", "-e", "L = sigmoid(w*x + b)", "--plain"]),
      ]
    case .emit:
      [
        Example(["emit", "c", "-e", "L = sigmoid(w*x + b)"]),
        Example(["emit", "swift", "-e", "L = sigmoid(w*x + b)", "--name", "neuron"]),
      ]
    case .check:
      [
        Example(["check", "-e", "L = sigmoid(w*x + b)"]),
        Example(["check", "-e", "L = sigmoid(w*x + b)", "w=1", "x=2", "b=-1", "--full"]),
        Example(["check", "-e", "dim N; param x: [N]; f = norm(exp(x))", "--random", "10", "--seed", "7"]),
      ]
    case .why:
      [
        Example(["why", "-e", "u = x^2; f = u*x + sin(u)", "x=2", "x"]),
        Example(["why", "-e", "f = if x > 0 then sqrt(x) else 0", "x=0"]),
        Example(["why", "-e", "L = log(1 + exp(w*x))", "w=800", "x=2"]),
      ]
    case .fit:
      [
        Example(["fit", "-e", "f = (1 - x)^2 + 100*(y - x^2)^2", "x=-1.2", "y=1"]),
        Example(["fit", "-e", "f = (x - 1)^2 + (y + 2)^2", "--method", "gd", "--epochs", "20", "--plot"]),
      ]
    case .cost:
      [
        Example(["cost", "-e", "L = sigmoid(w*x + b)"]),
        Example(["cost", "-e", "dim N; param x: [N]; f = sum(i: exp(x[i])^2)", "N=1000"]),
      ]
    case .repl: [Example(["repl"])]
    case .functions: [Example(["functions"]), Example(["functions", "softplus"])]
    case .explain: [Example(["explain", "shape-mismatch"])]
    case .fmt: [Example(["fmt", "-e", "f=(x+y )*z"])]
    case .cmake: [Example(["cmake"])]
    case .completions: [Example(["completions", "bash"])]
    case .man: [Example(["man"])]
    case .version: [Example(["version"])]
    case .help: [Example(["help", "grad"])]
    }
  }

  /// What it understands, in the order of its help text.
  var options: [Option] {
    switch self {
    case .eval:
      [
        .expression, .values, .data, .noStabilise, .maxWorkspace, .json, .full, .dump, .diagnostics, .noColor, .help,
      ]
    case .grad:
      [
        .expression, .values, .data, .of, .wrt, .jacobian, .hessian, .format, .hvp, .jvp, .vjp, .noStabilise,
        .maxWorkspace, .json, .full, .dump, .diagnostics, .noColor, .help,
      ]
    case .trace: [.expression, .values, .data, .of, .wrt, .steps, .json, .full, .diagnostics, .noColor, .help]
    case .graph: [.expression, .values, .data, .of, .wrt, .plain, .output, .diagnostics, .noColor, .help]
    case .derive:
      [
        .expression, .of, .wrt, .jacobian, .hessian, .hvp, .jvp, .vjp, .formula, .expand, .plain, .latex, .noStabilise,
        .dump,
        .diagnostics, .noColor, .help,
      ]
    case .emit:
      [
        .expression, .output, .gradient, .noGradient, .of, .wrt, .jacobian, .hessian, .format, .hvp, .jvp, .vjp, .name,
        .prefix,
        .real, .plain, .modular, .noStabilise,
        .headerOnly, .staticInline, .accumulate, .lineDirectives, .selfTest, .manifest, .depfile, .maxLines,
        .maxWorkspace, .options, .check, .force, .diagnostics, .noColor, .help,
      ]
    case .check:
      [
        .expression, .values, .data, .of, .wrt, .random, .seed, .oneSided, .compiled, .full, .json, .diagnostics,
        .noColor, .help,
      ]
    case .why: [.expression, .values, .data, .of, .wrt, .noStabilise, .json, .diagnostics, .noColor, .help]
    case .fit:
      [
        .expression, .values, .data, .of, .wrt, .method, .rate, .momentum, .schedule, .batch, .epochs, .tolerance,
        .patience, .seed, .engine, .output, .curve, .plot, .noStabilise, .json, .full, .diagnostics, .noColor, .help,
      ]
    case .cost: [.expression, .of, .wrt, .plain, .noStabilise, .json, .diagnostics, .noColor, .help]
    case .repl: [.diagnostics, .noColor, .help]
    case .functions: [.json, .help]
    case .cmake: [.output, .force, .help]
    case .explain, .completions, .man, .version, .help: [.help]
    case .fmt: [.expression, .inPlace, .check, .diagnostics, .noColor, .help]
    }
  }
}

/// A use of the tool: its arguments, behind its name.
struct Example: Hashable {
  /// What stands behind the name of the tool.
  var arguments: [String]

  /// Makes an example of its arguments.
  init(_ arguments: [String]) { self.arguments = arguments }

  /// The example as it is typed in a shell.
  var line: String {
    (["autodiff-gen"] + arguments).map(Self.quoted).joined(separator: " ")
  }

  private static func quoted(_ argument: String) -> String {
    let isPlain = argument.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "."),
        UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isPlain && !argument.isEmpty ? argument : "'\(argument)'"
  }
}
