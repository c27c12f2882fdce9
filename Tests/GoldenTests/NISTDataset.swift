import AutodiffGen
import Foundation

/// A data set of NIST's collection for nonlinear regression, as its file has it.
///
/// Source: Statistical Reference Datasets, National Institute of Standards and Technology, in the public domain.
struct NISTDataset {
  /// The columns of the observations: y, then the predictors.
  let columns: [[Double]]
  /// The parameters at the two starting points and as certified.
  let points: [String: [Double]]
  /// The certified sum of the squared residuals.
  let certifiedSum: Double

  struct Unreadable: Error {}

  /// Reads a file: parameters stand from line 41 on, observations from line 61 on.
  init(_ text: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.split { " \r".contains($0) } }
    guard lines.count > 60 else { throw Unreadable() }
    let rows = lines[60...].filter { !$0.isEmpty }.map { $0.compactMap { Double($0) } }
    let parameters = lines[40..<60].filter { $0.first?.first == "b" }.map { $0.dropFirst(2).compactMap { Double($0) } }
    let sum = lines[40..<60].first { $0.starts(with: ["Residual", "Sum"]) }?.last.flatMap { Double($0) }
    guard let sum, let width = rows.first?.count, rows.allSatisfy({ $0.count == width }),
      parameters.allSatisfy({ $0.count == 4 })
    else { throw Unreadable() }
    columns = (0..<width).map { column in rows.map { $0[column] } }
    let names = ["start 1", "start 2", "certified"]
    points = Dictionary(uniqueKeysWithValues: names.enumerated().map { k, name in (name, parameters.map { $0[k] }) })
    certifiedSum = sum
  }

  /// The values that the program of this data set asks for, at a point.
  func values(at parameters: [Double]) -> [String: NumericArray] {
    let predictors = columns.count == 2 ? ["x"] : (1..<columns.count).map { "x\($0)" }
    var values = Dictionary(uniqueKeysWithValues: zip(["y"] + predictors, columns.map { NumericArray($0) }))
    for (position, number) in parameters.enumerated() { values["b\(position + 1)"] = NumericArray(number) }
    return values
  }
}
