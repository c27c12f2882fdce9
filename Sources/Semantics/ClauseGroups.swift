import Syntax

/// Definitions that have to be lowered together: the clauses of one array, and arrays that read each other.
struct ClauseGroup {
  /// The positions of the definitions among the file's items, in order.
  var items: [Int]
  /// The arrays they define, in order of their first clause.
  var symbols: [SymbolID]
}

/// Finds which definitions of a file belong together.
struct ClauseGroups {
  /// The group that each item belongs to, where it is not a definition by itself.
  private var groupOfItem: [Int32]
  private(set) var groups: [ClauseGroup] = []

  /// Complexity: linear in the tree.
  init(_ tree: SyntaxTree) {
    groupOfItem = Array(repeating: -1, count: tree.items.count)
    var vertexOfSymbol = SymbolTable<Int>(tree)
    var symbols: [SymbolID] = []
    var clauses: [[Int]] = []
    let locals = Self.locals(of: tree)
    for (position, item) in tree.items.enumerated() {
      guard case .definition(let definition) = item, !definition.accumulates,
        locals[definition.name.symbol] == nil
      else { continue }
      if let vertex = vertexOfSymbol[definition.name.symbol] {
        clauses[vertex].append(position)
      } else {
        vertexOfSymbol[definition.name.symbol] = symbols.count
        symbols.append(definition.name.symbol)
        clauses.append([position])
      }
    }
    let successors = clauses.map { positions in
      positions.flatMap { position -> [Int] in
        guard case .definition(let definition) = tree.items[position] else { return [] }
        return Self.names(in: definition, of: tree).compactMap { vertexOfSymbol[$0] }
      }
    }
    for component in strongComponents(successors) {
      let isAlone = component.count == 1 && clauses[component[0]].count == 1
      if isAlone, !successors[component[0]].contains(component[0]), !hasFixedPlace(clauses[component[0]][0], tree) {
        continue
      }
      // Two definitions without brackets are one name used twice.
      let isIndexed = { (position: Int) in
        if case .definition(let definition) = tree.items[position] { definition.subscripts != nil } else { false }
      }
      guard component.allSatisfy({ clauses[$0].count == 1 || clauses[$0].contains(where: isIndexed) }),
        component.contains(where: { clauses[$0].contains(where: isIndexed) })
      else { continue }
      let items = component.flatMap { clauses[$0] }.sorted()
      for item in items { groupOfItem[item] = Int32(groups.count) }
      groups.append(ClauseGroup(items: items, symbols: component.map { symbols[$0] }))
    }
  }

  /// Returns the arrays that are declared, and then given element by element in the order of the text.
  private static func locals(of tree: SyntaxTree) -> SymbolTable<Void> {
    var locals = SymbolTable<Void>(tree)
    for case .local(let declarations) in tree.items {
      for declaration in declarations { locals[declaration.name.symbol] = () }
    }
    return locals
  }

  /// Returns the number of the group that an item belongs to, nil where it is a definition by itself.
  func group(ofItem position: Int) -> Int? { groupOfItem[position] < 0 ? nil : Int(groupOfItem[position]) }

  /// Whether a definition gives one place of an axis only, as `h[0, k] = ...` does.
  private func hasFixedPlace(_ item: Int, _ tree: SyntaxTree) -> Bool {
    guard case .definition(let definition) = tree.items[item] else { return false }
    var named: Set<SymbolID> = []
    return (definition.subscripts ?? []).contains { place in
      switch place {
      case .at(let node): if case .name(let symbol) = tree[node] { !named.insert(symbol).inserted } else { true }
      case .bound(let binder):
        if !named.insert(binder.name.symbol).inserted {
          true
        } else {
          if let range = binder.range, case .number(0) = tree[range.lower] { false } else { binder.range != nil }
        }
      case .slice, .all: false
      }
    }
  }

  /// Returns the names that a definition's right side mentions, each as often as it does.
  private static func names(in definition: DefinitionSyntax, of tree: SyntaxTree) -> [SymbolID] {
    var names: [SymbolID] = []
    var pending = [definition.body]
    while let node = pending.popLast() {
      if case .name(let symbol) = tree[node] { names.append(symbol) }
      tree.appendOperands(of: node, to: &pending)
    }
    return names
  }
}

extension SyntaxTree {
  /// Adds the expressions that an expression is made of, bounds and subscripts included.
  func appendOperands(of node: NodeID, to list: inout [NodeID]) {
    switch self[node] {
    case .number, .name, .missing: break
    case .unary(_, let a), .transpose(let a): list.append(a)
    case .binary(_, let a, let b): list += [a, b]
    case .conditional(let c, let a, let b): list += [c, a, b]
    case .call(_, let arguments): list += arguments.map(\.value)
    case .reduction(_, let binders, let body), .comprehension(let binders, let body):
      list += binders.flatMap { $0.range.map { [$0.lower, $0.upper] } ?? [] } + [body]
    case .arrayLiteral(let elements): list += elements
    case .subscripted(let base, let places):
      list.append(base)
      for place in places {
        switch place {
        case .at(let value): list.append(value)
        case .slice(let range): list += [range.lower, range.upper]
        case .all, .bound: break
        }
      }
    }
  }
}
