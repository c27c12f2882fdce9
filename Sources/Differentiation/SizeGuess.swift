import FlatProgram

/// How large extents are taken to be where one order of multiplications is compared with another.
struct SizeGuess {
  /// By dim.
  private let extents: [Int]

  /// What an open extent counts as.
  private static let open = 100
  /// What it counts as where integers of the data are below it: there are fewer cameras than pictures.
  private static let openBound = 20
  /// What it counts as where it says how many integers of the data belong together: a vertex has a few bones.
  private static let openGroup = 4

  /// Guesses the dims of a program.
  init(_ program: Program) {
    var bounds: Set<DimID> = []
    var groups: Set<DimID> = []
    for array in program.arrays {
      guard case .integer(let bound?) = array.element else { continue }
      for case .dim(let dim) in program[bound].atoms { bounds.insert(dim) }
      for extent in array.shape.dropFirst() {
        for case .dim(let dim) in program[extent].atoms { groups.insert(dim) }
      }
    }
    extents = program.dims.indices.map { number in
      let open = groups.contains(DimID(number)) ? Self.openGroup : Self.open
      return program.dims[number].fixed ?? (bounds.contains(DimID(number)) ? Self.openBound : open)
    }
  }

  /// Returns about how many points axes have.
  func pointCount(_ axes: [AxisID], in program: Program) -> Double {
    axes.reduce(1) { count, axis in
      count * (AxisRoom(of: axis, in: program).map { value(of: $0.extent) } ?? Double(Self.open))
    }
  }

  /// Returns about how large an extent is; 1 at least.
  func value(of extent: IndexExpression) -> Double {
    let value = extent.substituting { atom in
      if case .dim(let dim) = atom { IndexExpression(extents[Int(dim.raw)]) } else { nil }
    }
    return Double(max(value.constant ?? Self.open, 1))
  }
}
