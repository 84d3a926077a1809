public import JSON

/// The workflow texts a picture carries.
public struct EmbeddedWorkflow: Equatable, Sendable {
  /// The UI form (`workflow`), if the picture has it.
  public var ui: JSONValue?
  /// The API form (`prompt`), if the picture has it.
  public var api: JSONValue?

  /// Makes the pair.
  public init(ui: JSONValue? = nil, api: JSONValue? = nil) {
    self.ui = ui
    self.api = api
  }

  /// The form to read: the UI form wins, as in the frontend.
  public var preferred: JSONValue? { ui ?? api }
}

/// Workflows inside pictures.
///
///     PNG  chunks of [length 4][type 4][data][checksum 4], big endian, after an 8-byte signature
///          tEXt: keyword 0 text
///          iTXt: keyword 0 compressed(1) method(1) language 0 translation 0 text
///     SVG  <metadata><![CDATA[{"workflow": ..., "prompt": ...}]]></metadata>
///
/// The keywords are `workflow` and `prompt`. Limits: compressed texts are not read, checksums not
/// checked. ``PNGFormat`` writes. Source: PRODUCT.md 4.5.
public enum EmbeddedFormat {
  /// Reads the workflow texts of a PNG or SVG picture, told apart by their first bytes.
  ///
  /// - Throws: ``WorkflowFormatError`` when the bytes are neither, hold no workflow, or hold a
  ///   damaged one.
  public static func read(_ bytes: [UInt8]) throws(WorkflowFormatError) -> EmbeddedWorkflow {
    if bytes.starts(with: PNGFormat.signature) { return try readPNG(bytes) }
    if find("<svg", in: Array(bytes.prefix(4096)), from: 0) != nil { return try readSVG(bytes) }
    throw .notAWorkflow(place: "the file", expected: "a PNG or SVG picture")
  }

  // MARK: - PNG

  private static func readPNG(_ bytes: [UInt8]) throws(WorkflowFormatError) -> EmbeddedWorkflow {
    var texts: [String: ArraySlice<UInt8>] = [:]
    var place = PNGFormat.signature.count
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = bytes[place + 4..<place + 8]
      guard length <= bytes.count - place - 12 else { break }
      let data = bytes[place + 8..<place + 8 + length]
      let entry: (key: String, text: ArraySlice<UInt8>)?
      switch String(decoding: type, as: UTF8.self) {
      case "tEXt": entry = plainText(data)
      case "iTXt": entry = internationalText(data)
      default: entry = nil
      }
      if let entry, texts[entry.key] == nil { texts[entry.key] = entry.text }
      place += 12 + length
    }
    var found = EmbeddedWorkflow()
    if let text = texts["workflow"] { found.ui = try parse(text, in: "PNG") }
    if let text = texts["prompt"] { found.api = try parse(text, in: "PNG") }
    guard found.preferred != nil else { throw .nothingEmbedded(format: "PNG") }
    return found
  }

  private static func plainText(_ data: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>)? {
    guard let end = data.firstIndex(of: 0) else { return nil }
    return (String(decoding: data[..<end], as: UTF8.self), data[(end + 1)...])
  }

  private static func internationalText(_ data: ArraySlice<UInt8>)
    -> (String, ArraySlice<UInt8>)?
  {
    guard let (key, rest) = plainText(data), rest.count >= 2, rest[rest.startIndex] == 0,
      let (_, translated) = plainText(rest.dropFirst(2)), let (_, text) = plainText(translated)
    else { return nil }
    return (key, text)
  }

  // MARK: - SVG

  private static func readSVG(_ bytes: [UInt8]) throws(WorkflowFormatError) -> EmbeddedWorkflow {
    guard let metadata = find("<metadata", in: bytes, from: 0),
      let start = find("<![CDATA[", in: bytes, from: metadata),
      let end = find("]]>", in: bytes, from: start)
    else { throw .nothingEmbedded(format: "SVG") }
    let json = try parse(bytes[(start + "<![CDATA[".utf8.count)..<end], in: "SVG")
    let found = EmbeddedWorkflow(ui: json["workflow"], api: json["prompt"])
    guard found.preferred != nil else { throw .nothingEmbedded(format: "SVG") }
    return found
  }

  private static func find(_ text: StaticString, in bytes: [UInt8], from start: Int) -> Int? {
    let count = text.utf8CodeUnitCount
    guard bytes.count >= count, start <= bytes.count - count else { return nil }
    return bytes.withUnsafeBufferPointer { buffer in
      (start...(bytes.count - count)).first { place in
        buffer[place] == text.utf8Start[0]
          && (1..<count).allSatisfy { buffer[place + $0] == text.utf8Start[$0] }
      }
    }
  }

  /// Pictures are written by Python, whose JSON knows NaN.
  private static func parse(_ text: ArraySlice<UInt8>, in format: String)
    throws(WorkflowFormatError) -> JSONValue
  {
    do {
      return try JSONValue.parse(Array(text), readsNonFinite: true)
    } catch {
      throw .damagedEmbedding(format: format, reason: "\(error)")
    }
  }
}
