import OperatingSystem
import TestSupport
import Testing

@Suite struct ClocksTests {
  @Test func `known moments have their ISO text`() {
    #expect(CalendarTime.text(utc: 0) == "1970-01-01T00:00:00.000Z")
    #expect(CalendarTime.text(utc: 951_782_400_120) == "2000-02-29T00:00:00.120Z")
    #expect(CalendarTime.text(utc: 2_147_483_648_000) == "2038-01-19T03:14:08.000Z")
    #expect(CalendarTime.text(utc: -1) == "1969-12-31T23:59:59.999Z")
  }

  @Test func `taking a moment apart and putting it together is the identity`() throws {
    try forAll {
      Int64.random(in: -4_000_000_000_000...8_000_000_000_000, using: &$0)
    } law: {
      try #require(CalendarTime(utc: $0).utcMilliseconds == $0)
    }
  }

  @Test func `the clocks run and can be replaced`() {
    #expect(WallClock.system.now > 1_700_000_000_000)
    #expect(BootClock.system.now > 0)
    #expect(WallClock { 5 }.now == 5)
    #expect(BootClock { 1500 }.seconds == 1.5)
  }
}
