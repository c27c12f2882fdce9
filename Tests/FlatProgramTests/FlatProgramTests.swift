import Testing

@Suite struct FlatProgramTests {}
