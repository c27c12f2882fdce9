import Fitting
import Testing

@testable import DataFormats

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      ("0", 0), ("-2", -2), ("1.5", 1.5), ("1e-3", 0.001), ("1E+2", 100), ("0.1", 0.1),
      ("5e-324", .leastNonzeroMagnitude),
      ("1.7976931348623157e308", 0x1.fffffffffffffp1023), ("9007199254740993", 9_007_199_254_740_992), ("1e-400", 0),
    ] as [(String, Double)])
  func `both dialects read decimals to the nearest double`(text: String, value: Double) {
    #expect(NumberText.read(Array(text.utf8)[...], as: .json) == .number(value))
    #expect(NumberText.read(Array(text.utf8)[...], as: .literal) == .number(value))
  }

  @Test(
    arguments: [
      (".5", 0.5), ("1.", 1), ("+3", 3), ("1_000", 1000), ("1_0.2_5e1_0", 10.25e10), ("007", 7), ("inf", .infinity),
      ("-Inf", -.infinity), ("+infinity", .infinity), ("-.5", -0.5),
    ] as [(String, Double)])
  func `literals have the language's spellings, JSON does not`(text: String, value: Double) {
    #expect(NumberText.read(Array(text.utf8)[...], as: .literal) == .number(value))
    #expect(NumberText.read(Array(text.utf8)[...], as: .json) == .notANumber)
  }

  @Test func `nan is read as NaN`() {
    for text in ["nan", "NaN", "-nan"] {
      guard case .number(let value) = NumberText.read(Array(text.utf8)[...], as: .literal) else {
        Issue.record("\(text) is not read")
        continue
      }
      #expect(value.isNaN)
    }
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "1.5.2", "_1", "1_", "1__0", "1_.5", "0x10", "1,5", "--1", "1 2", "nan(1)",
    "infinit", "１", "−1", "1\0",
  ])
  func `other text is not a number`(text: String) {
    #expect(NumberText.read(Array(text.utf8)[...], as: .literal) == .notANumber)
  }

  @Test func `a number beyond the doubles is too large`() {
    #expect(NumberText.read(Array("-1e309".utf8)[...], as: .json) == .tooLarge)
  }

  @Test(
    arguments: [
      (1, "1"), (-12, "-12"), (0.1, "0.1"), (-0.0, "-0.0"), (1e16, "1e+16"), (.leastNonzeroMagnitude, "5e-324"),
      (.infinity, "inf"),
      (-.infinity, "-inf"), (.nan, "nan"),
    ] as [(Double, String)])
  func `numbers are written short`(value: Double, text: String) {
    #expect(NumberText.write(value) == text)
  }

  @Test func `random doubles read back bit for bit`() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<5000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      guard case .number(let back) = NumberText.read(Array(NumberText.write(value).utf8)[...], as: .json) else {
        Issue.record("\(value) does not read back")
        continue
      }
      #expect(back.bitPattern == value.bitPattern)
    }
  }
}
