/// The tensors of a model, in the order and under the names of GGUF files.
///
/// Every matrix is row-major (out, in), so that y = W x. KV stands for all channels of the keys of
/// one position, Q for those of the queries.
public enum TensorName {
  /// (V, C).
  public static let tokenEmbedding = "token_embd.weight"
  /// (C).
  public static let outputNorm = "output_norm.weight"
  /// (V, C); absent when embeddings are tied.
  public static let output = "output.weight"
  /// (D / 2), in some files only.
  ///
  /// Not a parameter: it becomes ``ModelConfiguration/ropeFactors`` and is not in ``all(_:)``.
  static let ropeFactors = "rope_freqs.weight"

  /// The name of a part of layer `layer`.
  public static func layer(_ layer: Int, _ part: Part) -> String {
    "blk.\(layer).\(part.rawValue)"
  }

  /// The parts of one layer, in file order; some belong to some architectures only.
  public enum Part: String, CaseIterable, Sendable {
    /// Norm before attention, (C).
    case attentionNorm = "attn_norm.weight"
    /// Query matrix, (Q, C).
    case query = "attn_q.weight"
    /// Key matrix, (KV, C).
    case key = "attn_k.weight"
    /// Value matrix, (KV, C).
    case value = "attn_v.weight"
    /// Query bias, (Q).
    case queryBias = "attn_q.bias"
    /// Key bias, (KV).
    case keyBias = "attn_k.bias"
    /// Value bias, (KV).
    case valueBias = "attn_v.bias"
    /// Norm of each query head, (D).
    case queryNorm = "attn_q_norm.weight"
    /// Norm of each key head, (D).
    case keyNorm = "attn_k_norm.weight"
    /// Attention output matrix, (C, Q).
    case attentionOutput = "attn_output.weight"
    /// Norm before the feed-forward part, (C).
    case feedForwardNorm = "ffn_norm.weight"
    /// Gate matrix, (F, C).
    case gate = "ffn_gate.weight"
    /// Up matrix, (F, C).
    case up = "ffn_up.weight"
    /// Down matrix, (C, F).
    case down = "ffn_down.weight"
  }

  /// The parts a layer of this shape has.
  public static func parts(_ c: ModelConfiguration) -> [Part] {
    Part.allCases.filter { part in
      switch part {
      case .queryBias, .keyBias, .valueBias: c.hasAttentionBias
      case .queryNorm, .keyNorm: c.architecture.normalisesHeads
      default: true
      }
    }
  }

  /// Name and shape (rows, columns; a norm or bias has one row) of every tensor, in file order.
  public static func all(_ c: ModelConfiguration) -> [(name: String, rows: Int, columns: Int)] {
    var tensors = [(tokenEmbedding, c.vocabularySize, c.channels)]
    for index in 0..<c.layers {
      for part in parts(c) {
        let (rows, columns) = shape(part, c)
        tensors.append((layer(index, part), rows, columns))
      }
    }
    tensors.append((outputNorm, 1, c.channels))
    if !c.tiesEmbeddings { tensors.append((output, c.vocabularySize, c.channels)) }
    return tensors
  }

  /// Whether the tensor called `name` is a norm or bias, stored with one dimension.
  static func isVector(_ name: String) -> Bool {
    name.hasSuffix("norm.weight") || name.hasSuffix(".bias")
  }

  private static func shape(_ part: Part, _ c: ModelConfiguration) -> (Int, Int) {
    switch part {
    case .attentionNorm, .feedForwardNorm: (1, c.channels)
    case .query: (c.queryChannels, c.channels)
    case .key, .value: (c.keyValueChannels, c.channels)
    case .queryBias: (1, c.queryChannels)
    case .keyBias, .valueBias: (1, c.keyValueChannels)
    case .queryNorm, .keyNorm: (1, c.headSize)
    case .attentionOutput: (c.channels, c.queryChannels)
    case .gate, .up: (c.feedForwardChannels, c.channels)
    case .down: (c.channels, c.feedForwardChannels)
    }
  }
}
