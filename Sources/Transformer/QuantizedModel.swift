/// A model that multiplies in small integers: weights in blocks, activations rounded on the fly.
///
/// Matrices that a GGUF file stores in blocks or 16-bit floats are used where they lie, each in its
/// own form; others are rounded to Q8_0 when the model is made. One whose rows do not divide into
/// blocks of 32 stays dense. A token's logits do not depend on what shares its batch, on how a
/// prompt is cut into passes, or on threads, but where a matrix is dense.
///
/// Source: ggml-org/ggml, `ggml_vec_dot_q8_0_q8_0`. Differs: activations are rounded to 8 bits in
/// parts of 32 for every form, and their scale keeps 32 bits.
public struct QuantizedModel: LanguageModel {
  private let weights: DecoderWeights

  /// The model's shape.
  public var configuration: ModelConfiguration { weights.configuration }

  /// Takes stored matrices as they are and rounds the others.
  public init(_ weights: ModelWeights) {
    self.weights = DecoderWeights(weights) { weights.quantized($0, $1, $2) }
  }

  /// Makes an empty session.
  ///
  /// - Throws: ``DecodingError`` when a number is out of range or memory is short.
  public func makeSession(
    rows: Int, maximumTokens: Int, threads: Int
  ) throws(DecodingError) -> any DecodingSession {
    try checkSession(rows: rows, maximumTokens: maximumTokens, threads: threads)
    return try DecoderSession(
      weights, rows: rows, maximumTokens: maximumTokens, threads: threads)
  }
}
