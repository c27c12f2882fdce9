import Diagnostics
import Testing

@Suite struct NearestNameTests {
  @Test func aNearSpellingIsProposed() {
    let names = ["sigmoid", "softplus", "tanh", "weights", "W1"]
    #expect(nearestName(to: "sigmod", among: names) == "sigmoid")
    #expect(nearestName(to: "sigmiod", among: names) == "sigmoid")
    #expect(nearestName(to: "softmplus", among: names) == "softplus")
    #expect(nearestName(to: "than", among: names) == nil)
    #expect(nearestName(to: "tahn", among: names) == "tanh")
    #expect(nearestName(to: "w1", among: names) == "W1")
    #expect(nearestName(to: "Weights", among: names) == "weights")
  }

  @Test func aFarSpellingIsNot() {
    #expect(nearestName(to: "x", among: ["y", "z"]) == nil)
    #expect(nearestName(to: "abc", among: ["xyz", "abcdef"]) == nil)
    #expect(nearestName(to: "loss", among: [String]()) == nil)
    #expect(nearestName(to: "", among: ["a"]) == nil)
    #expect(nearestName(to: "same", among: ["same"]) == nil)
  }

  @Test func theNearestWinsAndOfEqualsTheFirst() {
    #expect(nearestName(to: "grad_b", among: ["grad_bcd", "grad_c", "grad_d"]) == "grad_c")
    #expect(nearestName(to: "counter", among: ["countess", "counters"]) == "counters")
  }

  @Test func hugeNamesCostNothing() {
    let long = String(repeating: "n", count: 5_000)
    #expect(nearestName(to: long + "x", among: (0..<1_000).map { "\(long)\($0)" }) == nil)
    #expect(nearestName(to: "wieghts", among: (0..<9_999).map { "\(long)\($0)" } + ["weights"]) == "weights")
  }
}
