import Testing

@testable import JobStore

@Suite struct JobStateTests {
  @Test func exactlyTheChangesOfTheTableAreAllowed() {
    var allowed: [String] = []
    for old in [nil] + JobState.allCases.map(Optional.some) {
      for new in JobState.allCases where JobState.isAllowed(from: old, to: new) {
        allowed.append("\(old?.rawValue ?? "-")>\(new.rawValue)")
      }
    }
    #expect(
      allowed == [
        "->ready", "->dead", "ready>running", "ready>remote", "ready>cancelled",
        "ready>expired", "running>ready", "running>done", "running>dead", "running>cancelled",
        "running>expired", "remote>ready", "remote>done", "remote>cancelled", "remote>expired",
        "dead>ready", "cancelled>ready", "expired>ready",
      ])
  }

  @Test func fourStatesAreEnds() {
    #expect(
      JobState.allCases.filter(\.hasEnded) == [.done, .dead, .cancelled, .expired])
  }
}
