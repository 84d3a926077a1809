import TestSupport
import Testing

@testable import Tokenization

@Suite struct BytePairTokenizerTests {
  /// Bytes are 0...255; "ab" 256, "abc" 257, "bc" 258.
  private func worked() throws -> BytePairTokenizer {
    let bytes = (UInt8.min...UInt8.max).map { [$0] }
    let tokens = bytes + [Array("ab".utf8), Array("abc".utf8), Array("bc".utf8)]
    return try BytePairTokenizer(
      vocabulary: Vocabulary(tokens: tokens, kinds: tokens.map { _ in .normal }),
      merges: [Merge(left: 97, right: 98), Merge(left: 256, right: 99), Merge(left: 98, right: 99)])
  }

  @Test("A worked example: the lowest rank merges first, the leftmost among equals")
  func example() throws {
    let tokenizer = try worked()
    #expect(tokenizer.encode("abc") == [257])
    #expect(tokenizer.encode("bc") == [258])
    #expect(tokenizer.encode("abcbcab") == [257, 258, 256])
    #expect(tokenizer.encode("ab c") == [256, 32, 99])
    #expect(tokenizer.decodeText([257, 32, 258]) == "abc bc")
  }

  @Test("A long word gets the tokens of its parts merged by scanning")
  func longWord() throws {
    let tokenizer = try worked()
    let part = "abcbcaab"
    let once = tokenizer.encode(part)
    let many = tokenizer.encode(String(repeating: part, count: 1000))
    #expect(many == Array(repeatElement(once, count: 1000).joined()))
  }

  @Test("The longest added token wins at each position")
  func added() throws {
    let tokenizer = try smallTokenizer()
    let ids = tokenizer.encode("KSamplerAdvanced = KSamplerX")
    #expect(
      ids.prefix(3).map { tokenizer.decodeText([$0]) } == ["KSamplerAdvanced", " = ", "KSampler"])
  }

  @Test("Text cannot forge a control token unless the caller allows it")
  func forgery() throws {
    let tokenizer = try smallTokenizer()
    let plan = try tokenizer.specialTokens.requiredID(named: "<plan>")
    #expect(tokenizer.encode("<plan>x", allowingControlTokens: true).first == plan)
    let control = Set(tokenizer.specialTokens.ids)
    try forAll(randomBytes) { bytes in
      let ids = tokenizer.encode(bytes: bytes)
      try require(control.isDisjoint(with: ids), "control token in \(ids)")
    }
  }

  @Test("An id outside the vocabulary decodes to the replacement character")
  func strangers() throws {
    #expect(try worked().decodeText([97, -1, 259, 98]) == "a\u{FFFD}\u{FFFD}b")
  }

  @Test("Broken parts are refused with their place")
  func refused() throws {
    let tokenizer = try worked()
    let vocabulary = tokenizer.vocabulary
    #expect(throws: TokenizerError.duplicateMerge(rank: 1, text: "a b")) {
      let merge = Merge(left: 97, right: 98)
      return try BytePairTokenizer(vocabulary: vocabulary, merges: [merge, merge])
    }
    #expect(throws: TokenizerError.unknownMergeToken(rank: 0, token: "aa")) {
      try BytePairTokenizer(vocabulary: vocabulary, merges: [Merge(left: 97, right: 97)])
    }
    #expect(throws: TokenizerError.unknownMergeToken(rank: 0, token: "#259")) {
      try BytePairTokenizer(vocabulary: vocabulary, merges: [Merge(left: 259, right: 97)])
    }
    #expect(throws: TokenizerError.missingByte(10)) {
      try BytePairTokenizer(vocabulary: Vocabulary(tokens: [[1]], kinds: [.normal]), merges: [])
    }
  }
}

@Suite struct BytePairTokenizerLawTests {
  @Test("Decoding an encoding gives the same bytes, whatever they are")
  func identity() throws {
    let tokenizer = try smallTokenizer()
    try forAll(count: 500, randomBytes) { bytes in
      for allowing in [false, true] {
        let ids = tokenizer.encode(bytes: bytes, allowingControlTokens: allowing)
        try require(tokenizer.decode(ids) == bytes, "\(ids)")
      }
    }
    for byte in UInt8.min...UInt8.max {
      #expect(tokenizer.decode(tokenizer.encode(bytes: [byte])) == [byte])
    }
  }

  @Test("A word's tokens are those of the plain rule: lowest rank first, leftmost among equals")
  func plainRule() throws {
    let tokenizer = try smallTokenizer(size: 299)
    try forAll { generator in
      (0..<Int.random(in: 1...120, using: &generator)).map { _ in
        UInt8.random(in: 0x61...0x64, using: &generator)
      }
    } law: { word in
      let expected = slowEncode(word, tokenizer)
      try require(tokenizer.encode(bytes: word) == expected, "expected \(expected)")
    }
  }

  /// The definition, without any table.
  private func slowEncode(_ word: [UInt8], _ tokenizer: BytePairTokenizer) -> [Int32] {
    var ids = word.compactMap { tokenizer.vocabulary.id(of: [$0]) }
    for merge in tokenizer.merges {
      let both = tokenizer.decode([merge.left, merge.right])
      guard let result = tokenizer.vocabulary.id(of: both) else { continue }
      var position = 0
      while position + 1 < ids.count {
        if ids[position] == merge.left, ids[position + 1] == merge.right {
          ids.replaceSubrange(position...position + 1, with: [result])
        }
        position += 1
      }
    }
    return ids
  }
}
