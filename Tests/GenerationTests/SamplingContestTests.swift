import Generation
import Sampling
import Testing

@Suite struct SamplingContestTests {
  private static let arms = [0.3, 0.9].map {
    TunedSampling.Arm(SamplingSetting(temperature: $0, topP: 0.95, temperatureStep: 0.15))
  }

  private func contest(_ arms: [TunedSampling.Arm] = arms) -> SamplingContest {
    SamplingContest(reference: .builtIn, arms: arms, samples: 6, seed: 4)
  }

  /// Hotter is better, samples differ far more; agreement falls with the temperature.
  private func outcome(
    _ setting: SamplingSetting, _ place: PairedTuning.Place
  ) -> SamplingContest.Outcome {
    SamplingContest.Outcome(
      score: Double(place.sample) / 8 + 0.2 * setting.temperature,
      agreement: 1 - setting.temperature / 2)
  }

  @Test func `The better setting is found under samples that differ more`() {
    var contest = contest()
    contest.play(until: 40, outcome: outcome)
    #expect(contest.pulls == 40)
    #expect(contest.winner(atLeast: 0.95) == Self.arms[1].setting)
    #expect(
      contest.reason("First rounds", atLeast: 0.95)
        == "First rounds: after 40 pulls the best other setting is temperature 0.9, top-p 0.95,"
        + " step 0.15, which gains 0.036 over temperature 0.7, top-p 0.95, step 0.15 and is better"
        + " with probability 100 %; needed are 95 %, so it is used.")
  }

  @Test func `What ranking sees is recorded and teaches nothing`() {
    var contest = contest()
    contest.play(until: 40, outcome: outcome)
    let cold = contest.arms[0]
    #expect(abs(cold.agreement.mean - 0.6) < 1e-12 && cold.agreement.pulls == cold.score.pulls)
    #expect(cold.score.pulls < contest.arms[1].score.pulls)
  }

  @Test func `Settings that are no better leave the reference`() {
    var contest = contest()
    contest.play(until: 30) { _, place in outcome(.builtIn, place) }
    #expect(contest.winner(atLeast: 0.95) == .builtIn)
    #expect(contest.reason("F", atLeast: 0.95).hasSuffix("needed are 95 %, so the latter is used."))
  }

  @Test func `Records that are gone on with give what one play gives`() {
    var whole = contest()
    whole.play(until: 25, outcome: outcome)
    var part = contest()
    part.play(until: 11, outcome: outcome)
    var rest = contest(part.arms)
    rest.play(until: 25, outcome: outcome)
    #expect(rest.arms == whole.arms)
  }

  @Test func `The reference is played once a place`() {
    var asked: [PairedTuning.Place] = []
    var contest = contest()
    contest.play(until: 30) { setting, place in
      if setting == .builtIn { asked.append(place) }
      return outcome(setting, place)
    }
    #expect(Set(asked).count == asked.count && asked.count < 30)
  }
}
