import AutodiffGen
import Evaluating
import FlatProgram
import Interpretation
import Testing

/// One convention at kinks: the same forwards, backwards and in second derivatives, as written and stabilised.
@Suite("Kinks of whole programs") struct KinkTests {
  private func expect(_ found: [Double]?, _ wanted: [Double], _ what: String, _ point: KinkPoint) {
    let isSame =
      found?.count == wanted.count
      && zip(found ?? [], wanted).allSatisfy { abs($0 - $1) <= 4 * max($1.magnitude.ulp, 0x1p-1074) }
    #expect(isSame, "\(what) of \(point): \(found ?? []), not \(wanted)")
  }

  private func given(_ point: KinkPoint, along direction: [Double] = [0, 0, 0]) -> [String: NumericArray] {
    ["w": NumericArray(point.point), "v": NumericArray(direction)]
  }

  private func models(_ point: KinkPoint, asking more: [String] = []) throws -> [Model] {
    let model = try Model(point.program(asking: more))
    var plain = model
    plain.isStabilised = false
    return point.needsStabilisation ? [model] : [model, plain]
  }

  @Test("Values, and gradients by reverse mode", arguments: KinkCatalogue.points)
  func gradients(_ point: KinkPoint) throws {
    for model in try models(point) {
      let result = try model.gradient(of: "f", at: given(point))
      expect(result["f"].map(\.values), [point.value], "value", point)
      expect(result.gradient(of: "w")?.values, point.gradient, "gradient", point)
    }
  }

  @Test("Slopes by forward mode", arguments: KinkCatalogue.points)
  func slopes(_ point: KinkPoint) throws {
    for model in try models(point, asking: ["slope = jvp(f, w, v)", "output slope"]) {
      for (number, wanted) in point.gradient.enumerated() {
        let unit = (0..<3).map { $0 == number ? 1.0 : 0 }
        let found = try model.evaluate(given(point, along: unit))["slope"]
        expect(found.map(\.values), [wanted], "slope \(number)", point)
      }
    }
  }

  @Test("Hessians, and their products", arguments: KinkCatalogue.points)
  func hessians(_ point: KinkPoint) throws {
    let more = ["H = hessian(f, w)", "p = hvp(f, w, v)", "output H, p"]
    for model in try models(point, asking: more) {
      let found = try model.evaluate(given(point, along: [0, 1, 0]))
      expect(found["H"].map(\.values), point.hessian, "Hessian", point)
      expect(found["p"].map(\.values), [1, 4, 7].map { point.hessian[$0] }, "product", point)
    }
  }

  /// Those with powers; the textbook's derivatives of roots and norms have no value at 0.
  private static let powers = KinkCatalogue.points.filter { $0.text.contains("^") && !$0.text.contains("sqrt") }

  @Test("Printed gradients of powers, read again", arguments: powers)
  func printedPowers(_ point: KinkPoint) throws {
    let model = try Model(point.program())
    let texts = [
      try model.derivation(of: "f", style: .flat), try model.derivation(of: "f", style: .plain),
      try model.formulas(of: "f").text, try model.formulas(of: "f", isExpanded: true).text,
    ]
    for text in texts {
      let found = try Evaluating.program(text).values(["w": Tensor(point.point), "v": Tensor([0, 0, 0])])
      expect(found["grad_w"]?.values, point.gradient, "printed", point)
    }
  }
}
