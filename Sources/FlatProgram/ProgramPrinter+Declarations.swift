extension ProgramPrinter {
  /// Writes the dims, the inputs, parameters and constants.
  mutating func writeDeclarations() {
    for dim in program.dims {
      writeItem("dim", dim.fixed.map { "\(dim.name) = \($0)" } ?? dim.name)
    }
    let isUsed = program.usedArrays()
    for (position, array) in program.arrays.enumerated() {
      switch array.role {
      case .input: writeItem("input", declared(array), isApart: array.isInteger)
      case .parameter: writeItem("param", declared(array), isApart: array.isInteger)
      case .constant(let numbers):
        guard isUsed[position] else { continue }
        writeItem("const", declared(array) + " = " + table(numbers, shape: array.shape))
      case .local, .adjoint, .tangent: continue
      }
      introduced.insert(ArrayID(position))
    }
    endItem()
    let roots = program.externals.isEmpty ? [] : program.assignments.map(\.body)
    for function in program.externals(calledBy: roots) {
      text += "extern fn \(function.name)(\(function.parameters.joined(separator: ", ")))\n"
    }
  }

  /// Writes one name of a declaration, on the line of the one before it where both are of one kind.
  private mutating func writeItem(_ keyword: String, _ item: String, isApart: Bool = false) {
    let kind = isApart ? keyword + " Int" : keyword
    if openKind == kind, lineLength + item.utf8.count < 100 {
      text += ", " + item
      lineLength += item.utf8.count + 2
    } else {
      endItem()
      text += "\(keyword) \(item)"
      lineLength = keyword.utf8.count + 1 + item.utf8.count
    }
    openKind = kind
  }

  private mutating func endItem() {
    if !openKind.isEmpty { text += "\n" }
    openKind = ""
  }

  /// Returns what a declaration says of an array: `X: [N, D]`.
  mutating func declared(_ array: ArrayDeclaration) -> String {
    captured { printer in
      printer.text += array.name
      switch array.element {
      case .real:
        guard array.rank > 0 else { return }
        printer.text += ": "
        printer.writeList(array.shape)
      case .integer(let bound):
        printer.text += ": Int"
        if array.rank > 0 { printer.writeList(array.shape) }
        guard let bound else { return }
        printer.text += " in "
        printer.write(.index(bound, Level.sum, isTight: false))
      }
    }
  }

  /// Returns numbers in row-major order as nested lists.
  private mutating func table(_ numbers: [Double], shape: [IndexID]) -> String {
    let extents = shape.map { max(program.fixedValue(of: program[$0]) ?? 0, 0) }
    guard !extents.isEmpty else { return numberText(numbers.first ?? 0) }
    var list = ""
    // Before the first number of a row stand the brackets that open there; an empty table has no number.
    let count = extents.reduce(1, saturatingProduct)
    guard count > 0, count <= numbers.count else { return emptyTable(extents) }
    for position in 0..<count {
      var opened = 0
      var block = 1
      for extent in extents.reversed() {
        block *= extent
        if position % block == 0 { opened += 1 } else { break }
      }
      if position > 0 { list += String(repeating: "]", count: opened) + ", " }
      list += String(repeating: "[", count: position == 0 ? extents.count : opened) + numberText(numbers[position])
    }
    return list + String(repeating: "]", count: extents.count)
  }

  private func emptyTable(_ extents: [Int]) -> String {
    var list = "[]"
    let outer = extents.prefix { $0 > 0 }
    for extent in outer.reversed() {
      list = "[" + Array(repeating: list, count: extent).joined(separator: ", ") + "]"
    }
    return list
  }
}
