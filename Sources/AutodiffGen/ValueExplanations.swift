import Diagnostics

/// The pages of what is said of values.
enum ValueExplanations {
  /// One page for each code.
  static let pages = [
    Explanation(
      code: "value-missing",
      text: """
        Every input, parameter and open dim needs a value: 'name=value', a file behind '@', or a member of a file \
        given with '--values' or '--data'. A dim that some array's shape shows need not be given.
        """,
      wrong: "autodiff-gen eval -e 'x + y' x=1",
      right: "autodiff-gen eval -e 'x + y' x=1 y=2"),
    Explanation(
      code: "unknown-value",
      text: "A value is given to a name that the program does not declare.",
      wrong: "autodiff-gen eval -e 'width*height' width=2 heigth=3 height=3",
      right: "autodiff-gen eval -e 'width*height' width=2 height=3"),
    Explanation(
      code: "duplicate-value",
      text: "A name is given a value once, whether as an argument or in a file.",
      wrong: "autodiff-gen eval -e '2*x' x=1 x=2",
      right: "autodiff-gen eval -e '2*x' x=2"),
    Explanation(
      code: "value-not-taken",
      text: "What the file fixes (a constant, a definition, a dim with a number) takes no value from outside.",
      wrong: "autodiff-gen eval -e 'const c = 2; input x; c*x' c=3 x=1",
      right: "autodiff-gen eval -e 'input c, x; c*x' c=3 x=1"),
    Explanation(
      code: "value-shape",
      text: """
        A value has the shape that the program declares; arrays that share a dim agree on its extent; a dim is a whole \
        number that is not negative.
        """,
      wrong: "autodiff-gen eval -e 'dim N; input a: [N], b: [N]; sum(a*b)' a=[1,2,3] b=[1,2]",
      right: "autodiff-gen eval -e 'dim N; input a: [N], b: [N]; sum(a*b)' a=[1,2,3] b=[1,2,3]"),
    Explanation(
      code: "value-not-finite",
      text: "Values are finite numbers. Infinity and NaN arise only within a program.",
      wrong: "autodiff-gen eval -e 'x + 1' x=nan",
      right: "autodiff-gen eval -e 'x + 1' x=0"),
    Explanation(
      code: "value-not-in-range",
      text: """
        What is declared as Int holds whole numbers; those that are used as an index ('Int[N] in C') count from 0 and \
        stay below the bound.
        """,
      wrong: "autodiff-gen eval -e 'dim N, C; input w: [C]; input k: Int[N] in C; sum(n: w[k[n]])' w=[5,6] k=[0,2]",
      right: "autodiff-gen eval -e 'dim N, C; input w: [C]; input k: Int[N] in C; sum(n: w[k[n]])' w=[5,6] k=[0,1]"),
    Explanation(
      code: "read-before-given",
      text: """
        A recurrence may read its own elements by a table of integers that is given as data, such as the parents in a \
        tree. What it reads has to come before what it gives.
        """,
      wrong:
        "autodiff-gen eval -e 'dim N; input up: Int[N] in N; d[0] = 0; d[i in 1..<N] = d[up[i]] + 1' up=[0,2,1]",
      right:
        "autodiff-gen eval -e 'dim N; input up: Int[N] in N; d[0] = 0; d[i in 1..<N] = d[up[i]] + 1' up=[0,0,1]"),
    Explanation(
      code: "too-large",
      text: "The arrays of the program, and what is kept on the way, have to fit into the machine's memory.",
      wrong: "autodiff-gen eval -e 'dim N; A[i in 0..<N, j in 0..<N] = i*j; output A' N=1000000000",
      right: "autodiff-gen eval -e 'dim N; s = sum(i in 0..<N, j in 0..<N: (i*j)^2)' N=100"),
    Explanation(
      code: "malformed-value",
      text: """
        A value is a number, nested lists of numbers that are equally long, or a file behind '@' whose ending is .json, \
        .csv, .npy or .safetensors.
        """,
      wrong: "autodiff-gen eval -e '2*x' x=abc",
      right: "autodiff-gen eval -e '2*x' x=1.5"),
    Explanation(
      code: "no-column",
      text: "A file given with '--data' has at least one column that the program has an input for.",
      wrong: "autodiff-gen eval -e '2*speed' --data Samples/Iris/iris.csv",
      right: "autodiff-gen eval -e '2*speed' speed=1"),
  ]
}
