import Testing

@testable import JobStore

@Suite struct HistoryFilterTests {
  @Test func boundsAreReadAsTheyAreWritten() {
    #expect(ScoreBound("<0.6") == ScoreBound(.below, 0.6))
    #expect(ScoreBound("<=1") == ScoreBound(.atMost, 1))
    #expect(ScoreBound(">.5") == ScoreBound(.above, 0.5))
    #expect(ScoreBound(">=0") == ScoreBound(.atLeast, 0))
    #expect(ScoreBound("=0.25") == ScoreBound(.equal, 0.25))
    for bad in ["", "0.6", "<", "<x", "=<1", "< 1 OR 1", ">inf", "<nan"] {
      #expect(ScoreBound(bad) == nil, "\(bad)")
    }
  }
}
