/// The shape of a decoder-only model of the Llama kind.
///
/// Letters used in this room: B batch, T time, C channels, H heads, D head size, V vocabulary,
/// L layers, F feed-forward channels.
public struct ModelConfiguration: Equatable, Sendable {
  /// The family the model belongs to.
  public var architecture = ModelArchitecture.llama
  /// V, the number of tokens.
  public var vocabularySize: Int
  /// C, the width of the residual stream.
  public var channels: Int
  /// L, the number of layers.
  public var layers: Int
  /// H, the number of query heads.
  public var heads: Int
  /// The number of key and value heads; divides H.
  public var keyValueHeads: Int
  /// D, the channels of one head; even, and C / H in most models.
  public var headSize: Int
  /// F, the width inside the feed-forward part.
  public var feedForwardChannels: Int
  /// The longest sequence the model was made for, in tokens.
  public var contextLength: Int
  /// The base of the rotary embedding's frequencies.
  public var ropeBase: Float
  /// By how much positions are compressed in the rotary embedding.
  public var ropeScale: Float = 1
  /// By how much each frequency of the rotary embedding is divided (D / 2), or none.
  public var ropeFactors: [Float] = []
  /// The epsilon inside RMSNorm.
  public var normEpsilon: Float
  /// Whether the output matrix is the token embedding itself.
  public var tiesEmbeddings: Bool
  /// Whether query, key and value have biases.
  public var hasAttentionBias = false

  /// H · D, the channels of all queries (or of attention's result) of one position.
  public var queryChannels: Int { heads * headSize }
  /// The channels of all keys (or values) of one position.
  public var keyValueChannels: Int { keyValueHeads * headSize }

  /// Makes a configuration of the llama architecture, with D = C / H unless `headSize` is given.
  ///
  /// Traps when heads do not divide the channels or each other.
  public init(
    vocabularySize: Int, channels: Int, layers: Int, heads: Int, keyValueHeads: Int,
    headSize: Int? = nil, feedForwardChannels: Int, contextLength: Int, ropeBase: Float = 10_000,
    normEpsilon: Float = 1e-5, tiesEmbeddings: Bool = true
  ) {
    precondition(
      headSize != nil || channels % heads == 0, "\(heads) heads do not divide \(channels) channels")
    precondition(heads % keyValueHeads == 0, "\(keyValueHeads) do not divide \(heads) heads")
    self.vocabularySize = vocabularySize
    self.channels = channels
    self.layers = layers
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize ?? channels / heads
    self.feedForwardChannels = feedForwardChannels
    self.contextLength = contextLength
    self.ropeBase = ropeBase
    self.normEpsilon = normEpsilon
    self.tiesEmbeddings = tiesEmbeddings
  }
}
