import Diagnostics
import Differentiation
import FlatProgram

/// A scalar and what it is to be differentiated with respect to, found in a program.
struct DerivativeRequest {
  /// The array of rank 0 that is differentiated.
  var output: ArrayID
  /// What it is differentiated with respect to, in the order asked for.
  var variables: [ArrayID]
}

extension Model {
  /// Finds what a gradient is asked of, or says why there is none.
  func request(of output: String?, withRespectTo variables: [String]?) throws(Failure) -> DerivativeRequest {
    let output = try scalar(called: output)
    return DerivativeRequest(output: output, variables: try self.variables(called: variables))
  }

  /// Returns the program with its gradient; the outputs are the scalar, then the adjoints.
  func differentiated(
    _ request: DerivativeRequest, in program: Program, rules: RuleChoice = .accurate
  ) throws(Failure) -> Gradient {
    do {
      var gradient = try ReverseMode.gradient(
        of: request.output, withRespectTo: request.variables, in: program, rules: rules)
      gradient.program.outputs = [request.output] + gradient.adjoints
      gradient.program = gradient.program.verified(after: "differentiation")
      return gradient
    } catch {
      throw Failure(diagnostics: [.notDifferentiable(error)], source: source)
    }
  }

  /// Finds an array by its name.
  func array(called name: String) throws(Failure) -> ArrayID {
    guard let id = program.arrayIDs(where: { $0.isNamed && $0.name == name }).first else {
      let known = program.arrays.filter(\.isNamed).map(\.name)
      throw fault(.unknownOutput(name, near: nearestName(to: name, among: known), outputs: outputs))
    }
    return id
  }

  /// Finds the scalar that is differentiated.
  func scalar(called name: String?) throws(Failure) -> ArrayID {
    if let name {
      let id = try array(called: name)
      guard program[id].rank == 0 else {
        throw fault(.notScalar(name, shape: shape(id), scalars: scalarOutputs, at: program[id].span))
      }
      return try real(id)
    }
    let scalars = program.outputs.filter { program[$0].rank == 0 }
    switch scalars.count {
    case 1: return try real(scalars[0])
    case 0:
      let first = program.outputs[0]
      throw fault(.notScalar(program[first].name, shape: shape(first), scalars: [], at: program[first].span))
    default: throw fault(.severalScalars(scalarOutputs))
    }
  }

  private func real(_ id: ArrayID) throws(Failure) -> ArrayID {
    if program[id].isInteger { throw fault(.derivativeOfIntegers(program[id].name, at: program[id].span)) }
    return id
  }

  /// Finds what is differentiated by.
  func variables(called names: [String]?) throws(Failure) -> [ArrayID] {
    guard let names else {
      let parameters = program.arrayIDs { $0.role == .parameter }
      if parameters.isEmpty { throw fault(.nothingToDifferentiate(inputs: variableNames)) }
      return parameters
    }
    var ids: [String: ArrayID] = [:]
    for id in program.arrayIDs(where: { $0.isNamed }) { ids[program[id].name] = id }
    var variables: [ArrayID] = []
    var faults: [Diagnostic] = []
    for name in names {
      guard let id = ids[name] else {
        faults.append(
          .unknownVariable(name, near: nearestName(to: name, among: variableNames), known: variableNames))
        continue
      }
      if program[id].isInteger {
        faults.append(.integerVariable(name, at: program[id].span))
      } else if case .constant = program[id].role {
        faults.append(.constantVariable(name, at: program[id].span))
      } else if !variables.contains(id) {
        variables.append(id)
      }
    }
    if !faults.isEmpty { throw Failure(diagnostics: faults, source: source) }
    return variables
  }

  /// What may be differentiated with respect to, in the order of the file.
  private var variableNames: [String] {
    program.arrays.filter { array in
      if case .constant = array.role { return false }
      return array.isNamed && !array.isInteger
    }.map(\.name)
  }

  private var scalarOutputs: [String] { program.outputs.filter { program[$0].rank == 0 }.map { program[$0].name } }

  private func shape(_ id: ArrayID) -> String { ProgramPrinter.text(ofShape: program[id].shape, in: program) }

  private func fault(_ diagnostic: Diagnostic) -> Failure { Failure(diagnostics: [diagnostic], source: source) }
}
