import Foundation

/// What the command line asks for: parts of the benchmarks, or single workloads; without a word, all.
struct BenchmarkRun {
  private enum Part: String, CaseIterable {
    case code, size, interpreter
  }

  private var parts: Set<Part>
  private var workloads: [Workload]

  /// Reads the words of the command line.
  init(_ words: [String]) throws {
    let all = Workload.all
    let asked = words.compactMap(Part.init)
    workloads = all.filter { words.contains($0.name) }
    for word in words where Part(rawValue: word) == nil && !all.contains(where: { $0.name == word }) {
      let known = Part.allCases.map(\.rawValue) + all.map(\.name)
      throw BenchmarkFault("'\(word)' is none of \(known.joined(separator: ", "))")
    }
    parts = Set(asked.isEmpty ? (workloads.isEmpty ? Part.allCases : [.code]) : asked)
    if workloads.isEmpty { workloads = all }
  }

  /// Runs what is asked for and prints it, row by row.
  func run() throws {
    if parts.contains(.code) { try runCode() }
    if parts.contains(.size) { try SizeBenchmark().run() }
    if parts.contains(.interpreter) { try runInterpreter() }
  }

  private func runCode() throws {
    let compilers = Kernel.Compiler.c()
    guard !compilers.isEmpty else {
      return print("generated code: there is neither clang nor gcc on this machine")
    }
    for compiler in compilers + (Kernel.Compiler.swift().map { [$0] } ?? []) {
      print("generated code, value and gradient: \(compiler.command)")
    }
    var casadi: CasADi?
    do { casadi = try CasADi() } catch { print(error) }
    print(CodeBenchmark.heading)
    for workload in workloads {
      let benchmark = CodeBenchmark(workload: workload, folder: try ScratchFolder(), casadi: casadi)
      for row in try benchmark.rows() { print(row) }
      fflush(nil)
    }
  }

  private func runInterpreter() throws {
    let references = LogisticRegressionBenchmark.reference + "\n" + ADBenchReferences.source
    guard let compiled = try CReference(references, flags: ["-O2"]) else {
      return print("interpreter: there is no C compiler on this machine (gcc, cc or clang) to compare with")
    }
    print("interpreter, value and gradient; reference: \(compiled.command)")
    print(Comparison.heading)
    for (rows, columns, rounds) in [(1000, 50, 101), (100_000, 50, 11), (100_000, 5, 11)] {
      print(try LogisticRegressionBenchmark.run(rows: rows, columns: columns, rounds: rounds, in: compiled).row)
    }
    for benchmark in ADBenchBenchmark.all { print(try benchmark.run(in: compiled).row) }
  }
}
