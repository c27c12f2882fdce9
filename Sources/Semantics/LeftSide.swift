import Diagnostics
import FlatProgram
import Syntax

/// What stands between the brackets on the left side of a clause.
struct LeftSide {
  /// One position.
  enum Place {
    /// An index that the clause names there for the first time, by number.
    case index(Int)
    /// An integer, which may rest on the indices.
    case node(NodeID)
  }

  /// The indices of the clause, in order.
  var binders: [Binder] = []
  var places: [Place] = []
}

extension Analyzer {
  /// Returns the indices that a clause's left side names, and what its positions are made of.
  ///
  /// A name without a meaning is an index: alone, as in `h[t]`, or in arithmetic, as in `h[2*t]`.
  func leftSide(of definition: DefinitionSyntax) -> LeftSide {
    var left = LeftSide()
    for place in definition.subscripts ?? [] {
      switch place {
      case .bound(let binder):
        left.places.append(.index(left.binders.count))
        left.binders.append(binder)
      case .at(let node):
        if case .name(let symbol) = tree[node], entry(symbol) == nil, !left.names(symbol) {
          left.places.append(.index(left.binders.count))
          left.binders.append(Binder(name: Identifier(symbol, at: tree.span(of: node)), range: nil))
        } else {
          left.places.append(.node(node))
        }
      // The parser has reported these.
      case .slice, .all: break
      }
    }
    for case .node(let node) in left.places {
      for name in names(in: node) where entry(name.symbol) == nil && !left.names(name.symbol) {
        left.binders.append(Binder(name: name, range: nil))
      }
    }
    return left
  }

  /// Returns the names in an expression, in the order of the text.
  func names(in root: NodeID) -> [Identifier] {
    var names: [Identifier] = []
    var pending = [root]
    while let node = pending.popLast() {
      if case .name(let symbol) = tree[node] { names.append(Identifier(symbol, at: tree.span(of: node))) }
      var operands: [NodeID] = []
      tree.appendOperands(of: node, to: &operands)
      pending += operands.reversed()
    }
    return names
  }
}

extension LeftSide {
  /// Whether a name is one of the indices.
  fileprivate func names(_ symbol: SymbolID) -> Bool { binders.contains { $0.name.symbol == symbol } }
}
