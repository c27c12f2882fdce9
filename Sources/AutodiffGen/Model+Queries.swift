import Diagnostics
import Differentiation
import FlatProgram

/// A program that computes derivatives beside its values.
struct QueriedModel {
  /// The program, with an input for each direction; its outputs are the values, the gradient, then the parts.
  var model: Model
  /// The names of the values, and of the variables of the gradient where one is taken.
  var values: [String]
  var gradient: [String]
  /// The parts, in order.
  var parts: [(kind: DerivativeQuery.Kind, names: [String])]
}

extension Model {
  /// Returns a program that computes derivatives beside its values: second ones with the scalar and its gradient, others
  /// with all outputs.
  ///
  /// - Parameters:
  ///   - queries: what is wanted, each kind once.
  ///   - output: the name of one output to be differentiated, of several.
  ///   - variables: what is differentiated by; without it what a query moves, else the parameters.
  func queried(
    _ queries: [DerivativeQuery], of output: String?, withRespectTo variables: [String]?
  ) throws(Failure) -> QueriedModel {
    var builder = try QueryBuilder(self, queries, of: output, withRespectTo: variables)
    try builder.build(queries)
    return builder.result
  }

  /// Finds an array of real numbers by its name.
  fileprivate func realArray(called name: String) throws(Failure) -> ArrayID {
    let id = try array(called: name)
    guard program[id].isInteger else { return id }
    throw Failure(diagnostics: [.derivativeOfIntegers(name, at: program[id].span)], source: source)
  }

  /// Takes what was asked for as what the text asks for.
  func replacing(_ asWritten: Program) -> (model: Model, faults: [Diagnostic]) {
    let (expanded, faults) = Self.expanded(asWritten)
    var model = self
    (model.asWritten, model.program) = (asWritten, expanded)
    return (model, faults.filter { $0.severity == .error })
  }
}

/// Adds requests to a program, one query after the other.
private struct QueryBuilder {
  private let model: Model
  private var program: Program
  private let outputs: [ArrayID]
  private let variables: [ArrayID]
  private var gradients: [ArrayID] = []
  private var parts: [(kind: DerivativeQuery.Kind, names: [String])] = []
  private var arrays: [ArrayID] = []
  private(set) var result: QueriedModel

  init(
    _ model: Model, _ queries: [DerivativeQuery], of output: String?, withRespectTo names: [String]?
  ) throws(Failure) {
    self.model = model
    program = model.asWritten
    let moved = queries.filter { $0.kind == .jvp || $0.kind == .hvp }.flatMap(\.names)
    let needsGradient = queries.contains { $0.kind == .hessian || $0.kind == .hvp }
    // A product along given directions alone needs no other variables.
    let onlyMoves = queries.allSatisfy { $0.kind == .jvp }
    variables = try model.variables(called: names ?? (onlyMoves && !moved.isEmpty ? moved : nil))
    if needsGradient {
      outputs = [try model.scalar(called: output)]
    } else if let output {
      outputs = [try model.realArray(called: output)]
    } else {
      outputs = model.program.outputs.filter { !model.program[$0].isInteger }
      // Where there is nothing else, that the outputs are integers is what has to be said.
      if outputs.isEmpty, let first = model.outputs.first { _ = try model.realArray(called: first) }
    }
    result = QueriedModel(model: model, values: [], gradient: [], parts: [])
    if needsGradient {
      gradients = variables.map {
        program.request(.gradient, of: outputs[0], withRespectTo: $0, named: "grad_" + model.program[$0].name)
      }
    }
  }

  mutating func build(_ queries: [DerivativeQuery]) throws(Failure) {
    for query in queries {
      switch query.kind {
      case .jacobian: addJacobian()
      case .hessian: addHessian()
      case .jvp:
        let moves = try moves(of: query)
        for output in outputs {
          add(program.request(derivativeOf: output, as: moves, named: "jvp_" + name(output)), .jvp, [name(output)])
        }
      case .hvp:
        let moves = try moves(of: query)
        for (gradient, variable) in zip(gradients, variables) {
          let product = program.request(derivativeOf: gradient, as: moves, named: "hvp_" + name(variable))
          add(product, .hvp, [name(variable)])
        }
      case .vjp: try addProducts(query)
      }
    }
    program.outputs = outputs + gradients + arrays
    let (queried, faults) = model.replacing(program)
    guard faults.isEmpty else { throw Failure(diagnostics: faults, source: model.source) }
    result = QueriedModel(
      model: queried, values: outputs.map { name($0) }, gradient: gradients.isEmpty ? [] : variables.map { name($0) },
      parts: parts)
  }

  private func name(_ array: ArrayID) -> String { program[array].name }

  private mutating func add(_ array: ArrayID, _ kind: DerivativeQuery.Kind, _ names: [String]) {
    arrays.append(array)
    parts.append((kind, names))
  }

  private mutating func addJacobian() {
    for output in outputs {
      for variable in variables {
        let names = [name(output), name(variable)]
        add(
          program.request(.jacobian, of: output, withRespectTo: variable, named: names.joined(separator: "_by_")),
          .jacobian, names)
      }
    }
  }

  /// Adds the blocks of a Hessian: of two variables the smaller one is the column, since a walk for each of its elements gives
  /// what all larger ones need; the block that it is the row of is the same from the other side.
  private mutating func addHessian() {
    let sizes = SizeGuess(program)
    let guesses = variables.map { variable in
      program[variable].shape.reduce(1) { $0 * sizes.value(of: program[$1]) }
    }
    let order = variables.indices.sorted { (guesses[$0], $0) < (guesses[$1], $1) }
    var blocks: [[Int]: ArrayID] = [:]
    for (place, column) in order.enumerated() {
      for row in order[place...] {
        let name = "hessian_\(name(variables[row]))_\(name(variables[column]))"
        blocks[[row, column]] =
          row == column
          ? program.request(.hessian, of: outputs[0], withRespectTo: variables[column], named: name)
          : program.request(.jacobian, of: gradients[row], withRespectTo: variables[column], named: name)
      }
    }
    for row in variables.indices {
      for column in variables.indices {
        let names = [name(variables[row]), name(variables[column])]
        if let block = blocks[[row, column]] {
          add(block, .hessian, names)
        } else if let block = blocks[[column, row]] {
          add(transposed(block, names), .hessian, names)
        }
      }
    }
  }

  private mutating func transposed(_ block: ArrayID, _ names: [String]) -> ArrayID {
    let rank = program[block].rank
    let axes = program.freshAxes(spanning: program[block].shape)
    // The axes of the column's variable come last in what is wanted, first in what is there.
    let columns = model.program.arrayIDs { $0.name == names[1] && $0.isNamed }.first.map { program[$0].rank } ?? 0
    let turned = Array(axes[columns..<rank] + axes[..<columns])
    let array = program.addArray(
      ArrayDeclaration(
        name: program.freshName("hessian_" + names.joined(separator: "_")), shape: turned.map { program[$0].upper },
        role: .local))
    program.append(
      Assignment(
        target: array, subscripts: program.subscripts(turned), domain: turned,
        body: program.read(block, program.subscripts(axes))))
    return array
  }

  private mutating func addProducts(_ query: DerivativeQuery) throws(Failure) {
    var weighted = query.names.isEmpty ? outputs : []
    for name in query.names { weighted.append(try model.realArray(called: name)) }
    let weights = weighted.map { addInput(query.direction(of: name($0)), like: $0) }
    for variable in variables {
      var product: ArrayID?
      for (output, weight) in zip(weighted, weights) {
        let part = program.request(
          .vjp, of: output, withRespectTo: variable, along: weight, named: "vjp_" + name(variable))
        product = product.map { sum($0, part) } ?? part
      }
      if let product { add(product, .vjp, [name(variable)]) }
    }
  }

  private mutating func sum(_ a: ArrayID, _ b: ArrayID) -> ArrayID {
    let axes = program.freshAxes(spanning: program[a].shape)
    let place = program.subscripts(axes)
    let array = program.addArray(
      ArrayDeclaration(name: program.freshName(name(a)), shape: program[a].shape, role: .local))
    program.append(
      Assignment(
        target: array, subscripts: place, domain: axes,
        body: program.apply(.add, program.read(a, place), program.read(b, place))))
    return array
  }

  private mutating func moves(of query: DerivativeQuery) throws(Failure) -> [(variable: ArrayID, direction: ArrayID)] {
    let moved = query.names.isEmpty ? variables : try model.variables(called: query.names)
    return moved.map { ($0, addInput(query.direction(of: name($0)), like: $0)) }
  }

  /// Adds an input for a direction; queries of one array share it.
  private mutating func addInput(_ wanted: String, like array: ArrayID) -> ArrayID {
    if let known = program.arrayIDs(where: { $0.name == wanted && $0.role == .input && $0.span == nil }).first {
      return known
    }
    return program.addArray(
      ArrayDeclaration(name: program.freshName(wanted), shape: program[array].shape, role: .input, isNamed: true))
  }
}
