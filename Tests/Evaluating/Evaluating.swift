import Diagnostics
import FlatProgram
import Interpretation
import Optimization
import Scheduling
import Semantics
import Syntax

/// Says why a program was not evaluated.
package struct Unusable: Error, CustomStringConvertible {
  package var description: String
}

/// Reads a program; a fault of the text, or a program that the verifier refuses, is thrown.
package func program(_ text: String) throws -> Program {
  let faults = faults(of: text)
  guard faults.isEmpty else { throw Unusable(description: "\(faults) in:\n\(text)") }
  let program = Semantics.analyze(Parser.parse(SourceText(name: "test", text: text)).tree).program
  let violations = Verifier.violations(of: program)
  guard violations.isEmpty else { throw Unusable(description: "\(violations) in:\n\(text)") }
  return program
}

/// Returns the diagnostics of the front stages, in the order in which they were found.
package func diagnostics(of source: SourceText) -> [Diagnostic] {
  let (tree, faults) = Parser.parse(source)
  if faults.contains(where: { $0.severity == .error }) { return faults }
  return faults + Semantics.analyze(tree).diagnostics
}

/// Returns what is wrong with a text: code, line and column of every diagnostic.
package func faults(of text: String) -> [String] {
  let source = SourceText(name: "test", text: text)
  return diagnostics(of: source).map { diagnostic in
    guard let span = diagnostic.span else { return diagnostic.code }
    let place = source.location(of: Int(span.start))
    return "\(diagnostic.code) \(place.line):\(place.column)"
  }
}

extension Program {
  /// Returns the outputs, by name; data are found by name, and what is missing is an error.
  package func values(dims: [String: Int] = [:], _ given: [String: Tensor] = [:]) throws -> [String: Tensor] {
    let prepared = try Interpreter(Scheduler.schedule(self)).prepare(dims: extents(dims))
    let tensors = try prepared.run(arrays.map { given[$0.name] })
    return Dictionary(zip(outputs.map { self[$0].name }, tensors)) { first, _ in first }
  }

  /// Returns one extent for each dim: its own where the text fixes it.
  package func extents(_ given: [String: Int]) throws -> [Int] {
    try dims.map { dim in
      guard let extent = dim.fixed ?? given[dim.name] else { throw Unusable(description: "no extent \(dim.name)") }
      return extent
    }
  }
}

/// Evaluates a text as it stands and optimised, which has to come to the same, and returns the outputs by name.
package func values(
  _ text: String, dims: [String: Int] = [:], _ given: [String: Tensor] = [:]
) throws -> [String: Tensor] {
  let program = try program(text)
  let plain = try program.values(dims: dims, given)
  let optimized = try program.optimized(by: Pipeline.standard).values(dims: dims, given)
  guard plain.keys == optimized.keys, plain.allSatisfy({ name, value in optimized[name].map(value.isNear) ?? false })
  else { throw Unusable(description: "\(plain) is optimised to \(optimized) in:\n\(text)") }
  return plain
}

/// Evaluates a text with one output.
package func value(_ text: String, dims: [String: Int] = [:], _ given: [String: Tensor] = [:]) throws -> Tensor {
  let all = try values(text, dims: dims, given)
  guard all.count == 1, let value = all.values.first else {
    throw Unusable(description: "outputs: \(all.keys.sorted())")
  }
  return value
}

extension Tensor: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  package init(floatLiteral value: Double) { self.init(value) }

  package init(integerLiteral value: Int) { self.init(Double(value)) }

  /// Makes an array of elements that have one shape.
  package init(arrayLiteral elements: Tensor...) {
    self.init(shape: [elements.count] + (elements.first?.shape ?? []), values: elements.flatMap(\.values))
  }

  /// Whether both have one shape and values that agree to some roundings.
  package func isNear(_ other: Tensor) -> Bool { isNear(other, tolerance: 1e-12) }

  /// Whether both have one shape and values that agree, relative to the larger of them and 1.
  package func isNear(_ other: Tensor, tolerance: Double) -> Bool {
    shape == other.shape
      && zip(values, other.values).allSatisfy { a, b in
        a == b || (a.isNaN && b.isNaN) || abs(a - b) <= tolerance * max(1, max(abs(a), abs(b)))
      }
  }
}
