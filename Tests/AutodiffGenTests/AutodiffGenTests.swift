import Testing

@Suite struct AutodiffGenTests {}
