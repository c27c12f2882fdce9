import Testing

@testable import Emission

@Suite("Names in ASCII") struct IdentifierSpellingTests {
  @Test(
    "Letters are spelled by their names",
    arguments: [
      ("theta", "theta"), ("θ", "theta"), ("Θ", "Theta"), ("é", "e"), ("ß", "sharps"), ("ж", "zhe"),
      ("δx_1", "deltax_1"),
      ("e\u{301}", "e"), ("中", "u4e2d"), ("x'", "x_"),
    ])
  func letters(name: String, spelling: String) {
    #expect(IdentifierSpelling.ascii(name) == spelling)
  }

  @Test(
    "A name begins with a letter",
    arguments: [("_x", "v_x"), ("__", "v__"), ("1a", "v1a"), ("", "v"), ("\u{301}", "v")])
  func beginnings(name: String, spelling: String) {
    #expect(IdentifierSpelling.ascii(name) == spelling)
  }
}

@Suite("Names that are given out") struct NameTableTests {
  @Test("A name that is taken gets an underscore, then numbers")
  func collisions() {
    var names = NameTable(reserved: ["int"])
    #expect(["int", "int", "int", "x", "x"].map { names.fresh($0) } == ["int_", "int_2", "int_3", "x", "x_"])
  }

  @Test("Changes of the user's names are noted, in order")
  func changes() {
    var names = NameTable(reserved: ReservedNames.c)
    #expect(["θ", "theta", "w", "class"].map { names.publicName($0) } == ["theta", "theta_", "w", "class_"])
    #expect(names.changes.map(\.original) == ["θ", "theta", "class"])
    #expect(names.changes.map(\.spelling) == ["theta", "theta_", "class_"])
  }

  @Test(
    "Keywords, libm, POSIX and macros are reserved in C",
    arguments: ["restrict", "class", "expf", "tgammal", "y1", "NULL", "unix"])
  func reservedInC(name: String) { #expect(ReservedNames.c.contains(name)) }

  @Test("Keywords and functions are reserved in Swift", arguments: ["guard", "inout", "exp", "Double", "Self"])
  func reservedInSwift(name: String) { #expect(ReservedNames.swift.contains(name)) }
}
