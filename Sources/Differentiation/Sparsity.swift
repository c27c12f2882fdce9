import FlatProgram
import Operations

/// Jacobians and Hessians whose structure is read off the subscripts.
package enum Sparsity {
  /// Returns the program with the Jacobians of some arrays by others, in blocks.
  ///
  /// Diagnoses: `NotDifferentiable` where the derivative would go through a `.maximum` or `.minimum` statement.
  package static func jacobian(
    of results: [ArrayID], withRespectTo variables: [ArrayID], in program: Program
  ) throws(NotDifferentiable) -> SparseDerivative {
    let graph = try LocalJacobians.graph(of: results, withRespectTo: variables, in: program.withUniformAxes())
    var best: SparseDerivative?
    for order in EliminationOrder.allCases {
      let made = Elimination(graph, order, results, variables).derivative()
      if made.work < best?.work ?? .infinity { best = made }
    }
    return best ?? SparseDerivative(program: program, parts: [], work: 0)
  }

  /// Returns the program with the Hessian of a scalar by some arrays, in blocks: by each array and those after it, of which
  /// the others are the mirror images.
  ///
  /// Diagnoses: as `jacobian`.
  package static func hessian(
    of output: ArrayID, withRespectTo variables: [ArrayID], in program: Program
  ) throws(NotDifferentiable) -> SparseDerivative {
    let gradient = try ReverseMode.gradient(of: output, withRespectTo: variables, in: program)
    var first = gradient.program
    first.outputs = program.outputs
    var derivative = try jacobian(of: gradient.adjoints, withRespectTo: variables, in: first)
    derivative.gradient = gradient.adjoints
    derivative.parts = derivative.parts.enumerated().filter { number, _ in
      number % variables.count >= number / variables.count
    }.map { number, part in
      SparseDerivative.Part(
        result: variables[number / variables.count], variable: part.variable, blocks: part.blocks)
    }
    return derivative
  }
}

/// The order in which arrays are done without.
enum EliminationOrder: CaseIterable {
  /// From the results back.
  case reverse
  /// From the variables on.
  case forward
  /// The one that costs least at the time.
  case cheapest
  /// The same, but parts of statements come last.
  case cheapestParts
  /// The one that costs and leaves least at the time.
  case lightest
}

/// The walk over the graph that leaves only results and variables.
struct Elimination {
  private var graph: JacobianGraph
  private let order: EliminationOrder
  private let results: [ArrayID]
  private let variables: [ArrayID]

  /// With more arrays between, the cheapest is not looked for.
  private static let largestSearch = 600

  init(_ graph: JacobianGraph, _ order: EliminationOrder, _ results: [ArrayID], _ variables: [ArrayID]) {
    (self.graph, self.order, self.results, self.variables) = (graph, order, results, variables)
  }

  /// Carries out the walk.
  consuming func derivative() -> SparseDerivative {
    let inner = graph.inner
    switch order {
    case .reverse: for array in inner.reversed() { graph.eliminate(array) }
    case .forward: for array in inner { graph.eliminate(array) }
    case .cheapest, .cheapestParts, .lightest:
      if inner.count > Self.largestSearch {
        for array in inner.reversed() { graph.eliminate(array) }
      } else {
        let first = inner.filter { order != .cheapestParts || graph.places[$0]?.isWhole == true }
        eliminateCheapest(of: first)
        eliminateCheapest(of: inner.filter { !first.contains($0) })
      }
    }
    return collected()
  }

  private mutating func eliminateCheapest(of arrays: [Int]) {
    var costs: [Int: Double] = [:]
    func cost(_ array: Int) -> Double {
      graph.cost(of: array) + (order == .lightest ? graph.growth(of: array) : 0)
    }
    for array in arrays { costs[array] = cost(array) }
    var left = arrays
    var places: [Int: Int] = [:]
    for (place, array) in arrays.enumerated() { places[array] = -place }
    while let next = left.min(by: { (costs[$0] ?? 0, places[$0] ?? 0) < (costs[$1] ?? 0, places[$1] ?? 0) }) {
      let touched = graph.users[next] + graph.sources[next]
      graph.eliminate(next)
      left.removeAll { $0 == next }
      for array in touched where costs[array] != nil { costs[array] = cost(array) }
    }
  }

  /// Gives every block that is left an array of its own.
  private mutating func collected() -> SparseDerivative {
    var parts: [SparseDerivative.Part] = []
    var outputs: [ArrayID] = []
    for (row, result) in results.enumerated() {
      for (column, variable) in variables.enumerated() {
        var blocks: [SparseBlock] = []
        for block in graph.writer.merged(graph.blocks(ofResult: row, byVariable: column), .half) {
          let stored = graph.writer.stored(block, but: outputs)
          outputs.append(stored.array)
          blocks.append(stored.block)
        }
        parts.append(SparseDerivative.Part(result: result, variable: variable, blocks: blocks))
      }
    }
    var program = graph.writer.program
    program.steps += graph.writer.steps
    program.outputs += outputs
    return SparseDerivative(program: program, parts: parts, work: graph.writer.work)
  }
}

extension BlockWriter {
  /// Keeps the values of a block in an array over all of its axes that is none of some others.
  fileprivate mutating func stored(
    _ block: SparseBlock, but others: [ArrayID]
  ) -> (array: ArrayID, block: SparseBlock) {
    if let array = ownArray(of: block), !others.contains(array) { return (array, block) }
    var block = block
    let array = addArray(over: block.axes)
    let subscripts = program.subscripts(positions(along: block.axes))
    append(
      Assignment(target: array, subscripts: subscripts, domain: block.axes, body: block.value, pass: .backward))
    block.value = program.read(array, subscripts)
    return (array, block)
  }
}
