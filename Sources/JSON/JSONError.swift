/// Why a text is no JSON.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Offset of the offending byte from the start, in bytes.
  public let offset: Int
  /// What is wrong there.
  public let reason: String

  /// Makes an error.
  public init(offset: Int, reason: String) {
    self.offset = offset
    self.reason = reason
  }

  /// One sentence with the place.
  public var description: String { "not JSON: \(reason) at byte \(offset)" }
}
