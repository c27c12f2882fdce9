import FlatProgram
import Semantics

extension Model {
  /// The functions in another language that generated code calls, which the user links it with.
  public var externalFunctions: [String] {
    program.externals(calledBy: program.assignments.map(\.body)).map(\.name)
  }

  /// The program as the interpreter runs it: functions in another language are what the text defines them as, where it does.
  ///
  /// Requires: the program is that of the text, without requests from outside.
  var runnable: Model {
    guard !isRunnable, !program.externals.isEmpty else { return self }
    var model = replacing(Semantics.analyze(tree, definesExternals: true).program).model
    model.isRunnable = true
    return model
  }
}
