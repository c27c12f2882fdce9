"""Numbers with their gradients in arithmetic of 1600 digits: formulas as they are written come out true."""
from mpmath import mp, mpf

mp.dps = 1600


class Dual:
    """A value and its derivatives with respect to the variables."""

    def __init__(self, value, slopes):
        self.value, self.slopes = mpf(value), slopes

    def chain(self, value, slope):
        return Dual(value, [slope * s if s else s for s in self.slopes])

    def __add__(self, other):
        other = dual(other, self)
        return Dual(self.value + other.value, [a + b for a, b in zip(self.slopes, other.slopes)])

    def __mul__(self, other):
        other = dual(other, self)
        return Dual(
            self.value * other.value,
            [a * other.value + self.value * b for a, b in zip(self.slopes, other.slopes)])

    def __neg__(self):
        return Dual(-self.value, [-s for s in self.slopes])

    def __sub__(self, other):
        return self + -dual(other, self)

    def __rsub__(self, other):
        return dual(other, self) + -self

    def __truediv__(self, other):
        other = dual(other, self)
        inverse = 1 / other.value
        result = self.value * inverse
        return Dual(result, [(a - result * b) * inverse for a, b in zip(self.slopes, other.slopes)])

    def __rtruediv__(self, other):
        return dual(other, self) / self

    def __pow__(self, other):
        if isinstance(other, Dual):
            return exp(other * log(self))
        if other == 0:
            return self.chain(1, 0)
        power = self.value ** int(other) if other == int(other) else self.value ** mpf(other)
        slope = other * (self.value ** int(other - 1) if other == int(other) else self.value ** (mpf(other) - 1))
        return self.chain(power, slope)

    def __rpow__(self, other):
        return exp(self * mp.log(other))

    __radd__, __rmul__ = __add__, __mul__

    def __lt__(self, other):
        return self.value < plain(other)

    def __gt__(self, other):
        return self.value > plain(other)

    def __le__(self, other):
        return self.value <= plain(other)

    def __ge__(self, other):
        return self.value >= plain(other)


def plain(x):
    return x.value if isinstance(x, Dual) else mpf(x)


def dual(x, like):
    return x if isinstance(x, Dual) else Dual(x, [mpf(0)] * len(like.slopes))


def function(value, slope, is_tame=False):
    """Makes a function of duals from one of numbers and its derivative, given the operand and the value."""

    def apply(x):
        # Exponentials of exponentials have no end.
        if not is_tame and abs(plain(x)) > mpf(10) ** 320:
            raise OverflowError
        if not isinstance(x, Dual):
            return value(mpf(x))
        result = value(x.value)
        return x.chain(result, slope(x.value, result))

    return apply


def bell(x):
    return 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)


def phi(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


exp = function(mp.exp, lambda x, r: r)
exp2 = function(lambda x: mpf(2) ** x, lambda x, r: r * mp.log(2))
expm1 = function(lambda x: mp.exp(x) - 1, lambda x, r: r + 1)
log = function(mp.log, lambda x, r: 1 / x, True)
log2 = function(lambda x: mp.log(x) / mp.log(2), lambda x, r: 1 / (x * mp.log(2)), True)
log10 = function(lambda x: mp.log(x) / mp.log(10), lambda x, r: 1 / (x * mp.log(10)), True)
log1p = function(lambda x: mp.log(1 + x), lambda x, r: 1 / (1 + x), True)
sqrt = function(mp.sqrt, lambda x, r: 1 / (2 * r), True)
cbrt = function(lambda x: mp.sign(x) * mp.cbrt(abs(x)), lambda x, r: r / x / 3, True)
square = function(lambda x: x * x, lambda x, r: 2 * x, True)
recip = function(lambda x: 1 / x, lambda x, r: -r * r, True)
sin = function(mp.sin, lambda x, r: mp.cos(x))
cos = function(mp.cos, lambda x, r: -mp.sin(x))
tan = function(mp.tan, lambda x, r: 1 + r * r)
asin = function(mp.asin, lambda x, r: 1 / mp.sqrt(1 - x * x))
acos = function(mp.acos, lambda x, r: -1 / mp.sqrt(1 - x * x))
atan = function(mp.atan, lambda x, r: 1 / (1 + x * x))
sinh = function(mp.sinh, lambda x, r: mp.cosh(x))
cosh = function(mp.cosh, lambda x, r: mp.sinh(x))
tanh = function(mp.tanh, lambda x, r: mp.sech(x) ** 2)
asinh = function(lambda x: mp.sign(x) * mp.log(abs(x) + mp.sqrt(1 + x * x)), lambda x, r: 1 / mp.sqrt(1 + x * x))
acosh = function(lambda x: mp.log(x + mp.sqrt(x * x - 1)), lambda x, r: 1 / mp.sqrt(x * x - 1))
atanh = function(lambda x: mp.log((1 + x) / (1 - x)) / 2, lambda x, r: 1 / (1 - x * x))
sigmoid = function(lambda x: 1 / (1 + mp.exp(-x)), lambda x, r: 1 / ((1 + mp.exp(-x)) * (1 + mp.exp(x))))
logsigmoid = function(lambda x: -mp.log(1 + mp.exp(-x)), lambda x, r: 1 / (1 + mp.exp(x)))
softplus = function(lambda x: mp.log(1 + mp.exp(x)), lambda x, r: 1 / (1 + mp.exp(-x)))
silu = function(
    lambda x: x / (1 + mp.exp(-x)), lambda x, r: (1 + x / (1 + mp.exp(x))) / (1 + mp.exp(-x)))
erf = function(mp.erf, lambda x, r: bell(x))
erfc = function(mp.erfc, lambda x, r: -bell(x))
expnegsq = function(lambda x: mp.exp(-x * x), lambda x, r: -2 * x * r)
normpdf = function(phi, lambda x, r: -x * r)
normcdf = function(lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, lambda x, r: phi(x))
gelu = function(
    lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2, lambda x, r: mp.erfc(-x / mp.sqrt(2)) / 2 + x * phi(x))
relu = function(lambda x: max(x, mpf(0)), lambda x, r: mpf(1) if x > 0 else mpf(0), True)
leakyrelu = function(lambda x: x if x > 0 else x * mpf(0.01), lambda x, r: mpf(1) if x > 0 else mpf(0.01), True)
elu = function(
    lambda x: x if x > 0 else mp.exp(x) - 1, lambda x, r: mpf(1) if x > 0 else mp.exp(x))
sign = function(lambda x: mpf(mp.sign(x)), lambda x, r: mpf(0), True)


def absolute(x):
    return x.chain(abs(x.value), mpf(mp.sign(x.value))) if isinstance(x, Dual) else abs(x)


def hypot(x, y):
    return sqrt(x * x + y * y)


def atan2(y, x):
    r = x * x + y * y
    y, x = dual(y, r), dual(x, r)
    slopes = [(x.value * a - y.value * b) / r.value for a, b in zip(y.slopes, x.slopes)]
    return Dual(mp.atan2(y.value, x.value), slopes)


def maximum(x, y):
    return x if plain(x) >= plain(y) else y


def minimum(x, y):
    return x if plain(x) <= plain(y) else y


def logaddexp(x, y):
    return log(exp(x) + exp(y))


def xlogy(x, y):
    return x * log(y) if plain(x) != 0 else x * 0


NAMES = {
    name: value for name, value in globals().items()
    if callable(value) and name not in ("Dual", "plain", "dual", "function", "bell", "phi", "absolute")
}
NAMES.update({"abs": absolute, "max": maximum, "min": minimum, "pi": mpf(float(mp.pi)), "mpf": mpf})


def number(value):
    """Writes a number with 25 digits; what is beyond doubles is infinite."""
    value = plain(value)
    if mp.isnan(value):
        return "nan"
    if abs(value) > mpf("1.797693134862315807e308"):
        return "inf" if value > 0 else "-inf"
    return mp.nstr(value, 25, min_fixed=-5, max_fixed=16)


def variables(values):
    """Makes duals of numbers, and of lists of them, in the order of the names."""
    flat = [v for value in values.values() for v in (value if isinstance(value, list) else [value])]
    units = [Dual(v, [mpf(int(i == j)) for j in range(len(flat))]) for i, v in enumerate(flat)]
    made, position = {}, 0
    for name, value in values.items():
        if isinstance(value, list):
            made[name] = units[position:position + len(value)]
            position += len(value)
        else:
            made[name] = units[position]
            position += 1
    return made


def formula(text):
    """Turns a formula of the language, without choices and reductions, into a function of duals."""
    import re

    python = re.sub(r"(?<![\w.])(\d+\.?\d*(?:e[-+]?\d+)?)(?![\w.])", r"mpf(\1)", text.replace("^", "**"))
    python = re.sub(r"\*\*mpf\((\d+)\)", r"**\1", python)
    python = re.sub(r"\*\*\(-mpf\((\d+)\)\)", r"**(-\1)", python)
    code = compile(python, text, "eval")
    return lambda **values: eval(code, dict(NAMES), values)
