import Diagnostics
import Differentiation
import FlatProgram
import Interpretation
import Optimization

extension Model {
  /// Writes one partial derivative as a sum over the paths from the result to one element of a variable.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variable: an input, parameter or definition, as `w`, or an element of one, as `w[3]`; of an array without
  ///     subscripts the element with the largest derivative is taken.
  ///   - given: values that say where they come from.
  ///   - most: how many paths are wanted.
  /// Diagnoses: `unknown-variable` and others of names and values; `too-large`.
  package func paths(
    of output: String?, by variable: String, at given: [GivenValue], most: Int = 10
  ) throws(Failure) -> PartialPaths {
    let bracket = variable.firstIndex(of: "[") ?? variable.endIndex
    let name = String(variable[..<bracket].filter { $0 != " " })
    let request = try request(of: output, withRespectTo: [name])
    let stabilised = stable(for: request.variables)
    let plain = PlainForm.program(stabilised.withOutputs([request.output]).verifiedAndOptimized(by: [.prune]))
    let traced = try traced(request, in: plain)
    let bound = try bind(given)
    let values = try run(traced, on: bound)
    let goal = request.variables[0]
    let gradient = traced.adjoints[goal].flatMap { values[$0] }
    guard let shape = (values[goal] ?? gradient)?.shape else {
      throw Failure(diagnostics: [.withoutInfluence(name, on: program[request.output].name)], source: source)
    }
    let element = try element(String(variable[bracket...]), of: name, shape: shape, gradient: gradient)
    let builder = EdgeBuilder(traced, values, bound)
    guard let edges = builder.edges() else {
      throw Failure(diagnostics: [.tooManyOperations(EdgeBuilder.mostEdges)], source: source)
    }
    let search = PathSearch(
      edges, nodes: builder.count, from: builder.node(request.output, 0), to: builder.node(goal, element), most: most)
    let used = Set(search.paths.flatMap { $0.edges.map(\.step) }).sorted()
    return PartialPaths(
      output: program[request.output].name, variable: builder.text(of: builder.node(goal, element)),
      derivative: gradient?.values[element] ?? 0, count: search.count,
      paths: search.paths.map { path in
        PartialPaths.Path(
          product: path.product,
          places: [builder.text(of: builder.node(request.output, 0))] + path.edges.map { builder.text(of: $0.to) },
          factors: path.edges.map(\.local))
      },
      steps: ProgramPrinter.lines(
        of: used.map { traced.steps[$0].assignment }, in: traced.program, products: .tight))
  }

  /// Finds an element by what stands in brackets, or the one with the largest derivative.
  private func element(
    _ brackets: String, of name: String, shape: [Int], gradient: NumericArray?
  ) throws(Failure) -> Int {
    let words = brackets.filter { !"[] ".contains($0) }.split(separator: ",", omittingEmptySubsequences: false)
    if brackets.isEmpty {
      let sizes = (gradient?.values ?? [0]).map { abs($0) }
      guard let largest = sizes.max(), let place = sizes.firstIndex(of: largest) else {
        throw Failure(diagnostics: [.noElement(name, brackets, shape)], source: source)
      }
      return place
    }
    var place = 0
    guard words.count == shape.count else {
      throw Failure(diagnostics: [.noElement(name, brackets, shape)], source: source)
    }
    for (word, extent) in zip(words, shape) {
      guard let index = Int(word), index >= 0, index < extent else {
        throw Failure(diagnostics: [.noElement(name, brackets, shape)], source: source)
      }
      place = place * extent + index
    }
    return place
  }
}

extension Program {
  /// Returns the program with other outputs.
  fileprivate func withOutputs(_ outputs: [ArrayID]) -> Program {
    var program = self
    program.outputs = outputs
    return program
  }
}

/// Makes edges between single numbers of what was traced between arrays.
private struct EdgeBuilder {
  /// The most operations on single numbers that are looked at.
  static let mostEdges = 1 << 19

  private let traced: TracedProgram
  private let values: [ArrayID: NumericArray]
  private let integers: BoundValues
  private let shapes: [[Int]?]
  /// By array: the number of its first element.
  private var bases: [Int] = []
  /// How many numbers there are.
  private(set) var count = 0

  init(_ traced: TracedProgram, _ values: [ArrayID: NumericArray], _ bound: BoundValues) {
    (self.traced, self.values, integers) = (traced, values, bound)
    shapes = traced.program.arrays.indices.map { values[ArrayID($0)]?.shape }
    for shape in shapes {
      bases.append(count)
      count += shape?.reduce(1, *) ?? 0
    }
  }

  func node(_ array: ArrayID, _ element: Int) -> Int { bases[Int(array.raw)] + element }

  /// Returns the name of a number: `z`, `z[3]`.
  func text(of node: Int) -> String {
    // Arrays without elements begin where the next one does.
    var (low, high) = (0, bases.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if bases[middle] <= node { low = middle } else { high = middle }
    }
    var rest = node - bases[low]
    var place: [String] = []
    for extent in (shapes[low] ?? []).reversed() {
      place.append(String(rest % max(extent, 1)))
      rest /= max(extent, 1)
    }
    let name = traced.program.arrays[low].name
    return place.isEmpty ? name : "\(name)[\(place.reversed().joined(separator: ", "))]"
  }

  /// Returns the edges; nil where they are too many, or a step's derivative has no rectangular shape.
  func edges() -> [PathSearch.Edge]? {
    let given = integers
    let program = traced.program
    var edges: [PathSearch.Edge] = []
    var isWhole = true
    for (number, step) in traced.steps.enumerated() where step.upstream != nil {
      var points = IndexEvaluator(program, dims: integers.dims.map { $0 }) { array, place in
        guard let tensor = given.arrays[Int(array.raw)] else { return nil }
        return Self.offset(place, in: tensor.shape).flatMap { Int(exactly: tensor.values[$0]) }
      }
      _ = points.visitPoints(of: step.enclosing + step.assignment.domain) { point in
        guard let target = offset(step.assignment.target, step.assignment.subscripts, point) else { return true }
        for operand in step.operands {
          guard let local = operand.local else {
            isWhole = false
            return false
          }
          guard let from = offset(operand.array, operand.subscripts, point),
            let place = offset(local, operand.localSubscripts, point), let slope = values[local]?.values[place],
            slope != 0
          else { continue }
          edges.append(
            PathSearch.Edge(
              from: node(step.assignment.target, target), to: node(operand.array, from), local: slope, step: number))
        }
        isWhole = edges.count <= Self.mostEdges
        return isWhole
      }
      guard isWhole else { return nil }
    }
    return edges
  }

  private func offset(_ array: ArrayID, _ subscripts: SubscriptsID, _ point: IndexEvaluator) -> Int? {
    guard let shape = shapes[Int(array.raw)] else { return nil }
    var place: [Int] = []
    for index in traced.program[subscripts] {
      guard let value = point.value(of: index) else { return nil }
      place.append(value)
    }
    return Self.offset(place, in: shape)
  }

  private static func offset(_ place: [Int], in shape: [Int]) -> Int? {
    guard place.count == shape.count else { return nil }
    var offset = 0
    for (value, extent) in zip(place, shape) {
      // What stands under a condition need not exist where that fails.
      guard value >= 0, value < extent else { return nil }
      offset = offset * extent + value
    }
    return offset
  }
}

/// What is said of paths.
extension Diagnostic {
  /// Words a calculation that is too large to be looked at number by number.
  fileprivate static func tooManyOperations(_ most: Int) -> Diagnostic {
    Diagnostic(
      "too-large", "the calculation takes more than \(most) steps of single numbers, too many to follow", at: nil,
      notes: [Note("give smaller data, or name a definition nearer to the result")])
  }

  /// Words an element that an array does not have.
  fileprivate static func noElement(_ name: String, _ brackets: String, _ shape: [Int]) -> Diagnostic {
    let extents = shape.map { String($0) }.joined(separator: ", ")
    let hint =
      shape.isEmpty
      ? "write '\(name)' alone" : "write it as '\(name)[\(shape.map { _ in "0" }.joined(separator: ", "))]'"
    return Diagnostic(
      "subscript-out-of-range", "'\(name)' has the shape [\(extents)]; '\(name)\(brackets)' is no element of it",
      at: nil,
      notes: [Note(hint)])
  }

  /// Words a variable that a result does not depend on.
  fileprivate static func withoutInfluence(_ name: String, on output: String) -> Diagnostic {
    Diagnostic("unknown-variable", "'\(output)' does not depend on '\(name)' at all", at: nil)
  }
}
