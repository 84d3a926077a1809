import Testing

@testable import JobRunner

@Suite("StopSignal")
struct StopSignalTests {
  @Test("urgency only rises")
  func rises() {
    let stop = StopSignal()
    #expect(stop.level == .none && !stop.isRaised)
    stop.raise(to: .handBack)
    stop.raise(to: .drain)
    #expect(stop.level == .handBack && stop.isRaised)
  }
}
