import Testing

@testable import autodiff_gen

/// `eval` and `grad`.
@Suite struct EvaluationCommandTests {
  /// The lecture's first example.
  @Test func theValueAndTheGradientOfAProduct() {
    let run = Run("grad", "-e", "f = (x + y)*z", "x=-2", "y=5", "z=-4")
    #expect(run.output == "f = -12\ndf/dx = -4\ndf/dy = -4\ndf/dz = 3\n")
    #expect(run.complaints == "")
    #expect(run.status == 0)
  }

  @Test func aDefinitionMayBeTheVariable() {
    let run = Run("grad", "-e", "q = x + y; f = q*z", "x=-2", "y=5", "z=-4", "--wrt", "q,x")
    #expect(run.output == "f = -12\ndf/dq = -4\ndf/dx = -4\n")
  }

  @Test func theValueOfABareExpression() {
    #expect(Run("eval", "-e", "1 + 1").output == "f = 2\n")
    #expect(Run("eval", "-e", "(x + y)*z", "x=-2", "y=5", "z=-4").output == "f = -12\n")
  }

  @Test func everyOutputIsPrinted() {
    #expect(Run("eval", "-e", "param x; y = x^2; z = [x, y]; output y, z", "x=3").output == "y = 9\nz = [3, 9]\n")
  }

  /// The shapes of the JSON are a promise.
  @Test func jsonHasValueAndGradient() {
    #expect(Run("eval", "--json", "-e", "L = 0.25*x", "x=1").output == "{\"value\": {\"L\": 0.25}}\n")
    #expect(
      Run(
        "grad", "--json", "-e", "dim N, D; param w0, W: [N, D]; L = w0 + 2*sum(W)", "w0=1", "W=[[1,2],[3,4]]"
      ).output == "{\"value\": {\"L\": 21}, \"gradient\": {\"w0\": 1, \"W\": [[2, 2], [2, 2]]}}\n")
    #expect(
      Run("eval", "--json", "-e", "param x; a = x/0; b = -x/0; c = log(-x); output a, b, c", "x=1").output
        == "{\"value\": {\"a\": \"Infinity\", \"b\": \"-Infinity\", \"c\": \"NaN\"}}\n")
  }

  @Test func numbersInJSONReadBackToTheSameDouble() throws {
    for value in [0.1 + 0.2, 1.0 / 3, Double.leastNonzeroMagnitude, 1.7976931348623157e308, -123456.789e-12] {
      let output = Run("eval", "--json", "-e", "f = x", "x=\(value)").output
      let number = output.dropFirst("{\"value\": {\"f\": ".count).dropLast(3)
      #expect(Double(number) == value)
    }
  }

  @Test func ofSeveralOutputsOneIsChosen() {
    let program = "param x; a = x^2; b = x^3; output a, b"
    #expect(Run("grad", "-e", program, "x=2", "--of", "b").output == "b = 8\ndb/dx = 12\n")
    let run = Run("grad", "-e", program, "x=2")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[not-scalar]"))
    #expect(run.complaints.contains("'a', 'b'"))
    #expect(run.complaints.contains("--of a"))
  }

  @Test func matricesAreLaidOut() {
    let run = Run(
      "grad", "-e", "dim N, D; input x: [D]; param W: [N, D]; f = sum((W @ x)^2)", "W=[[1,0.5],[2,-1]]", "x=[1, 2]")
    #expect(run.output == "f = 4\ndf/dW =\n  [[4, 8],\n   [0, 0]]\n")
  }

  // MARK: Values

  @Test func valuesComeFromFilesOfAllKinds() throws {
    let folder = try Folder()
    let json = try folder.file("all.json", "{\"x\": [1, 2, 3], \"s\": 10}")
    let table = try folder.file("t.csv", "x,label,extra\n1,0,a\n2,2,b\n3,1,c\n")
    let program = "dim N; input x: [N], s; f = s*sum(x)"
    #expect(Run("eval", "-e", program, "--values", json).output == "f = 60\n")
    #expect(Run("eval", "-e", program, "--data", table, "s=2").output == "f = 12\n")
    #expect(Run("eval", "-e", program, "x=@\(json):x", "s=1").output == "f = 6\n")
    #expect(
      Run("eval", "-e", "dim N, D; input X: [N, D]; f = sum(n: X[n,0]*X[n,1])", "X=@\(table):x,label").output
        == "f = 7\n"
    )
    #expect(
      Run(
        "eval", "-e", "dim N, C = 3; input w: [C]; input label: Int[N] in C; f = sum(n: w[label[n]])", "--data", table,
        "w=[1,10,100]"
      ).output == "f = 111\n")
  }

  @Test func aDimThatNoArrayShowsIsGivenLikeAValue() {
    #expect(Run("eval", "-e", "dim N; f = sum(i in 0..<N: i)", "N=5").output == "f = 10\n")
    let run = Run("eval", "-e", "dim N; f = sum(i in 0..<N: i)")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[value-missing]: 'N' has no value"))
  }

  struct Bad: Sendable {
    var arguments: [String]
    var message: String

    init(_ message: String, _ arguments: String...) { (self.message, self.arguments) = (message, arguments) }
  }

  private static let program = """
    dim N, D, C
    input X: [N, D], label: Int[N] in C
    param W: [D, C], s
    const k = 2
    f = k*s*sum(n: X[n, 0]*W[1, label[n]])
    """
  private static let right = ["X=[[1,2],[3,4]]", "label=[0,1]", "W=[[1,2],[3,4]]", "s=1"]

  @Test func theRightValuesAreTaken() {
    // k s (X[0,0] W[1,0] + X[1,0] W[1,1]) = 2 (1*3 + 3*4)
    #expect(Run(["eval", "-e", Self.program] + Self.right).output == "f = 30\n")
  }

  @Test(arguments: [
    Bad("error[duplicate-value]: 's' is given twice: by 's=1' and by 's=2'", "s=2"),
    Bad("error[unknown-value]: the program has no input called 'S', which 'S=2' gives", "S=2"),
    Bad("did you mean 'label'?", "lable=2"),
    Bad("error[value-not-taken]: 'k' is a constant of the file", "k=3"),
    Bad("error[value-not-taken]: 'f' is a definition of the file", "f=3"),
    Bad("error[value-shape]: 'C' is a dim: a whole number, 0 or more; found another number", "C=2.5"),
    Bad("error[inaccessible-file]", "q=@/no/such/file.npy"),
    Bad("there is no file /no/such/file.npy", "q=@/no/such/file.npy"),
    Bad("error[malformed-value]", "q=abc"),
    Bad("error[malformed-value]", "q=[[1,2],[3]]"),
    Bad("error[malformed-value]", "q="),
    Bad("error[malformed-value]", "q=@/tmp"),
    Bad("error[inaccessible-file]", "--values=/no/such/values.json"),
  ])
  func aWrongValueIsNamed(bad: Bad) {
    let run = Run(["eval", "-e", Self.program] + Self.right + bad.arguments)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.complaints.contains(bad.message), "\(run.complaints)")
  }

  @Test(arguments: [
    Bad("error[value-shape]: 's' should be a scalar; found [2]", "s=[1,2]"),
    Bad("error[value-shape]: 'W' should be [D, C]; found [2]", "W=[1,2]"),
    Bad("error[value-shape]: 'W' should be [D, C], here [2, 2]; found [3, 2]", "W=[[1,2],[3,4],[5,6]]"),
    Bad("error[value-not-finite]: 'W[1, 0]' is nan; it should be a finite number", "W=[[1,2],[nan,4]]"),
    Bad("error[value-not-finite]: 's' is -inf", "s=-inf"),
    Bad("error[value-not-in-range]: 'label[1]' is 2.0; it should be an integer in 0..<C, here 0..<2", "label=[0,2]"),
    Bad("error[value-not-in-range]: 'label[0]' is 0.5", "label=[0.5,1]"),
    Bad("error[value-not-in-range]: 'label[0]' is -1.0", "label=[-1,1]"),
  ])
  func aValueThatDoesNotFitIsNamed(bad: Bad) throws {
    let name = try #require(bad.arguments[0].split(separator: "=").first)
    let others = Self.right.filter { !$0.hasPrefix(name + "=") }
    let run = Run(["eval", "-e", Self.program] + others + bad.arguments)
    #expect(run.status == 1)
    #expect(run.complaints.contains(bad.message), "\(run.complaints)")
  }

  @Test func everyMissingValueIsNamedAtOnce() {
    let run = Run("eval", "-e", Self.program, "s=1")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[value-missing]: 'X' has no value; it should be [N, D]"))
    #expect(run.complaints.contains("error[value-missing]: 'label' has no value; it should be integers of shape [N]"))
    #expect(run.complaints.contains("error[value-missing]: 'W' has no value; it should be [D, C]"))
    #expect(!run.complaints.contains("'s' has no value"))
  }

  @Test func aTableWithoutAnyOfTheInputsIsNoData() throws {
    let folder = try Folder()
    let table = try folder.file("t.csv", "a,b\n1,2\n")
    let run = Run("eval", "-e", "2*speed", "--data", table)
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[no-column]: \(table) has no column that the program has an input for\n"))
    #expect(run.complaints.contains("its columns are 'a', 'b'; the program takes 'speed'"))
  }

  @Test func arraysThatNoMachineHasRoomForAreAnError() {
    for size in ["1000000000", "9000000000000000000"] {
      let run = Run("eval", "-e", "dim N; A[i in 0..<N, j in 0..<N] = i*j; output A", "N=\(size)")
      #expect(run.status == 1)
      #expect(run.complaints.contains("error[too-large]"), "\(run.complaints)")
    }
  }

  @Test func anExtentBelowZeroIsAnError() {
    let run = Run("eval", "-e", "dim N; A[i in 0..<N-5] = i; output A", "N=2")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[negative-extent]: axis 0 of 'A' would have extent -3"), "\(run.complaints)")
  }

  @Test func aRecurrenceThatDataLeadAstrayIsNamed() {
    let text = "dim N; input up: Int[N] in N; d[0] = 0; d[i in 1..<N] = d[up[i]] + 1; output d"
    #expect(Run("eval", "-e", text, "up=[0,0,1]").output == "d = [0, 1, 2]\n")
    let run = Run("eval", "-e", text, "up=[0,2,1]")
    #expect(run.status == 1)
    #expect(
      run.complaints.hasPrefix(
        "<expression>:1:41: error[read-before-given]: for i = 1 this reads 'd' at 2, which is not given before\n"),
      "\(run.complaints)")
  }

  @Test func aSubscriptThatIsOutOfRangeWhenTheProgramRunsIsNamed() {
    let run = Run("eval", "-e", "dim N; input A: [N], k: Int; f = A[k + 3]", "A=[1,2,3,4,5]", "k=4")
    #expect(run.status == 1)
    #expect(
      run.complaints.hasPrefix(
        "<expression>:1:36: error[subscript-out-of-range]: subscript 1 of 'A' is 7, but that axis has extent 5\n"),
      "\(run.complaints)")
  }
}
