import FlatProgram
import Operations
import ProgramBuilding
import Scheduling
import Testing

@Suite("Dependences")
struct DependenceTests {
  @Test("A row is read after it is written, though other rows of its array are written in between")
  func rowsOfOneArray() throws {
    let builder = ProgramBuilder()
    let (q, b) = (builder.input("q", [2]), builder.local("b", [2]))
    let (rows, sums) = (builder.local("T", [3, 2]), builder.local("P", [2]))
    let i = builder.axis("i", 0..<2)
    let at = builder.at(i)
    builder.assign(b, [i], builder[q, i])
    builder.program.append(
      builder.statement(rows, [IndexExpression(0), at], over: [i], .assign, builder[b, IndexExpression(1) - at]))
    for row in 1...2 {
      builder.program.append(
        builder.statement(rows, [IndexExpression(row), at], over: [i], .assign, builder[q, i]))
    }
    builder.assign(sums, [i], 2 * builder[rows, IndexExpression(0), at])
    builder.program.outputs = [b, rows, sums]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program))
    let written = try #require(text.firstRange(of: "T[0][i] ="))
    let read = try #require(text.firstRange(of: "P[i] ="))
    #expect(written.upperBound <= read.lowerBound, "\(text)")
  }

  @Test("A row is written anew after it was read, though other rows of its array are written in between")
  func rowWrittenAnew() throws {
    let builder = ProgramBuilder()
    let (q, b) = (builder.input("q", [2]), builder.local("b", [2]))
    let (c, d) = (builder.local("c", [2]), builder.local("d", [2]))
    let (rows, sums) = (builder.local("T", [2, 2]), builder.local("P", [2]))
    let i = builder.axis("i", 0..<2)
    let at = builder.at(i)
    for row in 0...1 {
      builder.program.append(
        builder.statement(rows, [IndexExpression(row), at], over: [i], .assign, builder[q, i]))
    }
    builder.assign(b, [i], builder[q, i])
    builder.assign(c, [i], builder[b, IndexExpression(1) - at])
    builder.assign(d, [i], builder[c, IndexExpression(1) - at])
    builder.assign(sums, [i], builder[rows, IndexExpression(0), at] * builder[d, IndexExpression(1) - at])
    builder.add(rows, [IndexExpression(1), at], over: [i], builder[q, i])
    builder.add(rows, [IndexExpression(0), at], over: [i], builder[q, i])
    builder.program.outputs = [b, c, d, rows, sums]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program))
    let read = try #require(text.firstRange(of: "P[i] ="))
    let written = try #require(text.firstRange(of: "T[0][i] +="))
    #expect(read.upperBound <= written.lowerBound, "\(text)")
  }

  @Test("The elements of an output are given in any order, so that what gives them shares loops")
  func outputsInAnyOrder() {
    let builder = ProgramBuilder()
    let n = builder.dim("n")
    let (x, s) = (builder.input("x", of: [n]), builder.local("s", of: [n]))
    let y = builder.local("y", [20])
    let i = builder.axis("i", n)
    let at = builder.at(i)
    builder.assign(s, [i], builder.apply(.exp, builder[x, i]))
    for part in 0..<2 {
      builder.program.append(
        builder.statement(
          y, [at * IndexExpression(2) + IndexExpression(part)], over: [i], .assign, Double(part + 2) * builder[s, i]))
    }
    builder.program.outputs = [y]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program))
    #expect(text.ranges(of: "for (").count == 1, "\(text)")
    #expect(!text.contains("s["), "\(text)")
  }

  @Test("Parts of an array that have nothing in common share a loop with what reads both")
  func partsOfOneArray() {
    let builder = ProgramBuilder()
    let n = builder.dim("n")
    let (x, p) = (builder.input("x", of: [n]), builder.local("p", [20, 2]))
    let y = builder.local("y", of: [n])
    let i = builder.axis("i", n)
    let at = builder.at(i)
    for part in 0..<2 {
      builder.program.append(
        builder.statement(p, [at, IndexExpression(part)], over: [i], .assign, Double(part + 2) * builder[x, i]))
    }
    builder.assign(y, [i], builder[p, at, IndexExpression(0)] * builder[p, at, IndexExpression(1)])
    builder.program.outputs = [y]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program))
    #expect(text.ranges(of: "for (").count == 1, "\(text)")
  }
}
