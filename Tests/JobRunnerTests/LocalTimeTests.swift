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
