import FlatProgram

/// Arrays whose rows take turns in a few places: row `r` is at `mod(r, count)`.
struct Rings {
  /// One array with fewer rows.
  private struct Ring {
    var position: Int
    var rows: IndexID
  }

  private var rings: [ArrayID: Ring] = [:]
  private var rewriter = ReadRewriter()

  /// Gives an array `rows` rows; what mentions it is rewritten later.
  ///
  /// Requires: at any time, no two rows that are needed are the same modulo `rows`.
  mutating func shorten(_ array: ArrayID, at position: Int, to rows: IndexID, in program: inout Program) {
    rings[array] = Ring(position: position, rows: rows)
    program[array].shape[position] = rows
  }

  /// Returns an assignment with the subscripts that shortened arrays have now.
  mutating func rewrite(_ assignment: Assignment, in program: inout Program) -> Assignment {
    var assignment = assignment
    let rings = rings
    assignment.subscripts = Self.subscripts(assignment.target, assignment.subscripts, rings, &program)
    assignment.body = rewriter.rewrite(assignment.body, in: &program) { program, array, subscripts in
      guard rings[array] != nil else { return nil }
      return program.read(array, Self.subscripts(array, subscripts, rings, &program))
    }
    return assignment
  }

  private static func subscripts(
    _ array: ArrayID, _ subscripts: SubscriptsID, _ rings: [ArrayID: Ring], _ program: inout Program
  ) -> SubscriptsID {
    guard let ring = rings[array] else { return subscripts }
    var list = program[subscripts]
    if program[ring.rows].constant == 1 {
      list[ring.position] = program.index(0)
    } else if let row = program[list[ring.position]].constant, let rows = program[ring.rows].constant {
      list[ring.position] = program.index(row % rows)
    } else {
      list[ring.position] = program.index(IndexExpression(.remainder(list[ring.position], ring.rows)))
    }
    return program.subscripts(list)
  }
}
