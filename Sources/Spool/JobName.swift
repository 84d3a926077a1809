import Hashing

/// The names of a job: slug, key and id.
///
/// The id comes from the contents, not from a counter: after a restore from backup a counter would
/// meet foreign results and take them for its own.
public struct JobName: Equatable, Hashable, Sendable {
  /// Readable part: lower-case letters, digits and `._-`, at most 60 bytes.
  public let slug: String
  /// 64 hexadecimal digits.
  public let key: String

  /// Takes over names that were made before.
  public init(slug: String, key: String) {
    self.slug = slug
    self.key = key
  }

  /// Makes the names of a request.
  ///
  /// The key is the SHA-256 of the fields `nightloom.job.1`, source name, `custom_id`, request,
  /// occurrence and drop number, each with its length before it (8 bytes, most significant first).
  ///
  /// - Parameters:
  ///   - sourceName: The raw name of the prompt file; empty when contents alone count.
  ///   - customID: The `custom_id` of a batch line.
  ///   - request: The canonical bytes of the request.
  ///   - occurrence: How many equal requests stand before it in the file.
  ///   - drop: How many jobs of this request ended before.
  ///   - name: The name that the slug is made from, when the request states one.
  ///   - slugSource: The file name that it is made from else, when not `sourceName`.
  public init(
    sourceName: [UInt8], customID: String?, request: [UInt8], occurrence: Int, drop: Int,
    name: String? = nil, slugSource: [UInt8]? = nil
  ) {
    slug = Self.slug(name.map { Array($0.utf8) } ?? Self.stem(slugSource ?? sourceName))
    let fields: [[UInt8]] = [
      Array("nightloom.job.1".utf8), sourceName, Array((customID ?? "").utf8), request,
      Array(String(occurrence).utf8), Array(String(drop).utf8),
    ]
    var hash = SHA256()
    for field in fields {
      let length = UInt64(field.count)
      hash.update((0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(56 - 8 * $0)) })
      hash.update(field)
    }
    key = hex(hash.digest())
  }

  /// The first 12 digits of the key.
  public var id: String { String(key.prefix(12)) }
  /// The name of its folder in `outbox/` and `dead/`.
  public var folder: String { "\(slug)-\(id)" }

  /// A name made readable: ASCII in lower case, other bytes as `-`, no `.` or `-` in front, at most
  /// 60 bytes; `job` when nothing is left.
  public static func slug(_ name: [UInt8]) -> String {
    let bytes = name.map { byte -> UInt8 in
      switch byte {
      case 0x41...0x5A: byte + 32
      case 0x61...0x7A, 0x30...0x39, 0x2E, 0x5F, 0x2D: byte
      default: 0x2D
      }
    }
    let rest = bytes.drop { $0 == 0x2E || $0 == 0x2D }.prefix(60)
    return rest.isEmpty ? "job" : String(decoding: rest, as: UTF8.self)
  }

  /// A file name without its extension and without the mark `.ready`.
  static func stem(_ name: [UInt8]) -> [UInt8] {
    var name = name[...]
    if name.suffix(6).elementsEqual(".ready".utf8), name.count > 6 { name = name.dropLast(6) }
    guard let point = name.lastIndex(of: 0x2E), point > name.startIndex else { return Array(name) }
    return Array(name[..<point])
  }
}
