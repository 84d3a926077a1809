import Glibc

/// Points in time, UTC milliseconds since 1970; a value, so that tests can set the time.
public struct WallClock: Sendable {
  private let read: @Sendable () -> Int64

  /// Makes a clock from a function that tells milliseconds.
  public init(_ read: @escaping @Sendable () -> Int64) { self.read = read }

  /// The milliseconds since 1970 now.
  public var now: Int64 { read() }

  /// The machine's clock.
  public static let system = WallClock { milliseconds(CLOCK_REALTIME) }
}

/// Durations: milliseconds since the machine started, suspended time included; never set back.
public struct BootClock: Sendable {
  private let read: @Sendable () -> Int64

  /// Makes a clock from a function that tells milliseconds.
  public init(_ read: @escaping @Sendable () -> Int64) { self.read = read }

  /// The milliseconds since the start now.
  public var now: Int64 { read() }
  /// The seconds since the start now.
  public var seconds: Double { Double(now) / 1000 }

  /// The machine's clock.
  public static let system = BootClock { milliseconds(CLOCK_BOOTTIME) }
}

/// The clock that service managers use in messages; it stands still while the machine sleeps.
public enum MonotonicClock {
  /// Microseconds since the start now.
  public static var microseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}

/// A moment as a calendar shows it.
public struct CalendarTime: Sendable, Equatable {
  /// The year, for example 2026.
  public var year: Int
  /// The month, 1 … 12.
  public var month: Int
  /// The day, 1 … 31.
  public var day: Int
  /// The hour, 0 … 23.
  public var hour: Int
  /// The minute.
  public var minute: Int
  /// The second.
  public var second: Int
  /// The millisecond.
  public var millisecond: Int

  /// Makes a time from its parts.
  public init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    millisecond: Int = 0
  ) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
    self.millisecond = millisecond
  }

  /// A moment in UTC.
  public init(utc milliseconds: Int64) { self.init(milliseconds) { gmtime_r(&$0, &$1) } }

  /// A moment in the time zone of this machine.
  public init(local milliseconds: Int64) { self.init(milliseconds) { localtime_r(&$0, &$1) } }

  private init(
    _ milliseconds: Int64, _ convert: (inout time_t, inout tm) -> UnsafeMutablePointer<tm>?
  ) {
    var parts = tm()
    let rest = (milliseconds % 1000 + 1000) % 1000
    var seconds = time_t((milliseconds - rest) / 1000)
    _ = convert(&seconds, &parts)
    self.init(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
      hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec),
      millisecond: Int(rest))
  }

  /// The moment, read as UTC; `nil` when it cannot be told.
  public var utcMilliseconds: Int64? { moment { timegm(&$0) } }

  /// The moment, read as local time; of an hour that occurs twice, what the C library chooses.
  public var localMilliseconds: Int64? { moment { mktime(&$0) } }

  private func moment(_ convert: (inout tm) -> time_t) -> Int64? {
    guard (-9999...9999).contains(year) else { return nil }
    var parts = tm()
    parts.tm_year = Int32(year - 1900)
    parts.tm_mon = Int32(clamping: month - 1)
    parts.tm_mday = Int32(clamping: day)
    parts.tm_hour = Int32(clamping: hour)
    parts.tm_min = Int32(clamping: minute)
    parts.tm_sec = Int32(clamping: second)
    parts.tm_isdst = -1
    let seconds = Int64(convert(&parts))
    return seconds == -1 ? nil : seconds * 1000 + Int64(millisecond)
  }

  /// ISO 8601 in UTC, for example `2026-03-01T22:15:00.120Z`.
  public static func text(utc milliseconds: Int64) -> String {
    let time = CalendarTime(utc: milliseconds)
    let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
    let clock = "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
    return "\(date)T\(clock).\(padded(time.millisecond, 3))Z"
  }
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

private func milliseconds(_ clock: clockid_t) -> Int64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
