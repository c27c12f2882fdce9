import Differentiation
import Evaluating
import FlatProgram
import Interpretation
import Optimization
import Scheduling
import Testing

@testable import Recurrences

/// Reads a program and returns the optimised program of the gradient of its output, in which recurrences keep everything.
func gradient(_ text: String) throws -> Program {
  let program = try program(text)
  let parameters = program.arrayIDs { $0.role == .parameter }
  var gradient = try ReverseMode.gradient(of: program.outputs[0], withRespectTo: parameters, in: program)
  gradient.program.outputs = [program.outputs[0]] + gradient.adjoints
  return gradient.program.optimized(by: Pipeline.standard)
}

/// Reads a program and returns it optimised, for its values alone.
func value(_ text: String) throws -> Program {
  try program(text).optimized(by: Pipeline.standard)
}

extension Program {
  /// The program with less that is kept; one that the verifier refuses fails the test.
  func economized(levels: Int, dims: [String: Int]) throws -> Program {
    let plan = levels == 0 ? nil : Checkpointing(levels: levels, extents: try extents(dims))
    let result = Recurrences.economized(self, by: plan)
    #expect(Verifier.violations(of: result) == [])
    return result
  }

  /// Returns how many numbers the loop nests keep in scratch memory.
  func storage(_ dims: [String: Int]) throws -> Int {
    let extents = try extents(dims)
    let size = Scheduler.schedule(self).workspace.size.substituting { atom in
      if case .dim(let dim) = atom { IndexExpression(extents[Int(dim.raw)]) } else { nil }
    }
    return try #require(size.constant)
  }

  /// Returns how many numbers more are kept when one dim grows by 1, without a plan.
  func growth(of dim: String, at dims: [String: Int]) throws -> Int {
    let program = try economized(levels: 0, dims: dims)
    var more = dims
    more[dim, default: 0] += 1
    return try program.storage(more) - program.storage(dims)
  }

  /// Returns how often statements that assign to an array run.
  func runs(of name: String, _ dims: [String: Int]) throws -> Int {
    let extents = try extents(dims)
    var runs = 0
    var values: [AxisID: Int] = [:]
    var stack: [(position: Int, axis: AxisID, rest: [Int])] = []
    let steps = steps
    var position = 0
    func number(_ index: IndexID) -> Int {
      let expression = self[index]
      let sum = expression.terms.reduce(0) { sum, term in
        sum
          + term.factors.reduce(term.coefficient) { product, atom in
            switch atom {
            case .dim(let dim): product * extents[Int(dim.raw)]
            case .axis(let axis): product * (values[axis] ?? 0)
            case .quotient(let a, let b): product * (number(a) / number(b))
            case .remainder(let a, let b): product * (number(a) % number(b))
            case .element: 0
            }
          }
      }
      return sum / expression.divisor
    }
    while position < steps.count {
      switch steps[position] {
      case .assignment(let assignment):
        if self[assignment.target].name == name, assignment.combination == .assign { runs += 1 }
      case .enter(let axis, let isReversed):
        let (lower, upper) = (number(self[axis].lower), number(self[axis].upper))
        var rest = lower < upper ? Array(lower..<upper) : []
        if !isReversed { rest.reverse() }
        if let first = rest.popLast() {
          values[axis] = first
          stack.append((position, axis, rest))
        } else {
          var depth = 1
          while depth > 0 {
            position += 1
            if case .enter = steps[position] { depth += 1 }
            if case .leave = steps[position] { depth -= 1 }
          }
        }
      case .leave:
        if let next = stack[stack.count - 1].rest.popLast() {
          values[stack[stack.count - 1].axis] = next
          position = stack[stack.count - 1].position
        } else {
          stack.removeLast()
        }
      }
      position += 1
    }
    return runs
  }
}
