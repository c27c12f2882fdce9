import Differentiation
import Emission
import FlatProgram
import Interpretation
import Optimization
import Scheduling

/// Code for Jacobians and Hessians of which only what may differ from 0 is computed.
extension Model {
  /// With more entries, a structure is computed where the code runs.
  private static let largestTable = 1 << 14

  /// Writes the files of the function for the entries, and of what tells their rows and columns.
  ///
  /// - Parameter options: how the code is to be; the name is that of the function.
  func sparseFiles(
    in language: CodeLanguage, _ query: DerivativeQuery, _ options: CodeOptions, of output: String?,
    by variables: [String]?
  ) throws(Failure) -> [CodeFile] {
    let packed = try packed(query, of: output, withRespectTo: variables)
    let name = options.name ?? query.kind.rawValue
    var options = options
    options.notes = notes(on: packed, query, structure: name + "_structure")
    var files = try replaced(by: packed.program).code(in: language, options)
    options.name = name + "_structure"
    options.notes = []
    let structure = replaced(by: Self.reduced(packed.structure))
    let request = try structure.emissionRequest(options)
    if let tables = try structure.tables(of: packed, query.format) {
      let file = CompressedRows.tables(tables, isSwift: language == .swift, request)
      return files + [CodeFile(name: file.name, text: file.text)]
    }
    options.notes = ["The row and the column of each entry of \(name)."]
    files += try structure.code(in: language, options)
    if query.format == .csr {
      let file =
        language == .c
        ? CompressedRows.c(name + "_compress", request) : CompressedRows.swift(name + "_compress", request)
      files.append(CodeFile(name: file.name, text: file.text))
    }
    return files
  }

  /// Returns a Jacobian or a Hessian as a list of entries.
  func packed(
    _ query: DerivativeQuery, of output: String?, withRespectTo variables: [String]?
  ) throws(Failure) -> PackedDerivative {
    let (derivative, values, _) = try sparseDerivative(
      query.kind, of: output.map { $0.split(separator: ",").map(String.init) }, withRespectTo: variables)
    return derivative.packed(values: values, isSummed: query.format == .csr)
  }

  private func replaced(by program: Program) -> Model {
    var model = self
    (model.asWritten, model.program) = (program, program)
    return model
  }

  /// Returns a program without what its outputs do not rest on, inputs among it.
  private static func reduced(_ program: Program) -> Program {
    var program = program.optimized(by: [.prune])
    program.checks = []
    var isRead = [Bool](repeating: false, count: program.arrays.count)
    for statement in program.statements {
      for array in program.reads(of: statement) { isRead[Int(array.raw)] = true }
    }
    for array in program.arrayIDs(where: { $0.role == .input || $0.role == .parameter }) where !isRead[Int(array.raw)] {
      program[array].role = .local
    }
    return program
  }

  /// Returns the structure as numbers, where extents and data do not change it.
  private func tables(
    of packed: PackedDerivative, _ format: MatrixFormat
  ) throws(Failure) -> [(name: String, summary: String, numbers: [Int])]? {
    let dims = program.dims.map(\.fixed)
    let isGiven = program.arrays.contains { $0.role == .input || $0.role == .parameter }
    guard !isGiven, dims.allSatisfy({ $0 != nil }), let count = number(packed.entryCount), count <= Self.largestTable,
      let rowCount = number(packed.rowCount), let columnCount = number(packed.columnCount)
    else { return nil }
    let found: [Tensor]
    do {
      let loops = Scheduler.schedule(program.verifiedAndOptimized(by: Pipeline.standard))
      found = try Interpreter(loops).run(dims: dims.map { $0 ?? 0 }, arrays: program.arrays.map { _ in nil })
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: program)], source: source)
    }
    let (rows, columns) = (found[0].values.map { Int($0) }, found[1].values.map { Int($0) })
    if format == .coo {
      return [("rows", "The row of each entry.", rows), ("columns", "The column of each entry.", columns)]
    }
    let matrix = SparseMatrix(
      rowCount: rowCount, columnCount: columnCount, rows: rows, columns: columns, values: rows.map { _ in 0 })
    var places = Array(repeating: 0, count: rows.count)
    let order = rows.indices.sorted { (rows[$0], columns[$0], $0) < (rows[$1], columns[$1], $1) }
    var place = -1
    var last: (Int, Int)?
    for entry in order {
      if last.map({ $0 != (rows[entry], columns[entry]) }) ?? true { place += 1 }
      last = (rows[entry], columns[entry])
      places[entry] = place
    }
    return [
      ("row_starts", "Where each row begins among the elements, and at the end their number.", matrix.rowStarts),
      ("columns", "The column of each element.", matrix.columns),
      ("places", "The element that each entry is a part of.", places),
    ]
  }

  private func number(_ count: IndexExpression) -> Int? {
    count.substituting { atom in
      if case .dim(let dim) = atom { program[dim].fixed.map { IndexExpression($0) } } else { nil }
    }.constant
  }

  /// Says what the entries are, and where rows and columns belong.
  private func notes(on packed: PackedDerivative, _ query: DerivativeQuery, structure: String) -> [String] {
    let program = packed.program
    func text(_ count: IndexExpression) -> String {
      ExtentText.text(count, dims: program.dims.map(\.name), in: program)
    }
    func list(_ parts: [PackedDerivative.Part], _ count: IndexExpression) -> String {
      parts.map { "\(program[$0.array].name) from \(text($0.first))" }.joined(separator: ", ")
        + ", \(text(count)) in all"
    }
    let name = program[packed.entries].name
    var lines = [
      "\(name): what may differ from 0 of the \(query.kind == .hessian ? "Hessian" : "Jacobian"), of \(text(packed.entryCount)) entries.",
      "  Rows: \(list(packed.rows, packed.rowCount)).", "  Columns: \(list(packed.columns, packed.columnCount)).",
    ]
    if let places = packed.places {
      lines.append(
        "  \(structure) gives their rows and columns, of which compressed rows are made; \(program[places].name) says where each goes."
      )
    } else {
      lines.append("  \(structure) gives the row and the column of each; entries of one place add up.")
    }
    return lines
  }
}
