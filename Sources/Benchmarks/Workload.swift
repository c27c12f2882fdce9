import AutodiffGen

/// A program whose gradient is computed by generated code and by C that was written by hand.
struct Workload {
  let name: String
  /// The program, whose extents are fixed.
  let program: String
  /// Inputs and parameters in the order of the program; a scalar has no extents.
  let given: [GivenArray]
  /// How many of the last of them are parameters.
  let parameterCount: Int
  /// C written by hand: `void evaluate(const double *const *in, double *const *out, double *work)`.
  let reference: String
  /// The same function in CasADi's Python: a function `build(ca)` that returns a `ca.Function` of `given`, which are given
  /// column by column, with value and gradients for its results.
  let casadi: String

  /// The parameters, in the order of the program.
  var parameters: ArraySlice<GivenArray> { given.suffix(parameterCount) }

  /// The lengths of the results: the value, then the gradients.
  var resultLengths: [Int] { [1] + parameters.map(\.elements.count) }

  /// Returns the emitted code in C with a function `evaluate`, as one text.
  func generatedC() throws -> String {
    var options = CodeOptions()
    options.name = "generated"
    options.isHeaderOnly = true
    let text = try Self.only(Model(program).code(in: .c, options))
    var arguments = given.indices.map { given[$0].shape.isEmpty ? "*in[\($0)]" : "in[\($0)]" }
    arguments += (1...parameterCount).map { "out[\($0)]" }
    if Self.asksForScratch(text, "generated_gradient(") { arguments.append("work") }
    return text + """

      void evaluate(const double *const *in, double *const *out, double *work) {
        (void)work;
        *out[0] = generated_gradient(\(arguments.joined(separator: ", ")));
      }

      """
  }

  /// Returns the emitted code in Swift with a function `evaluate`, as one text.
  func generatedSwift() throws -> String {
    var options = CodeOptions()
    options.name = "Generated"
    let text = try Self.only(Model(program).code(in: .swift, options))
    var arguments = given.indices.map { position -> String in
      let array = given[position]
      if array.shape.isEmpty { return "\(array.name): input[\(position)][0]" }
      return "\(array.name): UnsafeBufferPointer(start: input[\(position)], count: \(array.elements.count))"
    }
    for (position, parameter) in parameters.enumerated() {
      let place = "output[\(position + 1)]"
      arguments.append(
        parameter.shape.isEmpty
          ? "grad_\(parameter.name): &\(place)[0]"
          : "grad_\(parameter.name): UnsafeMutableBufferPointer(start: \(place), count: \(parameter.elements.count))")
    }
    if Self.asksForScratch(text, "public static func valueWithGradient(\n") {
      arguments.append("workspace: UnsafeMutableBufferPointer(start: work, count: Generated.workspaceSize())")
    }
    return text + """

      @_cdecl("evaluate") public func evaluate(
        _ input: UnsafePointer<UnsafePointer<Double>>, _ output: UnsafePointer<UnsafeMutablePointer<Double>>,
        _ work: UnsafeMutablePointer<Double>
      ) {
        output[0][0] = Generated.valueWithGradient(
          \(arguments.joined(separator: ",\n    ")))
      }

      """
  }

  private static func only(_ files: [CodeFile]) throws -> String {
    guard files.count == 1 else { throw BenchmarkFault("one file of code was expected") }
    return files[0].text
  }

  /// Whether the last function of that name takes scratch memory.
  private static func asksForScratch(_ text: String, _ name: String) -> Bool {
    guard let start = text.ranges(of: name).last?.upperBound, let end = text[start...].firstIndex(of: "{") else {
      return false
    }
    let signature = text[start..<end]
    return signature.contains("work")
  }
}
