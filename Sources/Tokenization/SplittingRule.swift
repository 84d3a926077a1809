// How text becomes words before byte-pair merging. Every rule gives each byte to exactly one word,
// so that the words concatenated are the input. Bytes that are not UTF-8 count as symbols, one
// byte each.

/// A rule that splits bytes into the words inside which byte pairs may merge: a "pre-tokenizer".
///
/// Source: the patterns of the models' own `tokenizer.json`, as quoted in ggml-org/llama.cpp:
/// src/llama-vocab.cpp (`llm_tokenizer_bpe`).
public enum SplittingRule: Sendable, CaseIterable {
  /// GPT-2's: see `GPT2Splitting.swift`.
  case gpt2
  /// Llama 3's: numbers in groups of three, line breaks end a word; see `Llama3Splitting.swift`.
  case llama3
  /// Qwen2's: as Llama 3's, but every digit is a word.
  case qwen2
  /// SmolLM's: every digit is a word, and the stretches between them are split as GPT-2 does.
  case smolLM

  /// The names in GGUF metadata (`tokenizer.ggml.pre`), the usual one first.
  public var names: [String] {
    switch self {
    case .gpt2: ["gpt-2"]
    case .llama3: ["llama-bpe", "llama3", "llama-v3"]
    case .qwen2: ["qwen2"]
    case .smolLM: ["smollm"]
    }
  }

  /// The usual name in GGUF metadata.
  public var name: String { names[0] }

  /// Whether a word that is a token as a whole is taken, even when merges would not make it.
  ///
  /// Source: `ignore_merges` of the `tokenizer.json` of Llama 3.
  public var ignoresMerges: Bool { self == .llama3 }

  /// Whether text is put into Unicode's composed normal form (NFC) first.
  ///
  /// Source: the normalizer in the `tokenizer.json` of Qwen2. Differs: llama.cpp leaves text as it
  /// is.
  public var composes: Bool { self == .qwen2 }

  /// Finds a rule by its name in GGUF metadata.
  ///
  /// - Throws: ``TokenizerError/unknownSplittingRule(_:)`` for any other name.
  public init(named name: String) throws(TokenizerError) {
    guard let rule = Self.allCases.first(where: { $0.names.contains(name) }) else {
      throw .unknownSplittingRule(name)
    }
    self = rule
  }

  /// The words of `bytes`, as ranges in order; together they cover every byte once.
  public func words(in bytes: [UInt8]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    bytes.withUnsafeBufferPointer { buffer in
      forEachWord(in: buffer) { words.append($0) }
    }
    return words
  }

  /// Calls `body` with each word's range, in order.
  @inline(__always)
  func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    CharacterReader.withReader(of: bytes) { reader in
      var start = 0
      while start < bytes.count {
        let end =
          switch self {
          case .gpt2: reader.endOfGPT2Word(from: start)
          case .llama3: reader.endOfLlama3Word(from: start, longestNumber: 3)
          case .qwen2: reader.endOfLlama3Word(from: start, longestNumber: 1)
          case .smolLM: reader.endOfSmolLMWord(from: start)
          }
        body(start..<end)
        start = end
      }
    }
  }
}
