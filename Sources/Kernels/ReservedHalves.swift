import Glibc

/// Room for half-precision numbers whose values are not set: the system provides a page when it is
/// first written.
public final class ReservedHalves {
  /// The first element.
  public let pointer: MutableHalves

  /// Reserves room for `count` numbers; `nil` when the system refuses, as it does for more than it
  /// could ever provide.
  public init?(count: Int) {
    precondition(count >= 0, "room for \(count) numbers")
    let (bytes, overflow) = max(count, 1).multipliedReportingOverflow(by: 2)
    guard !overflow, let room = malloc(bytes) else { return nil }
    pointer = room.bindMemory(to: UInt16.self, capacity: count)
  }

  deinit { free(pointer) }
}
