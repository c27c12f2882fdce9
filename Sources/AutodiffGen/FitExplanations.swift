import Diagnostics

/// The pages of what is said of minimisations.
enum FitExplanations {
  /// One page for each code.
  static let pages = [
    Explanation(
      code: "not-finite-start",
      text: """
        'fit' goes down from the starting values, so the loss and its gradient have to be numbers there. Parameters that \
        are not given start with small random values, which are outside of what some functions are defined for: a \
        logarithm of a parameter needs one that is positive.
        """,
      wrong: "autodiff-gen fit -e 'f = (log(x) - 1)^2' x=-1",
      right: "autodiff-gen fit -e 'f = (log(x) - 1)^2' x=1"),
    Explanation(
      code: "fitted-definition",
      text: """
        'fit' moves the parameters, or the inputs and parameters that '--wrt' names. A definition is what its formula says, \
        and moves only with what it is made of.
        """,
      wrong: "autodiff-gen fit -e 'q = x - 2; f = q^2' x=1 --wrt q",
      right: "autodiff-gen fit -e 'q = x - 2; f = q^2' x=1 --wrt x"),
    Explanation(
      code: "not-batched",
      text: """
        '--batch N=32' takes some of the rows that a dim counts at a time. The dim must be open, so that it can be smaller; \
        data have it as a plain extent, [N] or [N, D], and no parameter has it.
        """,
      wrong: """
        autodiff-gen fit -e 'dim N; input y: [N]; param m: [N]; f = sum((y - m)^2)' 'y=[1, 2, 3]' --batch N=2
        """,
      right: "autodiff-gen fit -e 'dim N; input y: [N]; param m; f = mean((y - m)^2)' 'y=[2, 2, 2]' --batch N=2"),
    Explanation(
      code: "no-compiler",
      text: """
        '--engine native' has the machine's C compiler translate the generated C: the one that the variable CC names, else \
        cc, gcc or clang. The code is kept in ~/.cache/autodiff-gen, so that the same program is compiled once. Without a \
        compiler the interpreter does the same calculation, and gives the same numbers.
        """,
      wrong: "autodiff-gen fit -e 'f = (x - 1)^2' --engine native",
      right: "autodiff-gen fit -e 'f = (x - 1)^2' --engine interpreter"),
  ]
}
