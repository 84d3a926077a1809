import Hashing

/// Where every random choice of a job comes from.
///
/// Depends on the job's key, the attempt and the answer only: not on worker, claim, host, time or
/// the number of workers, so that a repeated claim gives the same bytes.
public enum SeedDerivation {
  /// The seed of one answer's sampling: the first 8 bytes of SHA-256 over
  /// "nightloom.seed.1", key, attempt and answer, each field with its length before it.
  public static func answer(key: [UInt8], attempt: Int, answer: Int) -> UInt64 {
    first8(digest("nightloom.seed.1", key, attempt, answer))
  }

  /// The seed written into workflows, below 2⁵³ because JSON numbers become doubles in browsers.
  public static func workflow(key: [UInt8]) -> Int {
    Int(first8(digest("nightloom.workflow-seed.1", key, 0, 0)) >> 11)
  }

  /// A GUID for the UI file of one answer, in the form of RFC 9562 version 8.
  public static func identifier(key: [UInt8], answer: Int) -> String {
    var bytes = Array(digest("nightloom.guid.1", key, 0, answer).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = hex(bytes)
    var parts: [Substring] = []
    var rest = digits[...]
    for count in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    return parts.joined(separator: "-")
  }

  private static func digest(_ name: String, _ key: [UInt8], _ attempt: Int, _ answer: Int)
    -> [UInt8]
  {
    var hash = SHA256()
    for field in [Array(name.utf8), key, Array(String(attempt).utf8), Array(String(answer).utf8)] {
      var length = UInt64(field.count).bigEndian
      withUnsafeBytes(of: &length) { hash.update(Array($0)) }
      hash.update(field)
    }
    return hash.digest()
  }

  private static func first8(_ digest: [UInt8]) -> UInt64 {
    digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
