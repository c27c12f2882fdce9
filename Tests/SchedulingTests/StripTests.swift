import FlatProgram
import Operations
import ProgramBuilding
import Scheduling
import Testing

@Suite("Loops for compilers")
struct StripTests {
  @Test("rows that add to the same elements go through the columns four at a time, and the rest one by one")
  func rows() {
    let builder = ProgramBuilder()
    let (M, D) = (builder.dim("M"), builder.dim("D"))
    let (x, a) = (builder.input("X", of: [M, D]), builder.input("a", of: [M]))
    let (i, j) = (builder.axis("i", M), builder.axis("j", D))
    let g = builder.local("g", of: [D])
    builder.add(g, [builder.at(j)], over: [i, j], builder[a, i] * builder[x, i, j])
    builder.program.outputs = [g]
    #expect(
      LoopPrinter.text(of: Scheduler.schedule(builder.program, for: .compiler)) == """
        for (j = 0; j < D; ++j) {
          g[j] = 0;
        }
        for (j = 0; j < D; ++j) {
          g_lost[j] = 0;
        }
        blocks (i_block = 0; i_block < div(M + 63, 64); ++i_block) {
          for (j = 0; j < D; ++j) {
            g_sum[j] = 0;
          }
          for (i_strip = 16*i_block; i_strip < min(div(M, 4), 16*i_block + 16); ++i_strip) {
            for (j = 0; j < D; ++j) {
              for (r = 0; r < 4; ++r) {
                g_sum[j] += a[r + 4*i_strip] * X[r + 4*i_strip][j];
              }
            }
          }
          for (i = max(4*div(M, 4), 64*i_block); i < min(M, 64*i_block + 64); ++i) {
            t0 = a[i];
            for (j = 0; j < D; ++j) {
              g_sum[j] += t0 * X[i][j];
            }
          }
          for (j = 0; j < D; ++j) {
            g[j] += compensated(g_sum[j], g_lost);
          }
        }

        """)
  }

  @Test("a matrix product is summed in tiles of four rows by four columns")
  func matrixProduct() {
    let builder = ProgramBuilder()
    let (M, L, N) = (IndexExpression(8), IndexExpression(12), builder.dim("N"))
    let (a, b) = (builder.input("A", of: [M, L]), builder.input("B", of: [L, N]))
    let (i, j, k) = (builder.axis("i", M), builder.axis("j", L), builder.axis("k", N))
    let c = builder.local("C", of: [M, N])
    builder.add(c, [builder.at(i), builder.at(k)], over: [i, j, k], builder[a, i, j] * builder[b, j, k])
    builder.program.outputs = [c]
    #expect(
      LoopPrinter.text(of: Scheduler.schedule(builder.program, for: .compiler)) == """
        for (i_strip = 0; i_strip < 2; ++i_strip) {
          for (r = 0; r < 4; ++r) {
            for (k = 0; k < N; ++k) {
              C[r + 4*i_strip][k] = 0;
            }
          }
          for (j_strip = 0; j_strip < 3; ++j_strip) {
            for (k = 0; k < N; ++k) {
              for (r = 0; r < 4; ++r) {
                for (q = 0; q < 4; ++q) {
                  C[r + 4*i_strip][k] += A[r + 4*i_strip][q + 4*j_strip] * B[q + 4*j_strip][k];
                }
              }
            }
          }
        }

        """)
  }

  @Test("nothing goes in strips for the interpreter, nor where rows would meet in an element in another order")
  func noStrips() {
    let builder = ProgramBuilder()
    let (M, D) = (builder.dim("M"), builder.dim("D"))
    let (a, w) = (builder.input("a", of: [M]), builder.input("w", of: [D]))
    let (i, j) = (builder.axis("i", M), builder.axis("j", D))
    let g = builder.local("g", of: [M + D])
    builder.add(g, [builder.at(i) + builder.at(j)], over: [i, j], builder[a, i] * builder[w, j])
    builder.program.outputs = [g]
    let compiled = LoopPrinter.text(of: Scheduler.schedule(builder.program, for: .compiler))
    #expect(compiled == LoopPrinter.text(of: Scheduler.schedule(builder.program, for: .interpreter)))
  }

  @Test("sums into neighbouring elements share a loop in which no iteration waits for the one before")
  func neighbours() {
    let builder = ProgramBuilder()
    let n = builder.dim("N")
    let one = IndexExpression(1)
    let (a, b) = (builder.input("a", of: [n]), builder.input("b", of: [n]))
    let (i, k) = (builder.axis("i", n - one), builder.axis("k", n))
    let g = builder.local("g", of: [n])
    builder.assign(g, [k], builder.number(0))
    builder.add(g, [builder.at(i) + one], over: [i], builder[a, i])
    builder.add(g, [builder.at(i)], over: [i], builder[b, i])
    builder.program.outputs = [g]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program))
    #expect(
      text.contains(
        """
        for (k = 1; k < N - 1; ++k) {
          g[k] = a[k - 1];
          g[k] += b[k];
        }
        """), "\(text)")
    #expect(text.contains("for (k = 0; k < min(N, 1); ++k) {"))
    #expect(text.contains("for (i = max(1, N - 1); i < N; ++i) {"))
  }

  @Test("what is expensive is computed once for two neighbouring elements")
  func expensiveNeighbours() {
    let builder = ProgramBuilder()
    let n = builder.dim("N")
    let one = IndexExpression(1)
    let x = builder.input("x", of: [n])
    let i = builder.axis("i", n - one)
    let g = builder.local("g", of: [n])
    builder.add(g, [builder.at(i) + one], over: [i], builder.apply(.exp, builder[x, i]))
    builder.add(g, [builder.at(i)], over: [i], builder.apply(.exp, builder[x, i]))
    builder.program.outputs = [g]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program))
    #expect(text.split(separator: "exp(").count == 2, "\(text)")
  }
}
