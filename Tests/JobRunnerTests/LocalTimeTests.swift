import OperatingSystem
import Testing

@testable import JobRunner

@Suite("LocalTime")
struct LocalTimeTests {
  private func local(_ hour: Int, _ minute: Int = 0) throws -> Int64 {
    try #require(
      CalendarTime(year: 2026, month: 6, day: 15, hour: hour, minute: minute).localMilliseconds)
  }

  @Test(
    "a window may pass midnight; its end is outside",
    arguments: [
      ("22:00-06:00", 23, true), ("22:00-06:00", 5, true), ("22:00-06:00", 6, false),
      ("22:00-06:00", 12, false), ("08:00-12:00", 8, true), ("08:00-12:00", 12, false),
      ("any", 3, true), ("08:00-08:00", 3, true),
    ])
  func windows(_ window: String, _ hour: Int, _ isOpen: Bool) throws {
    #expect(LocalTime.isOpen(window, now: try local(hour)) == isOpen)
  }

  /// Middle Europe on the last Sunday of March 2027: after 01:59:59 comes 03:00:00.
  private func spring(_ moment: Int64) -> CalendarTime {
    let jump: Int64 = 1_806_195_600_000
    return CalendarTime(utc: moment + (moment < jump ? 3_600_000 : 7_200_000))
  }

  @Test(
    "a window in the hour that summer time skips opens at the jump for its length",
    arguments: [
      ("02:15-02:45", -1, false), ("02:15-02:45", 0, true), ("02:15-02:45", 29, true),
      ("02:15-02:45", 30, false), ("02:00-03:00", 59, true), ("02:00-03:00", 60, false),
      // Part of these exists: they are as long as the clock says.
      ("01:30-02:30", -1, true), ("01:30-02:30", 0, false), ("02:30-03:30", 29, true),
      ("02:30-03:30", 30, false), ("04:00-05:00", 0, false),
    ])
  func skippedHour(_ window: String, _ minutes: Int64, _ isOpen: Bool) {
    let now = 1_806_195_600_000 + minutes * 60_000
    #expect(LocalTime.isOpen(window, now: now, local: spring) == isOpen)
    #expect(spring(1_806_195_600_000).hour == 3 && spring(1_806_195_599_999).hour == 1)
  }

  @Test("a time of day means the next one")
  func timeOfDay() throws {
    let noon = try local(12)
    #expect(RunnerTime.moment("13:30", now: noon) == noon + 5_400_000)
    #expect(RunnerTime.moment("11:00", now: noon) == noon + 23 * 3_600_000)
    #expect(RunnerTime.moment("2026-06-15 12:00", now: 0) == noon)
    #expect(RunnerTime.moment("2026-03-01T22:15:00Z", now: 0) == 1_772_403_300_000)
    #expect(RunnerTime.moment("soon", now: noon) == nil)
  }
}
