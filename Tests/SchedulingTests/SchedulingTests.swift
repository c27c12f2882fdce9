import Testing

@Suite struct SchedulingTests {}
