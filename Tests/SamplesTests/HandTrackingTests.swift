import AutodiffGen
import Testing

/// The rotation of a whole hand where its axis is lost.
@Suite("Hand tracking") struct HandTrackingTests {
  @Test("A hand that is turned by less than 1e-4 is not turned at all", arguments: ["simple", "complicated"])
  func smallRotation(_ kind: String) throws {
    let unturned = try gradient(kind, rotation: [0, 0, 0])
    let hardly = try gradient(kind, rotation: [3e-5, -4e-5, 0])
    #expect(hardly["squares"] == unturned["squares"])
    for result in [unturned, hardly] { #expect(result.gradient(of: "rotation")?.values == [0, 0, 0]) }
    #expect(hardly.gradient(of: "finger") == unturned.gradient(of: "finger"))

    let turned = try gradient(kind, rotation: [3e-4, -4e-4, 0])
    #expect(turned["squares"] != unturned["squares"])
    #expect(turned.gradient(of: "rotation")?.values.contains(0) == false)
  }

  private func gradient(_ kind: String, rotation: [Double]) throws -> Evaluation {
    let model = try ADBenchTests.model("HandTracking/hand_\(kind)")
    let file = ToolRun.root.appendingPathComponent("Samples/HandTracking/\(kind).json").path
    var values = try model.read(ValueSources(valueFiles: [file]))
    let place = try #require(values.firstIndex { $0.name == "rotation" })
    values[place].tensor.values = rotation
    var evaluator = try model.gradientEvaluator(of: "squares")
    return try evaluator.run(values)
  }
}
