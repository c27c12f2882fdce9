import AutodiffGen
import Testing

@testable import autodiff_gen

/// `emit --jacobian --format coo` and `csr`, against `grad --format`.
@Suite struct SparseCodeTests {
  private static let hasC = ChildProcess.run(["cc", "--version"], in: "/") != nil

  /// A program, values for it, the arguments of its functions in C, and what is asked for.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var values: [String]
    var declarations: String
    var dims: String
    var indices: String
    var reals: String
    var query = "--jacobian"
    var entries: Int
  }

  static let cases = [
    Case(
      testDescription: "nothing that differs from 0", text: "dim n; param x: [n]; f = sum(i: 3 * x[i])",
      values: ["x=[1,2]"], declarations: "double x[] = {1, 2}, g[2];", dims: "2, ", indices: "", reals: "%x, g, ",
      query: "--hessian", entries: 0),
    Case(
      testDescription: "places that data give",
      text: "dim n, m; input at: Int[n] in m, to: Int[n] in m; param x: [m]; "
        + "y[i] = sin(x[at[i]]) * x[to[i]]^2; output y",
      values: ["at=[2,0,1,1]", "to=[1,0,2,0]", "x=[0.7,-1.3,2.1]"],
      declarations: "int32_t at[] = {2, 0, 1, 1}, to[] = {1, 0, 2, 0}; double x[] = {0.7, -1.3, 2.1}, y[4];",
      dims: "4, 3, ", indices: "at, to, ", reals: "at, to, %x, y, ", entries: 8),
    Case(
      testDescription: "a band",
      text: "dim n; param x: [n]; "
        + "f = sum(i in 0..<n-1: 100 * (x[i+1] - x[i]^2)^2 + (1 - x[i])^2)",
      values: ["x=[1.2,-0.7,0.4,2,-1.1]"], declarations: "double x[] = {1.2, -0.7, 0.4, 2, -1.1}, g[5];",
      dims: "5, ", indices: "", reals: "%x, g, ", query: "--hessian", entries: 16),
    Case(
      testDescription: "a triangle", text: "dim n; param x: [n]; y[i] = sum(j in 0...i: exp(x[j] * x[i])); output y",
      values: ["x=[0.3,-0.2,0.5]"], declarations: "double x[] = {0.3, -0.2, 0.5}, y[3];",
      dims: "3, ", indices: "", reals: "%x, y, ", entries: 0),
  ]

  @Test(
    "C fills the entries that the interpreter fills, to the last bit", .enabled(if: hasC), arguments: cases.prefix(3))
  func entriesInC(_ test: Case) throws {
    for format in ["coo", "csr"] {
      let kind = test.query.dropFirst(2)
      let wanted = Run(["grad", "-e", test.text] + test.values + [test.query, "--format", format, "--json"])
      #expect(wanted.complaints == "")
      let folder = try Folder()
      let code = Run([
        "emit", "c", "-e", test.text, "--name", "t", test.query, "--format", format, "--no-gradient", "-o", folder.path,
      ])
      #expect(code.complaints == "")
      let isSummed = format == "csr"
      let arrays = test.reals.replacing("%x", with: isSummed ? "places, x" : "x")
      let work = try folder.text("t_\(kind).h").contains("_workspace") ? ", work" : ""
      let main = """
        #include <stdio.h>
        #include <stdint.h>
        #include "t_\(kind).h"
        #include "t_\(kind)_structure.h"
        \(isSummed ? "#include \"t_\(kind)_compress.h\"" : "")
        static void print(const char *name, size_t n, const int32_t *a) {
            printf("\\"%s\\": [", name);
            for (size_t k = 0; k < n; ++k) printf("%s%d", k > 0 ? ", " : "", (int)a[k]);
            printf("], ");
        }
        int main(void) {
            \(test.declarations)
            static int32_t rows[99], columns[99], places[99], starts[99], stored[99], own[99];
            static double entries[99], work[999];
            (void)rows; (void)columns; (void)places; (void)starts; (void)stored; (void)own; (void)work;
            t_\(kind)_structure(\(test.dims)\(test.indices)rows, columns);
            \(isSummed
              ? "size_t n = t_\(kind)_compress(\(test.entries), 5, 5, rows, columns, starts, stored, places, own);"
              : "size_t n = \(test.entries);")
            t_\(kind)(\(test.dims)\(isSummed ? "n, " : "")\(arrays)entries\(work));
            \(isSummed ? "print(\"columns\", n, stored);" : "print(\"rows\", n, rows); print(\"columns\", n, columns);")
            printf("\\"values\\": [");
            for (size_t k = 0; k < n; ++k) printf("%s%.17g", k > 0 ? ", " : "", entries[k]);
            printf("]");
        }
        """
      _ = try folder.file("main.c", main)
      let sources = ["t_\(kind).c", "t_\(kind)_structure.c", "main.c"]
      let built = ChildProcess.run(
        ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off", "-O1"] + sources + ["-lm", "-o", "run"],
        in: folder.path)
      #expect(built?.status == 0, "\(built?.output ?? "")")
      let found = try #require(ChildProcess.run(["./run"], in: folder.path)?.output)
      #expect(Self.elements(found) == Self.elements(wanted.output), "\(found)\n\(wanted.output)")
    }
  }

  /// Reads what is printed: the elements in the order of their places.
  private static func elements(_ text: String) -> [String] {
    func list(_ name: String) -> [String] {
      guard let start = text.firstRange(of: "\"\(name)\": [")?.upperBound else { return [] }
      return text[start...].prefix { $0 != "]" }.split(separator: ", ").map(String.init)
    }
    let values = list("values").compactMap(Double.init)
    let columns = list("columns").compactMap(Int.init)
    let rows = list("rows").compactMap(Int.init)
    if rows.isEmpty { return zip(columns, values).map { "\($0) \($1)" } }
    // Entries of one place add up in their order.
    var sums: [[Int]: Double] = [:]
    for ((row, column), value) in zip(zip(rows, columns), values) {
      sums[[row, column]] = sums[[row, column]].map { $0 + value } ?? value
    }
    return sums.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { "\($0) \(sums[$0] ?? 0)" }
  }

  @Test(
    "Swift fills the elements that the interpreter fills, to the last bit",
    .enabled(if: ChildProcess.run(["swiftc", "--version"], in: "/") != nil))
  func elementsInSwift() throws {
    let test = Self.cases[1]
    let wanted = Run(["grad", "-e", test.text] + test.values + ["--jacobian", "--format", "csr", "--json"])
    let folder = try Folder()
    let code = Run([
      "emit", "swift", "-e", test.text, "--name", "t", "--jacobian", "--format", "csr", "--no-gradient", "-o",
      folder.path,
    ])
    #expect(code.complaints == "")
    let main = """
      let (at, to) = ([2, 0, 1, 1], [1, 0, 2, 0])
      let structure = TJacobianStructure.value(at: at, to: to, n: 4, m: 3)
      let rows = TJacobianCompress.compressed(rows: structure.rows, columns: structure.columns, rowCount: 4)
      let found = TJacobian.value(
        at: at, to: to, places: rows.places, parameters: .init(x: [0.7, -1.3, 2.1]), n: 4, m: 3,
        stored: rows.columns.count)
      print("\\"columns\\": \\(rows.columns), \\"values\\": \\(found.entries), \\"rowStarts\\": \\(rows.rowStarts)")
      """
    _ = try folder.file("main.swift", main)
    let sources = ["t_jacobian.swift", "t_jacobian_structure.swift", "t_jacobian_compress.swift", "main.swift"]
    let built = ChildProcess.run(["swiftc", "-swift-version", "6"] + sources + ["-o", "run"], in: folder.path)
    #expect(built?.status == 0, "\(built?.output ?? "")")
    let found = try #require(ChildProcess.run(["./run"], in: folder.path)?.output)
    #expect(Self.elements(found) == Self.elements(wanted.output), "\(found)\n\(wanted.output)")
    #expect(found.contains("\"rowStarts\": [0, 2, 3, 5, 7]"))
  }

  @Test func theTestsThatTravelWithTheCodePass() throws {
    try #require(Self.hasC)
    for test in Self.cases {
      let folder = try Folder()
      let code = Run([
        "emit", "c", "-e", test.text, "--name", "t", test.query, "--format", "csr", "--no-gradient", "--self-test",
        "-o",
        folder.path,
      ])
      #expect(code.complaints == "")
      for part in ["t_\(test.query.dropFirst(2))", "t_\(test.query.dropFirst(2))_structure"] {
        let built = ChildProcess.run(
          ["cc", "-std=c99", "-ffp-contract=off", "\(part).c", "\(part)_test.c", "-lm", "-o", part], in: folder.path)
        #expect(built?.status == 0, "\(built?.output ?? "")")
        #expect(ChildProcess.run(["./" + part], in: folder.path)?.output == "\(part): all tests passed\n")
      }
    }
  }

  @Test func structuresWithoutDataAreTables() {
    let text = "dim n = 4; param x: [n]; f = sum(i in 0..<n-1: x[i] * x[i+1])"
    let c = Run("emit", "c", "-e", text, "--name", "t", "--hessian", "--format", "csr")
    #expect(c.output.contains("t_hessian_structure_row_starts[5] = {\n    0, 1, 3, 5, 6,\n};"))
    #expect(c.output.contains("t_hessian_structure_columns[6] = {\n    1, 0, 2, 1, 3, 2,\n};"))
    let swift = Run("emit", "swift", "-e", text, "--name", "t", "--hessian", "--format", "coo")
    #expect(swift.output.contains("public static let rows: [Int] = ["))
    #expect(swift.output.contains("public enum THessianStructure {"))
  }

  @Test func theCommentTellsWhereRowsAndColumnsBegin() {
    let text = "dim n, m; param x: [n], w: [m]; y[i] = x[i]^2; z[j] = w[j] * x[0]; output y, z"
    let run = Run("emit", "c", "-e", text, "--name", "t", "--jacobian", "--format", "coo")
    #expect(run.output.contains("Rows: y from 0, z from n, m + n in all.") || run.output.contains("n + m in all."))
    #expect(run.output.contains("Columns: x from 0, w from n, "))
  }

  /// A band of two diagonals, which needs three elements at least, and the diagonal.
  private static let band = "dim n; param x: [n]; f = sum(i in 0..<n-2: x[i] * x[i+2]^2) + sum(i: x[i]^3)"

  /// Its Hessian at x = 1, 2, 3, by hand.
  private static func bandElements(_ extent: Int) -> [String] {
    let dense = [
      [[6.0]], [[6, 0], [0, 12]], [[6, 0, 6], [0, 12, 0], [6, 0, 20]],
    ]
    if extent == 0 { return [] }
    return dense[extent - 1].enumerated().flatMap { row, line in
      line.enumerated().filter { $0.element != 0 }.map { "\(row) \($0.offset) \($0.element)" }
    }
  }

  @Test("A band with room for no entry, for one, for all, in C", .enabled(if: hasC))
  func smallBandsInC() throws {
    let folder = try Folder()
    let code = Run([
      "emit", "c", "-e", Self.band, "--name", "t", "--hessian", "--format", "coo", "--no-gradient", "-o", folder.path,
    ])
    #expect(code.complaints == "")
    #expect(try folder.text("t_hessian.h").contains("div(2, n + 1)"))
    let work = try folder.text("t_hessian.h").contains("_workspace")
    let main = """
      #include <stdio.h>
      #include <stdint.h>
      #include "t_hessian.h"
      #include "t_hessian_structure.h"
      int main(void) {
          double x[] = {1, 2, 3}, g[3], entries[24];
          int32_t rows[24], columns[24];
          \(work ? "double work[99];" : "")
          for (size_t n = 0; n <= 3; ++n) {
              for (int k = 0; k < 24; ++k) { entries[k] = 1e300; rows[k] = columns[k] = 99; }
              t_hessian_structure(n, rows, columns);
              t_hessian(n, x, g, entries\(work ? ", work" : ""));
              for (int row = 0; row < 3; ++row)
                  for (int column = 0; column < 3; ++column) {
                      double sum = 0;
                      for (int k = 0; k < 24; ++k)
                          if (rows[k] == row && columns[k] == column) sum += entries[k];
                      if (sum != 0) printf("%d: %d %d %.1f\\n", (int)n, row, column, sum);
                  }
          }
      }
      """
    _ = try folder.file("main.c", main)
    let built = ChildProcess.run(
      [
        "cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-fsanitize=undefined,address", "-O1", "t_hessian.c",
        "t_hessian_structure.c", "main.c", "-lm", "-o", "run",
      ], in: folder.path)
    #expect(built?.status == 0, "\(built?.output ?? "")")
    let wanted = (0...3).flatMap { extent in Self.bandElements(extent).map { "\(extent): \($0)" } }
    let found = try #require(ChildProcess.run(["./run"], in: folder.path)?.output)
    #expect(found.split(separator: "\n").map(String.init) == wanted)
  }

  @Test(
    "A band with room for no entry, for one, for all, in Swift",
    .enabled(if: ChildProcess.run(["swiftc", "--version"], in: "/") != nil))
  func smallBandsInSwift() throws {
    let folder = try Folder()
    let code = Run([
      "emit", "swift", "-e", Self.band, "--name", "t", "--hessian", "--format", "coo", "--no-gradient", "-o",
      folder.path,
    ])
    #expect(code.complaints == "")
    let main = """
      for n in 0...3 {
        let places = THessianStructure.value(n: n)
        let found = THessian.value(parameters: .init(x: Array([1, 2, 3].prefix(n))), n: n)
        for row in 0..<n {
          for column in 0..<n {
            var sum = 0.0
            for k in found.entries.indices where places.rows[k] == row && places.columns[k] == column {
              sum += found.entries[k]
            }
            if sum != 0 { print("\\(n): \\(row) \\(column) \\(sum)") }
          }
        }
      }
      """
    _ = try folder.file("main.swift", main)
    let sources = ["t_hessian.swift", "t_hessian_structure.swift", "main.swift"]
    let built = ChildProcess.run(["swiftc", "-swift-version", "6"] + sources + ["-o", "run"], in: folder.path)
    #expect(built?.status == 0, "\(built?.output ?? "")")
    let wanted = (0...3).flatMap { extent in Self.bandElements(extent).map { "\(extent): \($0)" } }
    let found = try #require(ChildProcess.run(["./run"], in: folder.path)?.output)
    #expect(found.split(separator: "\n").map(String.init) == wanted)
  }
}
