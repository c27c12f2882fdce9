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

/// A vector that is carried from step to step.
let network = """
  dim T, N, M
  input x: [T, M], h0: [N]
  param U: [N, N], V: [N, M]
  h[0, k] = h0[k]
  h[t in 1...T, k] = tanh(sum(j: U[k, j] * h[t-1, j]) + sum(i: V[k, i] * x[t-1, i]))
  loss = sum(k: h[T, k]^2)
  output loss
  """

/// Long short-term memory in layers, as in the benchmark ADBench.
let memory = """
  dim L, T, B
  input x: [T+1, B], h0: [L, B], s0: [L, B]
  param W: [L, 4, B], b: [L, 4, B], iw: [B], ow: [B], ob: [B]
  u[t in 0..<T, 0, i] = x[t, i] * iw[i]
  u[t in 0..<T, k in 1...L, i] = h[t+1, k-1, i]
  h[0, k, i] = h0[k, i]
  s[0, k, i] = s0[k, i]
  fo[t in 0..<T, k in 0..<L, i] = sigmoid(u[t, k, i] * W[k, 0, i] + b[k, 0, i])
  ig[t in 0..<T, k in 0..<L, i] = sigmoid(h[t, k, i] * W[k, 1, i] + b[k, 1, i])
  og[t in 0..<T, k in 0..<L, i] = sigmoid(u[t, k, i] * W[k, 2, i] + b[k, 2, i])
  ch[t in 0..<T, k in 0..<L, i] = tanh(h[t, k, i] * W[k, 3, i] + b[k, 3, i])
  s[t in 1...T, k, i] = s[t-1, k, i] * fo[t-1, k, i] + ig[t-1, k, i] * ch[t-1, k, i]
  h[t in 1...T, k, i] = og[t-1, k, i] * tanh(s[t, k, i])
  y[t in 0..<T, i] = u[t, L, i] * ow[i] + ob[i]
  l[t in 0..<T] = log(2 + sum(j in 0..<B: exp(y[t, j])))
  loss = -sum(t in 0..<T, i in 0..<B: x[t+1, i] * (y[t, i] - l[t])) / (T * B)
  output loss
  """

/// A number that is carried from step to step.
let oscillation = """
  dim T
  param a, b
  h[0] = a
  h[t in 1...T] = sin(h[t-1]) * b
  loss = h[T]
  output loss
  """

/// Cumulative sums, all of which count.
let sums = """
  dim N
  param x: [N]
  c[0] = x[0]
  c[i in 1..<N] = c[i-1] + x[i]
  loss = sum(i: c[i]^2)
  output loss
  """

/// A product of `T` factors `b`, begun at `a`.
let product = """
  dim T
  param a, b
  h[0] = a
  h[t in 1...T] = b * h[t-1]
  loss = h[T]
  output loss
  """
