import Kernels

/// A model that multiplies in 32-bit floats: the reference, and the form training produces.
///
/// Matrices that a GGUF file stores in 16-bit floats stay there and are widened in each product.
public struct DenseModel: LanguageModel {
  private let weights: DecoderWeights

  /// The model's shape.
  public var configuration: ModelConfiguration { weights.configuration }

  /// Widens blocks to 32-bit floats in memory of its own.
  public init(_ weights: ModelWeights) {
    // Sessions share out their products themselves; more threads would only get in the way.
    MatrixMultiply.useOneThread()
    self.weights = DecoderWeights(weights) { weights.dense($0, $1, $2) }
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
