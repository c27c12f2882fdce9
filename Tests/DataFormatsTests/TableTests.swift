import Interpretation
import Testing

@testable import DataFormats

@Suite struct TableTests {
  @Test func `a header names the columns`() throws {
    let table = try read("x,y, label\n1,-2.5,0\n3,4e1,1\n")
    #expect(table.names == ["x", "y", "label"])
    #expect(table.rowCount == 2)
    #expect(try table.column(named: "y") == Tensor([-2.5, 40]))
    #expect(try table.column(named: "z") == nil)
    #expect(try table.tensor() == Tensor(shape: [2, 3], values: [1, -2.5, 0, 3, 40, 1]))
  }

  @Test func `without a header the first row is data`() throws {
    let table = try read("1,2\n3,4")
    #expect(!table.hasHeader)
    #expect(table.names.isEmpty)
    #expect(try table.tensor() == Tensor(shape: [2, 2], values: [1, 2, 3, 4]))
  }

  @Test func `marks, line ends, quotes and blank last lines are those of spreadsheets`() throws {
    let table = try read("\u{FEFF}\"a, b\",\"say \"\"x\"\"\",c d\r\n\"1\", 2 ,\t3\r\n+4,inf,NaN\r\n\r\n \n")
    #expect(table.names == ["a, b", "say \"x\"", "c d"])
    let matrix = try table.tensor()
    #expect(matrix.matches(Tensor(shape: [2, 3], values: [1, 2, 3, 4, .infinity, .nan])))
    #expect(try read("1,2\r3,4\r").tensor() == Tensor(shape: [2, 2], values: [1, 2, 3, 4]))
    #expect(try read("\"two\nlines\",b\n1,2").names == ["two\nlines", "b"])
  }

  @Test func `names that are numbers stand in quotes`() throws {
    let table = try read("label,\"0\",\"1\"\n5,6,7\n")
    #expect(table.names == ["label", "0", "1"])
    #expect(try table.column(named: "1") == Tensor([7]))
    #expect(try read("\"1\",\"2\"\n\"3\",\"4\"\n").tensor() == Tensor(shape: [2, 2], values: [1, 2, 3, 4]))
  }

  @Test func `one column or one row is taken as the rank asks`() throws {
    let column = try read("1\n2\n3\n")
    #expect(try column.tensor() == Tensor([1, 2, 3]))
    #expect(try column.tensor(rank: 1) == Tensor([1, 2, 3]))
    #expect(try column.tensor(rank: 2) == Tensor(shape: [3, 1], values: [1, 2, 3]))
    let row = try read("1,2,3")
    #expect(try row.tensor() == Tensor(shape: [1, 3], values: [1, 2, 3]))
    #expect(try row.tensor(rank: 1) == Tensor([1, 2, 3]))
    #expect(try read("7").tensor(rank: 0) == Tensor(7))
  }

  @Test func `a header alone is no rows`() throws {
    let table = try read("x,y\n")
    #expect(try table.column(named: "x") == Tensor([]))
    #expect(try table.tensor() == Tensor(shape: [0, 2], values: []))
  }

  @Test(arguments: [
    ("", "p.csv is empty"), ("\u{FEFF}\n\r\n", "p.csv is empty"),
    ("x,y\n1,2\n3\n", "p.csv:3: the row has 1 cell where the first row has 2"),
    ("x,y\n1,2,3\n", "p.csv:2: the row has 3 cells where the first row has 2"),
    ("x,y\n1,2\n\n3,4\n", "p.csv:3: the row has 1 cell where the first row has 2"),
    ("x,y,x\n", "p.csv:1: column 'x' appears twice"),
    (
      "1,two\n",
      "p.csv:1: the first row mixes text ('two') and numbers ('1'): a header has names only, a name that is a number stands in double quotes, and data are numbers only"
    ),
    ("x\n\"1\n2\n", "p.csv:2: a quoted cell has no closing quote"),
    ("x\n\"1\"2\n", "p.csv:2: something follows the closing quote of a cell"),
    ("\"two\nlines\",b\n1\n", "p.csv:3: the row has 1 cell where the first row has 2"),
  ])
  func `a file that is not a table is an error`(text: String, message: String) {
    #expect(throws: DataError(message)) { try read(text) }
  }

  @Test(arguments: [
    (
      "x,y\n1,2\n1,a\n",
      "p.csv:3: column 'y' holds 'a', which is not a number; classes are written as 0, 1, 2 and so on"
    ),
    ("x,y\n1,\n", "p.csv:2: column 'y' has an empty cell; a missing number is written nan"),
    ("x,y\n1,1e999\n", "p.csv:2: column 'y' holds '1e999', which is too large for a double"),
    ("x;y\n1;2\n", "p.csv:2: column 'x;y' holds '1;2'; cells are separated by commas"),
    (
      "1,2\n3,four\n", "p.csv:2: column 2 holds 'four', which is not a number; classes are written as 0, 1, 2 and so on"
    ),
  ])
  func `a cell that is not a number is named by its line and column`(text: String, message: String) throws {
    let table = try read(text)
    #expect(throws: DataError(message)) { try table.tensor() }
  }

  @Test func `a column of text is an error only where it is asked for`() throws {
    let table = try read("x,species\n5.1,setosa\n")
    #expect(try table.column(named: "x") == Tensor([5.1]))
    #expect(throws: DataError.self) { try table.column(named: "species") }
  }

  @Test func `columns and matrices are written and read back`() throws {
    let columns = [
      NamedTensor("x", Tensor([1, 0.1])), NamedTensor("a,\"b\"", Tensor([-0.0, .infinity])),
      NamedTensor("2", Tensor([.nan, 1e300])),
    ]
    let bytes = try Table.csv(columns: columns, name: "p.csv")
    #expect(String(decoding: bytes, as: UTF8.self) == "x,\"a,\"\"b\"\"\",\"2\"\n1,-0.0,nan\n0.1,inf,1e+300\n")
    let table = try Table(csv: bytes, name: "p.csv")
    for column in columns {
      #expect(try table.column(named: column.name)?.matches(column.tensor) == true)
    }
    let matrix = Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    let text = try Table.csv(matrix, name: "p.csv")
    #expect(String(decoding: text, as: UTF8.self) == "1,2,3\n4,5,6\n")
    #expect(try Table(csv: text, name: "p.csv").tensor() == matrix)
  }

  @Test func `what a table cannot hold is an error`() {
    #expect(throws: DataError("p.csv: a CSV file holds vectors as its columns; x has the shape [1, 1]")) {
      try Table.csv(columns: [NamedTensor("x", Tensor(shape: [1, 1], values: [1]))], name: "p.csv")
    }
    #expect(throws: DataError("p.csv: the columns of a CSV file are equally long; x has the length 1 and y has 2")) {
      try Table.csv(columns: [NamedTensor("x", Tensor([1])), NamedTensor("y", Tensor([1, 2]))], name: "p.csv")
    }
    #expect(throws: DataError.self) { try Table.csv(Tensor(shape: [1, 1, 1], values: [1]), name: "p.csv") }
    #expect(throws: DataError.self) { try Table.csv(Tensor([]), name: "p.csv") }
  }

  private func read(_ text: String) throws(DataError) -> Table {
    try Table(csv: Array(text.utf8), name: "p.csv")
  }
}
