import JobStore
import Testing

@testable import JobRunner

@Suite("RoundTimes")
struct RoundTimesTests {
  private func round(_ number: Int) -> Attempt {
    Attempt(
      number: number, seeds: [], temperature: 0, inputTokens: 0, outputTokens: 0, milliseconds: 0,
      verdict: "", changes: nil, endedAt: 0, answers: [])
  }

  @Test("rounds are told with their times, counted back from now")
  func times() {
    var times = RoundTimes(boot: 100)
    times.progress(1, 10, boot: 150)
    times.progress(2, 4, boot: 400)
    #expect(times.tokensBefore == 10)
    var rounds = [round(1), round(2)]
    times.complete(&rounds, boot: 1000, wall: 50_000)
    #expect(rounds.map(\.milliseconds) == [300, 600])
    #expect(rounds.map(\.endedAt) == [49_400, 50_000])
  }

  @Test("the budget ends rounds that began behind it, never the first")
  func budget() {
    var times = RoundTimes(boot: 0)
    times.progress(1, 1, boot: 500)
    #expect(!times.arePast(budget: 100))
    times.progress(2, 1, boot: 99)
    #expect(!times.arePast(budget: 100))
    times.progress(3, 1, boot: 100)
    #expect(times.arePast(budget: 100))
  }
}
