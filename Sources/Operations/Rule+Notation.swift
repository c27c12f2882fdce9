/// What lets a row of the table read like mathematics: `-.sin(.x)`, `.y * .power(.x, .y - 1)`.
extension Rule: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  package init(floatLiteral value: Double) {
    self = .constant(value)
  }

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

  package static func + (a: Rule, b: Rule) -> Rule { .apply(.add, [a, b]) }
  package static func - (a: Rule, b: Rule) -> Rule { .apply(.subtract, [a, b]) }
  package static func * (a: Rule, b: Rule) -> Rule { .apply(.multiply, [a, b]) }
  package static func / (a: Rule, b: Rule) -> Rule { .apply(.divide, [a, b]) }
  package static prefix func - (a: Rule) -> Rule { .apply(.negate, [a]) }
  package static func power(_ a: Rule, _ b: Rule) -> Rule { .apply(.power, [a, b]) }

  package static func < (a: Rule, b: Rule) -> Rule { .apply(.less, [a, b]) }
  package static func <= (a: Rule, b: Rule) -> Rule { .apply(.lessOrEqual, [a, b]) }
  package static func > (a: Rule, b: Rule) -> Rule { .apply(.greater, [a, b]) }
  package static func >= (a: Rule, b: Rule) -> Rule { .apply(.greaterOrEqual, [a, b]) }
  package static func equal(_ a: Rule, _ b: Rule) -> Rule { .apply(.equal, [a, b]) }
  package static func && (a: Rule, b: Rule) -> Rule { .apply(.and, [a, b]) }
  package static func || (a: Rule, b: Rule) -> Rule { .apply(.or, [a, b]) }
  package static func select(_ c: Rule, _ a: Rule, _ b: Rule) -> Rule { .apply(.select, [c, a, b]) }

  package static func exp(_ a: Rule) -> Rule { .apply(.exp, [a]) }
  package static func expm1(_ a: Rule) -> Rule { .apply(.expm1, [a]) }
  package static func log(_ a: Rule) -> Rule { .apply(.log, [a]) }
  package static func log1p(_ a: Rule) -> Rule { .apply(.log1p, [a]) }
  package static func sqrt(_ a: Rule) -> Rule { .apply(.sqrt, [a]) }
  package static func square(_ a: Rule) -> Rule { .apply(.square, [a]) }
  package static func hypot(_ a: Rule, _ b: Rule) -> Rule { .apply(.hypot, [a, b]) }
  package static func sin(_ a: Rule) -> Rule { .apply(.sin, [a]) }
  package static func cos(_ a: Rule) -> Rule { .apply(.cos, [a]) }
  package static func sinh(_ a: Rule) -> Rule { .apply(.sinh, [a]) }
  package static func cosh(_ a: Rule) -> Rule { .apply(.cosh, [a]) }
  package static func sigmoid(_ a: Rule) -> Rule { .apply(.sigmoid, [a]) }
  package static func erfc(_ a: Rule) -> Rule { .apply(.erfc, [a]) }
  package static func expnegsq(_ a: Rule) -> Rule { .apply(.expnegsq, [a]) }
  package static func normpdf(_ a: Rule) -> Rule { .apply(.normpdf, [a]) }
  package static func normcdf(_ a: Rule) -> Rule { .apply(.normcdf, [a]) }
  package static func digamma(_ a: Rule) -> Rule { .apply(.digamma, [a]) }
  package static func polygamma(_ n: Rule, _ a: Rule) -> Rule { .apply(.polygamma, [n, a]) }
  package static func abs(_ a: Rule) -> Rule { .apply(.abs, [a]) }
  package static func sign(_ a: Rule) -> Rule { .apply(.sign, [a]) }
  package static func step(_ a: Rule) -> Rule { .apply(.step, [a]) }
  package static func min(_ a: Rule, _ b: Rule) -> Rule { .apply(.min, [a, b]) }
  package static func max(_ a: Rule, _ b: Rule) -> Rule { .apply(.max, [a, b]) }
  package static func trunc(_ a: Rule) -> Rule { .apply(.trunc, [a]) }
}
