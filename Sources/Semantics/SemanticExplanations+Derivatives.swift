import Diagnostics

/// The pages of what is said of derivatives within the text.
extension SemanticExplanations {
  static let derivatives = [
    Explanation(
      code: "derivative-of-integers",
      text: "Integers have no neighbours, so nothing has a derivative that is made of them: no label, and no position.",
      wrong: "dim N\nparam x: [N]\nbest = argmax(i: x[i])\ng = grad(best, x)",
      right: "dim N\nparam x: [N]\nbest = max(i: x[i])\ng = grad(best, x)"),
    Explanation(
      code: "derivative-of-array",
      text: """
        'grad', 'hessian' and 'hvp' are those of one number. An array has a Jacobian, 'jacobian(y, x)', and products with \
        it: 'jvp(y, x, v)' for a direction of x, 'vjp(y, x, u)' for weights of y.
        """,
      wrong: "dim N\nparam x: [N]\ny = x^2\ng = grad(y, x)",
      right: "dim N\nparam x: [N]\ny = x^2\nJ = jacobian(y, x)"),
    Explanation(
      code: "derivative-by-expression",
      text: """
        A derivative is taken by something that has a name: an input, a parameter, a definition made before, or a \
        parameter of the function around it. By a part of an array, take that part of the derivative.
        """,
      wrong: "dim N\nparam x: [N]\ny = sum(x^2)\ng = grad(y, x[0])",
      right: "dim N\nparam x: [N]\ny = sum(x^2)\ng = grad(y, x)[0]"),
    Explanation(
      code: "derivative-by-constant",
      text: "A derivative is taken by real numbers that may change: not by integers, indices, dims or constants.",
      wrong: "param x\nconst c = 2\ny = c*x\ng = grad(y, c)",
      right: "param x, c\ny = c*x\ng = grad(y, c)"),
    Explanation(
      code: "direction-shape",
      text: """
        The direction of 'jvp(y, x, v)' and 'hvp(y, x, v)' has one element for each of x, the weights of 'vjp(y, x, u)' one \
        for each of y. Nothing is broadcast here.
        """,
      wrong: "dim N\nparam x: [N]\ny = sum(x^2)\ns = hvp(y, x, 1)",
      right: "dim N\nparam x: [N]\ny = sum(x^2)\ns = hvp(y, x, [i in 0..<N: 1])"),
  ]
}
