import JSON

/// Writes PNG pictures: a workflow into one that exists, and small pictures of few colours.
///
///     signature (8)  89 50 4E 47 0D 0A 1A 0A
///     chunk          [length 4][type 4][data][CRC-32 of type and data 4], big endian
///     order          IHDR, tEXt workflow, tEXt prompt, the rest as it was, IEND
///
/// The texts are JSON in ASCII, since tEXt is Latin-1, and stand in front, where readers that stop
/// at the first image data find them. Source: W3C, Portable Network Graphics (Third Edition),
/// sections 5, 11.3.3 and annex D; PRODUCT.md 4.5.
public enum PNGFormat {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let keywords = ["workflow", "prompt"]
  /// The longest data a chunk may have.
  private static let longestChunk = Int(Int32.max)

  /// The picture with the workflow texts inside, in place of any it had.
  ///
  /// Chunks are copied as they are, checksums unread; what follows IEND is dropped.
  ///
  /// - Parameters:
  ///   - workflow: The texts; a form that is `nil` is left out.
  ///   - picture: The bytes of a PNG.
  /// - Returns: The bytes of the same picture.
  /// - Throws: ``WorkflowFormatError/damagedPicture(format:reason:)`` when the bytes are no whole
  ///   PNG, or a text is too long for one.
  public static func embed(
    _ workflow: EmbeddedWorkflow, in picture: [UInt8]
  ) throws(WorkflowFormatError) -> [UInt8] {
    guard picture.starts(with: signature) else { throw damaged("it does not begin like one") }
    var result = signature
    var place = signature.count
    var isFirst = true
    while true {
      let chunk = try self.chunk(at: place, of: picture)
      let type = String(decoding: chunk.dropFirst(4).prefix(4), as: UTF8.self)
      guard isFirst == (type == "IHDR") else { throw damaged("its header is not in front") }
      if !isReplaced(chunk, type) { result += chunk }
      if isFirst { result += try texts(workflow) }
      if type == "IEND" { return result }
      isFirst = false
      place = chunk.endIndex
    }
  }

  private static func chunk(
    at place: Int, of picture: [UInt8]
  ) throws(WorkflowFormatError) -> ArraySlice<UInt8> {
    guard picture.count - place >= 12 else { throw damaged("it ends before its last chunk") }
    let length = picture[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= longestChunk, length <= picture.count - place - 12 else {
      throw damaged("a chunk of \(length) bytes at byte \(place) does not fit")
    }
    return picture[place..<place + 12 + length]
  }

  private static func isReplaced(_ chunk: ArraySlice<UInt8>, _ type: String) -> Bool {
    guard ["tEXt", "iTXt", "zTXt"].contains(type) else { return false }
    let data = chunk.dropFirst(8).dropLast(4)
    return keywords.contains { data.starts(with: Array($0.utf8) + [0]) }
  }

  private static func texts(_ workflow: EmbeddedWorkflow) throws(WorkflowFormatError) -> [UInt8] {
    var result: [UInt8] = []
    for (keyword, json) in zip(keywords, [workflow.ui, workflow.api]) {
      guard let json else { continue }
      let data = Array(keyword.utf8) + [0] + json.bytes(JSONStyle(escapesNonASCII: true))
      guard data.count <= longestChunk else { throw damaged("the \(keyword) is too long for one") }
      result += chunk("tEXt", data)
    }
    return result
  }

  private static func damaged(_ reason: String) -> WorkflowFormatError {
    .damagedPicture(format: "PNG", reason: reason)
  }

  // MARK: - Writing

  /// A picture of at most 16 colours, four bits a pixel, not compressed.
  ///
  /// - Parameters:
  ///   - width: Pixels in a row, from 1.
  ///   - height: Rows, from 1.
  ///   - palette: Red, green and blue of each colour, from 1 to 16.
  ///   - pixels: Row by row, an index into the palette each; `width` x `height` of them.
  /// - Returns: The bytes of the file.
  public static func picture(
    width: Int, height: Int, palette: [[UInt8]], pixels: [UInt8]
  ) -> [UInt8] {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height,
      "\(width) x \(height) pixels given as \(pixels.count)")
    precondition((1...16).contains(palette.count), "\(palette.count) colours")
    var rows: [UInt8] = []
    rows.reserveCapacity((width / 2 + 2) * height)
    for row in 0..<height {
      rows.append(0)  // No filter.
      for column in stride(from: 0, to: width, by: 2) {
        let place = row * width + column
        rows.append(pixels[place] << 4 | (column + 1 < width ? pixels[place + 1] : 0))
      }
    }
    let header = bigEndian(width) + bigEndian(height) + [4, 3, 0, 0, 0]
    return signature + chunk("IHDR", header) + chunk("PLTE", palette.flatMap { $0 })
      + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  /// A zlib stream (RFC 1950) of stored deflate blocks (RFC 1951, 3.2.4).
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x01]
    result.reserveCapacity(bytes.count + bytes.count / 65_535 * 5 + 16)
    var place = 0
    repeat {
      let length = min(65_535, bytes.count - place)
      let low = UInt8(length & 0xFF), high = UInt8(length >> 8)
      result += [place + length == bytes.count ? 1 : 0, low, high, ~low, ~high]
      result += bytes[place..<place + length]
      place += length
    } while place < bytes.count
    return result + bigEndian(Int(adler32(bytes)))
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(checksum(body)))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  // MARK: - Checksums

  /// CRC-32 with the polynomial EDB88320, as PNG and ZIP use it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes { sum = checksumTable[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    return ~sum
  }

  private static let checksumTable: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
  }

  /// The checksum of zlib streams.
  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var low: UInt32 = 1, high: UInt32 = 0
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }
}
