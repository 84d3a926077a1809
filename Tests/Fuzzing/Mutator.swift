import JSON
import TestSupport

/// Damages bytes the way bad files are damaged, and worse.
///
/// One mutation flips, drops, doubles or moves bytes, cuts the end off, nests a piece a hundred
/// times, exchanges a number, or brings in a word that the parsers know. The n-th case depends on
/// the seed and n alone.
public struct Mutator {
  private var generator: TestGenerator

  /// Starts the generator of one case.
  public init(seed: UInt64, caseNumber: Int) {
    generator = TestGenerator(state: seed &+ UInt64(caseNumber) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// Whether an event of `share` in 100 happens; one draw.
  public mutating func happens(_ share: Int) -> Bool { draw(100) < share }

  /// A number from 0 up to `count`, without it; one draw.
  public mutating func draw(_ count: Int) -> Int {
    Int(generator.next() % UInt64(max(count, 1)))
  }

  /// One to eight mutations of `bytes`; `other` is a second input to take pieces from.
  ///
  /// - Parameters:
  ///   - bytes: The input to damage.
  ///   - other: Another input of the same kind.
  ///   - limit: The most bytes of the result.
  /// - Returns: The damaged input.
  public mutating func mutated(_ bytes: [UInt8], with other: [UInt8], limit: Int) -> [UInt8] {
    var result = bytes
    for _ in 0...draw(1 + draw(8)) { mutate(&result, other) }
    return result.count > limit ? Array(result.prefix(limit)) : result
  }

  /// One to eight changes of a JSON text that leave it JSON; bytes that are none stay as they are.
  ///
  /// - Parameter bytes: A JSON text.
  /// - Returns: The text of the changed value.
  public mutating func mutatedTree(_ bytes: [UInt8]) -> [UInt8] {
    guard var tree = try? JSONValue.parse(bytes) else { return bytes }
    let trees = TreeMutator(tree)
    for _ in 0...draw(1 + draw(8)) { tree = trees.mutated(tree, &self) }
    return tree.bytes()
  }

  /// One to four mutations of a file of numbers, lengths and counts, most of them near its start.
  ///
  /// - Parameters:
  ///   - bytes: The file to damage.
  ///   - other: Another file of the same kind.
  /// - Returns: The damaged file.
  public mutating func mutatedBinary(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0...draw(1 + draw(4)) { mutateBinary(&result, other) }
    return result
  }

  private mutating func mutateBinary(_ bytes: inout [UInt8], _ other: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = draw(happens(75) ? min(bytes.count, 4_096) : bytes.count)
    switch draw(8) {
    case 0: bytes.removeSubrange(place...)
    case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + draw(16)))
    case 2: bytes.insert(contentsOf: piece(of: other, upTo: 256), at: place)
    case 3, 4:
      let number = Self.extremes[draw(Self.extremes.count)]
      for byte in 0..<min(happens(50) ? 4 : 8, bytes.count - place) {
        bytes[place + byte] = UInt8(truncatingIfNeeded: number >> UInt64(8 * byte))
      }
    default: bytes[place] ^= 1 << UInt8(draw(8))
    }
  }

  private mutating func mutate(_ bytes: inout [UInt8], _ other: [UInt8]) {
    let place = draw(bytes.count + 1)
    switch draw(10) {
    case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8(draw(8)) }
    case 1: if place < bytes.count { bytes[place] = UInt8(draw(256)) }
    case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + draw(16)))
    case 3: bytes.insert(contentsOf: piece(of: bytes, upTo: 64), at: place)
    case 4: bytes.insert(contentsOf: piece(of: other, upTo: 256), at: place)
    case 5: bytes.removeSubrange(place...)
    case 6: replaceNumber(in: &bytes, from: place)
    case 7: nest(&bytes, at: place)
    default: replaceWord(in: &bytes, at: place)
    }
  }

  private mutating func piece(of bytes: [UInt8], upTo length: Int) -> ArraySlice<UInt8> {
    let start = draw(bytes.count + 1)
    return bytes[start..<min(bytes.count, start + 1 + draw(length))]
  }

  /// Exchanges the first run of digits at or after a place.
  private mutating func replaceNumber(in bytes: inout [UInt8], from place: Int) {
    guard let start = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) else {
      return
    }
    let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: Self.numbers[draw(Self.numbers.count)])
  }

  private mutating func nest(_ bytes: inout [UInt8], at place: Int) {
    let opener = Self.openers[draw(Self.openers.count)]
    bytes.insert(contentsOf: (0..<(1 + draw(600))).flatMap { _ in opener }, at: place)
  }

  private mutating func replaceWord(in bytes: inout [UInt8], at place: Int) {
    let word = Self.words[draw(Self.words.count)]
    let end = happens(50) ? place : min(bytes.count, place + word.count)
    bytes.replaceSubrange(place..<end, with: word)
  }

  // MARK: - What the parsers know

  private static let numbers = [
    "0", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "1e999", "-1e-999", "0.1e+308", "4294967295", "2147483648", "NaN",
    "-Infinity", "00", "1.", "99999999999999999999999999999999999999",
  ].map { Array($0.utf8) }

  /// Counts, lengths and offsets at the ends of what a reader can compute with.
  private static let extremes: [UInt64] = [
    0, 1, 7, 31, 255, 65_535, 65_536, 65_537, 1 << 24, 1 << 31, (1 << 32) - 1, 1 << 40, 1 << 60,
    1 << 61, (1 << 63) - 1, 1 << 63, .max - 31, .max,
  ]

  private static let openers = ["[", "{\"a\":", "(", "[[0,", "**{", "<svg>"].map {
    Array($0.utf8)
  }

  private static let words = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "[]", "{}",
    "\"nodes\":", "\"links\":", "\"class_type\":", "\"inputs\":", "\"__value__\":", "\"outputs\":",
    "\"widgets_values\":", "\"definitions\":", "\"subgraphs\":", "\"mode\":4",
    "\"type\":\"Reroute\"",
    "\"type\":\"PrimitiveNode\"", "\"type\":\"GetNode\"", "\"type\":\"SetNode\"", "-10", "-20",
    "\"KSampler\"", "[\"1\",0]", "[\"1\",-1]", "\n", "\r", "\0", "\u{2028}", "\u{FEFF}", "é", "🌙",
    "=", "(", ")", "#", "_", "**{", "None", "model_1", "tEXt", "iTXt", "workflow\0", "prompt\0",
    "<metadata>", "<![CDATA[", "]]>", "<svg", "\u{7F}\u{80}",
  ].map { Array($0.utf8) }
}
