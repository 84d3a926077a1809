import KnowledgeBase
import Testing

@testable import Ranking

@Suite struct ScoreTests {
  private func coverage(_ value: Double?) -> Coverage.Result {
    Coverage.Result(met: [], missed: [], value: value)
  }

  private func score(_ parts: ScoreParts, coverage value: Double? = nil) -> Score {
    Score(parts, coverage: coverage(value), weights: ScoreWeights())
  }

  @Test func theMetricIsTheWeightedMeanOfTheParts() {
    let parts = ScoreParts(
      consensus: 0.8, selection: 0.5, probability: 0.9, usualness: 0.4, example: 0.6)
    let score = score(parts, coverage: 1)
    let expected = 0.1 * 0.8 + 0.3 * 0.5 + 0.3 + 0.1 * 0.9 + 0.05 * 0.4 + 0.15 * 0.6
    #expect(abs(score.metric - expected) < 1e-12)
    #expect(score.value == 0.75 + 0.25 * score.metric)
    #expect(
      score.sentence == "Metric 73 %: agrees 80 % with the other answers, 50 % with the nodes "
        + "selected by all, 60 % with the known workflow shown beside the wish, meets 0 of 0 "
        + "wishes.")
  }

  @Test func absentPartsAreLeftOutAndTheRestRescaled() {
    #expect(abs(score(ScoreParts(), coverage: 0.5).metric - 0.5) < 1e-12)
    #expect(abs(score(ScoreParts(selection: 1), coverage: 0).metric - 0.5) < 1e-12)
    let nothing = score(ScoreParts())
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
