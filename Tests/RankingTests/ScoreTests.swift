import KnowledgeBase
import Testing

@testable import Ranking

@Suite struct ScoreTests {
  private func coverage(_ value: Double?) -> Coverage.Result {
    Coverage.Result(met: [], missed: [], value: value)
  }

  @Test func theMetricIsTheWeightedMeanOfTheParts() {
    let score = Score(
      consensus: 0.8, selection: 0.5, coverage: coverage(1), weights: ScoreWeights())
    #expect(abs(score.metric - (0.5 * 0.8 + 0.2 * 0.5 + 0.3)) < 1e-12)
    #expect(score.value == 0.75 + 0.25 * score.metric)
  }

  @Test func absentPartsAreLeftOutAndTheRestRescaled() {
    let weights = ScoreWeights()
    let alone = Score(consensus: nil, selection: nil, coverage: coverage(0.5), weights: weights)
    #expect(alone.metric == 0.5)
    let two = Score(consensus: nil, selection: 1, coverage: coverage(0), weights: weights)
    #expect(abs(two.metric - 0.4) < 1e-12)
    let nothing = Score(consensus: nil, selection: nil, coverage: coverage(nil), weights: weights)
    #expect(nothing.metric == 0 && nothing.value == 0.75)
    #expect(nothing.sentence == "Metric 0 %: nothing to compare with.")
  }

  @Test func aFailureScoresMinusOne() {
    let score = Score(failure: GateFailure(gate: .format, reason: "No tags."))
    #expect(score.value == -1 && score.metric == 0)
    #expect(score.sentence == "Left out by the format rule: No tags.")
  }

  @Test func negativeWeightsAreABug() async {
    await #expect(processExitsWith: .failure) { _ = ScoreWeights(consensus: -1) }
  }
}
