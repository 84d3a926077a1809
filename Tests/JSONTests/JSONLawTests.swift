import JSON
import TestSupport
import Testing

/// Makes any JSON value, small but of every kind and with awkward texts.
private func anyValue(_ generator: inout TestGenerator, depth: Int = 0) -> JSONValue {
  switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &generator) {
  case 0: return .null
  case 1: return .bool(Bool.random(using: &generator))
  case 2: return .int(Int.random(in: .min ... .max, using: &generator))
  case 3: return .double(Double(bitPattern: generator.next()))
  case 4, 5: return .string(anyText(&generator))
  case 6:
    return .array(
      (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
        anyValue(&generator, depth: depth + 1)
      })
  default:
    return .object(
      JSONObject(
        (0..<Int.random(in: 0..<14, using: &generator)).map { _ in
          (anyText(&generator), anyValue(&generator, depth: depth + 1))
        }))
  }
}

private func anyText(_ generator: inout TestGenerator) -> String {
  let pieces = [
    "a", "\"", "\\", "/", "\n", "\u{0}", "\u{7F}", "é", "e\u{301}", "😀", "\u{2028}", "]]>", "中",
  ]
  let count = Int.random(in: 0..<6, using: &generator)
  return (0..<count).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
}

@Suite struct JSONLawTests {
  private struct Broken: Error {}

  @Test func readingWhatWasWrittenGivesTheValueInEveryStyle() throws {
    let styles: [JSONStyle] = [
      .compact, .pretty, JSONStyle(isSpaced: true), JSONStyle(escapesNonASCII: true),
      JSONStyle(indentation: 1, escapesNonASCII: true),
    ]
    try forAll(count: 400, { anyValue(&$0) }) { value in
      for style in styles where try JSONValue.parse(value.bytes(style)) != value { throw Broken() }
    }
  }

  @Test func writingWhatWasReadGivesTheSameBytes() throws {
    try forAll(seed: 2, count: 400, { anyValue(&$0).bytes() }) { bytes in
      if try JSONValue.parse(bytes).bytes() != bytes { throw Broken() }
    }
  }

  @Test func damagedBytesNeverTrap() throws {
    try forAll(
      seed: 3, count: 2000,
      { generator -> [UInt8] in
        var bytes = anyValue(&generator).bytes()
        for _ in 0..<Int.random(in: 1..<4, using: &generator) where !bytes.isEmpty {
          let place = Int(generator.next() % UInt64(bytes.count))
          switch generator.next() % 3 {
          case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
          case 1: bytes.remove(at: place)
          default: bytes.removeLast(bytes.count - place)
          }
        }
        return bytes
      }
    ) { bytes in
      do throws(JSONError) {
        let value = try JSONValue.parse(bytes)
        if try JSONValue.parse(value.bytes()) != value { throw JSONError(offset: 0, reason: "") }
      } catch {
        if error.reason.isEmpty || error.offset > bytes.count { throw Broken() }
      }
    }
  }

  @Test func accessByKeyIsTheSameForSmallAndLargeObjects() throws {
    try forAll(seed: 4, count: 200, { generator in (0..<30).map { _ in anyText(&generator) } }) {
      keys in
      var object = JSONObject()
      var plain: [(key: String, value: Int)] = []
      for (number, key) in keys.enumerated() {
        let place = plain.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
        if number % 7 == 6 {
          object[key] = nil
          if let place { plain.remove(at: place) }
        } else {
          object[key] = .int(number)
          if let place { plain[place].value = number } else { plain.append((key, number)) }
        }
      }
      guard object.members.map(\.key) == plain.map(\.key),
        plain.allSatisfy({ object[$0.key]?.int == $0.value })
      else { throw Broken() }
    }
  }

  @Test func shortDecimalsReadAsTheStandardLibraryReadsThem() throws {
    try forAll(seed: 5, count: 20_000, anyNumberText) { text in
      let number = JSONNumber(spelling: text)
      guard number.double == Double(text) ?? 0,
        number.double.sign == (Double(text) ?? 0).sign,
        number.int == (number.isInteger ? Int(text) : nil)
      else { throw Broken() }
    }
  }

  private func anyNumberText(_ generator: inout TestGenerator) -> String {
    let digits = { (most: UInt64, generator: inout TestGenerator) in
      (0...(generator.next() % most)).map { _ in String(generator.next() % 10) }.joined()
    }
    var text = generator.next() % 3 == 0 ? "-" : ""
    text += digits(19, &generator)
    if generator.next() % 2 == 0 { text += "." + digits(18, &generator) }
    if generator.next() % 8 == 0 { text += "e-3" }
    return text
  }
}
