import Sampling
import Tokenization

/// A model's tokens prepared for masks; made once for each model and shared by all answers.
public struct ConstraintVocabulary: Sendable {
  /// A token that consists of digits, points and minus signs only.
  struct Numeric: Sendable {
    var id: Int32
    var text: String
  }

  let trie: TokenTrie
  let numeric: [Numeric]
  private let tokens: [[UInt8]]
  private let encoder: TranscriptEncoder

  /// Walks the vocabulary of `encoder` once.
  public init(_ encoder: TranscriptEncoder) {
    let vocabulary = encoder.tokenizer.vocabulary
    self.encoder = encoder
    tokens = vocabulary.tokens
    trie = TokenTrie(vocabulary: vocabulary)
    let digits = Set("0123456789.-".utf8)
    var numeric: [Numeric] = []
    for (id, bytes) in vocabulary.tokens.enumerated() where vocabulary.kinds[id] != .control {
      if bytes.allSatisfy(digits.contains) {
        numeric.append(Numeric(id: Int32(id), text: String(decoding: bytes, as: UTF8.self)))
      }
    }
    self.numeric = numeric
  }

  /// The number of tokens.
  var count: Int { tokens.count }

  func bytes(of token: Int32) -> [UInt8] { tokens[Int(token)] }

  /// `text` as the tokenizer spells it, which is how the model has seen it.
  func spelling(_ text: [UInt8]) -> [Int32] {
    var ids: [Int32] = []
    text.withUnsafeBufferPointer {
      encoder.tokenizer.encode($0, allowingControlTokens: false, into: &ids)
    }
    return ids
  }

  func id(of tag: TranscriptTag) -> Int32 { encoder.id(of: tag) }
}
