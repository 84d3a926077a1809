import Comparison
import Testing

@Suite struct PrecisionRecallTests {
  @Test func sharesFollowTheCounts() {
    let score = PrecisionRecall(matches: 2, predicted: 4, gold: 3)
    #expect(score.precision == 0.5)
    #expect(score.recall == 2.0 / 3)
    #expect(score.f1 == 4.0 / 7)
  }

  @Test func bothEmptyIsPerfectAndOneEmptyIsNothing() {
    let none = PrecisionRecall(matches: 0, predicted: 0, gold: 0)
    #expect(none.precision == 1 && none.recall == 1 && none.f1 == 1)
    let left = PrecisionRecall(matches: 0, predicted: 0, gold: 2)
    #expect(left.precision == 0 && left.recall == 0 && left.f1 == 0)
    let right = PrecisionRecall(matches: 0, predicted: 2, gold: 0)
    #expect(right.precision == 0 && right.recall == 0 && right.f1 == 0)
  }

  @Test func moreMatchesThanThingsAreABug() async {
    await #expect(processExitsWith: .failure) {
      _ = PrecisionRecall(matches: 3, predicted: 2, gold: 5)
    }
  }
}
