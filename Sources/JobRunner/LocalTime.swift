public import JobStore
import OperatingSystem
import PromptSyntax

/// Local times and windows as moments.
enum LocalTime {
  private static let day: Int64 = 86_400_000

  /// The moment a stated time means; a time of day alone means the next such time.
  static func moment(_ time: PromptTime, now: Int64) -> Int64? {
    if let moment = time.utcMilliseconds { return moment }
    var parts = CalendarTime(local: now)
    (parts.hour, parts.minute, parts.second, parts.millisecond) = (
      time.hour, time.minute, time.second, 0
    )
    if let date = time.date, date.count == 3 {
      (parts.year, parts.month, parts.day) = (date[0], date[1], date[2])
      return parts.localMilliseconds
    }
    guard let today = parts.localMilliseconds else { return nil }
    if today > now { return today }
    parts.day += 1
    return parts.localMilliseconds ?? today + day
  }

  /// Whether a window, `any` or `HH:MM-HH:MM` in local time, is open.
  ///
  /// One that lies wholly in an hour which summer time skips opens at the jump for its length.
  static func isOpen(
    _ window: String, now: Int64, local: (Int64) -> CalendarTime = { CalendarTime(local: $0) }
  ) -> Bool {
    let ends = window.split(separator: "-").map(minutes)
    guard ends.count == 2, let start = ends[0], let end = ends[1], start != end else { return true }
    let minute = minuteOfDay(local(now))
    guard start < end else { return minute >= start || minute < end }
    if minute >= start, minute < end { return true }
    guard let jump = jump(after: now - Int64(end - start) * 60_000, until: now, local) else {
      return false
    }
    return jump.from <= start && end <= jump.to
  }

  /// The minutes of the day between which the clock was set forward in a time of hours.
  private static func jump(
    after start: Int64, until end: Int64, _ local: (Int64) -> CalendarTime
  ) -> (from: Int, to: Int)? {
    func distance(_ moment: Int64) -> Int64 { (local(moment).utcMilliseconds ?? moment) - moment }
    let before = distance(start)
    let skipped = distance(end) - before
    guard skipped > 0 else { return nil }
    var (low, high) = (start, end)
    while high - low > 1 {
      let middle = (low + high) / 2
      if distance(middle) == before { low = middle } else { high = middle }
    }
    let landed = minuteOfDay(local(high))
    return (landed - Int(skipped / 60_000), landed)
  }

  private static func minuteOfDay(_ time: CalendarTime) -> Int { time.hour * 60 + time.minute }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
  }
}

extension ClaimRules {
  /// The rules of the windows that are open now.
  ///
  /// - Parameters:
  ///   - window: Hours of the configuration.
  ///   - windows: Hours that ready jobs state themselves.
  ///   - now: UTC milliseconds.
  public init(window: String, windows: [String], now: Int64) {
    self.init()
    isDefaultWindowOpen = LocalTime.isOpen(window, now: now)
    closedWindows = windows.filter { !LocalTime.isOpen($0, now: now) }
  }
}

/// Times as the command line states them.
public enum RunnerTime {
  /// The moment in UTC milliseconds of `22:15` (the next one) or of an ISO time; `nil` otherwise.
  public static func moment(_ text: String, now: Int64) -> Int64? {
    PromptTime(text).flatMap { LocalTime.moment($0, now: now) }
  }
}
