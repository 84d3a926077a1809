import Testing

@testable import JobRunner

@Suite("LoopState")
struct LoopStateTests {
  @Test("of several hindrances the one nearest to the machine is told")
  func hindrances() {
    var state = LoopState()
    #expect(state.hindrance == nil)
    state.hindrances[.queue] = Hindrance(reason: "disk", sentence: "queue", since: 1)
    state.hindrances[.space] = Hindrance(reason: "disk", sentence: "space", since: 2)
    #expect(state.hindrance?.sentence == "space")
  }

  @Test("tokens of running jobs count, those of earlier rounds too")
  func tokens() {
    var state = LoopState()
    state.summary.tokens = 100
    state.running[1] = LiveJob(
      row: 1, folder: "a", attemptLimit: 3, round: 2, tokens: 5, tokensBefore: 20, startedAt: 0)
    #expect(state.tokens == 125)
  }
}
