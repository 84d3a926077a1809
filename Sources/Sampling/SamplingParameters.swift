/// How a token is drawn from a distribution.
///
/// The rules apply in this order: repetition penalty, temperature, top-k, top-p, min-p.
public struct SamplingParameters: Equatable, Sendable {
  /// Divides the logits, at least 0; 0 takes the most probable token.
  public var temperature: Float
  /// Keeps the k most probable tokens; 0 keeps all.
  public var topK: Int
  /// Keeps the smallest set of most probable tokens that holds this share, in (0, 1]; 1 keeps all.
  ///
  /// Source: Holtzman et al. 2020 (arXiv 1904.09751), section 3.1.
  public var topP: Float
  /// Drops tokens below this share of the most probable one, in [0, 1]; 0 keeps all.
  ///
  /// Source: Nguyen et al. 2024 (arXiv 2407.01082).
  public var minP: Float
  /// Divides positive and multiplies negative logits of tokens already seen; `nil` does nothing.
  ///
  /// Source: Keskar et al. 2019 (arXiv 1909.05858), section 4.1. Differs: negative logits are
  /// multiplied, so that a penalty above 1 always lowers the probability.
  public var repetitionPenalty: Float?
  /// The start of the sequence of random numbers.
  public var seed: UInt64

  /// Sets the rules; ``Sampler/init(parameters:vocabularySize:)`` checks them.
  public init(
    temperature: Float = 1, topK: Int = 0, topP: Float = 1, minP: Float = 0,
    repetitionPenalty: Float? = nil, seed: UInt64 = 0
  ) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.minP = minP
    self.repetitionPenalty = repetitionPenalty
    self.seed = seed
  }

  /// Refuses values without meaning.
  ///
  /// - Throws: ``SamplingError`` with the first value that is out of range.
  public func check() throws(SamplingError) {
    if !(temperature >= 0 && temperature.isFinite) {
      throw .outOfRange(name: "temperature", value: "\(temperature)", range: "at least 0")
    }
    if topK < 0 { throw .outOfRange(name: "top-k", value: "\(topK)", range: "at least 0") }
    if !(topP > 0 && topP <= 1) {
      throw .outOfRange(name: "top-p", value: "\(topP)", range: "above 0 and at most 1")
    }
    if !(minP >= 0 && minP <= 1) {
      throw .outOfRange(name: "min-p", value: "\(minP)", range: "between 0 and 1")
    }
    if let penalty = repetitionPenalty, !(penalty > 0 && penalty.isFinite) {
      throw .outOfRange(name: "repetition penalty", value: "\(penalty)", range: "above 0")
    }
  }
}
