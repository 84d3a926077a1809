/// Takes the three tagged parts of a response apart.
///
/// Source: PAPER.md section 3, extraction rules. Differs: nothing.
public enum TranscriptParser {
  /// How strictly the tags are read.
  public enum Mode: Sendable {
    /// The first opening tag to the next closing tag of that name, in any order.
    case paper
    /// Each pair once, in order, only white space outside.
    case strict
  }

  /// The response's parts as text; a part that cannot be extracted is `nil`.
  public struct Parts: Equatable, Sendable {
    /// The names in the first part, or `nil` when there is no readable list.
    public var selectedNodes: [String]?
    /// The plan.
    public var designPrinciple: String?
    /// The program.
    public var code: String?
    /// Whether all three pairs of tags are there, in the strictness asked for.
    public var areTagsPresent: Bool

    /// The complete response, or `nil` when a part is missing.
    public var response: Response? {
      guard areTagsPresent, let selectedNodes, let designPrinciple, let code else { return nil }
      return Response(
        selectedNodes: selectedNodes, designPrinciple: designPrinciple, code: code)
    }
  }

  /// Takes `text` apart.
  ///
  /// - Parameters:
  ///   - text: The response, without the control tokens around it.
  ///   - mode: How strictly the tags are read.
  ///   - isKnown: Whether a word is a class type; decides lists without quotes.
  /// - Returns: The parts found.
  public static func parts(
    of text: String, mode: Mode = .strict, isKnown: (String) -> Bool
  ) -> Parts {
    let bytes = Array(text.utf8)
    let selection = element("selected_nodes", in: bytes)
    let principle = element("design_principle", in: bytes)
    let workflow = element("workflow", in: bytes)
    var areTagsPresent = selection != nil && principle != nil && workflow != nil
    if mode == .strict, areTagsPresent {
      areTagsPresent = isStrict(bytes, [selection, principle, workflow].compactMap { $0 })
    }
    return Parts(
      selectedNodes: selection.flatMap { names(in: decode(bytes, $0.content), isKnown: isKnown) },
      designPrinciple: principle.map { trimmed(decode(bytes, $0.content)) },
      code: workflow.map { trimmed(decode(bytes, $0.content)) },
      areTagsPresent: areTagsPresent)
  }

  /// The names in a list: quoted strings inside the first brackets, else known words.
  static func names(in text: String, isKnown: (String) -> Bool) -> [String]? {
    if let open = text.firstIndex(of: "["), let quoted = quotedStrings(text[open...].dropFirst()),
      !quoted.isEmpty
    {
      return quoted
    }
    let bare = text.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }
    let source = bare.isEmpty ? Substring(text) : bare
    let words = source.split(separator: ",").map { trimmed(String($0)) }
    return !words.isEmpty && words.allSatisfy(isKnown) ? words : nil
  }

  // MARK: - Pieces

  private struct Element {
    var whole: Range<Int>
    var content: Range<Int>
  }

  private static func element(_ name: String, in bytes: [UInt8]) -> Element? {
    let opening = Array("<\(name)>".utf8), closing = Array("</\(name)>".utf8)
    guard let start = find(opening, in: bytes, from: 0),
      let end = find(closing, in: bytes, from: start + opening.count)
    else { return nil }
    return Element(
      whole: start..<end + closing.count, content: start + opening.count..<end)
  }

  private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= needle.count + start else { return nil }
    return (start...bytes.count - needle.count).first { place in
      bytes[place..<place + needle.count].elementsEqual(needle)
    }
  }

  private static func isStrict(_ bytes: [UInt8], _ elements: [Element]) -> Bool {
    var place = 0
    for element in elements {
      guard element.whole.lowerBound >= place,
        isBlank(bytes[place..<element.whole.lowerBound])
      else { return false }
      place = element.whole.upperBound
    }
    return isBlank(bytes[place...]) && tags.allSatisfy { occursOnce($0, in: bytes) }
  }

  private static let tags = ["selected_nodes", "design_principle", "workflow"].flatMap {
    [Array("<\($0)>".utf8), Array("</\($0)>".utf8)]
  }

  private static func occursOnce(_ tag: [UInt8], in bytes: [UInt8]) -> Bool {
    guard let place = find(tag, in: bytes, from: 0) else { return false }
    return find(tag, in: bytes, from: place + tag.count) == nil
  }

  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
  }

  private static func decode(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private static func trimmed(_ text: String) -> String {
    let tail = text.drop { $0.isWhitespace }
    guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(tail[...last])
  }

  /// The quoted strings before the closing bracket, or `nil` when the list never closes.
  private static func quotedStrings(_ text: Substring) -> [String]? {
    var strings: [String] = []
    var open: Character?
    var current = ""
    var isEscaped = false
    for character in text {
      guard let quote = open else {
        if character == "]" { return strings }
        if character == "\"" || character == "'" { (open, current) = (character, "") }
        continue
      }
      if isEscaped {
        current.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == quote {
        strings.append(current)
        open = nil
      } else {
        current.append(character)
      }
    }
    return nil
  }
}
