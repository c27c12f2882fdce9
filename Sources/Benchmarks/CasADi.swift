import Foundation

/// CasADi's code generator, where this machine's Python has it.
struct CasADi {
  private let python: URL

  /// Looks for a Python that imports CasADi: the one that `PYTHON` names, else `python3`.
  ///
  /// Throws: where there is none, with what to do.
  init() throws {
    let named = ProcessInfo.processInfo.environment["PYTHON"]
    guard let python = named.map({ URL(fileURLWithPath: $0) }) ?? Machine.program("python3"),
      try Machine.run(python, ["-c", "import casadi"]).succeeded
    else {
      throw BenchmarkFault(
        "CasADi is left out: python3 does not import it (pip install casadi; PYTHON=... names another Python)")
    }
    self.python = python
  }

  /// Returns a C file with CasADi's code for a workload and a function `evaluate`.
  func source(for workload: Workload, in folder: ScratchFolder) throws -> URL {
    let name = "\(workload.name)_casadi"
    let script = try folder.write(
      name + ".py",
      workload.casadi + """

        sys, ca = __import__("sys"), __import__("casadi")
        f = build(ca)
        g = ca.CodeGenerator("\(name)_code.c", {"casadi_int": "int"})
        g.add(f)
        g.generate(sys.argv[1] + "/")
        open(sys.argv[1] + "/\(name).c", "w").write('''
        #include "\(name)_code.c"
        void evaluate(const double *const *in, double *const *out, double *work) {
          const double *arg[%d] = {0};
          double *res[%d] = {0};
          for (int i = 0; i < %d; ++i) arg[i] = in[i];
          for (int i = 0; i < %d; ++i) res[i] = out[i];
          adf(arg, res, (casadi_int *)(work + %d), work, 0);
        }
        ''' % (f.sz_arg(), f.sz_res(), f.n_in(), f.n_out(), f.sz_w()))
        if f.sz_w() + f.sz_iw() > 1 << 20: sys.exit("needs too much memory")

        """)
    let result = try Machine.run(python, [script.path, folder.url.path])
    guard result.succeeded else { throw BenchmarkFault("CasADi does not generate \(workload.name): \(result.text)") }
    return folder.url.appendingPathComponent(name + ".c")
  }
}
