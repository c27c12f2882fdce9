import Testing

@testable import Fitting

/// Random numbers and schedules.
@Suite struct SplitMix64Tests {
  @Test func theSequenceIsThePublishedOne() {
    // Rosetta Code, "Pseudo-random numbers/Splitmix64", seed 1234567.
    var generator = SplitMix64(seed: 1_234_567)
    let found = (0..<5).map { _ in generator.next() }
    #expect(
      found == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test func aPermutationHasEveryNumberOnce() {
    var generator = SplitMix64(seed: 7)
    let order = generator.permutation(of: 100)
    #expect(order.sorted() == Array(0..<100))
    #expect(order != Array(0..<100))
    #expect(generator.permutation(of: 100) != order)
  }

  @Test func fractionsFillTheUnitInterval() {
    var generator = SplitMix64(seed: 0)
    let numbers = (0..<10000).map { _ in generator.fraction() }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    // The mean of 10000 such numbers has the standard deviation 0.0029.
    #expect(abs(numbers.reduce(0, +) / 10000 - 0.5) < 0.0145)
  }

  @Test func schedulesFallAsTheySay() {
    #expect(LearningRateSchedule("constant")?.factor(at: 50, of: 100) == 1)
    #expect(LearningRateSchedule("inverse:0.5")?.factor(at: 2, of: 100) == 0.5)
    #expect(LearningRateSchedule("exponential:0.5")?.factor(at: 3, of: 100) == 0.125)
    #expect(LearningRateSchedule("step:10:0.5")?.factor(at: 25, of: 100) == 0.25)
    let cosine = LearningRateSchedule("cosine")
    #expect(cosine?.factor(at: 0, of: 100) == 1)
    #expect(abs((cosine?.factor(at: 50, of: 100) ?? 0) - 0.5) < 1e-15)
    #expect((cosine?.factor(at: 100, of: 100) ?? 1) < 1e-15)
  }

  @Test(arguments: ["", "linear", "step", "step:0:0.5", "exponential:2", "inverse:-1", "cosine:1", "step:1:x"])
  func whatIsNoScheduleIsRefused(text: String) {
    #expect(LearningRateSchedule(text) == nil)
  }
}
