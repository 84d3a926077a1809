/// A prompt file that a producer dropped and that was on the medium before any fault.
public struct DroppedPrompt: Hashable, Sendable {
  /// Its name in the inbox.
  public let name: String
  /// Its text: one prompt, without a header.
  public let text: String

  /// Makes the record of a drop.
  public init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }

  /// The bytes of the file.
  public var bytes: [UInt8] { Array(text.utf8) }
}
