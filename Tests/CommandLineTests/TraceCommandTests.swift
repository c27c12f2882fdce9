import Testing

@testable import autodiff_gen

/// `trace`.
@Suite struct TraceCommandTests {
  @Test func theFirstExampleHasTheLecturesNumbers() {
    let run = Run("trace", "-e", "f = (x + y) * z", "x=-2", "y=5", "z=-4")
    #expect(
      run.output == """
        step        value  upstream  operand  local  downstream  gate
        x            -2    -4
        y             5    -4
        z            -4     3
        s0 = x + y    3    -4        x         1     -4          add distributes
                                     y         1     -4
        f = s0*z    -12     1        s0       -4     -4          multiply swaps
                                     z         3      3

        """)
    #expect(run.status == 0)
  }

  /// The lecture's chain 1/x, x + 1, exp, *-1: upstream 1, -0.53, -0.53, -0.20.
  @Test func theWrittenOutNeuronIsNotStabilised() {
    let run = Run(
      "trace", "-e", "L = 1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", "w0=2", "w1=-3", "w2=-3", "x0=-1", "x1=-2")
    for line in [
      "s4 = -s3      -1         -0.196612  s3       -1          0.196612",
      "s5 = exp(s4)   0.367879  -0.534447  s4        0.367879  -0.196612",
      "s6 = 1 + s5    1.36788   -0.534447  s5        1         -0.534447   add distributes",
      "L = 1/s6       0.731059   1         s6       -0.534447  -0.534447",
      "s1 = w1*x1     6          0.196612  w1       -2         -0.393224   multiply swaps",
    ] { #expect(run.output.contains(line + "\n"), "\(run.output)") }
  }

  /// The numbers of a line, whatever the width of its columns.
  private static func squeezed(_ text: String) -> String {
    text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: "\n")
  }

  @Test(arguments: [
    ("2*(x + y)", "3", "4", ["x 1 2 add distributes", "y 1 2"]),
    ("5*(x*y)", "2", "3", ["x 3 15 multiply swaps", "y 2 10"]),
    ("4*x + 2*x + y", "3", "0", ["x 3 6 copy adds 4 + 2"]),
    ("9*max(x, y)", "4", "5", ["x 0 0 max routes", "y 1 9"]),
  ])
  func theGatesAreNamed(gate: String, x: String, y: String, lines: [String]) {
    let run = Run("trace", "-e", "f = " + gate, "x=" + x, "y=" + y)
    #expect(run.status == 0, "\(run.complaints)")
    for line in lines { #expect(Self.squeezed(run.output).contains(line), "\(run.output)") }
  }

  @Test func aRectifierRoutesElementByElement() {
    let run = Run(
      "trace", "-e", "input x: [4]; const u = [4, -1, 5, 9]; y = relu(x); f = sum(i: u[i]*y[i])", "--wrt", "x",
      "x=[1, -2, 3, -1]")
    #expect(
      run.output.contains("[1, 0, 3, 0]    [4, -1, 5, 9]  x[j]     [1, 0, 1, 0]   [4, 0, 5, 0]   relu routes"),
      "\(run.output)")
  }

  @Test func arraysAreShortenedAndOperandsKeepTheirShape() {
    let run = Run(
      "trace", "-e", "dim N; param x: [N]; f = sum(i: x[i]^2)", "x=[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]")
    #expect(run.output.contains("[10]: 1, 4, 9, ..."), "\(run.output)")
    #expect(run.output.contains("[10]: 2, 4, 6, ..."))
    let full = Run(
      "trace", "-e", "dim N; param x: [N]; f = sum(i: x[i]^2)", "x=[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "--full")
    #expect(full.output.contains("[2, 4, 6, 8, 10, 12, 14, 16, 18, 20]"))
  }

  /// h1 = tanh(1/2), h2 = tanh(h1/2), and the derivative of h2 by the start is (1 - h2^2)/2 * (1 - h1^2)/2.
  @Test func stepsOfARecurrenceAreTraced() {
    let run = Run(
      "trace", "-e", "dim T; param a, start; h[0] = start; h[t in 1...T] = tanh(a*h[t-1]); f = h[T]", "a=0.5",
      "start=1", "T=2", "--json")
    #expect(run.status == 0, "\(run.complaints)")
    #expect(run.output.contains(#""name": "start", "value": 1, "gradient": 0.186"#), "\(run.output)")
  }

  @Test func theLectureGoesForwardsThenBackwards() {
    let run = Run("trace", "-e", "f = (x + y) * z", "x=-2", "y=5", "z=-4", "--steps")
    #expect(
      run.output == """
        Forward
          x = -2
          y = 5
          z = -4
          1. s0 = x + y = 3
          2. f = s0*z = -12

        Backward
          df/df = 1
          2. f = s0*z    multiply swaps
             upstream df/df = 1
             to s0: local -4 * upstream 1 = -4
             to z:  local 3 * upstream 1 = 3
          1. s0 = x + y    add distributes
             upstream df/ds0 = -4
             to x: local 1 * upstream -4 = -4
             to y: local 1 * upstream -4 = -4

        Gradient
          df/dx = -4
          df/dy = -4
          df/dz = 3

        """)
  }

  @Test func theJSONHasEveryNumber() {
    let run = Run("trace", "-e", "f = x*y", "x=2", "y=3", "--json")
    let steps =
      #"[{"name": "f", "text": "f = x*y", "operation": "multiply", "value": 6, "upstream": 1, "pattern": "swaps", "#
      + #""operands": [{"name": "x", "text": "x", "local": 3, "downstream": 3}, "#
      + #"{"name": "y", "text": "y", "local": 2, "downstream": 2}]}]"#
    #expect(run.output.hasSuffix(#""steps": "# + steps + "}\n"), "\(run.output)")
    #expect(run.output.hasPrefix(#"{"output": "f", "variables": [{"name": "x", "value": 2, "gradient": 3}, "#))
  }

  @Test func aMissingValueIsNamed() {
    let run = Run("trace", "-e", "x*y", "x=2")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[value-missing]"))
  }

  @Test func whatIsNotFiniteAsItIsWrittenIsSaid() {
    let run = Run("trace", "-e", "L = 1/(1 + exp(-s))", "s=-800")
    #expect(run.output.contains("s1 = exp(s0)   inf"), "\(run.output)")
    #expect(
      run.complaints
        == "note: as it is written, the program is not finite at 's1 = exp(s0)'; 'grad' rewrites such formulas\n")
    #expect(Run("trace", "-e", "L = 1/(1 + exp(-s))", "s=8").complaints == "")
  }
}
