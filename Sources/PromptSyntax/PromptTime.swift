/// A point in time as a header states it: local unless an offset is given.
///
/// `2026-03-01T22:15`, `2026-03-01 22:15:30`, `…Z`, `…+02:00`, or `22:15` alone for the next such
/// time. Which moment a local time is depends on the machine's time zone; the runner decides.
public struct PromptTime: Equatable, Sendable {
  /// Year, month and day; `nil` for a time of day alone.
  public var date: [Int]?
  /// The hour, 0 … 23.
  public var hour: Int
  /// The minute.
  public var minute: Int
  /// The second.
  public var second: Int
  /// Minutes ahead of UTC; `nil` for local time.
  public var offsetMinutes: Int?

  /// Reads a time, or `nil` when the text is none.
  public init?(_ text: String) {
    var rest = Substring(text)
    if rest.utf8.count > 10, rest.dropFirst(4).first == "-" {
      let parts = rest.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
      guard parts.map(\.count) == [4, 2, 2], let separator = rest.dropFirst(10).first,
        separator == "T" || separator == " "
      else { return nil }
      let numbers = parts.compactMap(digits)
      guard numbers.count == 3, (1...12).contains(numbers[1]),
        (1...days(numbers[0], numbers[1])).contains(numbers[2])
      else { return nil }
      date = numbers
      rest = rest.dropFirst(11)
    }
    if rest.last == "Z" {
      offsetMinutes = 0
      rest = rest.dropLast()
    } else if let sign = rest.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      guard let time = clock(rest[rest.index(after: sign)...]), time.count == 2 else { return nil }
      offsetMinutes = (time[0] * 60 + time[1]) * (rest[sign] == "-" ? -1 : 1)
      rest = rest[..<sign]
    }
    guard let time = clock(rest), date != nil || offsetMinutes == nil else { return nil }
    (hour, minute) = (time[0], time[1])
    second = time.count > 2 ? time[2] : 0
  }

  /// The moment in UTC milliseconds when date and offset are given; `nil` for local times.
  ///
  /// Source: days from the civil calendar, counted in eras of 400 years that begin in March.
  public var utcMilliseconds: Int64? {
    guard let date, let offsetMinutes else { return nil }
    let year = date[0] - (date[1] <= 2 ? 1 : 0)
    let yearOfEra = year % 400
    let dayOfYear = (153 * ((date[1] + 9) % 12) + 2) / 5 + date[2] - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let day = year / 400 * 146_097 + dayOfEra - 719_468
    let seconds = ((day * 24 + hour) * 60 + minute - offsetMinutes) * 60 + second
    return Int64(seconds) * 1000
  }
}

private func days(_ year: Int, _ month: Int) -> Int {
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
}

private func digits(_ text: Substring) -> Int? {
  text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
}

/// `HH:MM` or `HH:MM:SS` as numbers.
private func clock(_ text: Substring) -> [Int]? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  let numbers = parts.compactMap { $0.utf8.count == 2 ? digits($0) : nil }
  guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24,
    numbers.dropFirst().allSatisfy({ $0 < 60 })
  else { return nil }
  return numbers
}
