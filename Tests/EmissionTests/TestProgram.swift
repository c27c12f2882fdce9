import Diagnostics
import Differentiation
import Evaluating
import Fitting
import FlatProgram
import Interpretation
import Optimization
import Recurrences
import Scheduling
import Semantics
import Syntax
import Testing

@testable import Emission

extension TestProgram {
  /// The plan that its recurrences follow at its extents, all of which are open.
  var checkpointing: Checkpointing? { levels == 0 ? nil : Checkpointing(levels: levels, extents: dims) }
}

/// A test program made ready: its request, its values, and what the interpreter makes of them.
struct PreparedTest {
  var request: EmissionRequest
  var dims: [Int]
  var arrays: [Tensor?]
  /// What the value's function and the gradient's give, in the order of their results.
  var value: [Tensor]
  var gradient: [Tensor]

  init(_ test: TestProgram, options: EmissionOptions = EmissionOptions(), isRun: Bool = true) throws {
    let source = SourceText(name: test.name + ".adg", text: test.text)
    let (tree, faults) = Parser.parse(source)
    try #require(faults.isEmpty, "\(test.name): \(faults)")
    let (asWritten, diagnostics) = Semantics.analyze(tree)
    let program = try Derivatives.expanded(asWritten).program
    try #require(diagnostics.allSatisfy { $0.severity != .error }, "\(test.name): \(diagnostics)")
    func lowered(_ program: Program, for executor: Scheduler.Executor) -> LoopProgram {
      test.isPlain
        ? Scheduler.schedule(PlainForm.program(program).optimized(by: [.expand]))
        : Scheduler.schedule(
          Recurrences.economized(program.optimized(by: Pipeline.standard), by: test.checkpointing)
            .optimized(by: [.decide]), for: executor)
    }
    var options = options
    options.isPlain = test.isPlain
    request = EmissionRequest(
      name: test.name, sourceFile: test.name + ".adg", source: source, generator: "autodiff-gen 0.1.0",
      original: program, value: lowered(program, for: .compiler), options: options)
    let interpreted = lowered(program, for: .interpreter)
    var interpretedGradient: LoopProgram?
    let wanted = program.arrayIDs { $0.role == .parameter }
    if let output = program.outputs.first(where: { program[$0].rank == 0 && !program[$0].isInteger }), !wanted.isEmpty {
      var gradient = try ReverseMode.gradient(
        of: output, withRespectTo: wanted, in: program, rules: test.isPlain ? .textbook : .accurate)
      gradient.program.outputs = [output] + gradient.adjoints
      request.gradient = GradientPart(
        loops: lowered(gradient.program, for: .compiler), output: output, wanted: wanted, adjoints: gradient.adjoints)
      interpretedGradient = lowered(gradient.program, for: .interpreter)
    }
    var dims: [Int] = []
    var open = test.dims[...]
    for dim in program.dims { dims.append(dim.fixed ?? open.popFirst() ?? 2) }
    let extents = IndexEvaluator(program, dims: dims)
    var arrays: [Tensor?] = []
    var numbers = SplitMix64(seed: 7)
    for declaration in program.arrays {
      guard declaration.role == .input || declaration.role == .parameter else {
        arrays.append(nil)
        continue
      }
      let shape = declaration.shape.map { extents.value(of: $0) ?? 0 }
      let count = shape.reduce(1, *)
      var values: [Double] = []
      for _ in 0..<count {
        if case .integer(let bound) = declaration.element {
          let limit = bound.map { extents.value(of: $0) ?? 0 } ?? 4
          values.append(Double(numbers.below(max(limit, 1))))
        } else {
          values.append(numbers.number(in: -1.5..<1.5))
        }
      }
      arrays.append(Tensor(shape: shape, values: values))
    }
    (self.dims, self.arrays) = (dims, arrays)
    value = isRun ? try Interpreter(interpreted).run(dims: dims, arrays: arrays) : []
    gradient = isRun ? try interpretedGradient.map { try Interpreter($0).run(dims: dims, arrays: arrays) } ?? [] : []
  }
}
