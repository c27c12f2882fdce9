"""Runs programs as '--dump flat' prints them, on numbers of any kind."""
import re
from itertools import product

from mpmath import mp, mpf

TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\.\.|\.\.<|[A-Za-z_]\w*|<=|>=|==|!=|\+=|[-+*/^()\[\]<>=:,])")
LEVELS = [["or"], ["and"], ["<", "<=", ">", ">=", "==", "!="], ["+", "-"], ["*", "/"]]
REDUCTIONS = ("sum", "max", "min", "argmax", "argmin")


class Parser:
    """One line as a tree of tuples."""

    def __init__(self, text):
        self.tokens, self.position = TOKEN.findall(text), 0

    @property
    def next(self):
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, *wanted):
        if wanted and self.next not in wanted:
            raise ValueError(f"{wanted}, not {self.next!r} in {' '.join(self.tokens)}")
        self.position += 1
        return self.tokens[self.position - 1]

    def expression(self, level=0):
        if level == 0 and self.next == "if":
            self.take()
            condition = self.expression()
            self.take("then")
            then = self.expression()
            self.take("else")
            return ("if", condition, then, self.expression())
        if level == len(LEVELS):
            return self.factor()
        left = self.expression(level + 1)
        while self.next in LEVELS[level]:
            left = (self.take(), left, self.expression(level + 1))
        return left

    def factor(self):
        if self.next in ("-", "not"):
            return (f"{self.take()}1", self.factor())
        base = self.atom()
        if self.next == "^":
            self.take()
            return ("^", base, self.factor())
        return base

    def atom(self):
        if self.next == "(":
            self.take()
            inner = self.expression()
            self.take(")")
            return inner
        name = self.take()
        if name[0].isdigit():
            return ("number", name)
        if self.next == "[":
            return ("element", name, self.indices())
        if self.next != "(":
            return ("name", name)
        self.take()
        start = self.position
        if name in REDUCTIONS and (axes := self.axes()):
            body = self.expression()
            self.take(")")
            return ("reduce", name, axes, body)
        self.position = start
        arguments = [self.expression()]
        while self.next == ",":
            self.take()
            arguments.append(self.expression())
        self.take(")")
        return ("call", name, arguments)

    def axes(self):
        """The indices of a reduction; none where it is a call."""
        found = []
        try:
            while True:
                found.append(self.index())
                if self.take(",", ":") == ":":
                    return found if all(a[0] == "axis" for a in found) else []
        except (ValueError, IndexError):
            return []

    def index(self):
        """A subscript: an index, one with its range, or an integer expression."""
        start = self.position
        if self.next and self.next[0].isalpha():
            name = self.take()
            if self.next == "in":
                self.take()
                low = self.expression()
                kind = self.take("...", "..<")
                return ("axis", name, low, self.expression(), kind)
            if self.next in (",", "]", ":", "for"):
                return ("axis", name, None, None, "")
        self.position = start
        return self.expression()

    def indices(self):
        self.take("[")
        found = [self.index()]
        while self.take(",", "]") == ",":
            found.append(self.index())
        return found


def names_of(tree):
    """All ('name', n), and indices without a range, with where they stand plainly: (name, array, position)."""
    if isinstance(tree, tuple) and tree and tree[0] == "element":
        for position, index in enumerate(tree[2]):
            if index[0] == "axis":
                yield index[1], tree[1], position
            else:
                yield from names_of(index)
    elif isinstance(tree, (tuple, list)):
        for part in tree:
            yield from names_of(part)


def unranged(tree, found):
    """Adds the ranges that a tree states itself."""
    if isinstance(tree, tuple) and tree[:1] == ("axis",) and tree[2] is not None:
        found[tree[1]] = tree[2:]
    if isinstance(tree, (tuple, list)):
        for part in tree:
            unranged(part, found)


class Flat:
    """A flat program that can be run."""

    def __init__(self, text, dims):
        self.dims, self.extents, self.steps, self.outputs = dict(dims), {}, [], []
        self.values, self.tables = {}, {}
        stack = [self.steps]
        for line in text.split("\n"):
            line = line.split("#")[0].strip()
            word = line.split(" ")[0]
            if word == "dim":
                for name, value in re.findall(r"(\w+) = (\d+)", line):
                    self.dims[name] = int(value)
            elif word in ("input", "param", "local"):
                for name, shape in re.findall(r"(\w+): *(?:Int *)?\[([^\]]*)\]", line):
                    self.extents[name] = Parser(f"[{shape}]").indices()
            elif word == "output":
                self.outputs = [o.strip() for o in line[7:].split(",")]
            elif word == "for":
                parser = Parser(line[4:].rstrip("{ ").replace("reversed ", ""))
                stack[-1].append(("for", parser.index(), "reversed" in line, []))
                stack.append(stack[-1][-1][3])
            elif line == "}":
                stack.pop()
            elif line:
                parser = Parser(line.removeprefix("const "))
                name = parser.take()
                if parser.next == ":":
                    self.constants(parser, name)
                    continue
                target = parser.indices() if parser.next == "[" else []
                kind = parser.take("=", "+=")
                body, clauses = parser.expression(), []
                while parser.next in ("for", ","):
                    parser.take()
                    clauses.append(parser.index() if parser.position + 1 < len(parser.tokens) else ("axis", parser.take(), None, None, ""))
                stack[-1].append((kind, name, target, body, clauses))

    def constants(self, parser, name):
        """Reads a table of numbers, and those behind it."""
        while True:
            parser.take(":")
            if parser.next == "Int":
                parser.take()
            self.extents[name] = parser.indices()
            if parser.next == "in":
                parser.take()
                parser.expression(3)
            parser.take("=")
            self.tables[name] = self.table(parser, ())
            if parser.next != ",":
                return
            parser.take()
            name = parser.take()

    def table(self, parser, place):
        if parser.next != "[":
            return {place: self.value(parser.expression(), {})}
        parser.take()
        found, number = {}, 0
        while parser.next != "]":
            found |= self.table(parser, place + (number,))
            number += 1
            if parser.next == ",":
                parser.take()
        parser.take("]")
        return found

    def run(self, given, functions):
        """The values of all arrays: numbers, and dictionaries by subscripts."""
        self.functions, self.values, self.shapes = functions, {**self.tables, **given}, {}
        for name, extents in self.extents.items():
            self.shapes[name] = [int(self.value(e, {})) for e in extents]
        self.carry_out(self.steps, {})
        return self.values

    def carry_out(self, steps, indices):
        for step in steps:
            if step[0] == "for":
                low, high = self.range(step[1][2:], indices)
                walk = range(low, high)
                for number in reversed(walk) if step[2] else walk:
                    self.carry_out(step[3], {**indices, step[1][1]: number})
                continue
            kind, name, target, body, clauses = step
            stated = {}
            unranged(target, stated)
            unranged(clauses, stated)
            inner = {a[1] for tree in self.reductions(body) for a in tree[2]}
            places = list(names_of(("element", name, target))) + list(names_of(body))
            axes = []
            for axis, _, _ in places:
                if axis not in axes and axis not in indices and axis not in inner:
                    axes.append(axis)
            axes += [c[1] for c in clauses if c[1] not in axes]
            axes.sort(key=lambda a: a in stated)
            # What a range names comes before it.
            axes.sort(key=lambda a: len([n for n in self.plain_names(stated.get(a)) if n in axes]))
            if kind == "+=":
                self.values.setdefault(name, {} if target else 0)
            for point in self.points(axes, stated, places, indices):
                value = self.value(body, point)
                if not target:
                    self.values[name] = value + (self.values[name] if kind == "+=" else 0)
                    continue
                place = tuple(int(self.value(("name", i[1]) if i[0] == "axis" else i, point)) for i in target)
                array = self.values.setdefault(name, {})
                array[place] = value + (array.get(place, 0) if kind == "+=" else 0)
            if target and self.values.get(name):
                own = [max(p[i] for p in self.values[name]) + 1 for i in range(len(target))]
                self.shapes.setdefault(name, own)

    def plain_names(self, tree):
        if isinstance(tree, tuple) and tree[:1] == ("name",):
            yield tree[1]
        elif isinstance(tree, (tuple, list)):
            for part in tree:
                yield from self.plain_names(part)

    def reductions(self, tree):
        if isinstance(tree, tuple) and tree[:1] == ("reduce",):
            yield tree
        if isinstance(tree, (tuple, list)):
            for part in tree:
                yield from self.reductions(part)

    def points(self, axes, stated, places, indices):
        points = [dict(indices)]
        for axis in axes:
            grown = []
            for point in points:
                if axis in stated:
                    low, high = self.range(stated[axis], point)
                else:
                    low, high = 0, next(self.shapes[a][p] for n, a, p in places if n == axis and a in self.shapes)
                grown += [{**point, axis: number} for number in range(low, high)]
            points = grown
        return points

    def range(self, stated, point):
        low, high, kind = stated
        return int(self.value(low, point)), int(self.value(high, point)) + (kind == "...")

    def value(self, tree, point):
        kind = tree[0]
        if kind == "number":
            return int(tree[1]) if tree[1].isdigit() else mpf(float(tree[1]))
        if kind in ("name", "axis"):
            name = tree[1]
            for place in (point, self.values, self.dims, {"inf": mp.inf, "nan": mp.nan, "pi": mp.pi, "e": mp.e}):
                if name in place:
                    return place[name]
            raise KeyError(name)
        if kind == "element":
            place = tuple(int(self.value(i, point)) for i in tree[2])
            return self.values[tree[1]].get(place, 0)
        if kind == "if":
            return self.value(tree[2] if self.value(tree[1], point) else tree[3], point)
        if kind == "reduce":
            stated = {a[1]: a[2:] for a in tree[2] if a[2] is not None}
            points = list(self.points([a[1] for a in tree[2]], stated, list(names_of(tree[3])), point))
            found = [self.value(tree[3], p) for p in points]
            if tree[1].startswith("arg"):
                best = (max if tree[1] == "argmax" else min)(found)
                return points[found.index(best)][tree[2][0][1]]
            return {"sum": sum, "max": max, "min": min}[tree[1]](found)
        if kind == "call":
            return self.functions[tree[1]](*[self.value(a, point) for a in tree[2]])
        if kind in ("and", "or"):
            left = self.value(tree[1], point)
            return self.value(tree[2], point) if bool(left) == (kind == "and") else left
        if kind == "-1":
            return -self.value(tree[1], point)
        if kind == "not1":
            return not self.value(tree[1], point)
        a, b = self.value(tree[1], point), self.value(tree[2], point)
        if kind == "/":
            return mpf(a) / b
        if kind == "^":
            return a ** int(b) if b == int(b) else a**b
        return {
            "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "<": lambda: a < b, "<=": lambda: a <= b,
            ">": lambda: a > b, ">=": lambda: a >= b, "==": lambda: a == b, "!=": lambda: a != b,
        }[kind]()
