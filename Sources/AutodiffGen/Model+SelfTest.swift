import Diagnostics
import Emission
import FlatProgram
import Interpretation

extension Model {
  /// Makes up values for a test that travels with the code, the same ones every time, and runs the interpreter on them.
  ///
  /// Several extents and ranges of numbers are tried, since programs differ in what they are defined for.
  /// Functions in another language are what the text defines them as.
  func selfTestValues(of request: EmissionRequest, _ options: CodeOptions) throws(Failure) -> SelfTestValues {
    let runnable = runnable
    guard runnable.isRunnable else { return try selfTestValues(of: request) }
    var values = try runnable.selfTestValues(of: try runnable.emissionRequest(options))
    // The two programs number what they keep differently.
    var given: [String: [Double]] = [:]
    for (array, numbers) in zip(runnable.program.arrays, values.arrays) { given[array.name] = numbers }
    values.arrays = program.arrays.map { $0.role == .input || $0.role == .parameter ? given[$0.name] : nil }
    return values
  }

  private func selfTestValues(of request: EmissionRequest) throws(Failure) -> SelfTestValues {
    var last: RuntimeFault?
    for attempt in SelfTestInputs.attempts {
      let inputs = SelfTestInputs(program, attempt)
      do {
        let value = try Interpreter(request.value).run(dims: inputs.dims, arrays: inputs.arrays)
        let gradient =
          if let part = request.gradient {
            try Interpreter(part.loops).run(dims: inputs.dims, arrays: inputs.arrays)
          } else { [Tensor]() }
        guard (value + gradient).allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else { continue }
        return SelfTestValues(
          dims: inputs.dims, arrays: inputs.arrays.map { $0?.values }, value: value.map(\.values),
          gradient: gradient.map(\.values))
      } catch {
        last = error
      }
    }
    if let last {
      throw Failure(diagnostics: [.runtimeFault(last, in: request.value.program)], source: source)
    }
    throw .commandLine(
      "no values were found for '--self-test' at which everything is finite", hint: "leave '--self-test' out")
  }
}
