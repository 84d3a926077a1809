import Generation
import TestSupport
import Tokenization
import Transformer

/// Whole model files of a few kilobytes: every architecture, several tensor types, both kinds of
/// tokenizer, random weights.
enum ModelSeeds {
  /// The files, the one in Q8_0 first.
  ///
  /// - Throws: ``GGUFError`` when a model of the seeds can no longer be written.
  static func files() throws -> [[UInt8]] {
    var (qwen2, qwen3) = (shape(32, bytePair), shape(32, sentencePiece))
    qwen2.architecture = .qwen2
    qwen2.hasAttentionBias = true
    qwen3.architecture = .qwen3
    qwen3.tiesEmbeddings = false
    var scaled = shape(32, bytePair)
    scaled.ropeFactors = [1, 1, 1, 1, 2, 2, 2, 2]
    return try [
      file(scaled, bytePair, .q8_0), file(qwen2, bytePair, .q4_0),
      file(qwen3, sentencePiece, .f16), file(shape(256, bytePair), bytePair, .q4_K),
      file(shape(32, bytePair), bytePair, .f32),
    ]
  }

  private static func shape(_ channels: Int, _ state: TokenizerState) -> ModelConfiguration {
    ModelConfiguration(
      vocabularySize: state.tokens.count, channels: channels, layers: 1, heads: 2,
      keyValueHeads: 1, headSize: 16, feedForwardChannels: 32, contextLength: 128)
  }

  private static func file(
    _ shape: ModelConfiguration, _ state: TokenizerState, _ type: GGUFTensorType
  ) throws -> [UInt8] {
    var generator = TestGenerator(state: 5)
    var tensors: [String: [Float]] = [:]
    for (name, rows, columns) in TensorName.all(shape) {
      tensors[name] = (0..<rows * columns).map { _ in
        let number = Float.random(in: -1...1, using: &generator)
        return rows == 1 ? 1 + number / 8 : number / 4
      }
    }
    return try ModelWeights.gguf(
      configuration: shape, tensors: tensors, metadata: TokenizerMetadata.fields(state), type: type
    ).encoded()
  }

  // MARK: - Tokenizers

  /// The line feed, printable ASCII, one merge and the tags of transcripts.
  private static let bytePair: TokenizerState = {
    let bytes = [[0x0A]] + (UInt8(0x20)...0x7E).map { [$0] } + [Array("ab".utf8)]
    let tags = TranscriptTag.allCases.map(\.rawValue)
    let tokens = bytes.map(ByteMapping.text) + tags
    return TokenizerState(
      tokens: tokens, tokenTypes: bytes.map { _ in 1 } + tags.map { _ in 3 }, merges: ["a b"],
      roles: TokenRoles(eos: Int32(tokens.count - 1)), chatTemplate: "{{ messages }}")
  }()

  /// The fixed tokens, all bytes, and a few characters with a merge.
  private static let sentencePiece: TokenizerState = {
    let hexadecimal = Array("0123456789ABCDEF")
    let bytes = (0..<256).map { "<0x\(hexadecimal[$0 / 16])\(hexadecimal[$0 % 16])>" }
    let pieces = ["▁", "a", "b", "ab", "▁a"]
    let tokens = ["<unk>", "<s>", "</s>"] + bytes + pieces
    let types = [2, 3, 3] + bytes.map { _ in Int32(6) } + pieces.map { _ in Int32(1) }
    return TokenizerState(
      tokens: tokens, tokenTypes: types, scores: tokens.indices.map { -Float($0) },
      roles: TokenRoles(bos: 1, eos: 2, addsBOS: true))
  }()
}
