#!/usr/bin/env python3
"""Throws values of extreme size at whole programs, and compares the tool with arithmetic of 1600 digits.

python3 search_samples.py path/to/autodiff-gen FOLDER [COUNT [SEED]] takes every program of a folder, at any depth, with the
values in values.json beside it, or with random ones and 3 for every dim, and prints for each the worst error that it finds in
the value and in some elements of the gradient. What is run is what '--dump flat' prints; derivatives are quotients of differences. Errors are in units in the last
place of the larger of the true number and of what moving every given number by one unit in its last place changes it by.
"""
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from flat import Flat
from mpmath import mp, mpf

mp.dps = 1600
STEP = mpf(10) ** -400
UNIT = mpf(2) ** -52
LIMIT = mpf("1.7976931348623157e308")
# No program with more numbers than this is looked at, so that a search comes to an end.
MOST = 400


def guarded(function):
    def apply(*operands):
        # Exponentials of exponentials have no end.
        if any(abs(x) > mpf(10) ** 620 for x in operands):
            raise OverflowError
        return function(*map(mpf, operands))

    return apply


def sigma(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return mp.log(1 + mp.exp(x))


FUNCTIONS = {
    "exp": guarded(mp.exp), "expm1": guarded(lambda x: mp.exp(x) - 1), "log": mp.log, "log1p": lambda x: mp.log(1 + x),
    "sqrt": mp.sqrt, "abs": abs, "square": lambda x: x * x, "recip": lambda x: 1 / mpf(x), "sin": guarded(mp.sin),
    "cos": guarded(mp.cos), "tan": guarded(mp.tan), "atan": guarded(mp.atan), "atan2": guarded(mp.atan2),
    "tanh": guarded(mp.tanh), "sigmoid": guarded(sigma), "softplus": guarded(softplus),
    "logsigmoid": guarded(lambda x: -softplus(-x)), "relu": lambda x: max(x, 0), "stop": lambda x: x, "max": max,
    "lgamma": guarded(mp.loggamma), "erf": guarded(mp.erf), "hypot": lambda x, y: mp.sqrt(x * x + y * y), "min": min,
    "step": lambda x: int(x > 0), "sign": mp.sign, "gelu": guarded(lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2),
    "silu": guarded(lambda x: x * sigma(x)), "div": lambda a, b: a // b, "mod": lambda a, b: a % b,
    "leakyrelu": lambda x: x if x > 0 else mpf(0.01) * x, "attach": lambda v, x, d: v,
}


def leaves(value):
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, list) else [value]


def shape_of(value):
    return [len(value)] + shape_of(value[0]) if isinstance(value, list) else []


def rebuilt(value, numbers):
    return [rebuilt(part, numbers) for part in value] if isinstance(value, list) else next(numbers)


def arrays(values):
    """Values as the flat program takes them."""
    found = {}
    for name, value in values.items():
        if not isinstance(value, list):
            found[name] = value
            continue
        places = [()]
        for extent in shape_of(value):
            places = [p + (k,) for p in places for k in range(extent)]
        found[name] = dict(zip(places, leaves(value)))
    return found


def size():
    kind = random.random()
    number = 10 ** (random.uniform(-300, 300) if kind < 0.5 else random.uniform(-20, 4))
    return random.choice((-1, 1)) * number


def error(found, true, slack):
    """The error in units in the last place of the larger of the true number and its slack."""
    if not mp.isfinite(true) or isinstance(true, mp.mpc):
        return 0
    if abs(true) + slack > LIMIT / 1024:
        return 0 if not isinstance(found, float) or abs(found) > 1e290 or abs(true) < LIMIT else float("inf")
    if found != found or abs(found) == float("inf"):
        return float("inf")
    return float(max(abs(mpf(found) - true) - 64 * mpf(2) ** -1074, 0) / (max(abs(true), slack, mpf(2) ** -1000) * UNIT))


class Search:
    def __init__(self, tool, program):
        self.tool, self.program = tool, program
        given = program.parent / "values.json"
        self.values = json.loads(given.read_text()) if given.exists() else self.made_up(self.text())
        flat = self.run("eval", self.values, "--dump", "flat")
        dims = {}
        for line in flat.split("\n"):
            if line.startswith(("input ", "param ")):
                for part in line[6:].replace("Int", "").split("],"):
                    name, _, shape = part.partition(":")
                    if shape.strip().startswith("["):
                        extents = shape.strip().strip("[]").split("]")[0].split(",")
                        for extent, number in zip(extents, shape_of(self.values.get(name.strip(), []))):
                            dims.setdefault(extent.strip(), number)
        self.flat = Flat(flat, dims)
        # The last scalar of the outputs.
        values = self.flat.run(arrays(self.values), FUNCTIONS)
        self.output = [o for o in self.flat.outputs if not isinstance(values[o], dict)][-1]
        self.integers = {n for n in self.values if all(isinstance(v, int) for v in leaves(self.values[n]))}
        self.floats = [n for n in self.values if n not in self.integers]

    def made_up(self, text):
        """Values for every declaration that says its shape; what says none is a number."""
        values, dims = {}, {}
        for line in text.split("\n"):
            if line.startswith("dim "):
                dims = {n: int(v) for n, v in re.findall(r"(\w+) = (\d+)", line)}
            if not line.startswith(("input ", "param ")):
                continue
            for name, whole, shape in re.findall(r"(\w+)(?:: (Int)?(?:\[([^\]]*)\])?(?: in \w+)?)?(?:, |$)", line[6:]):
                extents = [
                    int(self.extent(s, dims)) for s in shape.split(",") if s.strip()]
                count = 1
                for extent in extents:
                    count *= extent
                numbers = iter([0 if whole else random.uniform(-1, 1) for _ in range(count)])
                values[name] = self.nested(extents, numbers)
        return values

    def extent(self, text, dims):
        """A made-up extent: 3 for every dim."""
        return eval(re.sub(r"[A-Za-z_]\w*", lambda m: str(dims.get(m[0], 3)), text.replace("/", "//")))

    def nested(self, extents, numbers):
        return [self.nested(extents[1:], numbers) for _ in range(extents[0])] if extents else next(numbers)

    def text(self):
        """The flat program, whatever it then lacks to run."""
        return subprocess.run(
            [self.tool, "eval", str(self.program), "--dump", "flat"], capture_output=True, text=True).stdout

    def run(self, command, values, *options):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(values, file)
            file.flush()
            done = subprocess.run(
                [self.tool, command, str(self.program), "--values", file.name, *options],
                capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip().split("\n")[0])
        return done.stdout

    def scalar(self, values, output):
        return self.flat.run(arrays(values), FUNCTIONS)[output]

    def moved(self, values, factor):
        return {
            n: v if n in self.integers else rebuilt(v, iter([mpf(x) * factor() for x in leaves(v)]))
            for n, v in values.items()
        }

    def slope(self, values, output, base, name, number):
        numbers = [mpf(x) for x in leaves(values[name])]
        step = abs(numbers[number]) * STEP
        numbers[number] += step
        return (self.scalar({**values, name: rebuilt(values[name], iter(numbers))}, output) - base) / step

    def point(self, extreme):
        """One point with its worst error: some or all of its numbers are of any size."""
        values = {
            n: v if n in self.integers
            else rebuilt(v, iter([size() if random.random() < extreme else x or 0.5 for x in leaves(v)]))
            for n, v in self.values.items()
        }
        found = json.loads(self.run("grad", values, "--of", self.output, "--json"))
        output = next(iter(found["value"]))
        picked = []
        for name in found["gradient"]:
            if name in self.floats:
                for number in random.sample(range(len(leaves(values[name]))), min(2, len(leaves(values[name])))):
                    picked.append((name, number))
        picked = random.sample(picked, min(5, len(picked)))

        def truths(at):
            base = self.scalar(at, output)
            return [base] + [self.slope(at, output, base, *p) for p in picked]

        true = truths(self.moved(values, lambda: 1))
        others = [truths(self.moved(values, lambda: 1 + random.choice((-1, 1)) * UNIT)) for _ in range(3)]
        slack = [4 * max(abs(o[k] - t) for o in others) / UNIT for k, t in enumerate(true)]
        numbers = [float(found["value"][output])]
        numbers += [float(leaves(found["gradient"][n])[k]) for n, k in picked]
        errors = [error(f, t, s) for f, t, s in zip(numbers, true, slack)]
        worst = max(range(len(errors)), key=lambda k: errors[k])
        what = output if worst == 0 else f"d{output}/d{picked[worst - 1][0]}[{picked[worst - 1][1]}]"
        return errors[worst], f"{what} = {numbers[worst]}, not {mp.nstr(true[worst], 17)}", values


def main():
    tool, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 10
    random.seed(int(sys.argv[4]) if len(sys.argv) > 4 else 6)
    for program in sorted(folder.rglob("*.adg")):
        try:
            search = Search(tool, program)
            if sum(len(leaves(v)) for v in search.values.values()) > MOST:
                print(f"{program.name}: has more than {MOST} numbers")
                continue
        except (OSError, RuntimeError, ValueError, AttributeError, KeyError, IndexError, StopIteration, TypeError, OverflowError) as failure:
            print(f"{program.name}: left out: {type(failure).__name__} {failure}")
            continue
        finds, failures = [], {}
        for number in range(count):
            try:
                finds.append(search.point((0, 0.05, 0.3, 1)[number % 4]))
            except (OverflowError, ZeroDivisionError, RuntimeError, TypeError, ValueError, KeyError, StopIteration) as failure:
                failures[f"{type(failure).__name__} {failure}"] = failures.get(f"{type(failure).__name__} {failure}", 0) + 1
        finds.sort(key=lambda f: -f[0])
        worst = f"{finds[0][0]:.3g} units: {finds[0][1]}" if finds else "nothing"
        print(f"{program.name}: {len(finds)} points, {sum(f[0] > 64 for f in finds)} off by more than 64; worst {worst}")
        for failure, times in failures.items():
            print(f"    {times} times {failure[:150]}")
        for bad, what, values in finds[:2]:
            if bad > 64:
                print(f"    {bad:.3g}: {what}")
                if sum(len(leaves(v)) for v in values.values()) < 30:
                    print(f"    {json.dumps(values)}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
