import FlatProgram
import Foundation
import Optimization
import Scheduling
import Testing

@testable import AutodiffGen

/// The samples' Jacobians in blocks.
@Suite("Sparse Jacobians") struct SparseJacobianTests {
  /// What one observation of ADBench's bundles comes to: two rows of derivatives by its camera, its point and its weight.
  ///
  /// Source: the golden values that ADBench's hand-written module computed.
  private static let golden: [[Double]] = [
    [
      -461.44632100159976, 178.86792801444574, -19.423916472206223, -3.0615983420410364, 6.3924575562264474,
      -3.3402822812990185, 0.26476024920703167, 0.417022, 0, 243.62824566083026, 676.48677826586993,
      3.0615983420410364, -6.3924575562264474, 3.3402822812990185, 0.24299878163390076,
    ],
    [
      -803.74362336487991, -309.59541752344916, 604.78028466250339, -15.049628170340563, 6.2484863120798284,
      3.2194799516049297, 0.8381960857313312, 0, 0.417022, 771.29494513663428, 2141.66806115996, 15.049628170340563,
      -6.2484863120798284, -3.2194799516049297, -0.16538160078903275,
    ],
  ]

  private static let camera = [
    -0.758453, -1.109613, -0.845551, 34.556073, 39.676747, 53.881673, 419.194514, 5.864426, -8.518870, 0.087812,
    0.002739,
  ]

  @Test("An observation of a bundle has 2 x 15 derivatives, placed by its camera, its point and its weight")
  func bundle() throws {
    let model = try ADBenchTests.model("BundleAdjustment/bundle_adjustment")
    let evaluator = try model.sparseJacobian(of: ["reprojection", "weighting"])
    let point = [7.203245, 0.001144, 3.023326]
    let found = try evaluator.run([
      "camera": try #require(NumericArray(shape: [2, 11], values: Self.camera + Self.camera)),
      "point": try #require(NumericArray(shape: [3, 3], values: point + point + point)),
      "weight": NumericArray([0.417022, 0.417022, 0.417022, 0.417022]),
      "feature": try #require(
        NumericArray(shape: [4, 2], values: (0..<4).flatMap { _ in [271.760969, 834.209256] })),
      "camera_of": NumericArray([1, 0, 1, 1]), "point_of": NumericArray([2, 0, 1, 2]),
    ])
    try expect(found, by: "camera", places: [1, 0, 1, 1], columns: 0..<11)
    try expect(found, by: "point", places: [2, 0, 1, 2], columns: 11..<14)
    try expect(found, by: "weight", places: [0, 1, 2, 3], columns: 14..<15)
    let weighting = try #require(found.matrix(of: "weighting", by: "weight"))
    #expect(weighting.columns == [0, 1, 2, 3])
    #expect(weighting.values.allSatisfy { abs($0 + 0.834044) <= 1e-15 })
    #expect(found.matrix(of: "weighting", by: "camera")?.values == [])
  }

  private func expect(_ found: SparseEvaluation, by variable: String, places: [Int], columns: Range<Int>) throws {
    let matrix = try #require(found.matrix(of: "reprojection", by: variable))
    let expected = (0..<8).flatMap { row in
      columns.map { (row, places[row / 2] * columns.count + $0 - columns.lowerBound, Self.golden[row % 2][$0]) }
    }
    #expect(matrix.rows == expected.map(\.0))
    #expect(matrix.columns == expected.map(\.1))
    #expect(zip(matrix.values, expected).allSatisfy { abs($0 - $1.2) <= 1e-9 * abs($1.2) })
  }

  @Test("Residuals of bundle adjustment with their Jacobian take at most 4.5 times the operations of the residuals")
  func cheapBundle() throws {
    let model = try ADBenchTests.model("BundleAdjustment/bundle_adjustment")
    let evaluator = try model.sparseJacobian(of: ["reprojection", "weighting"])
    var primal = model.program
    primal.outputs = primal.outputs.filter { primal[$0].name != "squares" }
    let dims = [5, 300, 500]
    let value = OperationCounter.count(
      Scheduler.schedule(primal.verifiedAndOptimized(by: Pipeline.standard)), dims: dims)
    let both = OperationCounter.count(evaluator.loopProgram, dims: dims)
    #expect(2 * both <= 9 * value, "\(both) operations for residuals and Jacobian, \(value) for the residuals")
  }

  @Test("What depends only on a camera is worked out once a camera")
  func cameraOnce() throws {
    let model = try ADBenchTests.model("BundleAdjustment/bundle_adjustment")
    let each = try Model(
      String(
        contentsOf: ToolRun.root.appendingPathComponent("Samples/BundleAdjustment/bundle_adjustment.adg"),
        encoding: .utf8
      )
      .replacing("R[c] = rotation(camera[c, 0..<3])", with: "R[o] = rotation(camera[camera_of[o], 0..<3])")
      .replacing("R[camera_of[o]] @", with: "R[o] @"))
    func operations(_ model: Model, cameras: Int, observations: Int) throws -> Int {
      let evaluator = try model.sparseJacobian(of: ["reprojection", "weighting"])
      return OperationCounter.count(evaluator.loopProgram, dims: [cameras, 300, observations])
    }
    let start = try operations(model, cameras: 5, observations: 500)
    let camera = try operations(model, cameras: 6, observations: 500) - start
    let observation = try operations(model, cameras: 5, observations: 501) - start
    let other = try operations(each, cameras: 5, observations: 501) - operations(each, cameras: 5, observations: 500)
    // The rotation and its derivatives take some hundreds of operations, which an observation takes where it has its own.
    #expect(camera > 400 && observation < 250 && other > observation + 400, "\(camera) \(observation) \(other)")
    #expect(try operations(each, cameras: 6, observations: 500) == operations(each, cameras: 5, observations: 500))
  }

  @Test("The columns of a hand are those of the bones that move a vertex", arguments: ["simple", "complicated"])
  func handColumns(_ kind: String) throws {
    let model = try ADBenchTests.model("HandTracking/hand_\(kind)")
    let file = ToolRun.root.appendingPathComponent("Samples/HandTracking/\(kind).json").path
    let values = try model.read(ValueSources(valueFiles: [file]))
    func integers(_ name: String) -> [Int] {
      values.first { $0.name == name }?.tensor.values.map { Int($0) } ?? []
    }
    let bones = integers("bone")
    let width = values.first { $0.name == "bone" }?.tensor.shape.last ?? 0
    let vertices =
      kind == "simple"
      ? integers("vertex").map { [$0] }
      : integers("facet").map { facet in (0..<3).map { integers("triangle")[facet * 3 + $0] } }
    let found = try #require(model.sparseJacobian(of: ["residual"]).run(values).matrix(of: "residual", by: "finger"))
    for (point, own) in vertices.enumerated() {
      var columns: Set<Int> = []
      for bone in own.flatMap({ bones[$0 * width..<($0 + 1) * width] }) where bone > 0 && bone < 21 {
        // The second bone of a finger bends and spreads, the third and fourth bend.
        let (finger, joint) = ((bone - 1) / 4, (bone - 1) % 4)
        columns.formUnion((0..<(joint == 0 ? 0 : joint + 1)).map { 4 * finger + $0 })
      }
      for row in 3 * point..<3 * point + 3 {
        #expect(Array(found.columns[found.rowStarts[row]..<found.rowStarts[row + 1]]) == columns.sorted())
      }
    }
    #expect(3 * found.values.count < found.rowCount * found.columnCount)
  }

  @Test(
    "A hand's Jacobian takes at most 8 times the operations of its residuals", arguments: ["simple", "complicated"])
  func cheapHand(_ kind: String) throws {
    let model = try ADBenchTests.model("HandTracking/hand_\(kind)")
    let evaluator = try model.sparseJacobian(of: ["residual"])
    var primal = model.program
    primal.outputs = primal.outputs.filter { primal[$0].name != "squares" }
    // As many vertices, bones that move one, triangles and points as the benchmark's small model has.
    let dims = [22, 5, 544, 4] + (kind == "simple" ? [100] : [1084, 100])
    let value = OperationCounter.count(
      Scheduler.schedule(primal.verifiedAndOptimized(by: Pipeline.standard)), dims: dims)
    let both = OperationCounter.count(evaluator.loopProgram, dims: dims)
    #expect(both <= 8 * value, "\(both) operations for residuals and Jacobian, \(value) for the residuals")
  }

  @Test("A hand's residuals by its pose, in blocks and by reverse mode", arguments: ["simple", "complicated"])
  func hand(_ kind: String) throws {
    let model = try ADBenchTests.model("HandTracking/hand_\(kind)")
    let file = ToolRun.root.appendingPathComponent("Samples/HandTracking/\(kind).json").path
    let values = try model.read(ValueSources(valueFiles: [file]))
    let found = try model.sparseJacobian(of: ["residual"]).run(values)
    var evaluator = try model.gradientEvaluator(of: "squares")
    let gradient = try evaluator.run(values)
    let residual = try #require(found.values.first?.array.values)
    for part in found.parts {
      var product = Array(repeating: 0.0, count: part.matrix.columnCount)
      for (number, value) in part.matrix.values.enumerated() {
        product[part.matrix.columns[number]] += 2 * residual[part.matrix.rows[number]] * value
      }
      let expected = try #require(gradient.gradient(of: part.variable)?.values)
      let scale = expected.reduce(1e-3) { max($0, abs($1)) }
      #expect(zip(product, expected).allSatisfy { abs($0 - $1) <= 1e-10 * scale }, "\(part.variable)")
      // A point's place on its triangle moves that point alone.
      if part.variable == "u" { #expect(part.matrix.values.count == 2 * residual.count) }
    }
  }

  @Test(
    "A hand's Jacobian is the golden one", .enabled(if: ADBenchFiles.areUsable), arguments: ["simple", "complicated"])
  func goldenHand(_ kind: String) throws {
    let model = try ADBenchTests.model("HandTracking/hand_\(kind)")
    let values = try ADBenchFiles.values(
      of: ["hand/model", "hand/\(kind)_small/hand1_t26_c100.txt"], by: "HandTracking", for: model)
    let golden = try ADBenchFiles.golden("\(kind)_small_hand1_t26_c100")
    let count = Int(golden[0])
    let found = try model.sparseJacobian(of: ["residual"]).run(values)
    var column = 0
    for name in (kind == "simple" ? [] : ["u"]) + ["rotation", "translation", "finger"] {
      let matrix = try #require(found.matrix(of: "residual", by: name))
      #expect(matrix.rowCount == count)
      // The benchmark has one column for all points' first coordinates, and one for the second.
      let width = name == "u" ? 2 : matrix.columnCount
      if name == "u" {
        #expect(matrix.values.count == 2 * count)
        #expect(zip(matrix.rows, matrix.columns).allSatisfy { $0 / 3 == $1 / 2 })
      }
      var full = Array(repeating: 0.0, count: count * width)
      for (number, value) in matrix.values.enumerated() {
        full[matrix.columns[number] % width * count + matrix.rows[number]] = value
      }
      let start = 2 + count + column * count
      let isSame = zip(full, golden[start..<start + full.count]).allSatisfy { abs($0 - $1) <= 1e-9 * abs($1) + 1e-12 }
      #expect(isSame, "\(name)")
      column += width
    }
  }
}
