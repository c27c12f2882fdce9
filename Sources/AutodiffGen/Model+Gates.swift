import Diagnostics
import Emission
import FlatProgram
import Semantics

extension Model {
  /// Returns the functions and definitions that a scalar rests on as gates, what is called before what calls it; the last is
  /// the whole program.
  ///
  /// Diagnoses: a derivative that cannot be taken, as `differentiated` does.
  func gates(for wanted: DerivativeRequest, stabilises: Bool) throws(Failure) -> [Gate] {
    let (whole, functions) = Semantics.analyzeModules(tree)
    var builder = ModuleBuilder(whole, stabilises: stabilises) { [source] span in
      span.map { "line \(source.location(of: Int($0.start)).line)" } ?? "the text"
    }
    do {
      for (callee, analysis) in functions { try builder.add(callee, analysis) }
      return try builder.whole(output: name(of: wanted.output), wanted: wanted.variables.map(name(of:)))
    } catch {
      throw Failure(diagnostics: [.notDifferentiable(at: error.assignment.span)], source: source)
    }
  }

  private func name(of array: ArrayID) -> String { program[array].name }
}
