import Diagnostics
import Differentiation
import FlatProgram
import Interpretation
import Optimization
import Scheduling
import Semantics

extension Model {
  /// Compares the derivatives that functions state for themselves with differences of the functions' values, with the
  /// arguments that the program calls them with at some values.
  ///
  /// A function that takes a number as an integer cannot be called alone, and is passed over.
  /// - Complexity: up to 25 values of a function for each of at most 1,024 elements a parameter.
  func ruleChecks(at values: BoundValues) throws(Failure) -> [RuleCheck] {
    guard let analysis = Semantics.analyzeRules(tree) else { return [] }
    let recording = replacing(analysis.program).model
    let tensors: [Tensor]
    let loops = try recording.scheduled(for: .values)
    do {
      tensors = try Interpreter(loops).run(dims: values.dims, arrays: values.arrays)
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: loops.program)], source: source)
    }
    var kept = [Tensor?](repeating: nil, count: analysis.program.arrays.count)
    for (array, tensor) in zip(analysis.program.outputs, tensors) { kept[Int(array.raw)] = tensor }
    for (number, tensor) in values.arrays.enumerated() where kept[number] == nil { kept[number] = tensor }
    var checks: [RuleCheck] = []
    var isDone: Set<KeptCall.Callee> = []
    for use in analysis.uses where isDone.insert(use.callee).inserted {
      guard let function = analysis.functions[use.callee] else { continue }
      let points = Self.spread(
        analysis.uses.filter { $0.callee == use.callee }.flatMap { Self.points(of: $0, in: kept) }, Self.mostPoints)
      guard !points.isEmpty else { continue }
      let comparison = RuleComparison(
        name: use.callee.name, function, stabilises: isStabilised, dims: values.dims)
      checks += comparison?.checks(at: points) ?? []
    }
    return checks
  }

  /// The most arguments that one function is looked at with.
  private static let mostPoints = 16

  /// Returns the arguments of a call wherever it is reached, some of many.
  private static func points(of use: RuleUse, in kept: [Tensor?]) -> [[Tensor]] {
    guard let reached = kept[Int(use.reached.raw)] else { return [] }
    let places = spread(reached.values.indices.filter { reached.values[$0] == 1 }, mostPoints)
    return places.compactMap { place in
      var arguments: [Tensor] = []
      for (array, bound) in zip(use.arguments, use.callee.bounds) {
        guard let all = kept[Int(array.raw)] else { return nil }
        if bound != nil {
          arguments.append(all)
          continue
        }
        let shape = Array(all.shape.dropFirst(reached.shape.count))
        let count = shape.reduce(1, *)
        arguments.append(Tensor(shape: shape, values: Array(all.values[place * count..<(place + 1) * count])))
      }
      return arguments
    }
  }

  /// Returns as many of some elements as are wanted, evenly apart.
  private static func spread<Element>(_ all: [Element], _ most: Int) -> [Element] {
    guard all.count > most else { return all }
    return (0..<most).map { all[$0 * (all.count - 1) / (most - 1)] }
  }
}

/// Compares the derivatives that one function states with differences of its value.
private struct RuleComparison {
  /// The most elements of the function's value, and of one parameter, that are looked at.
  private static let (mostRows, mostEntries) = (4, 16)

  private let name: String
  private let function: ModularAnalysis
  private let value: PreparedProgram
  private let gradient: PreparedProgram
  private let seed: ArrayID
  private let variables: [ArrayID]

  /// Compiles a function and its derivatives; nil where it has none.
  init?(name: String, _ function: ModularAnalysis, stabilises: Bool, dims: [Int]) {
    guard let result = function.result, function.program.dims.count == dims.count else { return nil }
    var program = function.program
    program.outputs = [result]
    if stabilises { program = program.verifiedAndOptimized(by: [.stabilising(keeping: function.parameters)]) }
    let variables = function.parameters.filter { !program[$0].isInteger }
    do {
      program = try Derivatives.expanded(program).program
      var derivative = try ReverseMode.vjp(of: [result], withRespectTo: variables, in: program)
      guard let seed = derivative.seeds.first else { return nil }
      derivative.program.outputs = [result] + derivative.adjoints
      (self.name, self.function, self.seed, self.variables) = (name, function, seed, variables)
      value = try Self.prepared(program, dims)
      gradient = try Self.prepared(derivative.program, dims)
    } catch {
      return nil
    }
  }

  private static func prepared(_ program: Program, _ dims: [Int]) throws(RuntimeFault) -> PreparedProgram {
    let optimized = program.verifiedAndOptimized(by: Pipeline.standard).economized()
    return try Interpreter(Scheduler.schedule(optimized)).prepare(dims: dims)
  }

  /// Compares the derivatives by each parameter, with each of some arguments.
  func checks(at points: [[Tensor]]) -> [RuleCheck] {
    var drafts = variables.map { _ in Draft() }
    for point in points {
      var arrays = [Tensor?](repeating: nil, count: max(Int(seed.raw) + 1, function.program.arrays.count))
      for (parameter, tensor) in zip(function.parameters, point) { arrays[Int(parameter.raw)] = tensor }
      let arguments = zip(function.parameters, point).map {
        NamedArray(name: function.program[$0].name, array: NumericArray($1))
      }
      // Where the function itself cannot be worked out, the program has said so.
      guard let shape = try? value.run(arrays).first?.shape else { continue }
      let count = shape.reduce(1, *)
      for row in 0..<min(count, Self.mostRows) {
        let element = count > Self.mostRows ? row * (count - 1) / (Self.mostRows - 1) : row
        var weights = Tensor(shape: shape, values: [Double](repeating: 0, count: count))
        weights.values[element] = 1
        arrays[Int(seed.raw)] = weights
        guard let derivatives = try? gradient.run(arrays) else { continue }
        var comparison = GradientComparison(gradient: derivatives, value: value, arrays: arrays)
        (comparison.element, comparison.mostEntries) = (element, Self.mostEntries)
        let place = GradientComparison.place(of: element, in: shape)
        for (number, variable) in variables.enumerated() {
          guard let part = try? comparison.part(number, of: variable, called: "") else { continue }
          drafts[number].add(part, at: place, arguments)
        }
      }
    }
    return zip(variables, drafts).filter { !$1.verdicts.isEmpty }.map { variable, draft in
      RuleCheck(
        function: name, parameter: function.program[variable].name, points: points.count, verdicts: draft.verdicts,
        largestDeviation: draft.deviation, differences: draft.differences)
    }
  }

  /// What was found of one parameter so far.
  private struct Draft {
    var verdicts: [GradientCheck.Verdict] = []
    var deviation = 0.0
    var differences: [RuleCheck.Difference] = []

    mutating func add(_ part: GradientCheck.Part, at place: [Int], _ arguments: [NamedArray]) {
      deviation = max(deviation, part.largestDeviation)
      for entry in part.entries {
        verdicts.append(entry.verdict)
        if entry.verdict == .differs {
          differences.append(RuleCheck.Difference(arguments: arguments, place: place, entry: entry))
        }
      }
    }
  }
}
