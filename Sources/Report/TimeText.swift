/// Times and durations as text, without a clock, a locale or a time zone of its own.
public enum TimeText {
  /// The seconds local time is ahead of UTC at a time given in UTC milliseconds.
  public typealias Zone = (_ utcMilliseconds: Int64) -> Int

  /// ISO 8601 in UTC with milliseconds: `2026-01-31T22:05:09.120Z`.
  public static func utc(_ milliseconds: Int64) -> String {
    let parts = Parts(milliseconds)
    return "\(parts.date)T\(parts.clock):\(pad(parts.second)).\(pad(parts.millisecond, 3))Z"
  }

  /// Local time to the minute: `2026-01-31 23:05`.
  public static func local(_ milliseconds: Int64, _ zone: Zone) -> String {
    let parts = Parts(shifted(milliseconds, zone))
    return "\(parts.date) \(parts.clock)"
  }

  /// Local time to the second: `2026-01-31 23:05:09`.
  public static func localSeconds(_ milliseconds: Int64, _ zone: Zone) -> String {
    let parts = Parts(shifted(milliseconds, zone))
    return "\(parts.date) \(parts.clock):\(pad(parts.second))"
  }

  /// A duration as squeue writes it: `00:41`, `1:02:03`, `2-01:02:03`; below zero as zero.
  public static func duration(_ milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds) / 1000
    let (days, hours) = (seconds / 86400, seconds / 3600 % 24)
    let rest = "\(pad(seconds / 60 % 60)):\(pad(seconds % 60))"
    if days > 0 { return "\(days)-\(pad(hours)):\(rest)" }
    return hours > 0 ? "\(hours):\(rest)" : rest
  }

  private static func shifted(_ milliseconds: Int64, _ zone: Zone) -> Int64 {
    let (sum, overflow) = milliseconds.addingReportingOverflow(Int64(zone(milliseconds)) * 1000)
    return overflow ? milliseconds : sum
  }

  private static func pad(_ value: Int64, _ digits: Int = 2) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// The fields of a time in the proleptic Gregorian calendar.
  private struct Parts {
    let date: String
    let clock: String
    let second: Int64
    let millisecond: Int64

    init(_ milliseconds: Int64) {
      let day = milliseconds.floored(by: 86_400_000)
      let remainder = milliseconds % 86_400_000
      let rest = remainder < 0 ? remainder + 86_400_000 : remainder
      // Days are counted from 0000-03-01, so that a leap day is the last of its year; 146097 days
      // are 400 years.
      let shifted = day + 719_468
      let era = shifted.floored(by: 146_097)
      let dayOfEra = shifted - era * 146_097
      let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let shiftedMonth = (5 * dayOfYear + 2) / 153
      let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
      let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
      let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
      date = "\(pad(year, 4))-\(pad(month))-\(pad(dayOfMonth))"
      clock = "\(pad(rest / 3_600_000)):\(pad(rest / 60_000 % 60))"
      second = rest / 1000 % 60
      millisecond = rest % 1000
    }
  }
}

extension Int64 {
  /// The quotient rounded towards minus infinity; `divisor` is positive.
  fileprivate func floored(by divisor: Int64) -> Int64 {
    self / divisor - (self % divisor < 0 ? 1 : 0)
  }
}
