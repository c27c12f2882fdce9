import Diagnostics
import FlatProgram
import Syntax

/// What a name stands for.
enum Binding {
  /// A dim, a dim defined by others, or a dim that a function's argument gave.
  case extent(IndexID)
  /// An array; with the integer that it is, where it can stand in a subscript.
  case array(ArrayID, integer: IndexID?)
  case axis(AxisID)
  /// A function's argument, or a definition within a function.
  case value(ResolvedID)
  /// Something wrong was said of it, and reported.
  case failed
}

/// The meaning of every name at one point of the text.
///
/// A name has one meaning at a time; entering a scope notes what to restore, so that looking a name up is one access.
struct Environment {
  struct Entry {
    var binding: Binding
    /// 0 for the file; each call of a function has its own.
    var frame: Int
    var span: SourceSpan
  }

  private var entries: [Entry?]
  private var changes: [(symbol: SymbolID, previous: Entry?)] = []
  /// The frame that names are looked up in.
  private(set) var frame = 0
  private var frames = 0

  init(symbolCount: Int) {
    entries = Array(repeating: nil, count: symbolCount)
  }

  /// Returns what a name stands for where we are: a function sees its own names, and dims and constants of the file.
  func entry(_ symbol: SymbolID, visibleInFunctions: (Binding) -> Bool) -> Entry? {
    guard let entry = entries[Int(symbol.raw)] else { return nil }
    if entry.frame == frame || (entry.frame == 0 && visibleInFunctions(entry.binding)) { return entry }
    return nil
  }

  /// Returns what a name stands for anywhere, seen from here or not.
  func anyEntry(_ symbol: SymbolID) -> Entry? { entries[Int(symbol.raw)] }

  mutating func bind(_ symbol: SymbolID, _ binding: Binding, at span: SourceSpan) {
    if frame != 0 || isTemporary { changes.append((symbol, entries[Int(symbol.raw)])) }
    entries[Int(symbol.raw)] = Entry(binding: binding, frame: frame, span: span)
  }

  /// Gives a name a meaning that lasts, from wherever we are.
  mutating func bindInFile(_ symbol: SymbolID, _ binding: Binding, at span: SourceSpan) {
    entries[Int(symbol.raw)] = Entry(binding: binding, frame: 0, span: span)
  }

  /// Whether what is bound now is forgotten again: within brackets and functions.
  private var isTemporary: Bool { temporaryDepth > 0 }
  private var temporaryDepth = 0

  /// Begins a scope; the result is for `leaveScope`.
  mutating func enterScope() -> Int {
    temporaryDepth += 1
    return changes.count
  }

  mutating func leaveScope(_ mark: Int) {
    temporaryDepth -= 1
    restore(to: mark)
  }

  /// Begins a function's frame; the result is for `leaveFunction`.
  mutating func enterFunction() -> (mark: Int, frame: Int) {
    frames += 1
    defer { frame = frames }
    return (changes.count, frame)
  }

  mutating func leaveFunction(_ caller: (mark: Int, frame: Int)) {
    restore(to: caller.mark)
    frame = caller.frame
  }

  private mutating func restore(to mark: Int) {
    while changes.count > mark, let change = changes.popLast() {
      entries[Int(change.symbol.raw)] = change.previous
    }
  }

  /// The names that can be seen from here, for suggestions; in order of first mention.
  func visibleSymbols(visibleInFunctions: (Binding) -> Bool) -> [SymbolID] {
    entries.indices.map { SymbolID($0) }.filter { entry($0, visibleInFunctions: visibleInFunctions) != nil }
  }
}
