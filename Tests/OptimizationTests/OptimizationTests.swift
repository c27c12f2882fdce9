import Testing

@Suite struct OptimizationTests {}
