import Syntax

/// Something for some of the names of a file, found without hashing.
struct SymbolTable<Value> {
  private var values: [Value?]

  init(_ tree: SyntaxTree) {
    values = Array(repeating: nil, count: tree.symbols.count)
  }

  subscript(_ symbol: SymbolID) -> Value? {
    get { values[Int(symbol.raw)] }
    set { values[Int(symbol.raw)] = newValue }
  }

  subscript(_ symbol: SymbolID, default value: @autoclosure () -> Value) -> Value {
    get { values[Int(symbol.raw)] ?? value() }
    set { values[Int(symbol.raw)] = newValue }
  }
}
