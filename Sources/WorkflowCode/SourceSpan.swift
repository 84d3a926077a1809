/// A stretch of a program text.
public struct SourceSpan: Equatable, Hashable, Sendable {
  /// Line of the first character, from 1.
  public var line: Int
  /// Column of the first character in Unicode scalars, from 1.
  public var column: Int
  /// The stretch in UTF-8 bytes from the start of the text.
  public var bytes: Range<Int>

  /// Makes a span.
  public init(line: Int, column: Int, bytes: Range<Int>) {
    self.line = line
    self.column = column
    self.bytes = bytes
  }

  /// The span from the start of this one to the end of `other`, which stands behind it.
  func joined(to other: SourceSpan) -> SourceSpan {
    let end = max(bytes.lowerBound, other.bytes.upperBound)
    return SourceSpan(line: line, column: column, bytes: bytes.lowerBound..<end)
  }
}
