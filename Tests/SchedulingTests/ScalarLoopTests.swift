import FlatProgram
import Operations
import ProgramBuilding
import Scheduling
import Testing

@Suite("Loops of which compilers should take one value at a time")
struct ScalarLoopTests {
  /// Returns the names of the axes whose loops are marked, for `g[j, c] += x[j] * z[c]` with so many columns.
  private func marked(columns: IndexExpression, _ builder: ProgramBuilder) -> [String] {
    let n = builder.dim("N")
    let (x, z) = (builder.input("x", of: [n]), builder.input("z", of: [columns]))
    let (j, c) = (builder.axis("j", n), builder.axis("c", columns))
    let g = builder.local("g", of: [n, columns])
    builder.assign(g, [j, c], builder[x, j] * builder[z, c])
    builder.program.outputs = [g]
    let loops = Scheduler.schedule(builder.program, for: .compiler)
    return loops.blocks.flatMap(\.items).compactMap { item in
      guard case .loop(let loop) = item, loop.staysScalar else { return nil }
      return loops.program[loop.axis].name
    }
  }

  @Test("rows with few columns are taken one at a time: a compiler writes the columns out")
  func shortRows() {
    #expect(marked(columns: IndexExpression(10), ProgramBuilder()) == ["j_strip", "j"])
  }

  @Test("rows of any length, and long ones, are left to the compiler")
  func longRows() {
    let builder = ProgramBuilder()
    #expect(marked(columns: builder.dim("C"), builder) == [])
    #expect(marked(columns: IndexExpression(1000), ProgramBuilder()) == [])
  }
}

@Suite("Stores into results")
struct ResultStoreTests {
  @Test("elements that are added to one by one begin with what comes first, array by array")
  func elements() {
    let builder = ProgramBuilder()
    let terms = builder.scalars("a", "b", "c")
    let (g, h) = (builder.local("g", [3]), builder.local("h", [2]))
    func at(_ number: Int) -> IndexExpression { IndexExpression(number) }
    builder.add(g, [at(0)], over: [], terms[0])
    builder.add(h, [at(1)], over: [], terms[0] * terms[1])
    builder.add(g, [at(2)], over: [], terms[1])
    builder.add(g, [at(0)], over: [], terms[2])
    builder.program.outputs = [g, h]
    #expect(
      LoopPrinter.text(of: Scheduler.schedule(builder.program)) == """
        g[1] = 0;
        g[0] = a;
        g[2] = b;
        g[0] += c;
        h[0] = 0;
        h[1] = a * b;

        """)
  }

  @Test("an array that is read between two additions is filled as a whole")
  func elementsThatAreRead() {
    let builder = ProgramBuilder()
    let terms = builder.scalars("a", "b")
    let (g, h) = (builder.local("g", [2]), builder.local("h", [2]))
    func at(_ number: Int) -> IndexExpression { IndexExpression(number) }
    builder.add(g, [at(0)], over: [], terms[0])
    builder.add(h, [at(0)], over: [], builder[g, at(0)])
    builder.add(g, [at(1)], over: [], terms[1])
    builder.add(h, [at(1)], over: [], builder[g, at(1)])
    builder.program.outputs = [h]
    #expect(LoopPrinter.text(of: Scheduler.schedule(builder.program)).contains("g[i0] = 0;"))
  }
}
