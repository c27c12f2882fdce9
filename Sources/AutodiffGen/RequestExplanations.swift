import Diagnostics

/// The pages of what is said of derivatives that are asked for, of files and of command lines.
enum RequestExplanations {
  /// One page for each code.
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
      code: "zero-derivative",
      text: """
        What is differentiated does not depend on the variable at all, or only through conditions, integers and 'stop', so \
        the derivative is 0 everywhere. That is a warning: the program runs.
        """,
      wrong: "autodiff-gen eval -e 'param x, y; f = x^2; g = grad(f, y)' x=1 y=2",
      right: "autodiff-gen eval -e 'param x, y; f = x^2 * y; g = grad(f, y)' x=1 y=2"),
    Explanation(
      code: "singular-point",
      text: """
        A part of the formula gets to a number at which what is made of it is not finite, or has an infinite derivative: \
        relu(x) to 0, of which 1/relu(x) and the derivative of sqrt(relu(x)) are infinite. That is a warning: the program \
        runs, and such a point may never come up. Ranges are known of constants, of indices, of functions such as abs, relu, \
        max, sigmoid, and of what conditions say; what is given may be anything, and is not warned of. An end that only \
        rounding reaches counts, as tanh(20) = 1; one that only underflow reaches, as exp(-746) = 0, does not. A condition \
        that leaves the point out is the cure: the branch that is not taken adds no value and no derivative.
        """,
      wrong: "autodiff-gen grad -e 'f = sqrt(relu(x))' x=4",
      right: "autodiff-gen grad -e 'f = if x > 0 then sqrt(x) else 0' x=4"),
    Explanation(
      code: "derivative-in-recurrence",
      text: """
        A step of a recurrence can take a derivative of what it makes itself, by what it makes itself: not by an array \
        that all steps share, on which earlier steps depend too. A function does that, whose parameter is the state.
        """,
      wrong: """
        autodiff-gen eval -e 'param a; h[0] = a; h[t in 1..<5] = h[t-1] - 0.1*grad((h[t-1] - a)^2, a)' a=2
        """,
      right: """
        autodiff-gen eval -e 'param a; fn slope(x, a) = grad((x - a)^2, x)
        h[0] = 1; h[t in 1..<5] = h[t-1] - 0.1*slope(h[t-1], a)' a=2
        """),
    Explanation(
      code: "extern-call",
      text: """
        A function that is declared by 'extern fn' exists in C or Swift, where generated code calls it. The interpreter, \
        which 'eval', 'grad', 'check' and '--self-test' use, needs a definition in the language to stand in for it.
        """,
      wrong: "autodiff-gen eval -e 'extern fn drag(v); param v; drag(v)' v=2",
      right: "autodiff-gen eval -e 'extern fn drag(v) = v*abs(v); param v; drag(v)' v=2"),
    Explanation(
      code: "extern-keyword",
      text:
        "A function that is declared by 'extern fn' has the same name in C and Swift, where it must not be a keyword.",
      wrong: "autodiff-gen emit c -e 'extern fn switch(x) derivative x = 1; param x; switch(x)'",
      right: "autodiff-gen emit c -e 'extern fn switching(x) derivative x = 1; param x; switching(x)'"),
    Explanation(
      code: "extern-derivative",
      text: """
        Nothing is known of a function in C or Swift but what its declaration says. Its derivatives are functions of the same \
        arguments, one for each, or formulas.
        """,
      wrong: "autodiff-gen emit c -e 'extern fn drag(v); param v; drag(v)'",
      right: "autodiff-gen emit c -e 'extern fn drag(v) derivative drag_dv; param v; drag(v)'"),
    Explanation(
      code: "no-graphviz",
      text: """
        Pictures are drawn by Graphviz, which is not a part of this tool: its program 'dot' has to be on the machine. \
        The graph as text needs nothing, and any machine with Graphviz can draw it later.
        """,
      wrong: "autodiff-gen graph -e '(x + y) * z' -o graph.svg",
      right: "autodiff-gen graph -e '(x + y) * z'"),
    Explanation(
      code: "no-closed-formula",
      text: """
        'derive --formula' writes each derivative as one expression. What a recurrence makes step by step, a product over an \
        index among it, and the position of an extremum, are none; they are printed as 'derive' prints them. That is a warning: \
        the text is a program that runs.
        """,
      wrong: """
        autodiff-gen derive --formula -e 'dim T; param a, start; h[0] = start; h[t in 1...T] = tanh(a*h[t-1]); h[T]'
        """,
      right: """
        autodiff-gen derive --formula -e 'param a, start; tanh(a*tanh(a*start))'
        """),
    Explanation(
      code: "formula-too-long",
      text: """
        '--expand' puts every definition into the formulas, so that nothing but inputs, parameters and constants is left. What \
        is used twice then stands there twice, and so on. Without '--expand' definitions keep their names, and the text stays \
        as long as the program.
        """,
      wrong: """
        autodiff-gen derive --formula --expand -e 'a = x*sin(x) + x; b = a*sin(a) + a; c = b*sin(b) + b
        d = c*sin(c) + c; e = d*sin(d) + d; f = e*sin(e) + e; g = f*sin(f) + f; g*sin(g)'
        """,
      right: """
        autodiff-gen derive --formula -e 'a = x*sin(x) + x; b = a*sin(a) + a; c = b*sin(b) + b
        d = c*sin(c) + c; e = d*sin(d) + d; f = e*sin(e) + e; g = f*sin(f) + f; g*sin(g)'
        """),
    Explanation(
      code: "workspace-too-small",
      text: """
        '--max-workspace' bounds the memory that a calculation takes beside its values and results. A recurrence can \
        keep few of its states and run steps again, but the rows of one step and the arrays outside recurrences have \
        to be somewhere; the message says how much that is.
        """,
      wrong: "autodiff-gen grad -e 'dim N; param x: [N]; y = norm(exp(x))' x=[1,2,3] --max-workspace 8",
      right: "autodiff-gen grad -e 'dim N; param x: [N]; y = norm(exp(x))' x=[1,2,3] --max-workspace 1K"),
    Explanation(
      code: "no-parameters",
      text: """
        Without '--wrt', the gradient is taken with respect to all that is declared with 'param'. Data that are \
        declared with 'input' are differentiated only when they are named.
        """,
      wrong: "autodiff-gen grad -e 'input x; y = x^2' x=3",
      right: "autodiff-gen grad -e 'input x; y = x^2' x=3 --wrt x"),
    Explanation(
      code: "unchecked-definition",
      text: """
        'check' compares a derivative with what the value does when one number is moved. Only inputs and parameters can \
        be moved; a definition is what its formula says.
        """,
      wrong: "autodiff-gen check -e 'q = x^2; f = sin(q)' --wrt q",
      right: "autodiff-gen check -e 'q = x^2; f = sin(q)' --wrt x"),
    Explanation(
      code: "not-finite",
      text: """
        'why' runs a value and its gradient step by step and names the first that makes an infinity or NaN of numbers. \
        Formulas that overflow only as they are written have given way to others by then; what is left has no finite \
        value, or no finite slope, or is too large for a double on the way.
        """,
      wrong: "autodiff-gen why -e 'f = x*log(2*x)' x=0",
      right: "autodiff-gen why -e 'f = if x > 0 then x*log(2*x) else 0' x=0"),
    Explanation(
      code: "inaccessible-file",
      text:
        "A file is missing, is a directory, or may not be read or written. What cannot be written is left as it was. '-' stands for standard input.",
      wrong: "autodiff-gen eval no-such-file.adg",
      right: "autodiff-gen eval -e '1 + 1'"),
    Explanation(
      code: "not-overwritten",
      text: """
        Files that 'emit' writes begin with a line that says so, and are replaced when they are written again. Another file \
        of the same name is somebody's own, and stays unless '--force' is given.
        """,
      wrong: "autodiff-gen emit swift -e 'f = x^2' -o Sources/autodiff-gen --name Tool",
      right: "autodiff-gen emit swift -e 'f = x^2' --name square"),
    Explanation(
      code: "command-line",
      text: "The command line is wrong: an unknown command or option, or one too many or too few.",
      wrong: "autodiff-gen eval -e '1 + 1' --jsno",
      right: "autodiff-gen eval -e '1 + 1' --json"),
  ]
}
