import Operations
import Testing

/// How rules are printed in the language.
@Suite struct RuleTextTests {
  private func text(_ rule: Rule) -> String {
    rule.text(operands: ["a", "b", "c"], result: "r")
  }

  @Test func `parentheses stand only where the reading would change`() {
    #expect(text(.x + .y * .z) == "a + b*c")
    #expect(text((.x + .y) * .z) == "(a + b)*c")
    #expect(text(.x - .y - .z) == "a - b - c")
    #expect(text(.x - (.y - .z)) == "a - (b - c)")
    #expect(text(.x / .y / .z) == "a/b/c")
    #expect(text(.x / (.y * .z)) == "a/(b*c)")
    #expect(text(.power(.power(.x, .y), .z)) == "(a^b)^c")
    #expect(text(.power(.x, .power(.y, .z))) == "a^b^c")
    #expect(text(-.power(.x, 2)) == "-a^2")
    #expect(text(.power(-.x, 2)) == "(-a)^2")
    #expect(text(.power(-2, .x)) == "(-2)^a")
    #expect(text(.power(2, -.x)) == "2^-a")
    #expect(text(-(.x * .y)) == "-(a*b)")
    #expect(text(-.x * .y) == "-a*b")
    #expect(text(.x * -.y) == "a*-b")
    #expect(text(-(-.x)) == "-(-a)")
    #expect(text(.result * .exp(.x + 1)) == "r*exp(a + 1)")
  }

  @Test func `conditions bind as in the language`() {
    #expect(
      text(.select(.x < .y && (.y < .z || .z > 0), .x, .y + 1)) == "if a < b and (b < c or c > 0) then a else b + 1")
    #expect(text(1 + .select(.x > 0, 1, 2)) == "1 + (if a > 0 then 1 else 2)")
    #expect(text(.apply(.not, [.x < .y])) == "not a < b")
    #expect(text(.apply(.not, [.x < .y && .y < .z])) == "not (a < b and b < c)")
  }

  @Test func `numbers are as short as they can be`() {
    #expect(text(2) == "2")
    #expect(text(0.5) == "0.5")
    #expect(text(-1) == "-1")
    #expect(text(.pi) == "pi")
    #expect(text(.constant(-.infinity)) == "-inf")
    #expect(text(.constant(.nan)) == "nan")
    #expect(text(.constant(1e300)) == "1e+300")
    #expect(text(.constant(-.pi)) == "-pi")
  }

  @Test func `signatures and derivatives name the row's operands`() {
    #expect(Operation.clamp.signature == "clamp(x, low, high)")
    #expect(Operation.power.signature == "x^y")
    #expect(Operation.select.signature == "if c then a else b")
    #expect(Operation.not.signature == "not x")
    #expect(Operation.sin.derivatives == ["cos(x)"])
    #expect(Operation.exp.derivatives == ["exp(x)"])
    #expect(Operation.divide.derivatives == ["1/y", "-(x/y/y)"])
    #expect(Operation.tanh.textbookDerivatives == ["1 - tanh(x)^2"])
    #expect(Operation.atan2.textbookDerivatives == ["x/(y^2 + x^2)", "-y/(y^2 + x^2)"])
  }
}
