import Testing

@testable import JobStore

@Suite struct JobTests {
  @Test func aReadyJobSaysWhyItWaits() throws {
    let queue = try StoreFolder().queue()
    try queue.take(1, [request("a") { $0.runAfter = 3000 }])
    let job = try #require(try queue.job(row: 1))
    #expect(job.waitReason(now: 2000, isClaimingPaused: true) == .paused)
    #expect(job.waitReason(now: 2000, isClaimingPaused: false) == .notBefore)
    #expect(job.waitReason(now: 3000, isClaimingPaused: false) == .priority)
    let (claimed, lease) = try queue.take(now: 3000)
    #expect(claimed.waitReason(now: 3000, isClaimingPaused: true) == nil)
    _ = try queue.failTransiently(lease, .inputOutput, detail: "", now: 3000)
    #expect(
      try queue.job(row: 1)?.waitReason(now: 3000, isClaimingPaused: false) == .backoff)
  }

  @Test func listsOfWordsSurviveAnyCharacterAndDamage() {
    let words = ["", "a,b", "\"", "ü\n"]
    guard case .text(let text) = TextList.encode(words) else { return }
    #expect(TextList.decode(text) == words)
    #expect(TextList.decode("[1, \"a\"") == [] && TextList.decode(nil) == [])
  }
}
