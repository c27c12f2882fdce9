import Syntax

/// Definitions that have to be lowered together: the clauses of one array, and arrays that read each other.
struct ClauseGroup {
  /// The definitions, in the order of the text.
  var definitions: [DefinitionSyntax]
  /// The positions of the first and the last one among the items they were found in.
  var first: Int
  var last: Int
  /// The arrays they define, in order of their first clause.
  var symbols: [SymbolID]
}

/// Finds which definitions of a file, or of a function, belong together.
struct ClauseGroups {
  /// The group that each item belongs to, where it is not a definition by itself.
  private var groupOfItem: [Int32]
  private(set) var groups: [ClauseGroup] = []
  /// The positions of the items in the order in which they are to be looked at; of a group there is the last one only.
  private(set) var positions: [Int] = []

  /// Groups the definitions of a file, by the positions of its items. Complexity: linear in the tree.
  init(_ tree: SyntaxTree) {
    let locals = Self.locals(of: tree)
    let definitions = tree.items.map { item -> DefinitionSyntax? in
      guard case .definition(let definition) = item, locals[definition.name.symbol] == nil else { return nil }
      return definition
    }
    self.init(grouping: definitions, tree)
    // Where sequences are written out the order is written, too.
    let isWritten = tree.items.contains { if case .enter = $0 { true } else { false } }
    let entries = tree.items.map { item -> DefinitionOrder.Entry? in
      switch item {
      case .definition(let definition) where !isWritten:
        DefinitionOrder.Entry(definition, isLocal: locals[definition.name.symbol] != nil)
      case .expression(let node) where !isWritten: DefinitionOrder.Entry(target: nil, continues: false, roots: [node])
      default: nil
      }
    }
    positions = order(entries, tree)
  }

  /// Groups the definitions of a function, by their positions. Complexity: linear in them and in the symbols of the tree.
  init(_ definitions: [DefinitionSyntax], _ tree: SyntaxTree) {
    self.init(grouping: definitions, tree)
    positions = order(definitions.map { DefinitionOrder.Entry($0, isLocal: false) }, tree)
  }

  private func order(_ entries: [DefinitionOrder.Entry?], _ tree: SyntaxTree) -> [Int] {
    DefinitionOrder(entries, groups, groupOfItem: { group(ofItem: $0) }, tree).positions
  }

  private init(grouping definitions: [DefinitionSyntax?], _ tree: SyntaxTree) {
    groupOfItem = Array(repeating: -1, count: definitions.count)
    var vertexOfSymbol = SymbolTable<Int>(tree)
    var symbols: [SymbolID] = []
    var clauses: [[Int]] = []
    for (position, definition) in definitions.enumerated() {
      guard let definition, !definition.accumulates else { continue }
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
        guard let definition = definitions[position] else { return [] }
        return tree.names(in: definition.body).compactMap { vertexOfSymbol[$0] }
      }
    }
    for component in strongComponents(successors) {
      let isAlone = component.count == 1 && clauses[component[0]].count == 1
      if isAlone, !successors[component[0]].contains(component[0]),
        !isPartial(definitions[clauses[component[0]][0]], tree)
      {
        continue
      }
      // Two definitions without brackets are one name used twice.
      let isIndexed = { (position: Int) in definitions[position]?.subscripts != nil }
      guard component.allSatisfy({ clauses[$0].count == 1 || clauses[$0].contains(where: isIndexed) }),
        component.contains(where: { clauses[$0].contains(where: isIndexed) })
      else { continue }
      let items = component.flatMap { clauses[$0] }.sorted()
      for item in items { groupOfItem[item] = Int32(groups.count) }
      groups.append(
        ClauseGroup(
          definitions: items.compactMap { definitions[$0] }, first: items.first ?? 0, last: items.last ?? 0,
          symbols: component.map { symbols[$0] }))
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

  /// Whether a definition gives a part of its array only: one place of an axis as `h[0, k] = ...` does, a diagonal, a
  /// triangle, or a range that begins past 0.
  private func isPartial(_ definition: DefinitionSyntax?, _ tree: SyntaxTree) -> Bool {
    var named: Set<SymbolID> = []
    return (definition?.subscripts ?? []).contains { place in
      switch place {
      case .at(let node):
        guard case .name(let symbol) = tree[node] else { return true }
        return !named.insert(symbol).inserted
      case .bound(let binder):
        guard named.insert(binder.name.symbol).inserted else { return true }
        guard let range = binder.range else { return false }
        guard case .number(0) = tree[range.lower] else { return true }
        return tree.names(in: range.upper).contains(where: named.contains)
      case .slice, .all: return false
      }
    }
  }
}

extension DefinitionOrder.Entry {
  fileprivate init(_ definition: DefinitionSyntax, isLocal: Bool) {
    self.init(
      target: definition.name.symbol, continues: definition.accumulates || isLocal, roots: [definition.body])
  }
}

extension SyntaxTree {
  /// Returns the names that an expression mentions, each as often as it does.
  func names(in root: NodeID) -> [SymbolID] {
    var names: [SymbolID] = []
    var pending = [root]
    while let node = pending.popLast() {
      if case .name(let symbol) = self[node] { names.append(symbol) }
      appendOperands(of: node, to: &pending)
    }
    return names
  }

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
