#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Computes c divided by the power n of a positive b, where that is in the range of doubles, whether the power is or not.
func adgOverPower(_ c: Double, _ b: Double, _ n: Int) -> Double {
  let p = n == 1 ? b : n == 2 ? b * b : pow(b, Double(n))
  if p > 1e-290 && p < 1e290 {
    return c / p
  }
  return c / pow(b, Double(n / 2)) / pow(b, Double(n - n / 2))
}

/// Computes n! times the Hurwitz zeta function of order n + 1 at a positive a + rest.
///
/// Numerics: the terms up to 2n + 10 are added one by one from the small end; the rest is Euler and Maclaurin's formula.
/// The power would make n + 1 times as much of what a + k loses to rounding, so that is taken into account. n! is
/// computed as the sum of two doubles, with products that are exact.
/// Source: DLMF 25.11.43; Bernoulli numbers as fractions.
func adgHurwitz(_ n: Int, _ a: Double, _ rest: Double) -> Double {
  let bernoulli: [Double] = [
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798,
    -174611.0 / 330,
  ]
  let order = Double(n)
  var factorial = 1.0
  var low = 0.0
  for i in stride(from: 2.0, through: order, by: 1.0) {
    let c = 134_217_729 * factorial
    let head = c - (c - factorial)
    let p = head * i
    let q = (factorial - head) * i
    factorial = p + q
    low = low * i + (q - (factorial - p))
  }
  factorial += low
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
  let part = m - steps
  let lost = steps > 0 ? (a - part) + (steps - (m - part)) + rest : rest
  var sum = adgOverPower(factorial / order, m, n)
  sum += sum * (series - order * lost / m)
  for k in stride(from: steps - 1, through: 0.0, by: -1.0) {
    let b = a + k
    let part = b - k
    let lost = (a - part) + (k - (b - part)) + rest
    let term = adgOverPower(factorial, b, n + 1)
    sum += lost == 0 ? term : term - term * ((order + 1) * lost / b)
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
    let value = adgHurwitz(order, x, 0)
    return isOdd ? value : -value
  }
  let whole = x.rounded(.down)
  let fraction = x - whole
  if !(fraction > 0) {
    return .nan
  }
  let above = adgHurwitz(order, fraction, x - (fraction + whole))
  let below = adgHurwitz(order, x.rounded(.up) - x, 0) - adgHurwitz(order, 1 - x, 0)
  return isOdd ? above + below : below - above
}

/// The text of `adgPolygamma` for generated code: the same operations in the same order.
///
/// Requires: the text of `adgDigamma` before it.
enum Polygamma {
  static let swift = """
    func adgOverPower(_ c: Double, _ b: Double, _ n: Int) -> Double {
      let p = n == 1 ? b : n == 2 ? b * b : pow(b, Double(n))
      if p > 1e-290 && p < 1e290 {
        return c / p
      }
      return c / pow(b, Double(n / 2)) / pow(b, Double(n - n / 2))
    }

    func adgHurwitz(_ n: Int, _ a: Double, _ rest: Double) -> Double {
      let bernoulli: [Double] = [
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798,
        -174611.0 / 330,
      ]
      let order = Double(n)
      var factorial = 1.0
      var low = 0.0
      for i in stride(from: 2.0, through: order, by: 1.0) {
        let c = 134_217_729 * factorial
        let head = c - (c - factorial)
        let p = head * i
        let q = (factorial - head) * i
        factorial = p + q
        low = low * i + (q - (factorial - p))
      }
      factorial += low
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
      let part = m - steps
      let lost = steps > 0 ? (a - part) + (steps - (m - part)) + rest : rest
      var sum = adgOverPower(factorial / order, m, n)
      sum += sum * (series - order * lost / m)
      for k in stride(from: steps - 1, through: 0.0, by: -1.0) {
        let b = a + k
        let part = b - k
        let lost = (a - part) + (k - (b - part)) + rest
        let term = adgOverPower(factorial, b, n + 1)
        sum += lost == 0 ? term : term - term * ((order + 1) * lost / b)
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
        let value = adgHurwitz(order, x, 0)
        return isOdd ? value : -value
      }
      let whole = x.rounded(.down)
      let fraction = x - whole
      if !(fraction > 0) {
        return .nan
      }
      let above = adgHurwitz(order, fraction, x - (fraction + whole))
      let below = adgHurwitz(order, x.rounded(.up) - x, 0) - adgHurwitz(order, 1 - x, 0)
      return isOdd ? above + below : below - above
    }
    """

  static let c = """
    static double adg_over_power(double c, double b, int n)
    {
      const double p = n == 1 ? b : n == 2 ? b * b : pow(b, n);
      if (p > 1e-290 && p < 1e290) {
        return c / p;
      }
      return c / pow(b, n / 2) / pow(b, n - n / 2);
    }

    static double adg_hurwitz(int n, double a, double rest)
    {
      static const double bernoulli[10] = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798,
        -174611.0 / 330
      };
      const double far = 2.0 * n + 10;
      const double steps = a < far ? ceil(far - a) : 0.0;
      const double m = a + steps;
      const double s = 1 / (m * m);
      const double part = m - steps;
      const double lost = steps > 0 ? (a - part) + (steps - (m - part)) + rest : rest;
      double factorial = 1, low = 0, coefficient = 1, series = n / (2 * m), sum, k;
      int i, j;
      for (i = 2; i <= n; i++) {
        const double c = 134217729 * factorial;
        const double head = c - (c - factorial);
        const double p = head * i;
        const double q = (factorial - head) * i;
        factorial = p + q;
        low = low * i + (q - (factorial - p));
      }
      factorial += low;
      for (j = 0; j < 10; j++) {
        const double l = 2.0 * j;
        coefficient *= (l + n) * (l + n + 1) / ((l + 1) * (l + 2)) * s;
        series += bernoulli[j] * coefficient;
      }
      sum = adg_over_power(factorial / n, m, n);
      sum += sum * (series - n * lost / m);
      for (k = steps - 1; k >= 0; k -= 1) {
        const double b = a + k;
        const double back = b - k;
        const double missed = (a - back) + (k - (b - back)) + rest;
        const double term = adg_over_power(factorial, b, n + 1);
        sum += missed == 0 ? term : term - term * ((n + 1) * missed / b);
      }
      return sum;
    }

    static double adg_polygamma(double n, double x)
    {
      int order, is_odd;
      double value, whole, fraction, above, below;
      if (!(n >= 0 && n <= 100 && n == floor(n))) {
        return (double)NAN;
      }
      if (n == 0) {
        return adg_digamma(x);
      }
      order = (int)n;
      is_odd = order % 2 == 1;
      if (x > 0) {
        value = adg_hurwitz(order, x, 0);
        return is_odd ? value : -value;
      }
      whole = floor(x);
      fraction = x - whole;
      if (!(fraction > 0)) {
        return (double)NAN;
      }
      above = adg_hurwitz(order, fraction, x - (fraction + whole));
      below = adg_hurwitz(order, ceil(x) - x, 0) - adg_hurwitz(order, 1 - x, 0);
      return is_odd ? above + below : below - above;
    }
    """
}
