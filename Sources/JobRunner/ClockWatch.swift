/// Notices that the clock was set.
///
/// The time of day and the time since the start run side by side; every 30 s their distance is
/// compared. Less than 2 s is the clock being steered, which changes nothing here.
struct ClockWatch {
  private static let interval: Int64 = 30_000
  private static let tolerance: Int64 = 2000

  private var distance: Int64?
  private var next: Int64 = 0

  /// How far the clock was set since the last comparison; `nil` when it was not, or when it is not
  /// time yet.
  mutating func jump(wall: Int64, boot: Int64) -> Int64? {
    guard boot >= next else { return nil }
    next = boot + Self.interval
    let now = wall - boot
    defer { distance = now }
    guard let distance, abs(now - distance) > Self.tolerance else { return nil }
    return now - distance
  }
}
