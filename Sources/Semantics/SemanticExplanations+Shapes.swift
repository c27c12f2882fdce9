import Diagnostics

/// The pages of what is said of shapes, indices and subscripts.
extension SemanticExplanations {
  static let shapes = [
    Explanation(
      code: "shape-mismatch",
      text: """
        Operators and functions of several arrays work elementwise. Shapes are compared from the last axis on: two \
        extents fit where they are the same or one of them is 1. The matrix product A @ B needs the last extent of A \
        to be the last but one of B.
        """,
      wrong: "dim N, D\ninput A: [N, D], b: [N]\ny = A + b",
      right: "dim N, D\ninput A: [N, D], b: [N]\ny[n, d] = A[n, d] + b[n]"),
    Explanation(
      code: "uneven-array",
      text: "The elements of an array have one shape.",
      wrong: "A = [[1, 2], [3]]",
      right: "A = [[1, 2], [3, 0]]"),
    Explanation(
      code: "too-many-axes",
      text: "An array has at most 64 axes, as in NumPy.",
      wrong: "A = " + String(repeating: "[", count: 65) + "1" + String(repeating: "]", count: 65),
      right: "A = [[1, 2], [3, 4]]"),
    Explanation(
      code: "empty-array",
      text: "An array of values in the text has at least one, as nothing would show its shape.",
      wrong: "A = []",
      right: "A = [0]"),
    Explanation(
      code: "transpose-rank",
      text: "'A.T' reverses the order of the axes, so there have to be two. A vector is row and column at once.",
      wrong: "dim N\ninput v: [N]\ny = v.T @ v",
      right: "dim N\ninput v: [N]\ny = v @ v"),
    Explanation(
      code: "no-such-axis",
      text: "Axes count from 0: a matrix has the axes 0 and 1.",
      wrong: "dim N, M\ninput A: [N, M]\ny = sum(A, axis: 2)",
      right: "dim N, M\ninput A: [N, M]\ny = sum(A, axis: 1)"),
    Explanation(
      code: "axis-needed",
      text: "What gives a position along an axis, or keeps the shape, has to be told which axis of several is meant.",
      wrong: "dim N, M\ninput A: [N, M]\ny = softmax(A)",
      right: "dim N, M\ninput A: [N, M]\ny = softmax(A, axis: 1)"),
    Explanation(
      code: "scalar-reduction",
      text: "A reduction works on an array, or on a body with an index.",
      wrong: "param x\ny = sum(x)",
      right: "dim N\nparam x: [N]\ny = sum(x)"),
    Explanation(
      code: "cannot-accumulate",
      text: "'+=' adds to the elements of a definition, not to inputs, parameters and constants, nor to a dim.",
      wrong: "dim N\ninput x: [N]\nparam s\ns += x[i]",
      right: "dim N\ninput x: [N]\ns = 0\ns += x[i]"),
    Explanation(
      code: "accumulation-without-shape",
      text: "Where the subscripts on the left of the first '+=' are no plain indices, the array is set to 0 before.",
      wrong: "dim N\ninput x: [N]\ninput k: Int[N] in 3\ncount[k[n]] += x[n]",
      right: "dim N\ninput x: [N]\ninput k: Int[N] in 3\ncount[c in 0..<3] = 0\ncount[k[n]] += x[n]"),
  ]

  static let indices = [
    Explanation(
      code: "unknown-range",
      text: """
        An index runs over the extent of the axis at which it stands alone, as i does in x[i]. Where it stands nowhere \
        alone, its range is written.
        """,
      wrong: "dim N\ninput x: [N]\ny = sum(i: x[i + 1])",
      right: "dim N\ninput x: [N]\ny = sum(i in 0..<N-1: x[i + 1])"),
    Explanation(
      code: "index-ranges-differ",
      text: "An index has one range: all axes at which it stands alone have the same extent.",
      wrong: "dim N, M\ninput x: [N], y: [M]\ns = sum(i: x[i] * y[i])",
      right: "dim N\ninput x: [N], y: [N]\ns = sum(i: x[i] * y[i])"),
    Explanation(
      code: "too-many-subscripts",
      text: "An array takes as many subscripts as it has axes, or fewer, which keeps the rest.",
      wrong: "dim N\ninput x: [N]\ny = sum(i: x[i, 0])",
      right: "dim N\ninput x: [N]\ny = sum(i: x[i])"),
    Explanation(
      code: "subscript-out-of-range",
      text: """
        Subscripts count from 0 and stay below the extent of their axis. What can be shown to leave it is an error \
        when the program is read; anything else is checked while it runs.
        """,
      wrong: "input x: [3]\ny = x[3]",
      right: "input x: [3]\ny = x[2]"),
    Explanation(
      code: "ragged-extent",
      text:
        "The extents of an array are the same everywhere. Sums may run over a triangle, arrays may not have that shape.",
      wrong: "dim N\ninput x: [N]\nA[i] = sum([j in 0..<i: x[i] * x[j]])",
      right: "dim N\ninput x: [N]\nA[i] = sum(j in 0..<i: x[i] * x[j])"),
    Explanation(
      code: "one-index-only",
      text: "A position is counted along one axis, so argmax, argmin and softmax run over one index.",
      wrong: "dim N, M\ninput A: [N, M]\nk = argmax(i, j: A[i, j])",
      right: "dim N, M\ninput A: [N, M]\nk[i] = argmax(j: A[i, j])"),
    Explanation(
      code: "gathers-too-deep",
      text: "Integer data may be subscripts of each other, 64 deep at most. A definition for a part makes it shorter.",
      wrong: "dim N\ninput p: Int[N] in N\ninput x: [N]\ny = sum(i: x["
        + String(repeating: "p[", count: 65) + "i" + String(repeating: "]", count: 65) + "])",
      right: "dim N\ninput p: Int[N] in N\ninput x: [N]\ny = sum(i: x[p[p[i]]])"),
    Explanation(
      code: "range-in-target",
      text: "The left side of '+=' is an element; the ranges of its indices stand behind 'for'.",
      wrong: "dim N\ninput x: [N]\ns = 0\ns += x[i] for i in 0..<2\nt[k in 0..<2] = 0\nt[k in 0..<2] += x[k]",
      right: "dim N\ninput x: [N]\ns = 0\ns += x[i] for i in 0..<2\nt[k in 0..<2] = 0\nt[k] += x[k] for k in 0..<2"),
    Explanation(
      code: "binders-need-accumulation",
      text: "'for' gives the ranges of '+='. The indices of '=' stand on its left side, with their ranges.",
      wrong: "dim N\ninput x: [N]\ny[i] = 2*x[i] for i in 0..<N",
      right: "dim N\ninput x: [N]\ny[i in 0..<N] = 2*x[i]"),
  ]

  static let clauses = [
    Explanation(
      code: "clause-shape",
      text: "The clauses of one array have as many subscripts each, and give elements of one shape.",
      wrong: "dim T = 4\nparam a\nh[0] = a\nh[t in 1..<T, k in 0..<2] = t*k",
      right: "dim T = 4\nparam a\nh[0] = a\nh[t in 1..<T] = t*a"),
    Explanation(
      code: "overlapping-clauses",
      text: "Each element of an array is given by one clause.",
      wrong: "dim T = 4\nparam a\nh[t in 0..<T] = a*t\nh[0] = 1",
      right: "dim T = 4\nparam a\nh[t in 1..<T] = a*t\nh[0] = 1"),
    Explanation(
      code: "missing-elements",
      text: "The clauses of an array give all of its elements, from 0 on.",
      wrong: "dim T = 4\nparam a\nh[0] = a\nh[t in 2..<T] = a*t",
      right: "dim T = 4\nparam a\nh[0] = a\nh[t in 1..<T] = a*t"),
    Explanation(
      code: "circular-definition",
      text: """
        A clause may read elements that are given before it needs them, in whatever order the clauses stand. Where \
        elements wait for each other, or for themselves, no order of calculation exists.
        """,
      wrong: "dim T = 4\nparam a\nh[0] = a\nh[t in 1..<T] = 2*h[t]",
      right: "dim T = 4\nparam a\nh[0] = a\nh[t in 1..<T] = 2*h[t - 1]"),
  ]
}
