import Diagnostics
import FlatProgram
import Syntax

/// How many expressions the calls of a file's functions copy into the places where they stand.
struct InlinedSizes {
  private let tree: SyntaxTree
  /// By function: its own expressions, and those that its calls copy.
  private var sizes: [SymbolID: Int] = [:]

  /// Complexity: linear in the functions; no recursion.
  init(_ functions: [SymbolID: FunctionSyntax], in tree: SyntaxTree) {
    self.tree = tree
    // What rules copy is that of one rule less within another.
    let hasRules = functions.values.contains { !$0.derivatives.isEmpty }
    for _ in 0...(hasRules ? Analyzer.ruleDepthLimit : 0) { count(functions) }
  }

  private mutating func count(_ functions: [SymbolID: FunctionSyntax]) {
    let inner = sizes
    sizes = [:]
    // A call that leads back to where it came from counts nothing: it is refused where it is resolved.
    var isOpen: Set<SymbolID> = []
    for item in tree.items {
      guard case .function(let first) = item else { continue }
      var path = [first.name.symbol]
      while let symbol = path.last {
        guard sizes[symbol] == nil, let function = functions[symbol] else {
          path.removeLast()
          continue
        }
        let roots = Self.expressions(of: function)
        if isOpen.insert(symbol).inserted {
          path += Self.calls(in: roots, of: tree).compactMap { call in
            let isNew = functions[call.symbol] != nil && sizes[call.symbol] == nil
            return isNew && !isOpen.contains(call.symbol) ? call.symbol : nil
          }
        } else {
          var size = saturatingSum(Self.count(in: roots, of: tree), copied(by: roots))
          let rules = inner.isEmpty ? [] : function.derivatives.compactMap(\.value)
          for call in Self.calls(in: rules, of: tree) { size = saturatingSum(size, inner[call.symbol] ?? 0) }
          for named in function.derivatives where named.value == nil && !inner.isEmpty {
            size = saturatingSum(size, inner[named.name.symbol] ?? 0)
          }
          sizes[symbol] = saturatingSum(size, Self.count(in: rules, of: tree))
          path.removeLast()
        }
      }
    }
  }

  /// Returns how many expressions the calls in some expressions copy.
  func copied(by roots: [NodeID]) -> Int {
    Self.calls(in: roots, of: tree).reduce(0) { saturatingSum($0, size($1)) }
  }

  /// Returns the call in some expressions that copies most.
  func largestCall(in roots: [NodeID]) -> Identifier? {
    Self.calls(in: roots, of: tree).max { size($0) < size($1) }
  }

  private func size(_ callee: Identifier) -> Int { sizes[callee.symbol] ?? 0 }

  private static func expressions(of function: FunctionSyntax) -> [NodeID] {
    // What clauses show of their shapes is found out before they are resolved: that counts twice.
    function.definitions.flatMap { $0.subscripts == nil ? [$0.body] : [$0.body, $0.body] }
      + [function.result].compactMap { $0 }
  }

  private static func count(in roots: [NodeID], of tree: SyntaxTree) -> Int {
    var count = 0
    visit(roots, of: tree) { _ in count += 1 }
    return count
  }

  private static func calls(in roots: [NodeID], of tree: SyntaxTree) -> [Identifier] {
    var calls: [Identifier] = []
    visit(roots, of: tree) { node in
      if case .call(let callee, _) = tree[node] { calls.append(callee) }
    }
    return calls
  }

  private static func visit(_ roots: [NodeID], of tree: SyntaxTree, _ look: (NodeID) -> Void) {
    var pending = roots
    while let node = pending.popLast() {
      look(node)
      tree.appendOperands(of: node, to: &pending)
    }
  }
}
