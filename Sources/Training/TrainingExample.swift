public import Sampling

/// One sequence to learn from: a prompt and the response that follows it.
public struct TrainingExample: Equatable, Sendable {
  /// The tokens of prompt and response.
  public var tokens: [Int32]
  /// Where the response begins; the loss is that of predicting `tokens[responseStart...]`.
  public var responseStart: Int
  /// The tokens that each response token was chosen from, among which probabilities are taken; `nil`
  /// for all.
  public var masks: [TokenMask]?

  /// Joins tokens, the place where the response begins, and what it was chosen from.
  public init(tokens: [Int32], responseStart: Int, masks: [TokenMask]? = nil) {
    self.tokens = tokens
    self.responseStart = responseStart
    self.masks = masks
  }

  /// T, the tokens that enter the model: all but the last, which is only predicted.
  public var rows: Int { tokens.count - 1 }
  /// The first row whose prediction counts.
  public var firstLossRow: Int { max(responseStart, 1) - 1 }
  /// How many predictions count.
  public var responseTokens: Int { rows - firstLossRow }

  /// Checks that a model of `vocabulary` tokens and `context` positions can learn from this.
  ///
  /// - Throws: ``TrainingError`` naming the example by its position `index`.
  func check(index: Int, vocabulary: Int, context: Int) throws(TrainingError) {
    guard responseStart >= 0, tokens.count >= 2, responseTokens >= 1 else {
      throw .noResponse(example: index, tokens: tokens.count, responseStart: responseStart)
    }
    guard rows <= context else {
      throw .exampleTooLong(example: index, tokens: rows, limit: context)
    }
    if let masks {
      let response = tokens.suffix(responseTokens)
      guard masks.count == responseTokens, zip(masks, response).allSatisfy({ $0.contains($1) })
      else { throw .badMasks(example: index) }
    }
    for token in tokens where token < 0 || Int(token) >= vocabulary {
      throw .unknownToken(example: index, token: Int(token), vocabulary: vocabulary)
    }
  }
}
