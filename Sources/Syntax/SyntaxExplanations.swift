import Diagnostics

/// The pages that `explain` prints for what the lexer and the parser find.
package enum SyntaxExplanations {
  /// The pages, in the order in which one learns the language.
  package static let pages: [Explanation] = text + expressions + brackets + indices + items

  private static let text = [
    Explanation(
      code: "text-too-long",
      text:
        "A program may have at most 1,073,741,824 bytes. Large data does not belong in the program: declare it with "
        + "'input' and give it as a file.",
      wrong: "const X = [0.1, 0.2, ...]  # a billion numbers", right: "dim N\ninput X: [N]\noutput m\nm = mean(X)"),
    Explanation(
      code: "too-many-errors",
      text: "Reading stops after 1,000 errors: a file with so many is probably not a program at all.",
      wrong: "a b\na b\n...  # a thousand lines more", right: "a * b"),
    Explanation(
      code: "nul-byte",
      text:
        "A program is UTF-8 text, which holds no NUL bytes. A file that is full of them is a binary file, or text in "
        + "UTF-16: save it as UTF-8.",
      wrong: "x = 1\u{0}", right: "x = 1"),
    Explanation(
      code: "invalid-utf8",
      text:
        "A program is UTF-8 text. Text in another encoding, such as Latin-1, is to be saved as UTF-8 first; in ASCII "
        + "alone the two are the same.",
      wrong: "x = 1  # caf\\xE9, saved as Latin-1", right: "x = 1  # caf\u{E9}"),
    Explanation(
      code: "stray-character",
      text: "The character is no part of the language. There are no text values and no bars for absolute values; the "
        + "remainder of whole numbers is written mod(a, b).",
      wrong: "y = |x|", right: "y = abs(x)"),
    Explanation(
      code: "look-alike",
      text:
        "Text that was copied from a document often holds characters that only look like those of the language: the "
        + "minus sign of typesetters, a raised dot, curly quotes, full-width digits. They are never read silently as what "
        + "they look like.",
      wrong: "y = a \u{2212} b", right: "y = a - b"),
    Explanation(
      code: "no-such-operator",
      text:
        "The operator belongs to another language. Here a power is written '^', the connectives of conditions 'and', "
        + "'or' and 'not', ranges '..<' and '...', and a comment starts with '#'.",
      wrong: "y = x ** 2", right: "y = x^2"),
    Explanation(
      code: "malformed-number",
      text: "Numbers are decimal: digits, with '_' only between two digits, at most one point, and an exponent such as "
        + "e-3.",
      wrong: "y = 1__000", right: "y = 1_000"),
    Explanation(
      code: "number-too-large",
      text: "Numbers are read to the nearest double, and the largest double is 1.7976931348623157e308. Infinity is the "
        + "constant inf.",
      wrong: "y = 1e999", right: "y = inf"),
  ]

  private static let expressions = [
    Explanation(
      code: "expected-expression",
      text:
        "Here a number, a name, a call or an opening bracket has to stand. Often a right operand was forgotten, or a "
        + "comma is left over.",
      wrong: "y = a * / b", right: "y = a / b"),
    Explanation(
      code: "missing-operator",
      text:
        "Two operands stand side by side with nothing between them. A product is always written with '*', also behind "
        + "a number.",
      wrong: "y = 2x", right: "y = 2*x"),
    Explanation(
      code: "chained-comparison",
      text:
        "A comparison gives a condition, and a condition cannot be compared with a number. Two comparisons are joined "
        + "with 'and'.",
      wrong: "y = if 0 < x < 1 then x else 0", right: "y = if 0 < x and x < 1 then x else 0"),
    Explanation(
      code: "needs-parentheses",
      text:
        "'if' and 'not' bind more loosely than the operator before them, so that it cannot be seen where they end. In "
        + "parentheses they can stand everywhere.",
      wrong: "y = 1 + if c > 0 then a else b", right: "y = 1 + (if c > 0 then a else b)"),
    Explanation(
      code: "incomplete-if",
      text: "A choice is an expression and always has a value, so it needs both branches: if c then a else b.",
      wrong: "y = if x > 0 then x", right: "y = if x > 0 then x else 0"),
    Explanation(
      code: "unexpected-equals",
      text:
        "'=' defines a name, once an item. Two values are compared with '==', and an argument's label is followed by "
        + "':'.",
      wrong: "dim N, D\ninput X: [N, D]\nm = mean(X, axis=0)", right: "dim N, D\ninput X: [N, D]\nm = mean(X, axis: 0)"),
    Explanation(
      code: "unknown-label",
      text: "The one label is 'axis', for the axis along which a function of a whole array works.",
      wrong: "dim N, D\ninput X: [N, D]\nm = mean(X + 1, along: 0)",
      right: "dim N, D\ninput X: [N, D]\nm = mean(X + 1, axis: 0)"),
    Explanation(
      code: "argument-after-label",
      text: "Arguments with a label come last.",
      wrong: "dim N, D\ninput X: [N, D]\nm = mean(X, axis: 0, Y)",
      right: "dim N, D\ninput X: [N, D]\nm = mean(X, axis: 0)"),
    Explanation(
      code: "unknown-member",
      text: "'.' stands in A.T, the transpose of A, and nowhere else behind a value. Everything else is a function, "
        + "written before its argument.",
      wrong: "dim N, D\ninput X: [N, D]\nm = X.mean", right: "dim N, D\ninput X: [N, D]\nm = mean(X)"),
  ]

  private static let brackets = [
    Explanation(
      code: "unclosed-bracket",
      text:
        "A bracket is still open where the text ends or the next item starts. Inside brackets a line end does not end "
        + "an item.",
      wrong: "y = (a + b\nz = 1", right: "y = (a + b)\nz = 1"),
    Explanation(
      code: "unmatched-bracket",
      text: "A closing bracket has no opening one, or one of another kind.",
      wrong: "y = exp(a]", right: "y = exp(a)"),
    Explanation(
      code: "expected-sign",
      text: "The rules of the language leave only one sign for this place. Parentheses hold one expression; several "
        + "values make an array, in square brackets.",
      wrong: "y = (a, b)", right: "y = [a, b]"),
    Explanation(
      code: "unexpected-text",
      text: "The item is complete, and something follows it in the same line. Items are separated by line ends or ';'.",
      wrong: "a = x\nb = x^2\noutput a b", right: "a = x\nb = x^2\noutput a, b"),
  ]

  private static let indices = [
    Explanation(
      code: "misplaced-range",
      text: "A range is not a value. It stands in a subscript, as the slice A[2..<5], or behind the 'in' of an index.",
      wrong: "y = 0..<3", right: "y = [i in 0..<3: i]"),
    Explanation(
      code: "misplaced-index",
      text:
        "An index is made, with its range, by a reduction, by [...: ...] or on the left side of a definition. In the "
        + "subscript of a value it is only used.",
      wrong: "input A: [3]\ny = sum(A[i in 0..<3])", right: "input A: [3]\ny = sum(i in 0..<3: A[i])"),
    Explanation(
      code: "expected-range",
      text: "Behind 'in' stands a range: a..<b without b, or a...b with it.",
      wrong: "input A: [3]\ny = sum(i in 3: A[i])", right: "input A: [3]\ny = sum(i in 0..<3: A[i])"),
    Explanation(
      code: "expected-index",
      text: "Before the ':' of a reduction or of [...: ...] stand names of indices, each alone or with its range.",
      wrong: "input A: [3]\ny = sum(i + 1: A[i])", right: "input A: [3]\ny = sum(i: A[i])"),
    Explanation(
      code: "expected-body",
      text: "Indices with ranges are followed by ':' and the expression in which they count.",
      wrong: "y = sum(i in 0..<3)", right: "y = sum(i in 0..<3: i)"),
    Explanation(
      code: "not-a-reduction",
      text: "Only reductions take indices; other functions take values.",
      wrong: "input A: [3]\ny = summ(i: A[i])", right: "input A: [3]\ny = sum(i: A[i])"),
    Explanation(
      code: "colon-slice",
      text: "A slice is written like every other range, A[1..<3]; ':' alone is a whole axis.",
      wrong: "input A: [3]\ny = A[1:3]", right: "input A: [3]\ny = A[1..<3]"),
    Explanation(
      code: "slice-in-target",
      text: "The left side of a definition names the index of every axis, so that the right side can use it.",
      wrong: "y[0..<3] = 1", right: "y[i in 0..<3] = 1"),
    Explanation(
      code: "invalid-target",
      text: "A definition's left side is a name, or a name with subscripts. A function is defined with 'fn'.",
      wrong: "f(x) = x^2\ny = f(a)", right: "fn f(x) = x^2\ny = f(a)"),
  ]

  private static let items = [
    Explanation(
      code: "reserved-word",
      text: "The word has a meaning of its own in the language, so nothing can be called by it.",
      wrong: "param input\ny = 2", right: "param inputs\ny = 2*inputs"),
    Explanation(
      code: "expected-name",
      text: "Here a name has to stand: a letter or '_', then letters, digits and '_'.",
      wrong: "dim 3\ny = sum(i in 0..<3: i)", right: "dim N = 3\ny = sum(i in 0..<N: i)"),
    Explanation(
      code: "expected-type",
      text: "Behind ':' stands a shape in square brackets, for integer data with Int before it; a scalar has none.",
      wrong: "param w: 3\ny = sum(w)", right: "param w: [3]\ny = sum(w)"),
    Explanation(
      code: "type-not-allowed",
      text: "A dim is the extent of an axis, a whole number, and has no shape.",
      wrong: "dim N: [3]\ny = sum(i in 0..<N: i)", right: "dim N = 3\ny = sum(i in 0..<N: i)"),
    Explanation(
      code: "value-not-allowed",
      text:
        "The values of inputs and params are given from outside when the program runs. A value that never changes is "
        + "a const.",
      wrong: "param rate = 0.1\ny = 2*rate", right: "const rate = 0.1\ny = 2*rate"),
    Explanation(
      code: "missing-value",
      text: "A const is a fixed value, so it has to have one. What is given from outside is an input or a param.",
      wrong: "const rate\ny = 2*rate", right: "const rate = 0.1\ny = 2*rate"),
    Explanation(
      code: "missing-function-body",
      text: "A function has either one expression behind '=' or a block in braces as its body.",
      wrong: "fn f(x) x^2\ny = f(a)", right: "fn f(x) = x^2\ny = f(a)"),
    Explanation(
      code: "missing-return",
      text: "The value of a function's block is what its last line returns.",
      wrong: "fn f(x) {\n  u = x^2\n}\ny = f(a)", right: "fn f(x) {\n  u = x^2\n  return u\n}\ny = f(a)"),
    Explanation(
      code: "expected-definition",
      text:
        "A function's block holds definitions, and 'return' at its end. Declarations and other functions stand outside.",
      wrong: "fn f(x) {\n  x + 1\n  return x\n}\ny = f(a)", right: "fn f(x) {\n  u = x + 1\n  return u\n}\ny = f(a)"),
    Explanation(
      code: "operator-starts-line",
      text:
        "A line end ends an item unless a bracket is open or the line ends with an operator or a comma. So a line that "
        + "starts with a sign is an item of its own, and the line before does not go on.",
      wrong: "y = a\n  + b", right: "y = a +\n  b"),
  ]
}
