import DataFormats
import Diagnostics
import FlatProgram
import Interpretation

/// A value as the user gives it: what it is called, and where it came from.
package struct GivenValue: Sendable {
  /// The input, parameter or dim that it is for.
  package var name: String
  /// The numbers.
  package var tensor: Tensor
  /// The argument or file it came from, for messages.
  package var origin: String

  /// Makes a value.
  package init(_ name: String, _ tensor: Tensor, origin: String) {
    (self.name, self.tensor, self.origin) = (name, tensor, origin)
  }
}

/// Values that fit a program: one for every dim, input and parameter.
package struct BoundValues: Sendable {
  /// By dim.
  package var dims: [Int]
  /// By array; nil for those that are not given.
  package var arrays: [Tensor?]
}

/// Fits values to the inputs, parameters and dims of a program, and says of each that does not fit what it should be.
struct ValueBinder {
  private let program: Program
  private var dims: [Int?]
  /// What showed each dim, for messages.
  private var dimOrigins: [String]
  private var arrays: [Tensor?]
  private var diagnostics: [Diagnostic] = []
  private var mayLackArrays: Set<ArrayID> = []

  /// Starts with what the program fixes itself.
  init(_ program: Program) {
    self.program = program
    dims = program.dims.map(\.fixed)
    dimOrigins = program.dims.map { _ in "the file" }
    arrays = Array(repeating: nil, count: program.arrays.count)
  }

  /// Returns the values, or all that is wrong with them. Complexity: linear in the values.
  ///
  /// - Parameters:
  ///   - variables: the arrays that need not be given.
  ///   - makeUp: what such an array of a shape is then.
  static func bind(
    _ given: [GivenValue], to program: Program, makingUp variables: [ArrayID] = [],
    _ makeUp: ([Int]) -> Tensor = { Tensor(repeating: 0, shape: $0) }
  ) -> Result<BoundValues, ValueFaults> {
    var binder = ValueBinder(program)
    binder.take(given)
    binder.inferDims()
    binder.fill(variables, makeUp)
    binder.checkAll()
    guard binder.diagnostics.isEmpty else { return .failure(ValueFaults(diagnostics: binder.diagnostics)) }
    return .success(BoundValues(dims: binder.dims.map { $0 ?? 0 }, arrays: binder.arrays))
  }

  // MARK: Names

  private mutating func take(_ given: [GivenValue]) {
    let names = Set(given.map(\.name))
    var arrayIDs: [String: ArrayID] = [:]
    for (position, array) in program.arrays.enumerated() where array.isNamed && names.contains(array.name) {
      arrayIDs[array.name] = ArrayID(position)
    }
    var dimIDs: [String: Int] = [:]
    for (position, dim) in program.dims.enumerated() { dimIDs[dim.name] = position }
    var origins: [String: String] = [:]
    for value in given {
      if let first = origins[value.name] {
        diagnostics.append(.duplicateValue(value.name, first, value.origin))
        continue
      }
      origins[value.name] = value.origin
      if let dim = dimIDs[value.name] {
        take(value, as: dim)
      } else if let id = arrayIDs[value.name], isGiven(program[id].role) {
        arrays[Int(id.raw)] = value.tensor
      } else if let id = arrayIDs[value.name] {
        report(
          .valueNotTaken(value.name, isConstant: isConstant(program[id].role), origin: value.origin), of: program[id])
      } else {
        let known = program.arrays.filter { $0.isNamed && isGiven($0.role) }.map(\.name) + program.dims.map(\.name)
        diagnostics.append(
          .unknownValue(value.name, near: nearestName(to: value.name, among: known), known: known, origin: value.origin)
        )
      }
    }
  }

  /// Reports what is wrong with the value of an array, where that is declared.
  private mutating func report(_ diagnostic: Diagnostic, of array: ArrayDeclaration) {
    var diagnostic = diagnostic
    diagnostic.span = array.span
    diagnostics.append(diagnostic)
  }

  private func isGiven(_ role: Role) -> Bool { role == .input || role == .parameter }

  private func isConstant(_ role: Role) -> Bool { if case .constant = role { true } else { false } }

  private mutating func take(_ value: GivenValue, as dim: Int) {
    let name = program.dims[dim].name
    guard let number = value.tensor.scalar, let extent = Int(exactly: number), extent >= 0 else {
      diagnostics.append(.dimNotExtent(name, found: describe(value.tensor)))
      return
    }
    if let fixed = program.dims[dim].fixed, fixed != extent {
      diagnostics.append(.fixedDim(name, fixed: fixed, given: extent))
      return
    }
    dims[dim] = extent
    dimOrigins[dim] = value.origin
  }

  // MARK: Dims

  /// Solves for the dims that the shapes of the given arrays show, plain ones first.
  private mutating func inferDims() {
    var open: [(extent: IndexExpression, found: Int, name: String)] = []
    for (position, array) in program.arrays.enumerated() {
      guard let tensor = arrays[position], tensor.shape.count == array.shape.count else { continue }
      for (extent, found) in zip(array.shape, tensor.shape) {
        if case .dim(let dim)? = program[extent].atoms.first, program[extent] == IndexExpression(.dim(dim)) {
          if dims[Int(dim.raw)] == nil {
            dims[Int(dim.raw)] = found
            dimOrigins[Int(dim.raw)] = "'\(array.name)'"
          }
        } else {
          open.append((program[extent], found, array.name))
        }
      }
    }
    var isProgress = true
    while isProgress {
      isProgress = false
      for (extent, found, name) in open {
        let unknown = Set(extent.atoms).filter {
          if case .dim(let dim) = $0 { dims[Int(dim.raw)] == nil } else { false }
        }
        guard unknown.count == 1, case .dim(let dim)? = unknown.first, let value = solve(extent, for: dim, equal: found)
        else { continue }
        dims[Int(dim.raw)] = value
        dimOrigins[Int(dim.raw)] = "'\(name)'"
        isProgress = true
      }
    }
  }

  /// Returns the value of a dim that gives an extent its value, taking the extent to grow with the dim.
  private func solve(_ extent: IndexExpression, for dim: DimID, equal found: Int) -> Int? {
    var (low, high) = (0, max(found, 1) &* 2 &+ 64)
    while low < high {
      let middle = low + (high - low) / 2
      guard let value = evaluate(extent, with: (dim, middle)) else { return nil }
      if value < found { low = middle + 1 } else { high = middle }
    }
    return evaluate(extent, with: (dim, low)) == found ? low : nil
  }

  private func evaluate(_ extent: IndexExpression, with replacement: (dim: DimID, value: Int)? = nil) -> Int? {
    var dims = dims
    if let replacement { dims[Int(replacement.dim.raw)] = replacement.value }
    return IndexEvaluator(program, dims: dims).value(of: extent)
  }

  /// Makes arrays up whose extents are known by now.
  private mutating func fill(_ variables: [ArrayID], _ makeUp: ([Int]) -> Tensor) {
    for variable in variables where arrays[Int(variable.raw)] == nil {
      mayLackArrays.insert(variable)
      let extents = program[variable].shape.map { evaluate(program[$0]) }
      let shape = extents.compactMap { $0 }
      guard shape.count == extents.count else { continue }
      guard let count = Tensor.count(of: shape), count < MachineMemory.numbers else {
        diagnostics.append(.tooManyElements(program[variable].name))
        continue
      }
      arrays[Int(variable.raw)] = makeUp(shape)
    }
  }

  // MARK: Checks

  private mutating func checkAll() {
    var isMissingArray = false
    for (position, array) in program.arrays.enumerated() where isGiven(array.role) {
      let shape = ProgramPrinter.text(ofShape: array.shape, in: program)
      guard let tensor = arrays[position] else {
        // What could be made up lacks no more than a dim.
        if mayLackArrays.contains(ArrayID(position)) { continue }
        isMissingArray = true
        report(.missingValue(array.name, shape: shapeWord(array), isInteger: array.isInteger), of: array)
        continue
      }
      guard tensor.shape.count == array.shape.count else {
        report(.valueShape(array.name, expected: shapeWord(array), found: describe(tensor), because: nil), of: array)
        continue
      }
      let expected = array.shape.map { evaluate(program[$0]) }
      for (axis, extent) in expected.enumerated() where extent != nil && extent != tensor.shape[axis] {
        report(
          .valueShape(
            array.name,
            expected: "\(shape), here [\(expected.map { $0.map { String($0) } ?? "?" }.joined(separator: ", "))]",
            found: describe(tensor), because: reason(program[array.shape[axis]])), of: array)
        break
      }
      checkElements(tensor, of: array)
    }
    // A dim that a missing array would show is no second fault.
    if isMissingArray { return }
    for (position, dim) in program.dims.enumerated() where dims[position] == nil {
      diagnostics.append(.missingDim(dim.name))
    }
  }

  private mutating func checkElements(_ tensor: Tensor, of array: ArrayDeclaration) {
    guard case .integer(let bound) = array.element else {
      if let position = tensor.values.firstIndex(where: { !$0.isFinite }) {
        report(.valueNotFinite(array.name, place(position, in: tensor), "\(tensor.values[position])"), of: array)
      }
      return
    }
    let limit = bound.flatMap { evaluate(program[$0]) }
    let wrong = tensor.values.firstIndex { value in
      guard let integer = Int(exactly: value), abs(value) < 0x1p53 else { return true }
      return bound != nil && (integer < 0 || integer >= limit ?? Int.max)
    }
    if let wrong {
      let range = bound.map { bound in
        let name = ProgramPrinter.text(of: bound, in: program)
        return "0..<\(name)" + (limit.map { String($0) == name ? "" : ", here 0..<\($0)" } ?? "")
      }
      report(
        .valueNotInRange(array.name, place(wrong, in: tensor), "\(tensor.values[wrong])", range: range), of: array)
    }
  }

  private func reason(_ extent: IndexExpression) -> String? {
    guard case .dim(let dim)? = extent.atoms.first, let value = dims[Int(dim.raw)] else { return nil }
    return "\(program[dim].name) is \(value) because of \(dimOrigins[Int(dim.raw)])"
  }

  private func shapeWord(_ array: ArrayDeclaration) -> String {
    array.shape.isEmpty ? "a scalar" : ProgramPrinter.text(ofShape: array.shape, in: program)
  }

  private func describe(_ tensor: Tensor) -> String {
    tensor.shape.isEmpty ? "a scalar" : "[\(tensor.shape.map { String($0) }.joined(separator: ", "))]"
  }

  /// Returns the subscripts of an element, as `[1, 2]`; nothing for a scalar.
  private func place(_ position: Int, in tensor: Tensor) -> String {
    var rest = position
    var subscripts: [Int] = []
    for extent in tensor.shape.reversed() {
      subscripts.insert(rest % max(extent, 1), at: 0)
      rest /= max(extent, 1)
    }
    return subscripts.isEmpty ? "" : "[\(subscripts.map { String($0) }.joined(separator: ", "))]"
  }
}

/// What is wrong with values.
struct ValueFaults: Error {
  /// One for each fault, at least one.
  var diagnostics: [Diagnostic]
}
