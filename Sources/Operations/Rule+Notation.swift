/// What lets a row of the table read like mathematics: `-.sin(.x)`, `.y * .power(.x, .y - 1)`.
extension Rule: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A number.
  package init(floatLiteral value: Double) {
    self = .constant(value)
  }

  /// A whole number.
  package init(integerLiteral value: Int) {
    self = .constant(Double(value))
  }

  /// The first operand.
  package static let x = Rule.operand(0)
  /// The second operand.
  package static let y = Rule.operand(1)
  /// The third operand.
  package static let z = Rule.operand(2)
  /// The number pi.
  package static let pi = Rule.constant(.pi)

  /// `a + b`
  package static func + (a: Rule, b: Rule) -> Rule { .apply(.add, [a, b]) }
  /// `a - b`
  package static func - (a: Rule, b: Rule) -> Rule { .apply(.subtract, [a, b]) }
  /// `a * b`
  package static func * (a: Rule, b: Rule) -> Rule { .apply(.multiply, [a, b]) }
  /// `a / b`
  package static func / (a: Rule, b: Rule) -> Rule { .apply(.divide, [a, b]) }
  /// `-a`
  package static prefix func - (a: Rule) -> Rule { .apply(.negate, [a]) }
  /// `a^b`
  package static func power(_ a: Rule, _ b: Rule) -> Rule { .apply(.power, [a, b]) }

  /// `a < b`
  package static func < (a: Rule, b: Rule) -> Rule { .apply(.less, [a, b]) }
  /// `a <= b`
  package static func <= (a: Rule, b: Rule) -> Rule { .apply(.lessOrEqual, [a, b]) }
  /// `a > b`
  package static func > (a: Rule, b: Rule) -> Rule { .apply(.greater, [a, b]) }
  /// `a >= b`
  package static func >= (a: Rule, b: Rule) -> Rule { .apply(.greaterOrEqual, [a, b]) }
  /// `a == b`
  package static func equal(_ a: Rule, _ b: Rule) -> Rule { .apply(.equal, [a, b]) }
  /// `a and b`
  package static func && (a: Rule, b: Rule) -> Rule { .apply(.and, [a, b]) }
  /// `a or b`
  package static func || (a: Rule, b: Rule) -> Rule { .apply(.or, [a, b]) }
  /// `if c then a else b`
  package static func select(_ c: Rule, _ a: Rule, _ b: Rule) -> Rule { .apply(.select, [c, a, b]) }

  /// `exp(a)`
  package static func exp(_ a: Rule) -> Rule { .apply(.exp, [a]) }
  /// `expm1(a)`
  package static func expm1(_ a: Rule) -> Rule { .apply(.expm1, [a]) }
  /// `log(a)`
  package static func log(_ a: Rule) -> Rule { .apply(.log, [a]) }
  /// `log1p(a)`
  package static func log1p(_ a: Rule) -> Rule { .apply(.log1p, [a]) }
  /// `sqrt(a)`
  package static func sqrt(_ a: Rule) -> Rule { .apply(.sqrt, [a]) }
  /// `square(a)`
  package static func square(_ a: Rule) -> Rule { .apply(.square, [a]) }
  /// `hypot(a, b)`
  package static func hypot(_ a: Rule, _ b: Rule) -> Rule { .apply(.hypot, [a, b]) }
  /// `sin(a)`
  package static func sin(_ a: Rule) -> Rule { .apply(.sin, [a]) }
  /// `cos(a)`
  package static func cos(_ a: Rule) -> Rule { .apply(.cos, [a]) }
  /// `sinh(a)`
  package static func sinh(_ a: Rule) -> Rule { .apply(.sinh, [a]) }
  /// `cosh(a)`
  package static func cosh(_ a: Rule) -> Rule { .apply(.cosh, [a]) }
  /// `sigmoid(a)`
  package static func sigmoid(_ a: Rule) -> Rule { .apply(.sigmoid, [a]) }
  /// `softplus(a)`
  package static func softplus(_ a: Rule) -> Rule { .apply(.softplus, [a]) }
  /// `tanh(a)`
  package static func tanh(_ a: Rule) -> Rule { .apply(.tanh, [a]) }
  /// `erfc(a)`
  package static func erfc(_ a: Rule) -> Rule { .apply(.erfc, [a]) }
  /// `expnegsq(a)`
  package static func expnegsq(_ a: Rule) -> Rule { .apply(.expnegsq, [a]) }
  /// `normpdf(a)`
  package static func normpdf(_ a: Rule) -> Rule { .apply(.normpdf, [a]) }
  /// `normcdf(a)`
  package static func normcdf(_ a: Rule) -> Rule { .apply(.normcdf, [a]) }
  /// `digamma(a)`
  package static func digamma(_ a: Rule) -> Rule { .apply(.digamma, [a]) }
  /// `polygamma(n, a)`
  package static func polygamma(_ n: Rule, _ a: Rule) -> Rule { .apply(.polygamma, [n, a]) }
  /// `abs(a)`
  package static func abs(_ a: Rule) -> Rule { .apply(.abs, [a]) }
  /// `sign(a)`
  package static func sign(_ a: Rule) -> Rule { .apply(.sign, [a]) }
  /// `step(a)`
  package static func step(_ a: Rule) -> Rule { .apply(.step, [a]) }
  /// `min(a, b)`
  package static func min(_ a: Rule, _ b: Rule) -> Rule { .apply(.min, [a, b]) }
  /// `max(a, b)`
  package static func max(_ a: Rule, _ b: Rule) -> Rule { .apply(.max, [a, b]) }
  /// `stop(a)`
  package static func stop(_ a: Rule) -> Rule { .apply(.stop, [a]) }
  /// `attach(a, b, slope)`: a, with the slope by b in the place of its own.
  package static func attach(_ a: Rule, _ b: Rule, _ slope: Rule) -> Rule { .apply(.attach, [a, b, slope]) }
  /// `trunc(a)`
  package static func trunc(_ a: Rule) -> Rule { .apply(.trunc, [a]) }
}
