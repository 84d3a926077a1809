/// Several answers of one prompt, decoded as a batch.
///
///     prefill(prompt) ──┬─ row 0: one token, one token, a forced run …
///                       ├─ row 1: …                    the prompt's keys and values exist once
///                       └─ row B − 1
///
/// All logits live in one buffer (B, V), row-major; row r holds the numbers for the next token of
/// row r and stays as it is until a call that continues row r, `prefill` or `reset`. Callers may
/// change the numbers in place (masks). The buffer lives as long as the session, which Swift may
/// end after its last use: hold it in a property or by `withExtendedLifetime`. A call that throws
/// has changed nothing. A session belongs to one worker at a time.
public protocol DecodingSession: AnyObject {
  /// B, the number of rows.
  var rows: Int { get }
  /// V, the number of tokens.
  var vocabularySize: Int { get }
  /// The longest row, prompt included.
  var maximumTokens: Int { get }
  /// Tokens of the prompt all rows share.
  var promptLength: Int { get }
  /// The logits (B, V); see the protocol's description.
  var logits: UnsafeMutableBufferPointer<Float> { get }

  /// The tokens of a row so far, prompt included.
  func length(row: Int) -> Int

  /// Forgets prompt and rows; keeps the memory.
  func reset()

  /// Replaces everything by a new prompt, computed once; each row then continues it.
  ///
  /// - Returns: The logits (B, V), the same for every row.
  /// - Throws: ``DecodingError`` for no tokens, unknown tokens, or a prompt that is too long.
  @discardableResult
  func prefill(_ tokens: [Int32]) throws(DecodingError) -> UnsafeMutableBufferPointer<Float>

  /// Continues each row by its run of tokens, all in one batch.
  ///
  /// Runs are longer than one token where a grammar leaves no choice.
  ///
  /// - Parameter runs: One per row; an empty one leaves its row as it is.
  /// - Returns: The logits (B, V) after the last token of each run; the other rows keep theirs.
  /// - Throws: ``DecodingError`` for wrong counts, unknown tokens, no prompt or a full context.
  @discardableResult
  func advance(_ runs: [[Int32]]) throws(DecodingError) -> UnsafeMutableBufferPointer<Float>

  /// Makes row `target` equal to row `source`, logits included.
  ///
  /// - Throws: ``DecodingError/rowOutOfRange(_:rows:)``.
  func fork(row source: Int, into target: Int) throws(DecodingError)

  /// Cuts a row back to `length` tokens, the prompt included; its logits are stale until fed.
  ///
  /// - Throws: ``DecodingError`` for an unknown row or a length outside prompt … present length.
  func rewind(row: Int, to length: Int) throws(DecodingError)
}

extension DecodingSession {
  /// Continues every active row by one token, all in one batch.
  ///
  /// - Parameters:
  ///   - tokens: One per row; those of rows that are not active are not looked at.
  ///   - active: One per row, or empty for all.
  /// - Returns: The logits (B, V); rows that are not active keep theirs.
  /// - Throws: ``DecodingError`` as ``advance(_:)``.
  @discardableResult
  public func step(
    tokens: [Int32], active: [Bool] = []
  ) throws(DecodingError) -> UnsafeMutableBufferPointer<Float> {
    guard tokens.count == rows else {
      throw .wrongCount(what: "tokens", expected: rows, found: tokens.count)
    }
    guard active.isEmpty || active.count == rows else {
      throw .wrongCount(what: "active flags", expected: rows, found: active.count)
    }
    return try advance(
      tokens.indices.map { active.isEmpty || active[$0] ? [tokens[$0]] : [] })
  }

  /// Continues one row by several tokens.
  ///
  /// - Returns: The logits (V) of that row, after its last token.
  /// - Throws: ``DecodingError`` for an unknown row or no tokens, else as ``advance(_:)``.
  @discardableResult
  public func feed(
    row: Int, tokens: [Int32]
  ) throws(DecodingError) -> UnsafeMutableBufferPointer<Float> {
    try check(row: row)
    guard !tokens.isEmpty else { throw .noTokens }
    try advance((0..<rows).map { $0 == row ? tokens : [] })
    return logits(row: row)
  }

  /// The logits (V) for the next token of one row.
  public func logits(row: Int) -> UnsafeMutableBufferPointer<Float> {
    precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
    return UnsafeMutableBufferPointer(
      rebasing: logits[row * vocabularySize..<(row + 1) * vocabularySize])
  }
}

/// The checks every session makes before it changes anything.
extension DecodingSession {
  func check(tokens: some Sequence<Int32>) throws(DecodingError) {
    for token in tokens where token < 0 || Int(token) >= vocabularySize {
      throw .tokenOutOfRange(token, vocabularySize: vocabularySize)
    }
  }

  func check(row: Int) throws(DecodingError) {
    guard row >= 0, row < rows else { throw .rowOutOfRange(row, rows: rows) }
  }

  func checkPrefill(_ tokens: [Int32]) throws(DecodingError) {
    guard !tokens.isEmpty else { throw .noTokens }
    guard tokens.count <= maximumTokens else {
      throw .contextOverflow(needed: tokens.count, room: maximumTokens)
    }
    try check(tokens: tokens)
  }

  func checkAdvance(_ runs: [[Int32]]) throws(DecodingError) {
    guard runs.count == rows else {
      throw .wrongCount(what: "runs of tokens", expected: rows, found: runs.count)
    }
    guard promptLength > 0 else { throw .noPrompt }
    for row in 0..<rows where !runs[row].isEmpty {
      try check(tokens: runs[row])
      let needed = length(row: row) + runs[row].count
      guard needed <= maximumTokens else {
        throw .contextOverflow(needed: needed, room: maximumTokens)
      }
    }
  }

  func checkRewind(row: Int, to length: Int) throws(DecodingError) {
    try check(row: row)
    let allowed = promptLength...self.length(row: row)
    guard allowed.contains(length) else {
      throw .rewindOutOfRange(row: row, length: length, allowed: allowed)
    }
  }
}
