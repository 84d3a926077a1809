/// What a decoder asks of a grammar: which tokens may come next.
///
/// The decoder repeats, until ``isFinished``: take ``forcedText``, or else ask for the mask, draw
/// a token from it, and report every token that enters the answer by ``accept(token:)``.
public protocol TokenConstraint {
  /// Replaces the contents of `mask` by the tokens that may come next.
  ///
  /// The mask is never empty before ``isFinished``. A constraint that must close brackets or
  /// tags steers towards the end when `remainingTokens`, the tokens left for the whole answer,
  /// become few.
  mutating func allowedTokens(into mask: inout TokenMask, remainingTokens: Int)

  /// Moves on by a token that was in the last mask, or that is part of the forced text.
  mutating func accept(token: Int32)

  /// Text that must follow whatever is drawn, so that the decoder may encode and feed it at
  /// once; `nil` when there is a choice or the constraint does not look ahead.
  var forcedText: [UInt8]? { get }

  /// Whether the answer is complete.
  var isFinished: Bool { get }
}

extension TokenConstraint {
  /// No look-ahead.
  public var forcedText: [UInt8]? { nil }
}
