import Testing

@Suite struct SemanticsTests {}
