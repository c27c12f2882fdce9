// Times the interpreter beside hand-written C in one process, in turn, and prints medians and their ratio.
//
//     swift run -c release Benchmarks
do {
  let references = LogisticRegressionBenchmark.reference + "\n" + ADBenchReferences.source
  guard let compiled = try CReference(references, flags: ["-O2"]) else {
    throw BenchmarkFault(
      "there is no C compiler on this machine (gcc, cc or clang), so there is nothing to compare with")
  }
  print("value and gradient; reference: \(compiled.command)")
  print(Comparison.heading)
  for (rows, columns, rounds) in [(1000, 50, 101), (100_000, 50, 11), (100_000, 5, 11)] {
    print(try LogisticRegressionBenchmark.run(rows: rows, columns: columns, rounds: rounds, in: compiled).row)
  }
  for benchmark in ADBenchBenchmark.all { print(try benchmark.run(in: compiled).row) }
} catch {
  print("benchmarks: \(error)")
}
