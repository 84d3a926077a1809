import KnowledgeBase
import Ranking
import TestSupport
import Testing
import Validation
import WorkflowGraph

@Suite struct AnswerRankingTests {
  private let ranking = AnswerRanking(catalog: sampleCatalog)

  @Test func theMajorityStandsFirstAndIsCounted() throws {
    let answers = [made(1, upscaled), made(2, plain), made(3, plain), made(4, plain)]
    let result = ranking.rank(answers, requested: 4, concepts: [])
    #expect(result.answers.map(\.answer.number) == [2, 1])
    #expect(result.answers.map(\.foundAs) == [[2, 3, 4], [1]])
    #expect(result.sampled == 4)
    #expect(result.retryReason == nil)
    let score = try #require(result.best?.score)
    #expect(score.coverage.value == nil)
    #expect(score.value > 0.75 && score.value <= 1)
  }

  @Test func wishesCanOutweighTheMajority() {
    let answers = [made(1, upscaled), made(2, plain), made(3, plain)]
    let result = ranking.rank(answers, requested: 3, concepts: [upscale])
    #expect(result.best?.answer.number == 1)
  }

  @Test func vetoedAnswersScoreMinusOneAndStandLast() throws {
    var broken = made(1, plain)
    broken.verdict = Verdict(status: .rejected, errorMessage: "Prompt has no outputs")
    let result = ranking.rank([broken, made(2, plain)], requested: 2, concepts: [])
    let last = try #require(result.answers.last)
    #expect(last.answer.number == 1 && last.score.value == -1)
    #expect(
      last.score.sentence
        == "Left out by the validation rule: ComfyUI would not run all of it: Prompt has no"
        + " outputs")
    #expect(result.best?.score.parts.consensus == 0)
  }

  @Test func oneRequestedAnswerIsScoredWithoutConsensus() throws {
    let result = ranking.rank([made(1, upscaled)], requested: 1, concepts: [upscale])
    let score = try #require(result.best?.score)
    #expect(score.parts.consensus == nil)
    #expect(score.metric == 1 && score.value == 1)
    #expect(
      score.sentence
        == "Metric 100 %: 100 % with the nodes selected by all, meets 1 of 1 wishes.")
  }

  @Test func theSentenceNamesEveryPartAndWhatIsMissing() throws {
    let answers = [made(1, plain), made(2, plain)]
    let result = ranking.rank(answers, requested: 2, concepts: [upscale, twoDecodes])
    #expect(
      result.best?.score.sentence
        == "Metric 75 %: agrees 100 % with the other answers, 100 % with the nodes selected by"
        + " all, meets 1 of 2 wishes (not upscale).")
  }

  @Test func aLibraryAnswerIsNoEvidenceAndWaitsBehindAGoodModelAnswer() {
    let library = made(9, upscaled, source: .library)
    let good = ranking.rank(
      [made(1, plain), made(2, plain), library], requested: 2, concepts: [upscale])
    #expect(good.answers.map(\.answer.number) == [1, 9])
    #expect(good.answers.map(\.foundAs) == [[1, 2], []])
    var broken = made(1, plain)
    broken.formatProblem = "No tags."
    let bad = ranking.rank([broken, library], requested: 2, concepts: [upscale])
    #expect(bad.best?.answer.number == 9)
    #expect(bad.retryReason == "None of 1 answers passed all rules (failed: format 1).")
  }

  @Test func aWeakBestAnswerAsksForAnotherAttempt() {
    let answers = [made(1, plain), made(2, upscaled.reversed())]
    let result = ranking.rank(
      answers, requested: 2,
      concepts: [
        Concept("3d", .modality, [.classType(["glb"])])
      ])
    #expect(result.retryReason == "The best metric, 54 %, is below 60 %.")
  }

  @Test func nothingAtAllIsNoCrash() {
    let result = ranking.rank([], requested: 4, concepts: [upscale])
    #expect(result.answers.isEmpty && result.best == nil)
    #expect(result.retryReason == "None of 0 answers passed all rules.")
  }

  @Test func theOrderIsTotalAndDoesNotDependOnTheInput() throws {
    try forAll(count: 60) { generator in
      (0..<8).map { number in
        var answer = made(
          number, Bool.random(using: &generator) ? plain : upscaled,
          repairs: Int.random(in: 0...1, using: &generator),
          warnings: Int.random(in: 0...1, using: &generator),
          logProbability: [nil, -1, -2, .nan].randomElement(using: &generator) ?? nil)
        if Int.random(in: 0..<4, using: &generator) == 0 { answer.verdict = nil }
        return answer
      }
    } law: { answers in
      let result = ranking.rank(answers, requested: 8, concepts: [upscale])
      let reversed = ranking.rank(answers.reversed(), requested: 8, concepts: [upscale])
      #expect(result.answers.map(\.answer.number) == reversed.answers.map(\.answer.number))
      #expect(result.answers.map(\.foundAs) == reversed.answers.map(\.foundAs))
      for ranked in result.answers {
        let value = ranked.score.value
        #expect(value == -1 || (0.75...1).contains(value))
        #expect((ranked.score.failure == nil) == (value >= 0.75))
      }
      let orders = result.answers.map { AnswerOrder($0.answer, $0.score) }
      for (left, right) in zip(orders, orders.dropFirst()) { #expect(left < right) }
    }
  }

  @Test func tiesGoToFewerRepairsThenFewerWarningsThenLikelierThenSmaller() {
    let score = ranking.rank([made(1, plain)], requested: 1, concepts: []).answers[0].score
    let order = [
      made(5, plain), made(6, plain), made(4, upscaled), made(3, plain, logProbability: -2),
      made(2, plain, warnings: 1), made(1, plain, repairs: 1),
    ].map { AnswerOrder($0, score) }
    for (left, right) in zip(order, order.dropFirst()) {
      #expect(left < right && !(right < left))
    }
  }
}
