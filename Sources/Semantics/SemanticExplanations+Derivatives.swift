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
    Explanation(
      code: "duplicate-derivative",
      text: "A function states its derivative by a parameter once.",
      wrong: "fn cube(x) = x^3\n  derivative x = 3*x^2\n  derivative x = 3*x*x\nparam x\ny = cube(x)",
      right: "fn cube(x) = x^3\n  derivative x = 3*x^2\nparam x\ny = cube(x)"),
    Explanation(
      code: "unknown-parameter",
      text: "'derivative x = ...' behind a function is its derivative by its parameter x.",
      wrong: "fn cube(x) = x^3\n  derivative z = 3*x^2\nparam x\ny = cube(x)",
      right: "fn cube(x) = x^3\n  derivative x = 3*x^2\nparam x\ny = cube(x)"),
    Explanation(
      code: "missing-derivative",
      text: """
        A function that states a derivative states one by each of its real parameters: its body is not differentiated then. \
        No gradient flows to a parameter whose derivative is 0.
        """,
      wrong: "fn f(x, y) = x*y\n  derivative x = y\nparam x\nz = f(x, 2)",
      right: "fn f(x, y) = x*y\n  derivative x = y\n  derivative y = x\nparam x\nz = f(x, 2)"),
    Explanation(
      code: "extern-parameter",
      text: """
        'extern fn' declares a function that you write in C or Swift, which takes numbers and returns a number. Arrays are \
        passed element by element.
        """,
      wrong: "extern fn gauge(v: [3])\nparam v: [3]\ny = gauge(v)",
      right: "extern fn gauge(v)\nparam v: [3]\ny = sum(i: gauge(v[i]))"),
    Explanation(
      code: "derivative-shape",
      text: """
        The derivative of a function by a parameter has the axes of the function's value, then those of the parameter, as \
        'jacobian(y, x)' has. Where both have the same shape it may have just that, elementwise; and a number may stand for \
        equal elements.
        """,
      wrong: "fn length(v: [K]) = norm(v)\n  derivative v = [1, 2]\nparam v: [3]\ny = length(v)",
      right: "fn length(v: [K]) = norm(v)\n  derivative v = v / norm(v)\nparam v: [3]\ny = length(v)"),
  ]
}
