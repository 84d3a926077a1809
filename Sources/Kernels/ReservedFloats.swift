import Glibc

/// Room for floats whose values are not set: the system provides a page when it is first written.
public final class ReservedFloats {
  /// The first element.
  public let pointer: MutableFloats

  /// Reserves room for `count` floats; `nil` when the system refuses, as it does for more than it
  /// could ever provide.
  public init?(count: Int) {
    precondition(count >= 0, "room for \(count) floats")
    let (bytes, overflow) = max(count, 1).multipliedReportingOverflow(by: 4)
    guard !overflow, let room = malloc(bytes) else { return nil }
    pointer = room.bindMemory(to: Float.self, capacity: count)
  }

  deinit { free(pointer) }
}
