import Testing

@testable import autodiff_gen

/// `--jacobian`, `--hessian`, `--hvp`, `--jvp` and `--vjp`.
@Suite struct DerivativeOptionTests {
  private let arrays = ["-e", "param x: [2]; y = [x[0]*x[1], x[0]^2]; z = sum(x); output y, z"]

  @Test func theHessianIsKeyedByVariables() {
    let run = Run(["grad", "-e", "f = x^2 * y", "x=1", "y=2", "--hessian", "--hvp", "x=1", "--hvp", "y=2", "--json"])
    #expect(
      run.output == """
        {"value": {"f": 2}, "gradient": {"x": 4, "y": 1}, \
        "hessian": {"x": {"x": 4, "y": 2}, "y": {"x": 2, "y": 0}}, "hvp": {"x": 8, "y": 2}}

        """)
    #expect(run.status == 0)
  }

  @Test func theOthersAreKeyedByOutputsOrVariables() {
    let run = Run(
      ["grad"] + arrays + ["x=[1,2]", "--jacobian", "--jvp", "x=[1,0]", "--vjp", "y=[1,1]", "--vjp", "z=1", "--json"])
    #expect(
      run.output == """
        {"value": {"y": [2, 1], "z": 3}, "jacobian": {"y": {"x": [[2, 1], [2, 0]]}, "z": {"x": [1, 1]}}, \
        "jvp": {"y": [2, 2], "z": 1}, "vjp": {"x": [5, 2]}}

        """)
  }

  @Test func peopleReadThemAsOperators() {
    let run = Run(["grad"] + arrays + ["x=[1,2]", "--of", "y", "--jacobian"])
    #expect(run.output == "y = [2, 1]\njacobian(y, x) =\n  [[2, 1],\n   [2, 0]]\n")
  }

  /// The blocks above the diagonal are those below it, turned.
  @Test func blocksOfHessiansAreTurned() {
    let text = "param x: [2], w: [3]; f = sum(x^2) * sum(w^3)"
    let run = Run(["grad", "-e", text, "x=[1,2]", "w=[1,2,3]", "--hessian", "--json"])
    #expect(run.output.contains(#""x": {"x": [[72, 0], [0, 72]], "w": [[6, 24, 54], [12, 48, 108]]}"#))
    #expect(run.output.contains(#""w": {"x": [[6, 12], [24, 48], [54, 108]], "w": "#))
  }

  @Test func whatDeriveGivesRuns() {
    let derived = Run(["derive"] + arrays + ["--jacobian", "--jvp", "x"])
    #expect(derived.complaints == "")
    let run = Run(["eval", "-e", derived.output, "x=[1,2]", "dot_x=[1,0]", "--json"])
    #expect(
      run.output == """
        {"value": {"y": [2, 1], "z": 3, "y_by_x": [[2, 1], [2, 0]], "z_by_x": [1, 1], "jvp_y": [2, 2], "jvp_z": 1}}

        """)
  }

  @Test func directionsHaveNumbersWhereTheProgramRuns() {
    let bare = Run(["grad", "-e", "f = x^2", "x=1", "--hvp", "x"])
    #expect(bare.complaints.hasPrefix("error[command-line]: '--hvp' needs a name and its numbers; found 'x'"))
    #expect(bare.status == 2)
    let full = Run(["derive", "-e", "f = x^2", "--hvp", "x=1"])
    #expect(full.complaints.hasPrefix("error[command-line]: '--hvp' takes a name here"))
    let shape = Run(["grad"] + arrays + ["x=[1,2]", "--jvp", "x=[1,2,3]"])
    #expect(shape.complaints.contains("error[value-shape]: 'dot_x' should be [2]"))
    let name = Run(["grad"] + arrays + ["x=[1,2]", "--jvp", "q=1"])
    #expect(name.complaints.contains("error[unknown-variable]"))
  }

  @Test func anArrayHasNoHessian() {
    let run = Run(["grad", "-e", "param x: [2]; y = x^2", "x=[1,2]", "--hessian"])
    #expect(run.complaints.contains("error[not-scalar]"))
    #expect(run.status == 1)
  }

  @Test func codeHasAFunctionForEach() {
    let run = Run(["emit", "c", "-e", "f = x^2 * y", "--hvp", "x,y", "--hessian"])
    #expect(run.complaints == "")
    for name in ["double f(", "double f_gradient(", "void f_hessian("] {
      #expect(run.output.contains("static inline \(name)double x, double y"), "\(name)")
    }
    #expect(run.output.contains("static inline void f_hvp(double dot_x, double dot_y, double x, double y, double *f"))
  }

  // MARK: Formats

  private let chain = ["-e", "dim n; param x: [n]; y[i in 0..<n-1] = x[i] * x[i+1]; output y", "x=[1,2,3]"]

  @Test func onlyWhatMayDifferFromZeroIsPrinted() {
    let run = Run(["grad"] + chain + ["--jacobian", "--format", "coo"])
    #expect(
      run.output == """
        y = [2, 6]
        jacobian(y, x) has 4 of 2 x 3 elements: y[i] by x[i], y[i] by x[i + 1]
          rows = [0, 0, 1, 1]
          columns = [0, 1, 1, 2]
          values = [2, 1, 3, 2]

        """)
    let rows = Run(["grad"] + chain + ["--jacobian", "--format", "csr", "--json"])
    #expect(
      rows.output == """
        {"value": {"y": [2, 6]}, "jacobian": {"y": {"x": {"shape": [2, 3], "rowStarts": [0, 2, 4], \
        "columns": [0, 1, 1, 2], "values": [2, 1, 3, 2]}}}}

        """)
  }

  @Test func aHessianHasItsGradientBesideIt() {
    let run = Run("grad", "-e", "f = x^2 * y", "x=1", "y=2", "--hessian", "--format", "coo", "--json")
    #expect(
      run.output.hasPrefix(
        #"{"value": {"f": 2}, "gradient": {"x": 4, "y": 1}, "hessian": {"x": {"x": {"shape": [1, 1], "#))
    #expect(run.output.contains(#""y": {"shape": [1, 1], "rows": [], "columns": [], "values": []}"#))
  }

  @Test func aFormatIsThatOfAMatrix() {
    let bare = Run(["grad"] + chain + ["--format", "csr"])
    #expect(bare.complaints.contains("'--format' says how a Jacobian or a Hessian is laid out, and none is asked for"))
    #expect(bare.status == 2)
    let unknown = Run(["grad"] + chain + ["--jacobian", "--format", "csc"])
    #expect(unknown.complaints.contains("'--format' is one of dense, coo, csr; found 'csc'"))
    let both = Run(["grad"] + chain + ["--jacobian", "--jvp", "x=[1,1,1]", "--format", "csr"])
    #expect(both.complaints.contains("'--format csr' and '--jvp' do not go together"))
    let dense = Run(["grad"] + chain + ["--jacobian", "--format", "dense"])
    #expect(dense.output == "y = [2, 6]\njacobian(y, x) =\n  [[2, 1, 0],\n   [0, 3, 2]]\n")
  }
}
