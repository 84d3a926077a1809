import JSON
import JobStore
import Testing

@testable import JobRunner

@Suite("StandingResult")
struct StandingResultTests {
  @Test("rounds are read as they were written, all 64 bits of their seeds included")
  func rounds() {
    let attempt = Attempt(
      number: 2, seeds: [.max, 0], temperature: 0.85, inputTokens: 5, outputTokens: 6,
      milliseconds: 7, verdict: "low-score", changes: "warmer", endedAt: 8)
    let record = JSONObject([("rounds", StandingResult.members([attempt]))])
    #expect(StandingResult(record: record).attempts == [attempt])
  }

  @Test("a record that says nothing gives an end all the same")
  func empty() {
    let standing = StandingResult(record: JSONObject())
    #expect(standing.ending == .dead(.internal, detail: ""))
    #expect(standing.result.bestScore == nil && standing.attempts.isEmpty)
  }
}
