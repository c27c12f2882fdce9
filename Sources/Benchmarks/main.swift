import Foundation

// Times generated code beside C that was written by hand, and the interpreter beside C, in one process, in turn, and prints
// medians and their ratios.
//
//     swift run -c release Benchmarks [code] [size] [interpreter] [WORKLOAD...]
do {
  try BenchmarkRun(Array(CommandLine.arguments.dropFirst())).run()
} catch {
  print("benchmarks: \(error)")
  exit(1)
}
