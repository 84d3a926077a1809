import Kernels
public import Transformer

/// Everything one thread needs to run one sequence forward and backward, allocated once.
///
/// T is the longest sequence; J = C + 2 KV is the width of joined queries, keys and values. The
/// size is about T · (L · (5 C + J + 3 F + H) + 4 C + J + 3 F + 128) + 513 V floats.
public final class SequenceBuffers {
  /// What the forward pass keeps of one layer for the backward pass.
  struct Layer {
    /// The residual stream before the layer, (T, C).
    let input: FloatBuffer
    /// Its norm, (T, C).
    let attentionNormed: FloatBuffer
    /// Rotated queries and keys, and values, (T, J).
    let joined: FloatBuffer
    /// Log-sum-exp of each attention row, (H, T).
    let logSumExp: FloatBuffer
    /// Attention's result before its output matrix, (T, C).
    let attended: FloatBuffer
    /// The residual stream after attention, (T, C).
    let middle: FloatBuffer
    /// Its norm, (T, C).
    let feedForwardNormed: FloatBuffer
    /// Gate and up side by side, (T, 2 F).
    let gateUp: FloatBuffer
    /// silu(gate) · up, (T, F).
    let activated: FloatBuffer
  }

  /// How many logit rows are computed at a time, so that they stay in the cache.
  static let headRows = 256

  /// The shape these buffers fit.
  public let configuration: ModelConfiguration
  /// The longest sequence, in input tokens.
  public let maximumRows: Int
  let layers: [Layer]
  let output: FloatBuffer
  let normed: FloatBuffer
  let logits: FloatBuffer
  /// The gradient of the semantic loss in a block of logits, (256, V).
  let dsemantic: FloatBuffer
  /// One row of logits, (V).
  let logitsRow: FloatBuffer
  let workspace: FloatBuffer
  let dstream: FloatBuffer
  let dnormed: FloatBuffer
  let dattended: FloatBuffer
  let djoined: FloatBuffer
  let dgateUp: FloatBuffer
  let dactivated: FloatBuffer
  let rotary: RotaryEmbedding
  let attention: Attention

  /// Allocates for sequences of up to `maximumRows` input tokens.
  public init(_ configuration: ModelConfiguration, maximumRows: Int) {
    let c = configuration
    let rows = maximumRows
    self.configuration = c
    self.maximumRows = rows
    let joinedWidth = c.channels + 2 * c.keyValueChannels
    func buffer(_ width: Int) -> FloatBuffer { FloatBuffer(count: rows * width) }
    layers = (0..<c.layers).map { _ in
      Layer(
        input: buffer(c.channels), attentionNormed: buffer(c.channels),
        joined: buffer(joinedWidth), logSumExp: buffer(c.heads), attended: buffer(c.channels),
        middle: buffer(c.channels), feedForwardNormed: buffer(c.channels),
        gateUp: buffer(2 * c.feedForwardChannels), activated: buffer(c.feedForwardChannels))
    }
    output = buffer(c.channels)
    normed = buffer(c.channels)
    logits = FloatBuffer(count: min(Self.headRows, rows) * c.vocabularySize)
    dsemantic = FloatBuffer(count: logits.count)
    logitsRow = FloatBuffer(count: c.vocabularySize)
    workspace = FloatBuffer(count: Attention.workspaceCount(rows: rows))
    dstream = buffer(c.channels)
    dnormed = buffer(c.channels)
    dattended = buffer(c.channels)
    djoined = buffer(joinedWidth)
    dgateUp = buffer(2 * c.feedForwardChannels)
    dactivated = buffer(c.feedForwardChannels)
    rotary = RotaryEmbedding(headSize: c.headSize, positions: rows, base: c.ropeBase)
    attention = Attention(
      heads: c.heads, keyValueHeads: c.keyValueHeads, headSize: c.headSize)
  }
}
