/// Plain portable C for the workloads, as a person writes it who wants it fast.
enum WorkloadReferences {
  static let neuron = """
    #include <math.h>
    void evaluate(const double *const *in, double *const *out, double *work) {
      const double *w = in[0], *x = in[1];
      const double w0 = w[0], w1 = w[1], x0 = x[0], x1 = x[1];
      const double s = 1 / (1 + exp(-(w0 * x0 + w1 * x1 + w[2])));
      const double d = s * (1 - s);
      out[0][0] = s;
      out[1][0] = d * x0;
      out[1][1] = d * x1;
      out[1][2] = d;
      out[2][0] = d * w0;
      out[2][1] = d * w1;
      (void)work;
    }
    """

  /// One pass; each derivative is gathered from the two terms that it is in. `N` comes before.
  static let rosenbrock = """
    enum { LANES = 16 };
    void evaluate(const double *const *in, double *const *out, double *work) {
      const double *restrict x = in[0];
      double *restrict g = out[1];
      double lane[LANES] = {0};
      const double t0 = x[1] - x[0] * x[0], u0 = 1 - x[0];
      double f = 100 * t0 * t0 + u0 * u0;
      g[0] = -400 * x[0] * t0 - 2 * u0;
      int i = 1;
      for (; i + LANES <= N - 1; i += LANES)
        for (int l = 0; l < LANES; ++l) {
          const double a = x[i + l - 1], b = x[i + l];
          const double t = x[i + l + 1] - b * b, u = 1 - b;
          lane[l] += 100 * t * t + u * u;
          g[i + l] = 200 * (b - a * a) - 400 * b * t - 2 * u;
        }
      for (; i < N - 1; ++i) {
        const double a = x[i - 1], b = x[i];
        const double t = x[i + 1] - b * b, u = 1 - b;
        f += 100 * t * t + u * u;
        g[i] = 200 * (b - a * a) - 400 * b * t - 2 * u;
      }
      g[N - 1] = 200 * (x[N - 1] - x[N - 2] * x[N - 2]);
      for (int l = 0; l < LANES; ++l) f += lane[l];
      out[0][0] = f;
      (void)work;
    }
    """

  /// A dot product in lanes, so that it goes in vectors without leave to change the order of sums.
  private static let dot = """
    #include <math.h>
    enum { LANES = 16 };
    static inline double dot(const double *restrict a, const double *restrict b, int n) {
      double lane[LANES] = {0}, sum = 0;
      int i = 0;
      for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; ++l) lane[l] += a[i + l] * b[i + l];
      for (; i < n; ++i) sum += a[i] * b[i];
      for (int l = 0; l < LANES; ++l) sum += lane[l];
      return sum;
    }

    """

  /// Forward and backward in one pass over the rows, with one exponential a row.
  static let logisticRegression =
    dot + """
      enum { M = 1000, D = 50 };
      void evaluate(const double *const *in, double *const *out, double *work) {
        const double *restrict X = in[0], *restrict y = in[1], *restrict w = in[2];
        double *restrict gw = out[1];
        double sum[D] = {0}, loss = 0, gb = 0;
        for (int i = 0; i < M; ++i) {
          const double *restrict x = X + i * D;
          const double z = dot(x, w, D) + in[3][0], e = exp(-fabs(z)), q = 1 / (1 + e);
          const double g = (z >= 0 ? q : e * q) - y[i];
          loss += fmax(z, 0) + log1p(e) - y[i] * z;
          gb += g;
          for (int j = 0; j < D; ++j) sum[j] += g * x[j];
        }
        for (int j = 0; j < D; ++j) gw[j] = sum[j] * (1.0 / M) + 0.01 * w[j];
        out[0][0] = loss / M + 0.005 * dot(w, w, D);
        out[2][0] = gb / M;
        (void)work;
      }
      """

  /// A row of logits becomes the derivative of its loss; the gradient of the weights is summed up row by row of them.
  private static let crossEntropy = """
    static inline double loss(double *restrict z, const double *restrict y) {
      double most = z[0], sum = 0, hit = 0, e[C];
      for (int c = 1; c < C; ++c) most = z[c] > most ? z[c] : most;
      for (int c = 0; c < C; ++c) {
        e[c] = exp(z[c] - most);
        sum += e[c];
        hit += y[c] * z[c];
      }
      for (int c = 0; c < C; ++c) z[c] = (e[c] / sum - y[c]) * (1.0 / B);
      return most + log(sum) - hit;
    }

    """

  static let softmaxRegression =
    dot + "enum { B = 64, D = 784, C = 10 };\n" + crossEntropy + """
      void evaluate(const double *const *in, double *const *out, double *work) {
        const double *restrict X = in[0], *restrict Y = in[1], *restrict W = in[2], *restrict b = in[3];
        double *restrict gW = out[1], *restrict gb = out[2];
        double g[B][C], sum = 0;
        for (int i = 0; i < B; ++i) {
          double z[C];
          for (int c = 0; c < C; ++c) z[c] = b[c];
          for (int d = 0; d < D; ++d)
            for (int c = 0; c < C; ++c) z[c] += X[i * D + d] * W[d * C + c];
          sum += loss(z, Y + i * C);
          for (int c = 0; c < C; ++c) g[i][c] = z[c];
        }
        for (int d = 0; d < D; ++d) {
          double a[C] = {0};
          for (int i = 0; i < B; ++i)
            for (int c = 0; c < C; ++c) a[c] += X[i * D + d] * g[i][c];
          for (int c = 0; c < C; ++c) gW[d * C + c] = a[c];
        }
        for (int c = 0; c < C; ++c) {
          gb[c] = 0;
          for (int i = 0; i < B; ++i) gb[c] += g[i][c];
        }
        out[0][0] = sum / B;
        (void)work;
      }
      """

  /// Four samples share each row of the weights, forward and backward.
  static let network =
    dot + "enum { B = 64, D = 256, H = 128, C = 10 };\n" + crossEntropy + """
      void evaluate(const double *const *in, double *const *out, double *work) {
        const double *restrict X = in[0], *restrict Y = in[1], *restrict W1 = in[2], *restrict b1 = in[3];
        const double *restrict W2 = in[4], *restrict b2 = in[5];
        double *restrict gW1 = out[1], *restrict gb1 = out[2], *restrict gW2 = out[3], *restrict gb2 = out[4];
        double *restrict A = work, *restrict G = A + B * H, *restrict Z = G + B * H;
        double sum = 0;
        for (int i = 0; i < B; i += 4) {
          double *restrict a0 = A + i * H, *restrict a1 = a0 + H, *restrict a2 = a1 + H, *restrict a3 = a2 + H;
          const double *restrict x = X + i * D;
          for (int h = 0; h < H; ++h) a0[h] = a1[h] = a2[h] = a3[h] = b1[h];
          for (int d = 0; d < D; ++d) {
            const double x0 = x[d], x1 = x[D + d], x2 = x[2 * D + d], x3 = x[3 * D + d];
            const double *restrict w = W1 + d * H;
            for (int h = 0; h < H; ++h) {
              a0[h] += x0 * w[h];
              a1[h] += x1 * w[h];
              a2[h] += x2 * w[h];
              a3[h] += x3 * w[h];
            }
          }
          for (int h = 0; h < 4 * H; ++h) a0[h] = a0[h] > 0 ? a0[h] : 0;
        }
        for (int i = 0; i < B; ++i) {
          double *restrict z = Z + i * C;
          for (int c = 0; c < C; ++c) z[c] = b2[c];
          for (int h = 0; h < H; ++h)
            for (int c = 0; c < C; ++c) z[c] += A[i * H + h] * W2[h * C + c];
          sum += loss(z, Y + i * C);
        }
        for (int c = 0; c < C; ++c) gb2[c] = 0;
        for (int h = 0; h < H; ++h) gb1[h] = 0;
        for (int j = 0; j < H * C; ++j) gW2[j] = 0.001 * W2[j];
        for (int i = 0; i < B; ++i) {
          const double *restrict z = Z + i * C;
          for (int c = 0; c < C; ++c) gb2[c] += z[c];
          for (int h = 0; h < H; ++h) {
            const double a = A[i * H + h];
            double s = 0;
            for (int c = 0; c < C; ++c) {
              s += z[c] * W2[h * C + c];
              gW2[h * C + c] += a * z[c];
            }
            s = a > 0 ? s : 0;
            G[i * H + h] = s;
            gb1[h] += s;
          }
        }
        for (int d = 0; d < D; ++d) {
          double *restrict g = gW1 + d * H;
          for (int h = 0; h < H; ++h) g[h] = 0.001 * W1[d * H + h];
          for (int i = 0; i < B; i += 4) {
            const double *restrict x = X + i * D + d, *restrict q = G + i * H;
            const double x0 = x[0], x1 = x[D], x2 = x[2 * D], x3 = x[3 * D];
            for (int h = 0; h < H; ++h) g[h] += x0 * q[h] + x1 * q[H + h] + x2 * q[2 * H + h] + x3 * q[3 * H + h];
          }
        }
        out[0][0] = sum / B + 0.0005 * (dot(W1, W1, D * H) + dot(W2, W2, H * C));
      }
      """
}
