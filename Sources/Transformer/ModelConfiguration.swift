/// The shape of a decoder-only model of the Llama kind.
///
/// Letters used in this room: B batch, T time, C channels, H heads, D head size, V vocabulary,
/// L layers, F feed-forward channels.
public struct ModelConfiguration: Equatable, Sendable {
  /// V, the number of tokens.
  public var vocabularySize: Int
  /// C, the width of the residual stream.
  public var channels: Int
  /// L, the number of layers.
  public var layers: Int
  /// H, the number of query heads; C = H · D.
  public var heads: Int
  /// The number of key and value heads; divides H.
  public var keyValueHeads: Int
  /// F, the width inside the feed-forward part.
  public var feedForwardChannels: Int
  /// The longest sequence the model was made for, in tokens.
  public var contextLength: Int
  /// The base of the rotary embedding's frequencies.
  public var ropeBase: Float
  /// The epsilon inside RMSNorm.
  public var normEpsilon: Float
  /// Whether the output matrix is the token embedding itself.
  public var tiesEmbeddings: Bool

  /// D, the channels of one head.
  public var headSize: Int { channels / heads }
  /// The channels of all keys (or values) of one position.
  public var keyValueChannels: Int { keyValueHeads * headSize }

  /// Makes a configuration; traps when heads do not divide the channels.
  public init(
    vocabularySize: Int, channels: Int, layers: Int, heads: Int, keyValueHeads: Int,
    feedForwardChannels: Int, contextLength: Int, ropeBase: Float = 10_000,
    normEpsilon: Float = 1e-5, tiesEmbeddings: Bool = true
  ) {
    precondition(channels % heads == 0, "\(heads) heads do not divide \(channels) channels")
    precondition(heads % keyValueHeads == 0, "\(keyValueHeads) do not divide \(heads) heads")
    self.vocabularySize = vocabularySize
    self.channels = channels
    self.layers = layers
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.feedForwardChannels = feedForwardChannels
    self.contextLength = contextLength
    self.ropeBase = ropeBase
    self.normEpsilon = normEpsilon
    self.tiesEmbeddings = tiesEmbeddings
  }
}

/// The tensors of a model, in the order and under the names of GGUF's llama architecture.
///
/// Every matrix is row-major (out, in), so that y = W x.
public enum TensorName {
  /// (V, C).
  public static let tokenEmbedding = "token_embd.weight"
  /// (C).
  public static let outputNorm = "output_norm.weight"
  /// (V, C); absent when embeddings are tied.
  public static let output = "output.weight"
  /// The matrices and norms of layer `layer`: attention_norm (C), q (C, C), k and v (KV, C),
  /// o (C, C), ffn_norm (C), gate and up (F, C), down (C, F).
  public static func layer(_ layer: Int, _ part: Part) -> String {
    "blk.\(layer).\(part.rawValue).weight"
  }

  /// The parts of one layer.
  public enum Part: String, CaseIterable, Sendable {
    /// Norm before attention, (C).
    case attentionNorm = "attn_norm"
    /// Query matrix, (C, C).
    case query = "attn_q"
    /// Key matrix, (KV, C).
    case key = "attn_k"
    /// Value matrix, (KV, C).
    case value = "attn_v"
    /// Attention output matrix, (C, C).
    case attentionOutput = "attn_output"
    /// Norm before the feed-forward part, (C).
    case feedForwardNorm = "ffn_norm"
    /// Gate matrix, (F, C).
    case gate = "ffn_gate"
    /// Up matrix, (F, C).
    case up = "ffn_up"
    /// Down matrix, (C, F).
    case down = "ffn_down"
  }

  /// Name and shape (rows, columns; a norm has one row) of every tensor, in file order.
  public static func all(_ c: ModelConfiguration) -> [(name: String, rows: Int, columns: Int)] {
    var tensors = [(tokenEmbedding, c.vocabularySize, c.channels)]
    for index in 0..<c.layers {
      for part in Part.allCases {
        let (rows, columns) = shape(part, c)
        tensors.append((layer(index, part), rows, columns))
      }
    }
    tensors.append((outputNorm, 1, c.channels))
    if !c.tiesEmbeddings { tensors.append((output, c.vocabularySize, c.channels)) }
    return tensors
  }

  private static func shape(_ part: Part, _ c: ModelConfiguration) -> (Int, Int) {
    switch part {
    case .attentionNorm, .feedForwardNorm: (1, c.channels)
    case .query, .attentionOutput: (c.channels, c.channels)
    case .key, .value: (c.keyValueChannels, c.channels)
    case .gate, .up: (c.feedForwardChannels, c.channels)
    case .down: (c.channels, c.feedForwardChannels)
    }
  }
}
