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
  static func isOpen(_ window: String, now: Int64) -> Bool {
    let ends = window.split(separator: "-").map(minutes)
    guard ends.count == 2, let start = ends[0], let end = ends[1], start != end else { return true }
    let time = CalendarTime(local: now)
    let minute = time.hour * 60 + time.minute
    return start < end ? minute >= start && minute < end : minute >= start || minute < end
  }

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
