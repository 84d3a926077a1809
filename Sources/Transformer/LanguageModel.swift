/// Something that says which token comes next.
///
/// A model is immutable and shared by all workers; what changes while decoding lives in the
/// sessions it makes.
public protocol LanguageModel: Sendable {
  /// The model's shape.
  var configuration: ModelConfiguration { get }

  /// Makes room for decoding `rows` answers of one prompt as a batch.
  ///
  /// - Parameters:
  ///   - rows: B, at least 1.
  ///   - maximumTokens: The longest row, prompt included; at most the model's context length.
  ///   - threads: How many threads one call may use; changes speed, not one bit of the results.
  /// - Returns: An empty session, to be reused for prompt after prompt.
  /// - Throws: ``DecodingError`` when a number is out of range.
  func makeSession(
    rows: Int, maximumTokens: Int, threads: Int
  ) throws(DecodingError) -> any DecodingSession
}

extension ModelWeights {
  /// The model that suits how the weights are stored.
  public func model() -> any LanguageModel {
    isQuantized ? QuantizedModel(self) : DenseModel(self)
  }
}

extension LanguageModel {
  /// Makes room for decoding `rows` answers of one prompt on the caller's thread alone.
  ///
  /// - Throws: ``DecodingError`` when a number is out of range.
  public func makeSession(
    rows: Int, maximumTokens: Int
  ) throws(DecodingError) -> any DecodingSession {
    try makeSession(rows: rows, maximumTokens: maximumTokens, threads: 1)
  }

  func checkSession(rows: Int, maximumTokens: Int, threads: Int) throws(DecodingError) {
    for (what, value) in [
      ("the number of rows", rows), ("the number of tokens", maximumTokens),
      ("the number of threads", threads),
    ] where value < 1 {
      throw .notPositive(what: what, value: value)
    }
    guard maximumTokens <= configuration.contextLength else {
      throw .contextTooShort(asked: maximumTokens, contextLength: configuration.contextLength)
    }
  }
}
