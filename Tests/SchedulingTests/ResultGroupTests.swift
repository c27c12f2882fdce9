import FlatProgram
import Operations
import ProgramBuilding
import Scheduling
import Testing

@Suite("Steps that one result alone needs")
struct ResultGroupTests {
  /// `s` for both results, then `y` and `z` of `s`, in one loop over three columns within one over rows.
  private func program() -> Program {
    let builder = ProgramBuilder()
    let n = builder.dim("n")
    let x = builder.input("x", of: [n, IndexExpression(3)])
    let s = builder.local("s", of: [n, IndexExpression(3)])
    let (z, y) = (builder.local("z", of: [n, IndexExpression(3)]), builder.local("y", of: [n, IndexExpression(3)]))
    let (i, k) = (builder.axis("i", n), builder.axis("k", 0..<3))
    builder.assign(s, [i, k], builder.apply(.exp, builder[x, i, k]))
    builder.assign(z, [i, k], 3 * builder[s, i, k])
    builder.assign(y, [i, k], builder[s, i, k] + 1)
    builder.program.outputs = [y, z]
    return builder.program
  }

  @Test("A compiler gets a loop for each result behind that for both, where the loop is short")
  func shortLoops() throws {
    let text = LoopPrinter.text(of: Scheduler.schedule(program(), for: .compiler))
    #expect(text.ranges(of: "for (i").count == 1, "\(text)")
    #expect(text.ranges(of: "for (k").count == 3, "\(text)")
    let shared = try #require(text.firstRange(of: "s[k] ="))
    for result in ["y[i][k] =", "z[i][k] ="] {
      let store = try #require(text.firstRange(of: result))
      #expect(shared.upperBound <= store.lowerBound, "\(text)")
    }
  }

  @Test("The interpreter, which asks nothing, keeps one loop")
  func interpreter() {
    let text = LoopPrinter.text(of: Scheduler.schedule(program()))
    #expect(text.ranges(of: "for (k").count == 1, "\(text)")
  }

  @Test("What a loop for both results needs for one of them stays before it")
  func needed() throws {
    let builder = ProgramBuilder()
    let n = builder.dim("n")
    let (x, w) = (builder.input("x", of: [n]), builder.input("w", [3]))
    let scale = builder.local("scale", of: [n])
    let s = builder.local("s", of: [n, IndexExpression(3)])
    let (y, z) = (builder.local("y", of: [n]), builder.local("z", of: [n]))
    let (i, k, l) = (builder.axis("i", n), builder.axis("k", 0..<3), builder.axis("l", 0..<3))
    builder.assign(scale, [i], builder.apply(.exp, builder[x, i]))
    builder.assign(s, [i, k], builder[x, i] * builder[w, k])
    builder.add(z, [builder.at(i)], over: [i, k, l], builder[s, i, k] * builder[scale, i] * builder[w, l])
    builder.add(y, [builder.at(i)], over: [i, k], builder[s, i, k])
    builder.program.outputs = [y, z]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program, for: .compiler))
    let given = try #require(text.firstRange(of: "scale = "))
    let uses = text.ranges(of: "* scale")
    #expect(!uses.isEmpty && uses.allSatisfy { given.upperBound <= $0.lowerBound }, "\(text)")
  }

  @Test("Entries of one row are stored in short steps, not row after row for each of them")
  func steps() throws {
    let builder = ProgramBuilder()
    let p = builder.dim("p")
    let (w, entries) = (builder.input("w", of: [p]), builder.local("entries", of: [IndexExpression(22) * p]))
    let (o, j) = (builder.axis("o", p), builder.axis("j", 0..<2))
    let place = IndexExpression(22) * builder.at(o) + IndexExpression(12) * builder.at(j) + IndexExpression(7)
    builder.program.append(builder.statement(entries, [place], over: [o, j], .assign, builder[w, o]))
    builder.program.outputs = [entries]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program))
    let (rows, steps) = try (#require(text.firstRange(of: "for (o")), #require(text.firstRange(of: "for (j")))
    #expect(rows.upperBound <= steps.lowerBound, "\(text)")
  }
}
