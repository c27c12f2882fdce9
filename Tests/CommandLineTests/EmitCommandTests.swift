import Foundation
import Testing

@testable import autodiff_gen

/// `emit`: what is written where, and what is refused.
@Suite struct EmitCommandTests {
  private let neuron = ["-e", "L = sigmoid(w*x + b)", "--name", "neuron"]

  private func names(in folder: Folder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func withoutAFolderCIsOneHeaderThatCompiles() {
    let run = Run(["emit", "c"] + neuron)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("/* neuron.h: made by autodiff-gen "))
    #expect(run.output.contains("static inline double neuron_gradient(double w, double x, double b,"))
  }

  @Test func swiftIsOneFile() {
    let run = Run(["emit", "swift"] + neuron)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("// neuron.swift: made by autodiff-gen "))
    #expect(run.output.contains("public enum Neuron {"))
  }

  @Test func aMinusForTheFolderIsStandardOutput() {
    for language in ["c", "swift"] {
      let plain = Run(["emit", language] + neuron)
      let minus = Run(["emit", language] + neuron + ["-o", "-"])
      #expect(minus.status == 0)
      #expect(minus.output == plain.output)
    }
    #expect(Run(["emit", "c"] + neuron + ["--check", "-o", "-"]).complaints.contains("'--check' needs '--output'"))
  }

  @Test func aFolderGetsHeaderAndSourceAndWhatElseIsAskedFor() throws {
    let folder = try Folder()
    let run = Run(["emit", "c"] + neuron + ["-o", folder.path + "/new/deep", "--self-test", "--manifest"])
    #expect(run.complaints == "")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new/deep").sorted()
        == ["neuron.c", "neuron.h", "neuron.json", "neuron_test.c"])
  }

  @Test func writingAgainGivesTheSameBytes() throws {
    let folder = try Folder()
    let arguments = ["emit", "c"] + neuron + ["-o", folder.path]
    #expect(Run(arguments).status == 0)
    let first = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/neuron.c"))
    #expect(Run(arguments).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/neuron.c")) == first)
  }

  @Test func checkTellsWhatIsStale() throws {
    let folder = try Folder()
    let arguments = ["emit", "c"] + neuron + ["-o", folder.path]
    #expect(Run(arguments + ["--check"]).status == 1)
    #expect(try names(in: folder) == [])
    #expect(Run(arguments).status == 0)
    #expect(Run(arguments + ["--check"]).status == 0)
    let other = Run(["emit", "c", "-e", "L = tanh(w*x + b)", "--name", "neuron", "-o", folder.path, "--check"])
    #expect(other.status == 1)
    #expect(other.complaints.contains("neuron.c is stale"))
  }

  @Test func whatSomebodyWroteIsNotOverwritten() throws {
    let folder = try Folder()
    let path = folder.path + "/neuron.c"
    try "int mine;\n".write(toFile: path, atomically: true, encoding: .utf8)
    let refused = Run(["emit", "c"] + neuron + ["-o", folder.path])
    #expect(refused.status == 1)
    #expect(refused.complaints.hasPrefix("error[not-overwritten]: \(path) is there already"))
    #expect(try names(in: folder) == ["neuron.c"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "int mine;\n")
    #expect(Run(["emit", "c"] + neuron + ["-o", folder.path, "--force"]).status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("double neuron("))
  }

  @Test func theRuleForMakeNamesWhatDependsOnWhat() throws {
    let folder = try Folder()
    let program = folder.path + "/my model.adg"
    try "f = x^2\n".write(toFile: program, atomically: true, encoding: .utf8)
    let run = Run(
      "emit", "swift", program, "-o", folder.path, "--name", "square", "--depfile", folder.path + "/square.d")
    #expect(run.complaints == "")
    let rule = try String(contentsOfFile: folder.path + "/square.d", encoding: .utf8)
    #expect(rule == "\(folder.path)/square.swift: \(folder.path)/my\\ model.adg\n")
  }

  @Test func swiftGoesToAFileThatIsNamed() throws {
    let folder = try Folder()
    let run = Run(["emit", "swift"] + neuron + ["-o", folder.path + "/sub/Model.adg.swift"])
    #expect(run.complaints == "")
    #expect(try names(in: folder) == ["sub"])
    let text = try folder.text("sub/Model.adg.swift")
    #expect(text.hasPrefix("// Model.adg.swift: made by autodiff-gen "))
    #expect(text.contains("public enum Neuron {"))
  }

  @Test func aFileThatHoldsTheSameIsWrittenAnewForMakeAlone() throws {
    let folder = try Folder()
    let program = try folder.file("square.adg", "f = x^2\n")
    let old = Date(timeIntervalSince1970: 1e9)
    let code = folder.path + "/square.swift"
    let arguments = ["emit", "swift", program, "-o", folder.path]
    func age(_ more: [String]) throws -> Date? {
      #expect(Run(arguments + more).status == 0)
      return try FileManager.default.attributesOfItem(atPath: code)[.modificationDate] as? Date
    }
    _ = try age([])
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: code)
    #expect(try age([]) == old)
    #expect(try age(["--depfile", folder.path + "/square.d"]) != old)
  }

  @Test func optionsMayStandInAFile() throws {
    let folder = try Folder()
    let options = try folder.file(
      "options.json", #"{"name": "cell", "real": "float", "wrt": ["w", "b"], "plain": false, "max-lines": 400}"#)
    let run = Run("emit", "c", "-e", "L = sigmoid(w*x + b)", "--options", options)
    #expect(run.complaints == "")
    #expect(
      run.output
        == Run("emit", "c", "-e", "L = sigmoid(w*x + b)", "--name", "cell", "--real", "float", "--wrt", "w,b").output)
    #expect(run.output.contains("float cell_gradient(float w, float x, float b,"))
  }

  @Test(arguments: [
    (#"{"reel": "float"}"#, "FILE: error[command-line]: there is no option '--reel'"),
    (#"{"name": "other"}"#, "FILE: error[command-line]: '--name' is given twice"),
    (#"{"real": "half"}"#, "FILE: error[command-line]: '--real' is one of double, float; found 'half'"),
    (#"{"plain": "yes"}"#, "FILE: error[command-line]: '--plain' takes no value"),
    (#"{"real": {}}"#, "error[command-line]: FILE:1:10: 'real' has to be a text, a number, true, false or a list"),
    (#"{"--real": "float"}"#, "error[command-line]: FILE:1:2: an option is named without '--', as in \"real\""),
    (#"["real"]"#, "error[command-line]: FILE:1:1: options are the members of an object"),
    (#"{"real" "float"}"#, "error[command-line]: FILE:1:9: "),
  ])
  func wrongOptionsInAFileAreNamed(text: String, message: String) throws {
    let folder = try Folder()
    let options = try folder.file("options.json", text)
    let run = Run(["emit", "c"] + neuron + ["--options", options])
    #expect(run.status == 2)
    #expect(run.complaints.hasPrefix(message.replacing("FILE", with: options)), "\(run.complaints)")
  }

  @Test func errorsAreAsThoseOfCompilersWhereThatIsAskedFor() {
    let run = Run("emit", "c", "-e", "f = sigmiod(x)", "--diagnostics", "gcc")
    #expect(run.complaints.hasPrefix("<expression>:1:5: error: no function is called 'sigmiod' [unknown-function]\n"))
  }

  @Test(arguments: [
    (["emit"], "'emit' needs c or swift"), (["emit", "rust", "-e", "x"], "'emit' writes c or swift; found 'rust'"),
    (["emit", "swift", "-e", "x^2", "--accumulate"], "'--accumulate' is for C"),
    (["emit", "c", "-e", "x^2", "--check"], "'--check' needs '--output'"),
    (["emit", "c", "-e", "x^2", "--name", "a b"], "'--name' needs a name of letters, digits and '_'; found 'a b'"),
    (["emit", "c", "-e", "x^2", "--max-lines", "0"], "'--max-lines' needs a number above 0; found '0'"),
    (["emit", "c", "-e", "x^2", "--max-lines", "10"], "more than '--max-lines 10'"),
    (["emit", "c", "-e", "x^2", "--no-gradient", "--wrt", "x"], "'--no-gradient' leaves the gradient out"),
    (["emit", "c", "-e", "x^2", "--real", "half"], "'--real' is one of double, float; found 'half'"),
  ])
  func wrongOptionsAreNamed(arguments: [String], message: String) {
    let run = Run(arguments)
    #expect(run.status == 2)
    #expect(run.complaints.hasPrefix("error[command-line]: "))
    #expect(run.complaints.contains(message))
  }

  @Test func aGradientThatIsAskedForMustExist() {
    let run = Run("emit", "c", "-e", "input x; f = x^2", "--gradient")
    #expect(run.status == 1)
    #expect(run.complaints.hasPrefix("<expression>: error[no-parameters]"))
    #expect(Run("emit", "c", "-e", "input x; f = x^2").status == 0)
  }

  @Test func linesOfFormulasThatGaveWayAreNamed() {
    let text = ["emit", "c", "-e", "y = w*x", "-e", "f = log(1 + exp(y))"]
    #expect(
      Run(text).output.contains(" * Rewritten to be accurate and finite; --no-stabilise leaves all as written:\n"))
    #expect(Run(text).output.contains(" *   line 2: log(1 + exp(x)) as softplus(x)"))
    #expect(
      Run(["derive"] + text.dropFirst(2)).output.hasPrefix("# rewritten to be accurate, line 2: log(1 + exp(x)) as"))
    #expect(!Run(text + ["--no-stabilise"]).output.contains("Rewritten"))
  }

  @Test func aShiftThatIsAddedMovesNoLineNumbers() {
    let run = Run(
      "emit", "c", "-e", "dim N; param x: [N]", "-e", "s = sum(i: exp(x[i]))", "-e", "f = log(s) + 1/(1 + exp(-x[0]))")
    #expect(run.output.contains(" *   line 3: 1/(1 + exp(-x)) as sigmoid(x)"))
    #expect(run.output.contains(" *   line 3: sums of exponentials relative to the largest of them"))
    #expect(!run.output.contains("line 2: "))
  }

  @Test func theBoundOfTheWorkspaceIsInTheFirstLine() {
    let text = "param a; h[0] = a; h[t in 1...100] = sin(a*h[t-1]); f = h[100]"
    #expect(Run("emit", "c", "-e", text, "--max-workspace", "1K").output.contains(", --max-workspace 1024 "))
  }

  @Test func whatWasAskedForByNameIsInTheFirstLine() {
    let run = Run("emit", "c", "-e", "f = x*y", "--name", "product", "--of", "f", "--wrt", "y,x")
    #expect(run.output.contains(", --name product --of f --wrt y,x --header-only; do not edit."))
    #expect(Run("emit", "swift", "-e", "f = x*y", "--no-gradient").output.contains(", --no-gradient; do not edit."))
  }

  @Test func constantsOfBoundsAreOneNumber() {
    let run = Run(
      "emit", "swift", "-e", "dim N = 4; param x: [N]; f = sum(i in 0..<N: x[i] * (i - 2)) + sum(k in -1..<1: k)")
    #expect(!run.output.contains("0 - 1"))
  }
}
