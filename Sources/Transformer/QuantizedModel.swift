/// A model that multiplies in 8-bit integers: weights in Q8_0, activations rounded on the fly.
///
/// Matrices that a GGUF file stores as Q8_0 are used where they lie; others are rounded when the
/// model is made. One whose rows do not divide into blocks of 32 stays dense. A token's logits do
/// not depend on what shares its batch, on how a prompt is cut into passes, or on threads.
///
/// Source: ggml-org/ggml, `ggml_vec_dot_q8_0_q8_0`. Differs: the scale of activations keeps 32 bits.
public struct QuantizedModel: LanguageModel {
  private let weights: DecoderWeights

  /// The model's shape.
  public var configuration: ModelConfiguration { weights.configuration }

  /// Takes Q8_0 matrices as they are and rounds the others.
  public init(_ weights: ModelWeights) {
    self.weights = DecoderWeights(weights) { weights.quantized($0, $1, $2) }
  }

  /// Makes an empty session.
  ///
  /// - Throws: ``DecodingError`` when a number is out of range.
  public func makeSession(
    rows: Int, maximumTokens: Int, threads: Int
  ) throws(DecodingError) -> any DecodingSession {
    try checkSession(rows: rows, maximumTokens: maximumTokens, threads: threads)
    return DecoderSession(weights, rows: rows, maximumTokens: maximumTokens, threads: threads)
  }
}
