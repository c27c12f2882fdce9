import Diagnostics

/// The number of one spelled name in the tree's symbol list.
package struct SymbolID: Hashable, Sendable {
  package var raw: Int32

  package init(_ raw: Int) {
    self.raw = Int32(raw)
  }
}

/// The number of one expression in the tree's arena.
package struct NodeID: Hashable, Sendable {
  package var raw: Int32

  package init(_ raw: Int) {
    self.raw = Int32(raw)
  }
}

/// A name where the text spells it.
package struct Identifier: Hashable, Sendable {
  package var symbol: SymbolID
  package var span: SourceSpan

  package init(_ symbol: SymbolID, at span: SourceSpan) {
    (self.symbol, self.span) = (symbol, span)
  }
}

package enum UnarySign: Hashable, Sendable {
  case minus, plus, not
}

package enum BinaryOperator: Hashable, Sendable {
  case or, and
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
  case plus, minus, times, divide, matrixProduct, power
}

/// `a..<b` (half-open) or `a...b` (closed).
package struct RangeSyntax: Hashable, Sendable {
  package var lower: NodeID
  package var upper: NodeID
  package var isClosed: Bool

  package init(lower: NodeID, upper: NodeID, isClosed: Bool) {
    (self.lower, self.upper, self.isClosed) = (lower, upper, isClosed)
  }
}

/// `i` or `i in a..<b`.
package struct Binder: Hashable, Sendable {
  package var name: Identifier
  package var range: RangeSyntax?

  package init(name: Identifier, range: RangeSyntax?) {
    (self.name, self.range) = (name, range)
  }
}

/// `x` or `axis: x`.
package struct Argument: Hashable, Sendable {
  package var label: Identifier?
  package var value: NodeID

  package init(label: Identifier?, value: NodeID) {
    (self.label, self.value) = (label, value)
  }
}

/// One place between the brackets of `A[i, 2..<5, :]`, or of the left side of a definition.
package enum SubscriptSyntax: Hashable, Sendable {
  case at(NodeID)
  /// `a..<b`, in a read.
  case slice(RangeSyntax)
  /// `:`
  case all(SourceSpan)
  /// `i in a..<b`, on the left side of a definition.
  case bound(Binder)
}

/// One expression; its operands are other nodes of the same arena, made before it.
package enum ExpressionSyntax: Hashable, Sendable {
  case number(Double)
  case name(SymbolID)
  case unary(UnarySign, NodeID)
  case binary(BinaryOperator, NodeID, NodeID)
  /// `if c then a else b`
  case conditional(condition: NodeID, then: NodeID, otherwise: NodeID)
  /// `f(x, axis: 1)`
  case call(Identifier, [Argument])
  /// `sum(i, j in 0..<3: body)`
  case reduction(Identifier, [Binder], body: NodeID)
  /// `[i, j: body]`
  case comprehension([Binder], body: NodeID)
  /// `[a, b, c]`
  case arrayLiteral([NodeID])
  case subscripted(NodeID, [SubscriptSyntax])
  /// `A.T`
  case transpose(NodeID)
  /// Where a syntax error stands; reported already.
  case missing
}

/// `[N, 3]` or `Int[N] in C`: what a declaration says of its array.
package struct TypeSyntax: Hashable, Sendable {
  package var isInteger: Bool
  package var shape: [NodeID]
  /// The exclusive upper bound of integer data: every value is in 0..<bound.
  package var bound: NodeID?
  package var span: SourceSpan

  package init(isInteger: Bool, shape: [NodeID], bound: NodeID?, span: SourceSpan) {
    (self.isInteger, self.shape, self.bound, self.span) = (isInteger, shape, bound, span)
  }
}

/// One name of a `dim`, `input`, `param` or `const` item: `N = 3`, `X: [N, D]`, `lambda = 1e-3`.
package struct DeclarationSyntax: Hashable, Sendable {
  package var name: Identifier
  package var type: TypeSyntax?
  package var value: NodeID?

  package init(name: Identifier, type: TypeSyntax?, value: NodeID?) {
    (self.name, self.type, self.value) = (name, type, value)
  }
}

/// `h[i, j] = body`, `s += body`, `g[n, label[n]] += body for n in 0..<N`.
package struct DefinitionSyntax: Hashable, Sendable {
  package var name: Identifier
  /// Nil where no brackets stand.
  package var subscripts: [SubscriptSyntax]?
  /// Whether it is `+=`: indices that only the right side or the subscripts name are summed over.
  package var accumulates: Bool
  package var body: NodeID
  /// The binders after `for`.
  package var binders: [Binder]

  package init(
    name: Identifier, subscripts: [SubscriptSyntax]?, accumulates: Bool, body: NodeID, binders: [Binder]
  ) {
    self.name = name
    self.subscripts = subscripts
    self.accumulates = accumulates
    self.body = body
    self.binders = binders
  }
}

extension SyntaxTree {
  /// Whether a function in another language is defined in the language too, for the interpreter.
  package var definesExternals: Bool {
    items.contains { if case .function(let one) = $0 { one.isExtern && one.result != nil } else { false } }
  }
}

/// `fn f(x, v: [K]) = body`, or a block that ends in `return`, with custom derivatives.
package struct FunctionSyntax: Hashable, Sendable {
  package var name: Identifier
  package var parameters: [DeclarationSyntax]
  /// The definitions of a block body.
  package var definitions: [DefinitionSyntax]
  /// The value: after `=`, or after `return`. Nil for an `extern fn`.
  package var result: NodeID?
  /// `derivative x = body`, or `derivative name` of an `extern fn`.
  package var derivatives: [DeclarationSyntax]
  package var isExtern: Bool

  /// Whether the derivatives are names of functions, in the order of the parameters.
  package var namesDerivatives: Bool { derivatives.first.map { $0.value == nil } ?? false }

  package init(
    name: Identifier, parameters: [DeclarationSyntax], definitions: [DefinitionSyntax], result: NodeID?,
    derivatives: [DeclarationSyntax], isExtern: Bool
  ) {
    self.name = name
    self.parameters = parameters
    self.definitions = definitions
    self.result = result
    self.derivatives = derivatives
    self.isExtern = isExtern
  }
}

/// `for t in 1..<T {` or `for t in reversed 1..<T {`: statements that are carried out for one value after the other.
package struct SequenceSyntax: Hashable, Sendable {
  package var name: Identifier
  package var range: RangeSyntax
  /// Whether it goes from the last value down to the first.
  package var isReversed: Bool

  package init(name: Identifier, range: RangeSyntax, isReversed: Bool) {
    (self.name, self.range, self.isReversed) = (name, range, isReversed)
  }
}

/// One item of a file.
package enum ItemSyntax: Hashable, Sendable {
  case dim([DeclarationSyntax])
  case input([DeclarationSyntax])
  case param([DeclarationSyntax])
  case const([DeclarationSyntax])
  case function(FunctionSyntax)
  case definition(DefinitionSyntax)
  /// Arrays that statements give element by element, as `derive` writes them.
  case local([DeclarationSyntax])
  /// The beginning of a sequence; the items up to its `leave` are inside.
  case enter(SequenceSyntax)
  case leave
  case output([Identifier])
  case expression(NodeID)
}

/// What a text says, before any name in it has a meaning.
package struct SyntaxTree: Sendable {
  /// Every spelled name once; a `SymbolID` is a position here.
  package var symbols: [String] = []
  /// The expressions, operands before what uses them.
  package var nodes: [ExpressionSyntax] = []
  /// Where each expression stands.
  package var spans: [SourceSpan] = []
  package var items: [ItemSyntax] = []
  /// Where each item stands.
  package var itemSpans: [SourceSpan] = []
  /// The `#` comments in order of the text, each from its `#` to the end of its line.
  package var comments: [SourceSpan] = []

  package init() {}

  package subscript(_ id: NodeID) -> ExpressionSyntax { nodes[Int(id.raw)] }

  /// Returns where an expression stands.
  package func span(of id: NodeID) -> SourceSpan { spans[Int(id.raw)] }

  /// Returns how a name is spelled.
  package func text(_ symbol: SymbolID) -> String { symbols[Int(symbol.raw)] }
}
