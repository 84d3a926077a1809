/// What a decoding session cannot do with what it was given.
public enum DecodingError: Error, Equatable, Sendable {
  /// A row would become longer than the session has room for.
  case contextOverflow(needed: Int, room: Int)
  /// The session was asked to be longer than the model's context.
  case contextTooShort(asked: Int, contextLength: Int)
  /// A token the vocabulary does not have.
  case tokenOutOfRange(Int32, vocabularySize: Int)
  /// A row the session does not have.
  case rowOutOfRange(Int, rows: Int)
  /// A number that must be at least one.
  case notPositive(what: String, value: Int)
  /// Not one entry per row.
  case wrongCount(what: String, expected: Int, found: Int)
  /// The system has no room for the keys and values of a session.
  case notEnoughMemory(mebibytes: Int)
  /// Nothing to decode.
  case noTokens
  /// Rows continue a prompt, and there is none yet.
  case noPrompt
  /// A row can be cut back only within its own tokens.
  case rewindOutOfRange(row: Int, length: Int, allowed: ClosedRange<Int>)
}

extension DecodingError: CustomStringConvertible {
  /// One sentence that says what, where, and what to do.
  public var description: String {
    switch self {
    case .contextOverflow(let needed, let room):
      """
      the context is full: \(needed) tokens are needed, there is room for \(room); shorten the \
      prompt or raise the session's maximum
      """
    case .contextTooShort(let asked, let contextLength):
      """
      a session of \(asked) tokens was asked for, the model was made for \(contextLength); ask \
      for less
      """
    case .tokenOutOfRange(let token, let vocabularySize):
      """
      token \(token) is not in the vocabulary of \(vocabularySize); use the tokenizer of the \
      same model file
      """
    case .rowOutOfRange(let row, let rows):
      "row \(row) does not exist; the session has rows 0 to \(rows - 1)"
    case .notPositive(let what, let value): "\(what) is \(value); it must be at least 1"
    case .wrongCount(let what, let expected, let found):
      "\(found) \(what) were given for \(expected) rows; give one per row"
    case .notEnoughMemory(let mebibytes):
      """
      there is no memory for a session's keys and values, \(mebibytes) MiB; ask for fewer rows or \
      tokens
      """
    case .noTokens: "there are no tokens to decode; give at least one"
    case .noPrompt: "there is no prompt yet; call prefill first"
    case .rewindOutOfRange(let row, let length, let allowed):
      """
      row \(row) cannot be cut to \(length) tokens; possible are \(allowed.lowerBound) to \
      \(allowed.upperBound)
      """
    }
  }
}
