/// Computes n! times the Hurwitz zeta function of order n + 1 at a positive a.
///
/// Numerics: the terms up to 2n + 10 are added one by one from the small end, each as a product of quotients so that no
/// factorial overflows; the rest is Euler and Maclaurin's formula.
/// Source: DLMF 25.11.43; Bernoulli numbers as fractions.
func adgHurwitz(_ n: Int, _ a: Double) -> Double {
  let bernoulli: [Double] = [
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798,
    -174611.0 / 330,
  ]
  let order = Double(n)
  let far = 2 * order + 10
  let steps = a < far ? (far - a).rounded(.up) : 0.0
  let m = a + steps
  let s = 1 / (m * m)
  var coefficient = 1.0
  var series = order / (2 * m)
  var j = 0.0
  for b in bernoulli {
    coefficient *= (j + order) * (j + order + 1) / ((j + 1) * (j + 2)) * s
    series += b * coefficient
    j += 2
  }
  var sum = 1 / m
  for i in stride(from: 1.0, to: order, by: 1.0) {
    sum *= i / m
  }
  sum += sum * series
  for k in stride(from: steps - 1, through: 0.0, by: -1.0) {
    let b = a + k
    var term = 1 / b
    for i in stride(from: 1.0, through: order, by: 1.0) {
      term *= i / b
    }
    sum += term
  }
  return sum
}

/// Computes the derivative of order n of digamma; NaN at the poles 0, -1, -2, ... and where n is not a whole number in
/// 0...100.
///
/// Numerics: for negative x the sum over all whole numbers, which has period 1, takes the place of the terms below 0.
/// Source: DLMF 5.15.1, 5.15.6.
func adgPolygamma(_ n: Double, _ x: Double) -> Double {
  if !(n >= 0 && n <= 100 && n == n.rounded(.down)) {
    return .nan
  }
  if n == 0 {
    return adgDigamma(x)
  }
  let order = Int(n)
  let isOdd = order % 2 == 1
  if x > 0 {
    return isOdd ? adgHurwitz(order, x) : -adgHurwitz(order, x)
  }
  if !(x - x.rounded(.down) > 0) {
    return .nan
  }
  let above = adgHurwitz(order, x - x.rounded(.down))
  let below = adgHurwitz(order, x.rounded(.up) - x) - adgHurwitz(order, 1 - x)
  return isOdd ? above + below : below - above
}

/// The text of `adgPolygamma` for generated code: the same operations in the same order.
///
/// Requires: the text of `adgDigamma` before it.
enum Polygamma {
  static let swift = """
    func adgHurwitz(_ n: Int, _ a: Double) -> Double {
      let bernoulli: [Double] = [
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798,
        -174611.0 / 330,
      ]
      let order = Double(n)
      let far = 2 * order + 10
      let steps = a < far ? (far - a).rounded(.up) : 0.0
      let m = a + steps
      let s = 1 / (m * m)
      var coefficient = 1.0
      var series = order / (2 * m)
      var j = 0.0
      for b in bernoulli {
        coefficient *= (j + order) * (j + order + 1) / ((j + 1) * (j + 2)) * s
        series += b * coefficient
        j += 2
      }
      var sum = 1 / m
      for i in stride(from: 1.0, to: order, by: 1.0) {
        sum *= i / m
      }
      sum += sum * series
      for k in stride(from: steps - 1, through: 0.0, by: -1.0) {
        let b = a + k
        var term = 1 / b
        for i in stride(from: 1.0, through: order, by: 1.0) {
          term *= i / b
        }
        sum += term
      }
      return sum
    }

    func adgPolygamma(_ n: Double, _ x: Double) -> Double {
      if !(n >= 0 && n <= 100 && n == n.rounded(.down)) {
        return .nan
      }
      if n == 0 {
        return adgDigamma(x)
      }
      let order = Int(n)
      let isOdd = order % 2 == 1
      if x > 0 {
        return isOdd ? adgHurwitz(order, x) : -adgHurwitz(order, x)
      }
      if !(x - x.rounded(.down) > 0) {
        return .nan
      }
      let above = adgHurwitz(order, x - x.rounded(.down))
      let below = adgHurwitz(order, x.rounded(.up) - x) - adgHurwitz(order, 1 - x)
      return isOdd ? above + below : below - above
    }
    """

  static let c = """
    static double adg_hurwitz(int n, double a)
    {
      static const double bernoulli[10] = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798,
        -174611.0 / 330
      };
      const double far = 2.0 * n + 10;
      const double steps = a < far ? ceil(far - a) : 0.0;
      const double m = a + steps;
      const double s = 1 / (m * m);
      double coefficient = 1, series = n / (2 * m), sum = 1 / m, k;
      int i, j;
      for (j = 0; j < 10; j++) {
        const double l = 2.0 * j;
        coefficient *= (l + n) * (l + n + 1) / ((l + 1) * (l + 2)) * s;
        series += bernoulli[j] * coefficient;
      }
      for (i = 1; i < n; i++) {
        sum *= i / m;
      }
      sum += sum * series;
      for (k = steps - 1; k >= 0; k -= 1) {
        const double b = a + k;
        double term = 1 / b;
        for (i = 1; i <= n; i++) {
          term *= i / b;
        }
        sum += term;
      }
      return sum;
    }

    static double adg_polygamma(double n, double x)
    {
      int order, is_odd;
      double above, below;
      if (!(n >= 0 && n <= 100 && n == floor(n))) {
        return (double)NAN;
      }
      if (n == 0) {
        return adg_digamma(x);
      }
      order = (int)n;
      is_odd = order % 2 == 1;
      if (x > 0) {
        return is_odd ? adg_hurwitz(order, x) : -adg_hurwitz(order, x);
      }
      if (!(x - floor(x) > 0)) {
        return (double)NAN;
      }
      above = adg_hurwitz(order, x - floor(x));
      below = adg_hurwitz(order, ceil(x) - x) - adg_hurwitz(order, 1 - x);
      return is_odd ? above + below : below - above;
    }
    """
}
