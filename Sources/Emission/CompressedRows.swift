/// Text that turns a list of entries, each with its row and its column, into compressed rows.
package enum CompressedRows {
  /// Returns a header in C with a function of this name.
  package static func c(_ name: String, _ request: EmissionRequest) -> EmittedFile {
    let name = request.options.prefix + IdentifierSpelling.ascii(name)
    let guardName = CUnit.guardName(name)
    return EmittedFile(
      name: name + ".h",
      text: """
        /* \(FirstLine.text(file: name + ".h", of: request)) */
        #ifndef \(guardName)
        #define \(guardName)
        #include <stddef.h>
        #include <stdint.h>

        /* Returns how many elements are stored, and sets the arguments below: row by row, sorted by columns, entries of one
         * place together.
         *   in rows [entries], columns [entries]: the place of each entry
         *   out row_starts [row_count + 1]: where each row begins among the elements, and at the end their number
         *   out stored_columns [entries]: the column of each element, as many as there are
         *   out places [entries]: the element that each entry is a part of
         *   work [column_count + 1]: scratch memory */
        static inline size_t \(name)(size_t entries, size_t row_count, size_t column_count, const int32_t *rows,
                const int32_t *columns, int32_t *row_starts, int32_t *stored_columns, int32_t *places, int32_t *work)
        {
            /* The entries by column, then those by row, kept where their results will be. */
            int32_t *const by_column = places;
            int32_t *const by_row = stored_columns;
            for (size_t c = 0; c <= column_count; ++c) {
                work[c] = 0;
            }
            for (size_t e = 0; e < entries; ++e) {
                ++work[columns[e] + 1];
            }
            for (size_t c = 0; c < column_count; ++c) {
                work[c + 1] += work[c];
            }
            for (size_t e = 0; e < entries; ++e) {
                by_column[work[columns[e]]++] = (int32_t)e;
            }
            for (size_t r = 0; r <= row_count; ++r) {
                row_starts[r] = 0;
            }
            for (size_t e = 0; e < entries; ++e) {
                ++row_starts[rows[e] + 1];
            }
            for (size_t r = 0; r < row_count; ++r) {
                row_starts[r + 1] += row_starts[r];
            }
            for (size_t k = 0; k < entries; ++k) {
                by_row[row_starts[rows[by_column[k]]]++] = by_column[k];
            }
            int32_t stored = 0;
            int32_t k = 0;
            for (size_t r = 0; r < row_count; ++r) {
                const int32_t end = row_starts[r];
                const int32_t start = stored;
                row_starts[r] = start;
                for (; k < end; ++k) {
                    const int32_t e = by_row[k];
                    if (stored == start || stored_columns[stored - 1] != columns[e]) {
                        stored_columns[stored++] = columns[e];
                    }
                    places[e] = stored - 1;
                }
            }
            row_starts[row_count] = stored;
            return (size_t)stored;
        }
        #endif

        """)
  }

  /// Returns an extension in Swift of an enum with a function `compressed`.
  package static func swift(_ name: String, _ request: EmissionRequest) -> EmittedFile {
    let name = request.options.prefix + IdentifierSpelling.ascii(name)
    let type = SwiftUnit.typeName(name)
    return EmittedFile(
      name: name + ".swift",
      text: """
        // \(FirstLine.text(file: name + ".swift", of: request))

        /// Turns a list of entries into compressed rows.
        public enum \(type) {
          /// Returns the elements row by row, sorted by columns, entries of one place together: where each row begins, and at the
          /// end their number; the column of each; and the element that each entry is a part of.
          public static func compressed(
            rows: [Int], columns: [Int], rowCount: Int
          ) -> (rowStarts: [Int], columns: [Int], places: [Int]) {
            let order = rows.indices.sorted { (rows[$0], columns[$0], $0) < (rows[$1], columns[$1], $1) }
            var rowStarts = [Int](repeating: 0, count: rowCount + 1)
            var storedColumns: [Int] = []
            var places = [Int](repeating: 0, count: rows.count)
            var lastRow = -1
            for entry in order {
              if rows[entry] != lastRow || columns[entry] != storedColumns.last {
                storedColumns.append(columns[entry])
                rowStarts[rows[entry] + 1] += 1
                lastRow = rows[entry]
              }
              places[entry] = storedColumns.count - 1
            }
            for row in 0..<rowCount { rowStarts[row + 1] += rowStarts[row] }
            return (rowStarts, storedColumns, places)
          }
        }

        """)
  }

  /// Returns a file that holds tables of integers: a header in C, or an enum in Swift.
  package static func tables(
    _ tables: [(name: String, summary: String, numbers: [Int])], isSwift: Bool, _ request: EmissionRequest
  ) -> EmittedFile {
    let name = request.options.prefix + IdentifierSpelling.ascii(request.name)
    let file = name + (isSwift ? ".swift" : ".h")
    let first = FirstLine.text(file: file, of: request)
    let type = SwiftUnit.typeName(name)
    let guardName = CUnit.guardName(name)
    var lines =
      isSwift
      ? ["// " + first, "", "/// Where the entries of a matrix are.", "public enum \(type) {"]
      : [
        "/* " + first + " */", "#ifndef \(guardName)", "#define \(guardName)",
        "#include <stdint.h>", "",
      ]
    for table in tables {
      if isSwift {
        lines += ["  /// \(table.summary)", "  public static let \(table.name): [Int] = ["]
        lines += wrapped(table.numbers, indent: "    ")
        lines.append("  ]")
      } else {
        lines += ["/* \(table.summary) */"]
        lines.append("static const int32_t \(name)_\(table.name)[\(max(table.numbers.count, 1))] = {")
        lines += wrapped(table.numbers.isEmpty ? [0] : table.numbers, indent: "    ")
        lines.append("};")
      }
    }
    lines.append(isSwift ? "}" : "#endif")
    return EmittedFile(name: file, text: lines.joined(separator: "\n") + "\n")
  }

  private static func wrapped(_ numbers: [Int], indent: String) -> [String] {
    var lines: [String] = []
    var line = indent
    for number in numbers {
      let piece = "\(number), "
      if line.count + piece.count > 110 {
        lines.append(String(line.dropLast()))
        line = indent
      }
      line += piece
    }
    if line.count > indent.count { lines.append(String(line.dropLast())) }
    return lines
  }
}
