import Testing

@Suite struct InterpretationTests {}
