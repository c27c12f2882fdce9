/// ADBench's objectives in C, value and gradient, by the loops that a person would write.
///
/// Each function takes the extents, the inputs and parameters in the order of the sample's declarations, and room for
/// the value and the gradients, one after the other.
enum ADBenchReferences {
  /// Everything in one C source.
  static let source = """
    #include <math.h>
    #include <stdlib.h>
    #include <string.h>

    \(gaussianMixture)

    \(longShortTermMemory)

    \(rotations)

    \(bundleAdjustment)

    \(handTracking)
    """

  private static let gaussianMixture = """
    void gmm(const long *dims, const double *const *given, double *out) {
      const long n = dims[0], d = dims[1], K = dims[2], row = d * (d + 1) / 2;
      const double *x = given[0], gamma = *given[1], m = *given[2];
      const double *alpha = given[3], *mu = given[4], *icf = given[5];
      double *galpha = out + 1, *gmu = galpha + K, *gicf = gmu + K * d;
      double *work = malloc((size_t)(2 * K * d + 3 * K) * sizeof(double));
      double *e = work, *z = e + K * d, *t = z + K * d, *logs = t + K, *w = logs + K;
      const double pi = 3.14159265359;
      memset(gmu, 0, (size_t)(K * d) * sizeof(double));
      double value = 0, prior = 0, greatest = -INFINITY, sum = 0;
      for (long k = 0; k < K; ++k) {
        const double *q = icf + k * row;
        double *gq = gicf + k * row;
        logs[k] = 0;
        for (long j = 0; j < d; ++j) {
          e[k * d + j] = exp(q[j]);
          const double square = e[k * d + j] * e[k * d + j];
          logs[k] += q[j];
          prior += 0.5 * gamma * gamma * square;
          gq[j] = gamma * gamma * square - m;
        }
        for (long r = d; r < row; ++r) {
          prior += 0.5 * gamma * gamma * q[r] * q[r];
          gq[r] = gamma * gamma * q[r];
        }
        prior -= m * logs[k];
        greatest = fmax(greatest, alpha[k]);
      }
      for (long k = 0; k < K; ++k) sum += exp(alpha[k] - greatest);
      for (long k = 0; k < K; ++k) galpha[k] = -(double)n * exp(alpha[k] - greatest) / sum;
      value -= (double)n * (greatest + log(sum)) + 0.5 * (double)(n * d) * log(2 * pi);
      for (long p = 0; p < n; ++p) {
        greatest = -INFINITY;
        for (long k = 0; k < K; ++k) {
          const double *q = icf + k * row, *centre = mu + k * d;
          double squares = 0;
          for (long j = 0; j < d; ++j) {
            double s = e[k * d + j] * (x[p * d + j] - centre[j]);
            for (long i = 0; i < j; ++i)
              s += q[d + i * d - i * (i + 1) / 2 + j - i - 1] * (x[p * d + i] - centre[i]);
            z[k * d + j] = s;
            squares += s * s;
          }
          t[k] = alpha[k] + logs[k] - 0.5 * squares;
          greatest = fmax(greatest, t[k]);
        }
        sum = 0;
        for (long k = 0; k < K; ++k) sum += w[k] = exp(t[k] - greatest);
        value += greatest + log(sum);
        for (long k = 0; k < K; ++k) {
          const double *q = icf + k * row, *centre = mu + k * d;
          double *gq = gicf + k * row;
          const double share = w[k] / sum;
          galpha[k] += share;
          for (long j = 0; j < d; ++j) {
            const double gz = -share * z[k * d + j], own = gz * e[k * d + j];
            gq[j] += share + own * (x[p * d + j] - centre[j]);
            gmu[k * d + j] -= own;
            for (long i = 0; i < j; ++i) {
              const long place = d + i * d - i * (i + 1) / 2 + j - i - 1;
              gq[place] += gz * (x[p * d + i] - centre[i]);
              gmu[k * d + i] -= gz * q[place];
            }
          }
        }
      }
      const double N = (double)d + m + 1;
      double constant = (double)(d * (d - 1)) / 4 * log(pi);
      for (long j = 1; j <= d; ++j) constant += lgamma(N / 2 + (double)(1 - j) / 2);
      out[0] = value + prior - (double)K * (N * (double)d * (log(gamma) - log(2) / 2) - constant);
      free(work);
    }
    """

  private static let longShortTermMemory = """
    static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

    void lstm(const long *dims, const double *const *given, double *out) {
      const long c = dims[0], b = dims[1], l = dims[2], all = l * b;
      const double *letter = given[0], *hidden = given[1], *cell = given[2], *weights = given[3], *extra = given[4];
      double *gweights = out + 1, *gextra = gweights + 8 * all;
      double *work = malloc((size_t)(7 * c * all + 2 * all + 4 * b) * sizeof(double));
      double *h = work, *s = h + c * all, *kept = s + c * all, *gh = kept + 5 * c * all, *gs = gh + all;
      double *y = gs + all, *e = y + b, *gu = e + b;
      const double scale = -1 / (double)((c - 1) * b);
      memcpy(h, hidden, (size_t)all * sizeof(double));
      memcpy(s, cell, (size_t)all * sizeof(double));
      memset(gh, 0, (size_t)(2 * all) * sizeof(double));
      memset(gweights, 0, (size_t)(8 * all + 3 * b) * sizeof(double));
      for (long t = 0; t < c - 1; ++t)
        for (long k = 0; k < l; ++k)
          for (long i = 0; i < b; ++i) {
            const double *w = weights + 8 * k * b + i, *bias = w + 4 * b;
            const long now = t * all + k * b + i, next = now + all;
            const double u = k ? h[next - b] : letter[t * b + i] * extra[i];
            double *v = kept + 5 * now;
            v[0] = sigmoid(u * w[0] + bias[0]);
            v[1] = sigmoid(h[now] * w[b] + bias[b]);
            v[2] = sigmoid(u * w[2 * b] + bias[2 * b]);
            v[3] = tanh(h[now] * w[3 * b] + bias[3 * b]);
            s[next] = s[now] * v[0] + v[1] * v[3];
            v[4] = tanh(s[next]);
            h[next] = v[2] * v[4];
          }
      double loss = 0;
      for (long t = c - 2; t >= 0; --t) {
        const double *top = h + (t + 1) * all + (l - 1) * b, *wanted = letter + (t + 1) * b;
        double sum = 0, count = 0;
        for (long i = 0; i < b; ++i) {
          y[i] = top[i] * extra[b + i] + extra[2 * b + i];
          e[i] = exp(y[i]);
          sum += e[i];
          count += wanted[i];
        }
        for (long i = 0; i < b; ++i) {
          loss += wanted[i] * (y[i] - log(2 + sum));
          const double gy = scale * (wanted[i] - count * e[i] / (2 + sum));
          gextra[b + i] += gy * top[i];
          gextra[2 * b + i] += gy;
          gu[i] = gy * extra[b + i];
        }
        for (long k = l - 1; k >= 0; --k)
          for (long i = 0; i < b; ++i) {
            const double *w = weights + 8 * k * b + i;
            double *gw = gweights + 8 * k * b + i, *gbias = gw + 4 * b;
            const long now = t * all + k * b + i, next = now + all;
            const double u = k ? h[next - b] : letter[t * b + i] * extra[i], *v = kept + 5 * now;
            const double gnext = gh[k * b + i] + gu[i];
            const double go = gnext * v[4] * v[2] * (1 - v[2]);
            const double gstate = gs[k * b + i] + gnext * v[2] * (1 - v[4] * v[4]);
            const double gf = gstate * s[now] * v[0] * (1 - v[0]), gi = gstate * v[3] * v[1] * (1 - v[1]);
            const double ga = gstate * v[1] * (1 - v[3] * v[3]);
            gs[k * b + i] = gstate * v[0];
            gh[k * b + i] = gi * w[b] + ga * w[3 * b];
            gu[i] = gf * w[0] + go * w[2 * b];
            gw[0] += gf * u;
            gw[b] += gi * h[now];
            gw[2 * b] += go * u;
            gw[3 * b] += ga * h[now];
            gbias[0] += gf;
            gbias[b] += gi;
            gbias[2 * b] += go;
            gbias[3 * b] += ga;
          }
        for (long i = 0; i < b; ++i) gextra[i] += gu[i] * letter[t * b + i];
      }
      out[0] = scale * loss;
      free(work);
    }
    """
}
