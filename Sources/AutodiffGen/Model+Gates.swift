import Diagnostics
import Emission
import FlatProgram
import Semantics

extension Model {
  /// Returns the functions and definitions that a scalar rests on as gates, what is called before what calls it, the whole
  /// program last; and the functions with calls that are no gates.
  ///
  /// Diagnoses: a derivative that cannot be taken, as `differentiated` does; derivatives by definitions.
  func gates(
    for wanted: DerivativeRequest, stabilises: Bool
  ) throws(Failure) -> (gates: [Gate], inlined: [String]) {
    if let definition = wanted.variables.first(where: { program[$0].role == .local }) {
      throw .commandLine(
        "'--modular' differentiates by inputs and parameters; '\(program[definition].name)' is a definition",
        hint: "its gate's upstream derivative is what you look for")
    }
    let (whole, functions) = Semantics.analyzeModules(tree)
    if !whole.program.requests.isEmpty || functions.contains(where: { !$0.analysis.program.requests.isEmpty }) {
      throw .commandLine(
        "'--modular' does not compile derivatives that the program takes within itself, such as 'grad(y, x)'",
        hint: "leave '--modular' out")
    }
    var builder = ModuleBuilder(whole, stabilises: stabilises) { [source] span in
      span.map { "line \(source.location(of: Int($0.start)).line)" } ?? "the text"
    }
    do {
      for (callee, analysis) in functions { try builder.add(callee, analysis) }
      let gates = try builder.whole(
        output: program[wanted.output].name, wanted: wanted.variables.map { program[$0].name })
      var inlined: [String] = []
      for name in whole.replaced + functions.flatMap(\.analysis.replaced) where !inlined.contains(name) {
        inlined.append(name)
      }
      return (gates, inlined)
    } catch {
      switch error {
      case .notDifferentiable(let fault):
        throw Failure(diagnostics: [.notDifferentiable(fault)], source: source)
      case .entangled(let name):
        throw .commandLine(
          "'--modular' cannot tell calls apart that need each other's results, in '\(name)'",
          hint: "give the calls definitions of their own, or leave '--modular' out")
      }
    }
  }
}
