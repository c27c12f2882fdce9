import FlatProgram
import Operations

/// The products over an axis in a program, and the sums of the logarithms of their factors.
struct ProductSums: Sendable {
  /// A product as the program has it: `P[e, i + 1] = P[e, i] * factor` for one i after the other.
  private struct Product {
    var factor: ExpressionID
    var assignment: Assignment
    var axis: AxisID
    /// Which subscript counts the factors.
    var position: Int
  }

  private var products: [ArrayID: Product] = [:]
  /// By product: the sum of logarithms.
  private var sums: [ArrayID: ArrayID] = [:]
  /// The products whose sums have no body yet, and the bodies of the others.
  private var unfinished: [ArrayID] = []
  private var bodies: [ArrayID: ExpressionID] = [:]

  var isEmpty: Bool { products.isEmpty }

  /// Notes an assignment in a sequence where it is a product's.
  mutating func note(_ assignment: Assignment, within enclosing: [AxisID], in program: Program) {
    guard enclosing.count == 1, assignment.combination == .assign,
      case .operation(.multiply, let before, let factor, _) = program[assignment.body],
      case .read(assignment.target, let subscripts) = program[before]
    else { return }
    let axis = enclosing[0]
    let (own, read) = (program[assignment.subscripts], program[subscripts])
    guard let position = own.indices.first(where: { own[$0] != read[$0] }),
      own.indices.allSatisfy({ $0 == position || own[$0] == read[$0] && program[own[$0]].axis != nil }),
      program[read[position]].axis == axis, program[own[position]] == program[read[position]] + IndexExpression(1),
      program[program[axis].lower].constant == 0
    else { return }
    products[assignment.target] = Product(factor: factor, assignment: assignment, axis: axis, position: position)
  }

  /// Whether an array is such a product.
  func holds(_ array: ArrayID) -> Bool { products[array] != nil }

  /// Returns the logarithm of a whole product, or of its size: of its value where that is an ordinary number, else the sum
  /// of those of its factors.
  mutating func logarithm(
    of read: ExpressionID, isOfSize: Bool, in program: inout Program
  ) -> ExpressionID? {
    guard case .read(let array, let subscripts) = program[read], let product = products[array],
      program[subscripts][product.position] == program[product.axis].upper
    else { return nil }
    var kept = program[subscripts]
    kept.remove(at: product.position)
    if sums[array] == nil {
      var shape = program[array].shape
      shape.remove(at: product.position)
      sums[array] = program.addArray(
        ArrayDeclaration(
          name: program.freshNumberedName("s"), shape: shape, role: .local, span: program[array].span))
      unfinished.append(array)
    }
    guard let sum = sums[array] else { return nil }
    let logarithms = program.read(sum, program.subscripts(kept))
    let plain = program.apply(.log, isOfSize ? program.apply(.abs, read) : read)
    var extreme = logarithms
    if !isOfSize {
      // A product that vanished still has its sign.
      let isNegative = program.apply(
        .less, program.apply(.divide, program.constant(1), read), program.constant(0))
      extreme = program.apply(.select, isNegative, plain, logarithms)
    }
    let isOrdinary = program.apply(.less, program.apply(.abs, plain), program.constant(StabiliseRows.largestLogarithm))
    // The slope is that of the sum, which neither overflows nor vanishes; the value is that of the product.
    let value = program.apply(.select, isOrdinary, plain, extreme)
    return program.apply(.attach, value, logarithms, program.constant(1))
  }

  /// Returns a factor whose logarithm nobody has written down yet, and forgets that.
  mutating func nextFactor() -> (product: ArrayID, factor: ExpressionID)? {
    guard let array = unfinished.popLast(), let product = products[array] else { return nil }
    return (array, product.factor)
  }

  /// Notes what the logarithm of the size of a product's factor is.
  mutating func finish(_ product: ArrayID, _ logarithm: ExpressionID) { bodies[product] = logarithm }

  /// Puts the sums behind the sequences of their products.
  func addAssignments(to program: inout Program) {
    if sums.isEmpty { return }
    var steps: [Step] = []
    var pending: [Assignment] = []
    for step in program.steps {
      steps.append(step)
      switch step {
      case .assignment(let assignment):
        guard let product = products[assignment.target], let sum = sums[assignment.target],
          let body = bodies[assignment.target], assignment.subscripts == product.assignment.subscripts
        else { continue }
        var subscripts = program[assignment.subscripts]
        subscripts.remove(at: product.position)
        pending.append(
          Assignment(
            target: sum, subscripts: program.subscripts(subscripts), domain: assignment.domain + [product.axis],
            combination: .add, body: body, span: assignment.span, pass: assignment.pass))
      case .leave:
        // Products are in sequences that no other is around.
        steps += pending.map { .assignment($0) }
        pending.removeAll()
      case .enter: break
      }
    }
    program.steps = steps
  }
}
