extension Model {
  /// Makes the program ready to compute the values of its outputs, any number of times.
  ///
  /// - Complexity: linear in the program.
  public func evaluator() throws(Failure) -> Evaluator {
    try Evaluator(self, for: .values, maxWorkspace: nil)
  }

  /// Makes the program ready to compute a scalar and its gradient, any number of times.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variables: what it is differentiated with respect to: inputs, parameters and definitions; the parameters
  ///     where it is left out.
  /// - Throws: a `Failure` where the scalar or a variable is not there, or is no scalar or no real array.
  /// - Complexity: linear in the program.
  public func gradientEvaluator(
    of output: String? = nil, withRespectTo variables: [String]? = nil
  ) throws(Failure) -> Evaluator {
    try Evaluator(self, for: .gradient(of: output, withRespectTo: variables), maxWorkspace: nil)
  }

  /// Makes the program ready for a purpose, any number of times.
  ///
  /// - Parameter maxWorkspace: the most bytes of scratch memory that a run may take beside the values and the results.
  ///   Where a backward pass would need more, the steps of a recurrence run again from states that are kept now and
  ///   then; the results are the same to the last bit. A run whose extents need more than that throws.
  public func evaluator(for purpose: Purpose, maxWorkspace: Int? = nil) throws(Failure) -> Evaluator {
    try Evaluator(self, for: purpose, maxWorkspace: maxWorkspace)
  }

  /// Computes the values of the outputs once.
  ///
  /// - Parameter values: by name, one for every input and parameter, and for each dim that no array shows.
  /// - Throws: a `Failure` that names every value that does not fit, or a subscript that is out of range.
  public func evaluate(_ values: [String: NumericArray] = [:]) throws(Failure) -> Evaluation {
    var evaluator = try evaluator()
    return try evaluator.run(values)
  }

  /// Computes a scalar and its gradient once; takes what `evaluate` and `gradientEvaluator` take.
  ///
  /// Shapes: each derivative is shaped as its variable.
  public func gradient(
    of output: String? = nil, withRespectTo variables: [String]? = nil, at values: [String: NumericArray] = [:]
  ) throws(Failure) -> Evaluation {
    var evaluator = try gradientEvaluator(of: output, withRespectTo: variables)
    return try evaluator.run(values)
  }
}
