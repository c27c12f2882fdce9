import Testing

@testable import autodiff_gen

/// `emit --modular`: every function and definition as a pair, forward and backward.
@Suite struct ModularTests {
  /// Functions of scalars and arrays, of blocks, one calling another, under indices, conditions and in triangles.
  private static let nested = """
    dim N, D
    input X: [N, D], y: [N]
    param w: [D], b, u: [N, D]
    fn smooth(t) = if t > 1 then t - 0.5 else 0.5 * t^2
    fn distance(a: [K], b: [K]) = sqrt(sum(d: (a[d] - b[d])^2) + 1)
    fn pair(s, t) {
      near = smooth(s - t)
      return near + 0.1 * smooth(s * t)
    }
    fn scaled(v: [K], c) = [k: c * smooth(v[k])]
    z[n] = sum(d: X[n, d] * w[d]) + b
    q = scaled(w, b)
    triangle = sum(i in 0..<D, j in 0..<i: pair(w[i], w[j]) * 0.1)
    shifted = sum(n: if n > 0 then pair(z[n-1], y[n]) else 0)
    rows = sum(n: distance(X[n, :], u[n, :]))
    total = mean(n: pair(z[n], y[n])) + distance(w, q) + rows + norm(scaled(q, 2)) + triangle + shifted
    """

  @Test func derivativesWithinTheProgramAreRefused() {
    let run = Run("emit", "c", "-e", "param x: [3]; y = sum(x^2); z = sum(grad(y, x)^2)", "--of", "z", "--modular")
    #expect(run.status == 2)
    #expect(run.complaints.contains("'--modular' does not compile derivatives that the program takes within itself"))
  }

  /// Integers, a recurrence, a fixed extent that is stashed, an array that clauses give.
  private static let mixed = """
    dim N, C, T
    dim F = 3
    input label: Int[N] in C, x: [T]
    param W: [N, C], a, c: [C], finger: [F, 4]
    fn ce(z: [N, C], l: Int[N] in C) = mean(n: logsumexp(k: z[n, k]) - z[n, l[n]])
    fn soft(v: [C]) = softmax(v)
    fn cell(h, v) = tanh(0.5 * h * v)
    bend[f, 0] = 0
    bend[f, 1] = finger[f, 0]
    bend[f, j in 2..<4] = finger[f, j]
    h[0] = a
    h[t in 1...T] = cell(h[t-1], x[t-1])
    k = argmax(i: x[i])
    s[n] = sum(j: soft(W[n, :])[j] * c[j])
    loss = ce(W, label) + h[T]^2 + sum(n: s[n]) * x[k] + sum(f, j: bend[f, j]^2 * bend[0, j])
    """

  /// Names that are the target's own, that differ by case alone, and comments that would end early.
  private static let awkward = #"""
    # evil */ comment \
    # ??/ trigraph // and /* more
    dim int, N
    input class: [int], Größe: [N], größe: [N], idx: Int[N] in int, key: [N, int]
    param goto, y0, sin_, exp1, saved, work, upstream, place, Double, init, self_, k
    fn switch(register, x) = register * x + sin(x)  # ends \
    fn sum_of_lanes(v: [K]) = sum(k: v[k]^2)
    default[i] = class[i] * goto + switch(y0, saved)
    X = sum(n: Größe[n] * größe[n] * default[idx[n]]) + sum_of_lanes(default) * work + sum(t, i: key[t, i]) * k
    x = X * exp1 + sin_ * upstream + place * Double * init + self_  # */ int main() { \
    gradient = x + tanh(X)
    """#

  private static let strict = [
    "-std=c99", "-O1", "-ffp-contract=off", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wdouble-promotion",
    "-Wshadow", "-Wstrict-prototypes", "-Wmissing-prototypes", "-Wvla", "-Werror",
  ]

  static func has(_ compiler: String) -> Bool { ChildProcess.run([compiler, "--version"], in: "/") != nil }

  /// Emits a program with its test; options come on top.
  private func emit(_ language: String, _ text: String, _ options: [String] = [], into folder: Folder) throws {
    let program = try folder.file("gates.adg", text)
    let run = Run(["emit", language, program, "--modular", "--self-test", "-o", folder.path] + options)
    try #require(run.status == 0, "\(run.complaints)")
  }

  private func expectSuccess(_ command: [String], in folder: Folder) {
    let outcome = ChildProcess.run(command, in: folder.path)
    #expect(outcome?.status == 0, "\(command.joined(separator: " ")): \(outcome?.output ?? "")")
  }

  @Test(
    .enabled(if: has("gcc"), "needs gcc"),
    arguments: [
      (nested, []), (nested, ["--real", "float", "--accumulate"]), (mixed, []), (mixed, ["--prefix", "a_"]),
    ])
  func gatesInCGiveTheGradient(program: String, options: [String]) throws {
    let folder = try Folder()
    try emit("c", program, options, into: folder)
    let name = options.contains("--prefix") ? "a_gates" : "gates"
    let files = [name + ".c", name + "_test.c"]
    expectSuccess(
      ["gcc"] + Self.strict + ["-fsanitize=address,undefined", "-o", "test"] + files + ["-lm"], in: folder)
    expectSuccess(["env", "ASAN_OPTIONS=detect_stack_use_after_return=1", "./test"], in: folder)
  }

  @Test(.enabled(if: has("clang"), "needs clang"), arguments: [nested, mixed, awkward])
  func clangAndCPlusPlusTakeTheGates(program: String) throws {
    let folder = try Folder()
    try emit("c", program, into: folder)
    expectSuccess(["clang"] + Self.strict + ["-o", "test", "gates.c", "gates_test.c", "-lm"], in: folder)
    expectSuccess(["./test"], in: folder)
    let warnings = Self.strict.filter { $0.hasPrefix("-W") && !$0.contains("prototypes") }
    expectSuccess(["clang", "-x", "c++", "-std=c++17"] + warnings + ["-c", "gates.c", "-o", "gates.o"], in: folder)
  }

  @Test(.enabled(if: has("swiftc"), "needs swiftc"), arguments: [nested, mixed, awkward])
  func gatesInSwiftGiveTheGradient(program: String) throws {
    let folder = try Folder()
    try emit("swift", program, into: folder)
    expectSuccess(
      [
        "swiftc", "-swift-version", "6", "-warnings-as-errors", "-Onone", "-o", "test", "gates.swift",
        "gates_test.swift",
      ],
      in: folder)
    expectSuccess(["./test"], in: folder)
  }

  @Test func aGateSwapsWhatItStashes() {
    let run = Run("emit", "c", "-e", "fn multiply(x, y) = x * y; L = multiply(a, b)", "--modular", "--name", "m")
    #expect(run.output.contains("--name m --modular --header-only; do not edit."))
    #expect(run.output.contains("double m_multiply_forward(double x, double y, m_multiply_saved *saved)"))
    #expect(run.output.contains("(*grad_x) = upstream * saved->y;"))
    #expect(run.output.contains("(*grad_y) = upstream * saved->x;"))
    let swift = Run("emit", "swift", "-e", "fn multiply(x, y) = x * y; L = multiply(a, b)", "--modular")
    #expect(swift.output.contains("static func multiplyForward(_ x: Double, _ y: Double, saved: inout MultiplySaved)"))
    #expect(
      swift.output.contains("multiplyBackward(_ saved: MultiplySaved, upstream: Double) -> (x: Double, y: Double)"))
  }

  @Test func aProgramWithoutFunctionsHasAGateForEachDefinition() {
    let run = Run("emit", "c", "-e", "param w, x; s = w * x; L = sigmoid(s)", "--modular", "--name", "m")
    for name in ["m_s_forward", "m_s_backward", "m_L_forward", "m_L_backward", "m_graph_forward", "m_graph_backward"] {
      #expect(run.output.contains(name + "("))
    }
  }

  @Test func callsInRecurrencesAreSaidToBeNoGates() {
    let text = "param a; fn cell(h) = tanh(h); h[0] = a; h[t in 1...9] = cell(h[t-1]); f = h[9]"
    let run = Run("emit", "c", "-e", text, "--modular")
    #expect(run.output.contains("Calls of cell in recurrences, or with integers, are parts of the gates that call."))
    #expect(!run.output.contains("cell_forward"))
  }

  @Test(arguments: [
    (["--plain"], "'--modular' keeps the values of every gate"),
    (["--no-gradient"], "'--modular' is a way to compute a gradient, and none is asked for"),
    (["--wrt", "q"], "'--modular' differentiates by inputs and parameters; 'q' is a definition"),
  ])
  func whatGatesCannotDoIsRefused(options: [String], message: String) {
    let run = Run(["emit", "c", "-e", "q = x^2; f = sin(q)", "--modular"] + options)
    #expect(run.status == 2)
    #expect(run.complaints.contains(message))
  }
}
