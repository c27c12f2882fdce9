import Differentiation
import FlatProgram
import Operations
import ProgramBuilding
import Testing

/// Returns the gradient of an output with respect to arrays given by name, at given values.
func gradient(
  _ builder: ProgramBuilder, of output: ArrayID, _ wanted: [String], _ given: [String: [Double]]
) throws -> [[Double]] {
  let arrays = wanted.map { name in builder.program.arrayIDs { $0.name == name }[0] }
  let derivative = try ReverseMode.gradient(of: output, withRespectTo: arrays, in: builder.program)
  let run = try Oracle.run(derivative.program, given)
  return derivative.adjoints.map { run($0) }
}

/// Returns the derivative of the outputs weighted by the values given for their seeds.
func vjp(
  _ builder: ProgramBuilder, of outputs: [ArrayID], _ wanted: [String], _ given: [String: [Double]]
) throws -> [[Double]] {
  let arrays = wanted.map { name in builder.program.arrayIDs { $0.name == name }[0] }
  let derivative = try ReverseMode.vjp(of: outputs, withRespectTo: arrays, in: builder.program)
  let run = try Oracle.run(derivative.program, given)
  return derivative.adjoints.map { run($0) }
}

/// Expects the gradient of a scalar with respect to every parameter to be what central differences say.
func expectGradientMatchesDifferences(
  _ builder: ProgramBuilder, of output: ArrayID, _ given: [String: [Double]], step: Double = 1e-5,
  tolerance: Double = 1e-6, _ comment: Comment? = nil
) throws {
  let wanted = builder.program.arrays.filter { $0.role == .parameter }.map(\.name)
  let found = try gradient(builder, of: output, wanted, given)
  for (name, derivative) in zip(wanted, found) {
    for position in derivative.indices {
      var (above, below) = (given, given)
      above[name]?[position] += step
      below[name]?[position] -= step
      let difference =
        (try Oracle.run(builder.program, above)(output)[0] - Oracle.run(builder.program, below)(output)[0])
        / (2 * step)
      let error = abs(difference - derivative[position])
      #expect(error <= tolerance * max(1, abs(difference)), comment)
    }
  }
}

/// The exponential function, from the table.
func exponential(_ x: Double) -> Double { Operation.exp.evaluate(x) }
