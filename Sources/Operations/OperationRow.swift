/// One row of the operation table: everything that the compiler, its documentation and its tests know of an operation.
package struct OperationRow: Sendable {
  /// The name in calls, listings and counts: `exp`, `add`.
  package var name: String
  /// How the language writes it.
  package var notation: Notation
  /// What the operands are called, for documentation.
  package var operandNames: [String]
  /// What each operand is.
  package var operands: [Kind]
  /// What the result is.
  package var result: Kind
  /// One phrase that says what it computes.
  package var summary: String
  /// Where it is defined, in words.
  package var domain: String
  /// What computes it.
  package var implementation: Implementation
  /// The partial derivative for each operand; `.constant(0)` where it is zero everywhere or by convention.
  package var partials: [Rule]
  /// The partial derivatives as a lecture writes them, where the accurate ones look different.
  package var textbook: [Rule]?
  /// The element of the subdifferential that is taken where there is no derivative.
  package var kinks: String?
  /// What simplification and range analysis may rely on.
  package var facts: Facts
  /// The operands at which the value, or a derivative, is infinite, where a range may end.
  package var edges: [Edge]
  /// The bounds of the value from those of the operands, where facts don't say it.
  package var bounds: (@Sendable (Bounds, Bounds, Bounds) -> Bounds)?
  /// The same where the two operands are one.
  package var boundsOfSame: (@Sendable (Bounds) -> Bounds)?
  /// How mathematicians set it.
  package var latex: LatexForm
  /// Boxes of ordinary operands, away from kinks and poles, from which tests draw: one interval an operand.
  package var samples: [[ClosedRange<Double>]]
  /// What it is called in other languages, for those who write that.
  package var otherNames: [String]

  /// Makes a row; without more being said, a function of real operands with a real result, set by its name.
  package init(
    _ name: String, _ operandNames: [String], _ summary: String, domain: String = "all reals",
    notation: Notation = .function, operands: [Kind]? = nil, result: Kind = .real,
    _ implementation: Implementation, partials: [Rule], textbook: [Rule]? = nil, kinks: String? = nil,
    facts: Facts = Facts(), edges: [Edge] = [], bounds: (@Sendable (Bounds, Bounds, Bounds) -> Bounds)? = nil,
    boundsOfSame: (@Sendable (Bounds) -> Bounds)? = nil, latex: LatexForm? = nil, samples: [[ClosedRange<Double>]],
    otherNames: [String] = []
  ) {
    self.name = name
    self.notation = notation
    self.operandNames = operandNames
    self.operands = operands ?? operandNames.map { _ in .real }
    self.result = result
    self.summary = summary
    self.domain = domain
    self.implementation = implementation
    self.partials = partials
    self.textbook = textbook
    self.kinks = kinks
    self.facts = facts
    self.edges = edges
    self.bounds = bounds
    self.boundsOfSame = boundsOfSame
    self.latex = latex ?? .call("\\operatorname{\(name)}")
    self.samples = samples
    self.otherNames = otherNames
  }
}

extension OperationRow {
  /// How the language writes an operation.
  package enum Notation: Hashable, Sendable {
    case infix(String)
    case prefix(String)
    /// `name(x, y)`
    case function
    /// `if c then a else b`, or `where(c, a, b)`
    case conditional
    /// `f(...)` of a function that the program names, and the list within.
    case call, list
  }

  /// Whether a value is a number or a condition.
  package enum Kind: Hashable, Sendable {
    case real, condition
  }

  /// What computes an operation.
  package enum Implementation: Sendable {
    /// One machine operation, one function of libm, or a helper body for each language.
    case primitive(Primitive)
    /// A combination of other operations: expanded before loop nests are made, so that parts are shared.
    case composed(Rule)
  }

  /// The number of operands.
  package var arity: Int {
    operands.count
  }

  /// Whether `name(...)` is a call in the language.
  package var isCallable: Bool {
    switch notation {
    case .function, .conditional: true
    case .infix, .prefix: name == "pow"
    case .call, .list: false
    }
  }

  /// The cost of one evaluation, about 1 for an addition, 4 for a division and 20 for an elementary function.
  package var cost: Int {
    switch implementation {
    case .primitive(let primitive): primitive.cost
    case .composed(let rule): rule.cost
    }
  }

  /// Whether nothing is known of the value before it is computed, even where the operands are numbers.
  package var isOpaque: Bool { notation == .call || notation == .list }

  /// Whether the value is that of the first operand, and only derivatives look at the others.
  package var carriesDerivative: Bool {
    guard case .composed(.operand(0)) = implementation else { return false }
    return partials.dropFirst().contains { $0 != 0 }
  }
}
