import Testing

@testable import Emission

@Suite("Pieces of expressions") struct FragmentTests {
  private let a = Fragment("a")
  private let b = Fragment("b")
  private let c = Fragment("c")

  @Test("Brackets keep the order of evaluation, which floating point depends on")
  func brackets() {
    #expect(Fragment.infix("+", .infix("+", a, b), c).text == "a + b + c")
    #expect(Fragment.infix("+", a, .infix("+", b, c)).text == "a + (b + c)")
    #expect(Fragment.infix("-", a, .infix("-", b, c)).text == "a - (b - c)")
    #expect(Fragment.infix("*", .infix("+", a, b), c).text == "(a + b) * c")
    #expect(Fragment.infix("/", a, .infix("*", b, c)).text == "a / (b * c)")
    #expect(Fragment.infix("+", a, .infix("*", b, c)).text == "a + b * c")
  }

  @Test("Signs do not run together")
  func signs() {
    #expect(Fragment.infix("-", a, .prefix("-", b)).text == "a - (-b)")
    #expect(Fragment.prefix("-", .prefix("-", a)).text == "-(-a)")
    #expect(Fragment.prefix("-", .infix("*", a, b)).text == "-(a * b)")
    #expect(Fragment.infix("*", .prefix("-", a), b).text == "-a * b")
  }

  @Test("Mixed logic has brackets, and choices stand in them")
  func logic() {
    let both = Fragment.infix("&&", .infix("<", a, b), c)
    #expect(both.text == "(a < b) && c")
    #expect(Fragment.infix("||", both, a).text == "((a < b) && c) || a")
    #expect(Fragment.infix("+", .choice(a, b, c), a).text == "(a ? b : c) + a")
    #expect(Fragment.choice(a, .choice(b, a, c), c).text == "a ? (b ? a : c) : c")
  }
}
