import Operations

/// The functions that emitted text brings along for operations that the library of the language lacks.
enum FunctionTexts {
  /// Returns the texts of the used operations' functions, each after those that it calls.
  static func texts(
    for isUsed: [Bool], text: (Primitive) -> String?, spelling: (Primitive) -> Primitive.Spelling
  ) -> [String] {
    var helpers: [(call: String, text: String, isWanted: Bool)] = []
    for operation in Operation.allCases {
      guard case .primitive(let primitive) = operation.row.implementation, let text = text(primitive),
        case .call(let name) = spelling(primitive)
      else { continue }
      helpers.append((name + "(", text, isUsed[Int(operation.rawValue)]))
    }
    // A function comes after those that it calls; the table has no cycles, and few functions.
    var order: [Int] = []
    var pending = helpers.indices.filter { helpers[$0].isWanted }.reversed() + []
    while let next = pending.last {
      let calls = helpers.indices.filter { other in
        other != next && !order.contains(other) && helpers[next].text.contains(helpers[other].call)
      }
      guard calls.isEmpty else {
        pending += calls
        continue
      }
      pending.removeLast()
      if !order.contains(next) { order.append(next) }
    }
    return order.map { helpers[$0].text }
  }
}
