import Diagnostics

/// The pages of what is said of derivatives that are asked for, of files and of command lines.
enum RequestExplanations {
  static let pages = [
    Explanation(
      code: "not-scalar",
      text: """
        A gradient is that of one number. Where the program has several outputs, '--of' chooses one; any scalar \
        definition may be chosen. An array has a gradient only as a part of something: its sum, its norm, one element.
        """,
      wrong: "autodiff-gen grad -e 'param x: [3]; y = x^2' x=[1,2,3]",
      right: "autodiff-gen grad -e 'param x: [3]; y = sum(x^2)' x=[1,2,3]"),
    Explanation(
      code: "unknown-output",
      text: "'--of' names an output or another definition of the program.",
      wrong: "autodiff-gen grad -e 'loss = (x - 1)^2' x=3 --of los",
      right: "autodiff-gen grad -e 'loss = (x - 1)^2' x=3 --of loss"),
    Explanation(
      code: "unknown-variable",
      text: "'--wrt' names what a derivative is taken with respect to: inputs, parameters and definitions.",
      wrong: "autodiff-gen grad -e 'loss = (x - 1)^2' x=3 --wrt X1",
      right: "autodiff-gen grad -e 'loss = (x - 1)^2' x=3 --wrt x"),
    Explanation(
      code: "not-a-variable",
      text: """
        A derivative is taken with respect to real numbers that may change: not with respect to integers, which have \
        no neighbours, nor to constants of the file.
        """,
      wrong: "autodiff-gen grad -e 'const c = 2; param x; y = c*x' x=3 --wrt c",
      right: "autodiff-gen grad -e 'param c, x; y = c*x' c=2 x=3 --wrt c"),
    Explanation(
      code: "no-parameters",
      text: """
        Without '--wrt', the gradient is taken with respect to all that is declared with 'param'. Data that are \
        declared with 'input' are differentiated only when they are named.
        """,
      wrong: "autodiff-gen grad -e 'input x; y = x^2' x=3",
      right: "autodiff-gen grad -e 'input x; y = x^2' x=3 --wrt x"),
    Explanation(
      code: "not-differentiable",
      text: """
        The derivative of an extremum goes to the position where it is attained, and here that position is not known. \
        Write it as 'max(i: ...)', which keeps it.
        """,
      wrong: "autodiff-gen grad derived.adg",
      right: "autodiff-gen grad -e 'param x: [3]; f = max(i: x[i])' x=[1,2,3]"),
    Explanation(
      code: "unreadable-file",
      text: "The program's file is missing, is a directory, or may not be read. '-' stands for standard input.",
      wrong: "autodiff-gen eval no-such-file.adg",
      right: "autodiff-gen eval -e '1 + 1'"),
    Explanation(
      code: "unwritable-file",
      text: "A file could not be written, and is as it was. Its folder may be missing, or the file may be protected.",
      wrong: "autodiff-gen fmt --in-place /dev/full",
      right: "autodiff-gen fmt -e 'f=x'"),
    Explanation(
      code: "command-line",
      text: "The command line is wrong: an unknown command or option, or one too many or too few.",
      wrong: "autodiff-gen eval -e '1 + 1' --jsno",
      right: "autodiff-gen eval -e '1 + 1' --json"),
  ]
}
