import Emission
import FlatProgram
import Foundation
import Optimization
import Scheduling
import Testing

@testable import AutodiffGen

/// What second derivatives of the samples cost, beside value and gradient.
///
/// Source: A. Griewank, A. Walther, Evaluating Derivatives, 2nd edition, section 4.5: value, gradient and a Hessian times a vector
/// take at most 10/4 of value and gradient, where a multiplication is weighed with the numbers that it moves. Here every operation
/// counts 1, and a product of two numbers that both move, summed as in `q = W x`, is above that: its value and gradient take 5
/// operations, all together 16.
@Suite("The cost of second derivatives") struct SecondOrderCostTests {
  /// A scalar output of a sample.
  struct Scalar: Sendable, CustomStringConvertible {
    let program: String
    let output: String
    let values: ValueSources

    var description: String { "\(name) \(output)" }

    var name: String { program.split(separator: "/").last.map(String.init) ?? program }
  }

  static let scalars: [Scalar] = {
    var seen: Set<String> = []
    return SampleCommand.all.filter { seen.insert($0.program).inserted }.flatMap { command -> [Scalar] in
      guard let model = try? Model(Document(command.program).text, name: command.program) else { return [] }
      return model.program.outputs.filter { model.program[$0].rank == 0 && !model.program[$0].isInteger }.map {
        Scalar(program: command.program, output: model.program[$0].name, values: command.values)
      }
    }
  }()

  /// The samples that are mostly products of two numbers that both move, and how much more than value and gradient they take
  /// with a Hessian times a vector, and that alone.
  ///
  /// A product `A B` takes 2 operations for each pair of numbers that meet, and its gradient two products of that size; along a
  /// direction each of the three becomes the sum of two, since either factor moves: 18 for 6. What is below that in these
  /// samples is what they do besides, and what value and gradient have computed already.
  private static let exceptions: [String: (together: Double, alone: Double)] = [
    // Products of queries, keys, values and weights, all of them variables.
    "attention.adg": (2.6, 2.5), "multi_head_attention.adg": (2.8, 2.52),
    // Weights times the rows of the memory.
    "content_memory.adg": (2.65, 2.5),
    // Only products: of the size, what is left, and the rate; in one step of both passes 42 operations for 15, as all that value
    // and gradient compute is used again. The slope of a product of three numbers has three products, its own slope nine.
    "long_recurrence.adg": (2.81, 2.67),
    // Rotations, one after the other.
    "robot_arm.adg": (2.67, 2.57),
    // The product itself.
    "squared_norm.adg": (2.8, 2.5),
  ]

  /// One scalar, compiled.
  private struct Subject {
    let model: Model
    let output: String
    let dims: [Int]

    init(function: String) throws {
      model = try Model(Document(function).text, name: function)
      output = "f"
      dims = model.program.dims.map { $0.fixed ?? 6 }
    }

    init(_ scalar: Scalar) throws {
      model = try Model(Document(scalar.program).text, name: scalar.program)
      output = scalar.output
      dims = try ValueBinder.bind(model.read(scalar.values), to: model.program).get().dims
    }

    /// Counts as `cost` does; where loops hang on data, by walking them.
    func count(_ loops: LoopProgram) -> Double {
      let counts = OperationCounts(loops)
      let total = counts.total.substituting { atom in
        if case .dim(let dim) = atom { IndexExpression(dims[Int(dim.raw)]) } else { nil }
      }
      if !counts.isApproximate, let number = total.constant { return Double(number) }
      return Double(OperationCounter.count(loops, dims: dims))
    }

    func gradient() throws -> Double {
      count(try model.scheduled(for: .gradient(of: output, withRespectTo: nil)))
    }

    /// Returns the operations for value, gradient and a further derivative; or for that alone.
    func with(_ kind: DerivativeQuery.Kind, isAlone: Bool = false) throws -> Double {
      let queried = try model.queried([DerivativeQuery(kind)], of: output, withRespectTo: nil)
      var program = queried.model.stable()
      if isAlone { program.outputs = Array(program.outputs.suffix(queried.parts.count)) }
      return count(Scheduler.schedule(program.verifiedAndOptimized(by: Pipeline.standard).economized()))
    }

    /// How many numbers move.
    func size() throws -> Int {
      let evaluator = IndexEvaluator(model.program, dims: dims)
      return try model.request(of: output, withRespectTo: nil).variables.reduce(0) { sum, variable in
        sum + model.program[variable].shape.reduce(1) { $0 * (evaluator.value(of: $1) ?? 1) }
      }
    }
  }

  /// The functions of Moré, Garbow and Hillstrom, of 6 variables or as many as they have.
  static let functions: [String] = {
    let folder = ToolRun.root.appendingPathComponent("Tests/GoldenTests/MGH").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".adg") }.sorted().map { "Tests/GoldenTests/MGH/" + $0 }
  }()

  @Test("There are scalars and functions") func thereAreFunctions() {
    #expect(Self.scalars.count > 40)
    #expect(Self.functions.count > 30)
  }

  @Test(
    "A Hessian times a vector takes at most 2.5 times the operations of value and gradient, these included",
    arguments: scalars)
  func product(_ scalar: Scalar) throws {
    let subject = try Subject(scalar)
    let gradient = try subject.gradient()
    let bound = Self.exceptions[scalar.name] ?? (2.5, 2.5)
    let together = try subject.with(.hvp) / gradient
    #expect(together <= bound.together, "\(together) times value and gradient, together with them")
    let alone = try subject.with(.hvp, isAlone: true) / gradient
    #expect(alone <= bound.alone, "\(alone) times value and gradient")
  }

  @Test("A Hessian of n columns takes at most the operations of n/2 + 1 products", arguments: scalars)
  func hessian(_ scalar: Scalar) throws {
    let subject = try Subject(scalar)
    let products = try subject.with(.hessian) / subject.with(.hvp)
    let n = try subject.size()
    // Over two layers a half of the blocks is three of four, and what tells the halves apart is asked at every step.
    let rest = scalar.name == "lstm.adg" ? 1.5 : 1
    #expect(products <= Double(n) / 2 + rest, "\(products) products for \(n) columns")
  }

  @Test("A Hessian of a test function takes at most the operations of n/2 + 1 products", arguments: functions)
  func hessian(ofFunction function: String) throws {
    let subject = try Subject(function: function)
    let products = try subject.with(.hessian) / subject.with(.hvp)
    let n = try subject.size()
    #expect(products <= Double(n) / 2 + 1, "\(products) products for \(n) columns")
  }

  /// `q = W x` is 2 operations for each element of `W`, the gradient by `W` 1 and by `x` 2; along a direction `q` and the
  /// gradient by `x` are two such sums each, 4, and the gradient by `W` two products and a sum, 3.
  @Test("The squared norm of a product takes 16 operations an element for 5, as its definition says")
  func squaredNorm() throws {
    let model = try Model(Document("Samples/SquaredNorm/squared_norm.adg").text)
    func count(_ purpose: Purpose) throws -> Int {
      OperationCounter.count(try model.scheduled(for: purpose), dims: [100, 100]) / 10_000
    }
    #expect(try count(.gradient(of: nil, withRespectTo: nil)) == 5)
    #expect(try count(.derivatives([DerivativeQuery(.hvp)], of: nil, withRespectTo: nil)) == 16)
  }
}
