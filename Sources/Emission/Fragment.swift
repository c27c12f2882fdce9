/// A piece of an expression's text, with how tightly it holds together.
struct Fragment: Hashable, Sendable {
  /// How tightly operators bind, the loosest first: alike in C and Swift for what is printed here.
  enum Binding: Int, Comparable, Sendable {
    case choice, disjunction, conjunction, equality, comparison, sum, product, prefix, primary

    static func < (a: Binding, b: Binding) -> Bool { a.rawValue < b.rawValue }

    /// Returns how tightly an infix operator binds.
    init(infix symbol: String) {
      switch symbol {
      case "||": self = .disjunction
      case "&&": self = .conjunction
      case "==", "!=": self = .equality
      case "<", "<=", ">", ">=": self = .comparison
      case "+", "-", "&+", "&-": self = .sum
      default: self = .product
      }
    }
  }

  var text: String
  var binding: Binding

  init(_ text: String, _ binding: Binding = .primary) {
    (self.text, self.binding) = (text, binding)
  }

  /// Returns the text as an operand that must hold together at least so tightly.
  func held(_ least: Binding) -> String {
    binding < least ? "(\(text))" : text
  }

  /// Returns `a symbol b` with the brackets that the order of evaluation needs.
  static func infix(_ symbol: String, _ a: Fragment, _ b: Fragment) -> Fragment {
    let binding = Binding(infix: symbol)
    // Compilers warn of conditions that mix operators without brackets.
    let isLogic = binding <= .comparison
    let left = isLogic && a.binding != binding ? a.held(.sum) : a.held(binding)
    let isSigned = b.text.hasPrefix("-")
    let right = isSigned ? "(\(b.text))" : b.held(isLogic ? .sum : tighter(binding))
    return Fragment("\(left) \(symbol) \(right)", binding)
  }

  /// Returns a prefix operator applied to an operand.
  static func prefix(_ symbol: String, _ a: Fragment) -> Fragment {
    let text = a.text.hasPrefix(symbol) ? "(\(a.text))" : a.held(.prefix)
    return Fragment(symbol + text, .prefix)
  }

  /// Returns `name(a, b)`.
  static func call(_ name: String, _ arguments: [Fragment]) -> Fragment {
    Fragment("\(name)(\(arguments.map(\.text).joined(separator: ", ")))")
  }

  /// Returns `c ? a : b`.
  static func choice(_ c: Fragment, _ a: Fragment, _ b: Fragment) -> Fragment {
    Fragment("\(c.held(.disjunction)) ? \(a.held(.disjunction)) : \(b.held(.disjunction))", .choice)
  }

  private static func tighter(_ binding: Binding) -> Binding {
    Binding(rawValue: binding.rawValue + 1) ?? .primary
  }
}
