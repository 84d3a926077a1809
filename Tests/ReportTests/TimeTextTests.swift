import Foundation
import TestSupport
import Testing

@testable import Report

@Suite struct TimeTextTests {
  @Test func durationsAreShortWhereTheyCanBe() {
    #expect(
      [0, 41_999, 3_599_999, 3_600_000, 86_400_000, 183_723_000, -5].map(TimeText.duration)
        == ["00:00", "00:41", "59:59", "1:00:00", "1-00:00:00", "2-03:02:03", "00:00"])
  }

  @Test func daysOfTheCalendarAreThoseOfTheSystemsOwn() throws {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"
    try forAll(count: 500) { generator in
      Int64.random(in: -2_000_000_000_000...20_000_000_000_000, using: &generator)
    } law: { milliseconds in
      let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
      #expect(TimeText.utc(milliseconds) == formatter.string(from: date))
    }
  }

  @Test func anyNumberIsATime() {
    for milliseconds in [Int64.min, .max, 0, -1] {
      #expect(!TimeText.utc(milliseconds).isEmpty)
      #expect(!TimeText.local(milliseconds) { _ in 3600 }.isEmpty)
      #expect(!TimeText.duration(milliseconds).isEmpty)
    }
    #expect(TimeText.utc(-1) == "1969-12-31T23:59:59.999Z")
  }

  @Test func localTimeFollowsTheZoneAtThatTime() {
    let zone: TimeText.Zone = { $0 < 0 ? 3600 : -3600 }
    #expect(TimeText.local(0, zone) == "1969-12-31 23:00")
    #expect(TimeText.localSeconds(-1000, zone) == "1970-01-01 00:59:59")
  }
}
