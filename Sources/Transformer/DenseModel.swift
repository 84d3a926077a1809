/// A model that multiplies in 32-bit floats: the reference, and the form training produces.
///
/// Matrices that a GGUF file stores in 16-bit floats stay there and are widened in each product.
public struct DenseModel: LanguageModel {
  private let weights: DecoderWeights

  /// The model's shape.
  public var configuration: ModelConfiguration { weights.configuration }

  /// Widens blocks to 32-bit floats in memory of its own.
  public init(_ weights: ModelWeights) {
    self.weights = DecoderWeights(weights) { weights.dense($0, $1, $2) }
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
