import Diagnostics

/// The pages of what is said of names, kinds and calls; those of shapes and subscripts stand beside.
package enum SemanticExplanations {
  /// One page for each code of this stage.
  package static var pages: [Explanation] { names + kinds + functions + derivatives + shapes + indices + clauses }

  private static let names = [
    Explanation(
      code: "unknown-name",
      text: """
        A file that declares any dim, input, param or const must declare every name that it uses, so that a slip of \
        the fingers is no new parameter. In a file that declares nothing, free names are scalar parameters.
        """,
      wrong: "param width, height\narea = width * heigth",
      right: "param width, height\narea = width * height"),
    Explanation(
      code: "used-before-definition",
      text: "Definitions are used after they are made. Only functions may stand anywhere.",
      wrong: "param x\ny = 2 * z\nz = x + 1",
      right: "param x\nz = x + 1\ny = 2 * z"),
    Explanation(
      code: "duplicate-name",
      text: "A name is given its meaning once; what changes gets a new name. An output is named once, too.",
      wrong: "param x\ny = x + 1\ny = y^2",
      right: "param x\ny = x + 1\nz = y^2"),
    Explanation(
      code: "shadowed-name",
      text: """
        An index or a function's parameter may not have the name of something else that is seen there, so that a name \
        means one thing in a whole file.
        """,
      wrong: "dim N\ninput x: [N]\nparam i\ny = sum(i: x[i])",
      right: "dim N\ninput x: [N]\nparam i\ny = i * sum(k: x[k])"),
    Explanation(
      code: "built-in-name",
      text: "A function of your own does not take the name of one of the language.",
      wrong: "param x\nfn square(v) = v^2 + 1\ny = square(x)",
      right: "param x\nfn squarePlusOne(v) = v^2 + 1\ny = squarePlusOne(x)"),
    Explanation(
      code: "not-an-output",
      text: "An output is an input, a parameter or a definition. A dim becomes a value by being part of an expression.",
      wrong: "dim N\ninput x: [N]\ns = sum(x)\noutput s, N",
      right: "dim N\ninput x: [N]\ns = sum(x)\ncount = 1 * N\noutput s, count"),
    Explanation(
      code: "empty-program",
      text: "A program has at least one expression or definition: the last one is its output where none is named.",
      wrong: "# nothing but a comment",
      right: "1 + 1"),
    Explanation(
      code: "not-yet",
      text: """
        The language has this, and this version cannot compile it yet: linear algebra.
        """,
      wrong: "param A: [2, 2]\nf = det(A)",
      right: "param A: [2, 2]\nf = A[0, 0]*A[1, 1] - A[0, 1]*A[1, 0]"),
  ]

  private static let kinds = [
    Explanation(
      code: "condition-not-number",
      text: "A comparison is a condition, which is no number: it is asked by 'if', and joined by 'and', 'or', 'not'.",
      wrong: "param x\ny = 2 * (x > 0)",
      right: "param x\ny = 2 * (if x > 0 then 1 else 0)"),
    Explanation(
      code: "number-not-condition",
      text: "What is asked by 'if' and joined by 'and', 'or' and 'not' is a comparison: a number is not true or false.",
      wrong: "param x, y\nz = if x then y else 0",
      right: "param x, y\nz = if x != 0 then y else 0"),
    Explanation(
      code: "mixed-branches",
      text: "Both branches of 'if c then a else b' are numbers, or both are conditions.",
      wrong: "param x, y\nz = if x > 0 then y else y > 1",
      right: "param x, y\nz = if x > 0 then y else 1"),
    Explanation(
      code: "not-an-integer",
      text: """
        Subscripts, extents and the bounds of ranges are integers: arithmetic over indices, dims, integers and data \
        that are declared as Int. The quotient of two integers has to be an integer.
        """,
      wrong: "dim N\ninput x: [N], t\ny = x[t]",
      right: "dim N\ninput x: [N]\ninput t: Int in N\ny = x[t]"),
    Explanation(
      code: "integer-parameter",
      text: "Parameters are what is differentiated, and a function of an integer has no derivative.",
      wrong: "dim C\ninput w: [C]\nparam k: Int in C\ny = w[k]",
      right: "dim C\ninput w: [C]\ninput k: Int in C\ny = w[k]"),
    Explanation(
      code: "not-in-bound",
      text: "The elements of a constant that is declared as Int are whole numbers, and lie within its bound.",
      wrong: "dim C = 3\ninput w: [C]\nconst k: Int[2] in C = [0, 3]\ny = sum(n: w[k[n]])",
      right: "dim C = 3\ninput w: [C]\nconst k: Int[2] in C = [0, 2]\ny = sum(n: w[k[n]])"),
    Explanation(
      code: "division-by-zero",
      text: "'div' and 'mod', the quotient of integers and what is left over, have no value for a divisor 0.",
      wrong: "dim N\ninput x: [N]\ny = sum(i: x[mod(i, 0)])",
      right: "dim N\ninput x: [N]\ny = sum(i in 0..<N: x[mod(i, N)])"),
    Explanation(
      code: "negative-extent",
      text: "An extent counts elements: it is 0 or more.",
      wrong: "dim N = 2 - 5\ninput x: [N]\ny = sum(x)",
      right: "dim N = 5 - 2\ninput x: [N]\ny = sum(x)"),
  ]

  private static let functions = [
    Explanation(
      code: "unknown-function",
      text: "A call names a function of the language or one that the file defines with 'fn'.",
      wrong: "param x\ny = sigmiod(x)",
      right: "param x\ny = sigmoid(x)"),
    Explanation(
      code: "not-a-function",
      text: "Only functions are called. A product needs its '*', and an element of an array its square brackets.",
      wrong: "param a, x\ny = a(x + 1)",
      right: "param a, x\ny = a*(x + 1)"),
    Explanation(
      code: "function-not-called",
      text: "A function is no value of its own; it stands before its arguments.",
      wrong: "param x\nfn double(v) = 2*v\ny = double + 1",
      right: "param x\nfn double(v) = 2*v\ny = double(x) + 1"),
    Explanation(
      code: "not-visible-in-function",
      text:
        "A function sees its parameters, dims and constants, so that its meaning does not hang on where it is called.",
      wrong: "param w, x\nfn scaled(v) = w*v\ny = scaled(x)",
      right: "param w, x\nfn scaled(v, by) = by*v\ny = scaled(x, w)"),
    Explanation(
      code: "recursive-function",
      text: "Functions do not call themselves, directly or through others: a program never loops for ever.",
      wrong: "param x\nfn f(v) = v*f(v - 1)\ny = f(x)",
      right: "param x\nfn f(v) = v*(v - 1)\ny = f(x)"),
    Explanation(
      code: "program-too-large",
      text: """
        Calls are copied into the place where they stand. Functions that call each other several times grow \
        exponentially; a definition is computed once, however often it is used.
        """,
      wrong: tooLarge,
      right: "param x\nfn a(v) = v*v + 1\nb = a(x)\ny = b*b"),
    Explanation(
      code: "argument-count",
      text: "A function takes as many arguments as it has parameters.",
      wrong: "param x\ny = atan2(x)",
      right: "param x\ny = atan2(x, 1)"),
    Explanation(
      code: "argument-shape",
      text: "An argument has the shape that the function's parameter states; a parameter without a shape is a scalar.",
      wrong: "dim N\ninput x: [N]\nfn twice(v) = 2*v\ny = twice(x)",
      right: "dim N\ninput x: [N]\nfn twice(v: [K]) = 2*v\ny = twice(x)"),
    Explanation(
      code: "accumulation-in-function",
      text: "'+=' adds to the definitions of a file. A function's definitions are sums.",
      wrong: "dim N\ninput x: [N]\nfn total(v: [K]) {\n  s = 0\n  s += v[k]\n  return s\n}\ny = total(x)",
      right: "dim N\ninput x: [N]\nfn total(v: [K]) = sum(k: v[k])\ny = total(x)"),
  ]

  /// Nine functions, each of which calls the one before it six times.
  private static var tooLarge: String {
    var text = "param x\nfn f0(v) = v*v\n"
    for level in 1...8 {
      let call = "f\(level - 1)(v)"
      text += "fn f\(level)(v) = \(Array(repeating: call, count: 6).joined(separator: " + "))\n"
    }
    return text + "y = f8(x)"
  }
}
