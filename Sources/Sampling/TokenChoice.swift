/// What one token of an answer was chosen from.
public struct TokenChoice: Equatable, Sendable {
  /// The tokens that could follow.
  public var mask: TokenMask
  /// What was added to the model's logits of some of them; the others' stay as they are.
  public var shifts: [Shift]

  /// What is added to the logit of a token.
  public struct Shift: Equatable, Sendable {
    /// The token.
    public var token: Int32
    /// What is added, in nats.
    public var amount: Float

    /// Joins a token and what is added to its logit.
    public init(token: Int32, amount: Float) {
      self.token = token
      self.amount = amount
    }
  }

  /// A choice among the tokens of `mask`, whose logits `shifts` change.
  public init(mask: TokenMask, shifts: [Shift] = []) {
    self.mask = mask
    self.shifts = shifts
  }

  /// So low that its exponential is 0 beside any logit.
  private static let forbidden: Float = -1e9

  /// Turns a model's logits (V) into those the token was chosen by.
  public func restrict(_ logits: UnsafeMutablePointer<Float>) {
    forbid(logits)
    for shift in shifts { logits[Int(shift.token)] += shift.amount }
  }

  /// Takes from a model's logits (V) the tokens that could not follow.
  public func forbid(_ logits: UnsafeMutablePointer<Float>) {
    for token in 0..<mask.capacity where !mask.contains(Int32(token)) {
      logits[token] = Self.forbidden
    }
  }
}
