/// Takes texts apart into the terms that retrieval compares.
///
/// Words are lower-cased and lose a plural `s`; `CamelCase` and letters beside digits are split and
/// also kept whole (`KSamplerAdvanced` gives `ksampleradvanced`, `sampler`, `advanced`; `sd15`
/// gives `sd15`, `sd`, `15`); `_`, `-` and other signs separate; a point between digits does not
/// (`2.1`). Chinese, Japanese and Korean runs become pairs of neighbouring characters, a single
/// character stays. Full-width letters count as plain ones. No locale is involved.
public enum TextTerms {
  /// The terms of a text in their order, with repetitions.
  public static func terms(of text: String) -> [String] {
    var reader = TermReader()
    var scalars = text.unicodeScalars.makeIterator()
    var current = scalars.next().map(folded)
    while let scalar = current {
      let next = scalars.next().map(folded)
      reader.take(scalar, next: next)
      current = next
    }
    reader.endRun()
    return reader.terms
  }

  /// How often each term occurs, sorted by term.
  public static func bag(of text: String) -> [(term: String, count: Int)] {
    var counts: [String: Int] = [:]
    for term in terms(of: text) { counts[term, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whether words are written without spaces around a character.
  static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3005...0x3007, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF,
      0xF900...0xFAFF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// Full-width forms of ASCII as ASCII.
  private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard (0xFF01...0xFF5E).contains(scalar.value) else { return scalar }
    return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
  }
}

private struct TermReader {
  private(set) var terms: [String] = []
  /// The word so far, in its own case.
  private var word: [Unicode.Scalar] = []
  /// The last characters of a run without spaces between words.
  private var ideographs: [Unicode.Scalar] = []

  mutating func take(_ scalar: Unicode.Scalar, next: Unicode.Scalar?) {
    if TextTerms.isIdeograph(scalar) {
      endWord()
      ideographs.append(scalar)
    } else if scalar.properties.isAlphabetic || Self.isDigit(scalar)
      || (scalar == "." && word.last.map(Self.isDigit) == true && next.map(Self.isDigit) == true)
    {
      endIdeographs()
      word.append(scalar)
    } else if !scalar.properties.isDiacritic {
      endRun()
    }
  }

  mutating func endRun() {
    endWord()
    endIdeographs()
  }

  private mutating func endIdeographs() {
    if ideographs.count == 1 { terms.append(Self.lowered(ideographs[...])) }
    for index in ideographs.indices.dropFirst() {
      terms.append(Self.lowered(ideographs[index - 1...index]))
    }
    ideographs.removeAll(keepingCapacity: true)
  }

  private mutating func endWord() {
    guard !word.isEmpty else { return }
    terms.append(Self.stemmed(Self.lowered(word[...])))
    var start = 0
    for index in word.indices.dropFirst() where isBoundary(index) {
      addPart(start..<index)
      start = index
    }
    if start > 0 { addPart(start..<word.count) }
    word.removeAll(keepingCapacity: true)
  }

  private mutating func addPart(_ range: Range<Int>) {
    if range.count > 1 { terms.append(Self.stemmed(Self.lowered(word[range]))) }
  }

  /// Whether a part begins at `index`: `aB`, `ABc` before `B`, and letters beside digits.
  private func isBoundary(_ index: Int) -> Bool {
    let before = word[index - 1], here = word[index]
    if Self.isNumberPart(before) != Self.isNumberPart(here) { return true }
    guard here.properties.isUppercase else { return false }
    if before.properties.isLowercase { return true }
    return before.properties.isUppercase && index + 1 < word.count
      && word[index + 1].properties.isLowercase
  }

  private static func isNumberPart(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || scalar == "."
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal
  }

  private static func lowered(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    for scalar in scalars { text += scalar.properties.lowercaseMapping }
    return text
  }

  /// The word without the `s` of a plural.
  private static func stemmed(_ word: String) -> String {
    let bytes = Array(word.utf8)
    guard bytes.count > 3, bytes.last == UInt8(ascii: "s"), bytes.allSatisfy({ $0 < 0x80 }) else {
      return word
    }
    let before = bytes[bytes.count - 2]
    return "sui".utf8.contains(before) ? word : String(word.dropLast())
  }

  /// Han, kana and Hangul, where words have no blanks between them or endings vary.
}
