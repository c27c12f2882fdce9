#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Computes the derivative of log(gamma); NaN at the poles 0, -1, -2, ...
///
/// Numerics: below 12 it is the difference of the series at x and at the positive root, term by term with the factor
/// x - root taken out, so that every term has the same sign and nothing cancels, near the root either. The ends of both
/// series are summed by the asymptotic expansion. Negative x are reflected.
/// Source: DLMF 5.5.2 (recurrence), 5.5.4 (reflection), 5.7.6 (series), 5.11.2 (expansion; Bernoulli numbers as
/// fractions); the root is OEIS A030169, as the sum of two doubles.
func adgDigamma(_ x: Double) -> Double {
  let bernoulli: [Double] = [
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160,
  ]
  let root = 1.4616321449683622
  let rootRest = 9.549995429965697e-17
  let a = x > 0 ? x : 1 - x
  var value = 0.0
  if a < 12 {
    let distance = (a - root) - rootRest
    var sum = 0.0
    for k in stride(from: 9.0, through: 0.0, by: -1.0) {
      sum += 1 / ((a + k) * (root + k))
    }
    let m = a + 10
    let r = root + 10
    let p = 1 / (m * m)
    let q = 1 / (r * r)
    var quotient = 1.0
    var power = 1.0
    var tail = 0.0
    for b in bernoulli {
      tail += b * quotient
      power *= q
      quotient = p * quotient + power
    }
    value = distance * (sum + 1 / (2 * m * r) + (m + r) * p * q * tail) + log1p(distance / r)
  } else {
    let s = 1 / (a * a)
    var tail = 0.0
    for b in bernoulli.reversed() {
      tail = (tail + b) * s
    }
    value = log(a) - 1 / (2 * a) - tail
  }
  if x > 0 {
    return value
  }
  let fraction = x - x.rounded(.toNearestOrAwayFromZero)
  let size = abs(fraction)
  if size == 0 {
    return .nan
  }
  let cotangent = size <= 0.25 ? 1 / tan(.pi * size) : tan(.pi * (0.5 - size))
  return fraction > 0 ? value - .pi * cotangent : value + .pi * cotangent
}

/// The text of `adgDigamma` for generated code: the same operations in the same order.
enum Digamma {
  static let swift = """
    func adgDigamma(_ x: Double) -> Double {
      let bernoulli: [Double] = [
        1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160,
      ]
      let root = 1.4616321449683622
      let rootRest = 9.549995429965697e-17
      let a = x > 0 ? x : 1 - x
      var value = 0.0
      if a < 12 {
        let distance = (a - root) - rootRest
        var sum = 0.0
        for k in stride(from: 9.0, through: 0.0, by: -1.0) {
          sum += 1 / ((a + k) * (root + k))
        }
        let m = a + 10
        let r = root + 10
        let p = 1 / (m * m)
        let q = 1 / (r * r)
        var quotient = 1.0
        var power = 1.0
        var tail = 0.0
        for b in bernoulli {
          tail += b * quotient
          power *= q
          quotient = p * quotient + power
        }
        value = distance * (sum + 1 / (2 * m * r) + (m + r) * p * q * tail) + log1p(distance / r)
      } else {
        let s = 1 / (a * a)
        var tail = 0.0
        for b in bernoulli.reversed() {
          tail = (tail + b) * s
        }
        value = log(a) - 1 / (2 * a) - tail
      }
      if x > 0 {
        return value
      }
      let fraction = x - x.rounded(.toNearestOrAwayFromZero)
      let size = abs(fraction)
      if size == 0 {
        return .nan
      }
      let cotangent = size <= 0.25 ? 1 / tan(.pi * size) : tan(.pi * (0.5 - size))
      return fraction > 0 ? value - .pi * cotangent : value + .pi * cotangent
    }
    """

  static let c = """
    static double adg_digamma(double x)
    {
      static const double bernoulli[8] = {
        1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160
      };
      const double pi = 3.14159265358979323846;
      const double root = 1.4616321449683622;
      const double root_rest = 9.549995429965697e-17;
      const double a = x > 0 ? x : 1 - x;
      double value, tail = 0, fraction, size, cotangent;
      int k;
      if (a < 12) {
        const double distance = (a - root) - root_rest;
        const double m = a + 10;
        const double r = root + 10;
        const double p = 1 / (m * m);
        const double q = 1 / (r * r);
        double sum = 0, quotient = 1, power = 1;
        for (k = 9; k >= 0; k--) {
          sum += 1 / ((a + k) * (root + k));
        }
        for (k = 0; k < 8; k++) {
          tail += bernoulli[k] * quotient;
          power *= q;
          quotient = p * quotient + power;
        }
        value = distance * (sum + 1 / (2 * m * r) + (m + r) * p * q * tail) + log1p(distance / r);
      } else {
        const double s = 1 / (a * a);
        for (k = 7; k >= 0; k--) {
          tail = (tail + bernoulli[k]) * s;
        }
        value = log(a) - 1 / (2 * a) - tail;
      }
      if (x > 0) {
        return value;
      }
      fraction = x - round(x);
      size = fabs(fraction);
      if (size == 0) {
        return (double)NAN;
      }
      cotangent = size <= 0.25 ? 1 / tan(pi * size) : tan(pi * (0.5 - size));
      return fraction > 0 ? value - pi * cotangent : value + pi * cotangent;
    }
    """
}
