import FlatProgram
import Operations
import ProgramBuilding
import Scheduling
import Testing

@Suite("Shapes of loops")
struct LoopShapeTests {
  @Test(
    "logistic regression, value and gradient, is one loop over the rows, in blocks, with two over the columns inside")
  func logisticRegression() {
    let builder = ProgramBuilder()
    let (N, D) = (builder.dim("N"), builder.dim("D"))
    let (x, y, w) = (builder.input("X", of: [N, D]), builder.input("y", of: [N]), builder.input("w", of: [D]))
    let b = builder.parameter("b")
    let (n, d) = (builder.axis("n", N), builder.axis("d", D))
    let (s0, z) = (builder.local("s0", of: [N]), builder.local("z", of: [N]))
    let (s1, loss) = (builder.local("s1"), builder.local("loss"))
    let (gs1, gz) = (builder.local("grad_s1"), builder.local("grad_z", of: [N]))
    let (gb, gw) = (builder.local("grad_b"), builder.local("grad_w", of: [D]))
    builder.add(s0, [builder.at(n)], over: [n, d], builder[x, n, d] * builder[w, d])
    builder.assign(z, [n], builder[s0, n] + builder[b])
    let e = builder.apply(.exp, -builder.apply(.abs, builder[z, n]))
    let softplus = builder.apply(.max, builder[z, n], builder.number(0)) + builder.apply(.log1p, e)
    builder.add(s1, over: [n], softplus - builder[y, n] * builder[z, n])
    builder.assign(loss, builder[s1] / builder.number(N))
    builder.assign(gs1, builder.number(1) / builder.number(N))
    let one = builder.number(1)
    let sigmoid = builder.select(builder[z, n] > 0, one, e) / (one + e)
    builder.assign(gz, [n], builder[gs1] * (sigmoid - builder[y, n]))
    builder.add(gb, over: [n], builder[gz, n])
    builder.add(gw, [builder.at(d)], over: [n, d], builder[gz, n] * builder[x, n, d])
    builder.program.outputs = [loss, gw, gb]
    let text = LoopPrinter.text(of: Scheduler.schedule(builder.program))
    #expect(
      text == """
        s1 = 0;
        grad_s1 = 1 / (double)(N);
        grad_b = 0;
        for (d = 0; d < D; ++d) {
          grad_w[d] = 0;
        }
        s1_lost = 0;
        grad_b_lost = 0;
        for (d = 0; d < D; ++d) {
          grad_w_lost[d] = 0;
        }
        blocks (n_block = 0; n_block < div(N + 63, 64); ++n_block) {
          s1_sum = 0;
          grad_b_sum = 0;
          for (d = 0; d < D; ++d) {
            grad_w_sum[d] = 0;
          }
          for (n = 64*n_block; n < min(N, 64*n_block + 64); ++n) {
            for (d = 0; d < D; ++d) {
              s0 = sum(X[n][d] * w[d]);
            }
            z = s0 + b;
            t0 = exp(-fabs(z));
            t1 = y[n];
            s1_sum += adg_max(z, 0) + log1p(t0) - t1 * z;
            grad_z = grad_s1 * ((z > 0 ? 1 : t0) / (1 + t0) - t1);
            grad_b_sum += grad_z;
            for (d = 0; d < D; ++d) {
              grad_w_sum[d] += grad_z * X[n][d];
            }
          }
          s1 += compensated(s1_sum, s1_lost);
          grad_b += compensated(grad_b_sum, grad_b_lost);
          for (d = 0; d < D; ++d) {
            grad_w[d] += compensated(grad_w_sum[d], grad_w_lost);
          }
        }
        loss = s1 / (double)(N);

        """)
  }

  @Test("Two axes of one name are told apart where the loop of one is in that of the other")
  func axesOfOneName() {
    let builder = ProgramBuilder()
    let (N, M) = (builder.dim("N"), builder.dim("M"))
    let (x, y) = (builder.input("x", of: [N, M]), builder.local("y", of: [N, M]))
    let (row, column) = (builder.axis("k", N), builder.axis("k", M))
    builder.assign(y, [row, column], builder.apply(.exp, builder[x, row, column]))
    builder.program.outputs = [y]
    #expect(
      LoopPrinter.text(of: Scheduler.schedule(builder.program)) == """
        for (k = 0; k < N; ++k) {
          for (k_1 = 0; k_1 < M; ++k_1) {
            y[k][k_1] = exp(x[k][k_1]);
          }
        }

        """)
  }
}
