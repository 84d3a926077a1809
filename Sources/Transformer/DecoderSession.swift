import Kernels

/// The session of a decoder: buffers and caches made once, used prompt after prompt.
///
/// No buffer is allocated per token. A prompt that begins like the one before keeps the common
/// positions, where that changes no bit of the result.
final class DecoderSession: DecodingSession {
  let rows: Int
  let maximumTokens: Int
  let logits: UnsafeMutableBufferPointer<Float>

  private let weights: DecoderWeights
  private let pass: DecoderPass
  /// Room for logits of active rows before they move to their places (B, V).
  private let packed: UnsafeMutableBufferPointer<Float>
  private var prompt: [Int32] = []

  /// Tokens of one pass through the layers when a prompt or forced text is computed.
  private static let passTokens = 64

  init(
    _ weights: DecoderWeights, rows: Int, maximumTokens: Int, threads: Int
  ) throws(DecodingError) {
    let c = weights.configuration
    let cache = try KVCache(c, rows: rows, maximumTokens: maximumTokens)
    self.weights = weights
    self.rows = rows
    self.maximumTokens = maximumTokens
    pass = DecoderPass(
      configuration: c,
      buffers: DecodingBuffers(
        c, most: max(rows, Self.passTokens), maximumTokens: maximumTokens, threads: threads),
      cache: cache,
      rope: RotaryEmbedding(
        headSize: c.headSize, positions: maximumTokens, base: c.ropeBase,
        pairing: c.architecture.pairing, scale: c.ropeScale, factors: c.ropeFactors),
      team: ThreadTeam(threads: threads))
    logits = .allocate(capacity: rows * c.vocabularySize)
    logits.initialize(repeating: 0)
    packed = .allocate(capacity: rows * c.vocabularySize)
    packed.initialize(repeating: 0)
  }

  deinit {
    logits.deallocate()
    packed.deallocate()
  }

  var vocabularySize: Int { pass.configuration.vocabularySize }
  var promptLength: Int { pass.cache.promptCount }

  func length(row: Int) -> Int { pass.cache.length(row) }

  func reset() {
    prompt.removeAll(keepingCapacity: true)
    pass.cache.setPrompt(0)
  }
}

// MARK: - Continuing

extension DecoderSession {
  func prefill(
    _ tokens: [Int32]
  ) throws(DecodingError) -> UnsafeMutableBufferPointer<Float> {
    try checkPrefill(tokens)
    var kept = 0
    if weights.isExactByRow {
      let most = min(prompt.count, tokens.count - 1)
      while kept < most, prompt[kept] == tokens[kept] { kept += 1 }
    }
    pass.cache.setPrompt(kept)
    prompt = tokens
    forwardPrompt(tokens[kept...])
    pass.cache.setPrompt(tokens.count)
    guard let base = logits.baseAddress else { return logits }
    writeLogits(base, tokens: 1)
    for row in 1..<max(1, rows) {
      (base + row * vocabularySize).update(from: base, count: vocabularySize)
    }
    return logits
  }

  func advance(
    _ runs: [[Int32]]
  ) throws(DecodingError) -> UnsafeMutableBufferPointer<Float> {
    try checkAdvance(runs)
    let (b, cache) = (pass.buffers, pass.cache)
    b.count = 0
    for row in 0..<rows {
      for token in runs[row] {
        if b.count == b.most { finishRuns() }
        place(token, row: row, index: cache.tailCounts[row])
        cache.setTail(row, cache.tailCounts[row] + 1)
      }
    }
    finishRuns()
    return logits
  }

  func fork(row source: Int, into target: Int) throws(DecodingError) {
    try check(row: source)
    try check(row: target)
    guard source != target, let base = logits.baseAddress else { return }
    pass.cache.copyTail(from: source, to: target)
    (base + target * vocabularySize).update(
      from: base + source * vocabularySize, count: vocabularySize)
  }

  func rewind(row: Int, to length: Int) throws(DecodingError) {
    try checkRewind(row: row, to: length)
    pass.cache.setTail(row, length - promptLength)
  }
}

// MARK: - Passes

extension DecoderSession {
  /// Appends one token to the pass: to the prompt (row -1) or to a row's tail, at `index`.
  private func place(_ token: Int32, row: Int, index: Int) {
    let (b, c) = (pass.buffers, pass.configuration)
    let before = row < 0 ? 0 : pass.cache.promptCount
    weights.embedding.copyRow(Int(token), to: b.stream + b.count * c.channels)
    b.slots[b.count] = CacheSlot(row: row, index: index, position: before + index)
    b.promptCounts[b.count] = Int32(row < 0 ? index + 1 : before)
    b.tailCounts[b.count] = Int32(row < 0 ? 0 : index + 1)
    b.count += 1
  }

  /// Passes the rest of a prompt through the layers, some tokens at a time; the last pass stays in
  /// the buffers with the last token at the end of the stream.
  private func forwardPrompt(_ rest: ArraySlice<Int32>) {
    let b = pass.buffers
    b.count = 0
    for place in rest.indices {
      if b.count == b.most {
        forward()
        b.count = 0
      }
      self.place(rest[place], row: -1, index: place)
    }
    forward()
  }

  /// Passes the tokens placed so far through the layers; writes the logits of each row's newest.
  private func finishRuns() {
    let (b, width) = (pass.buffers, pass.configuration.channels)
    guard b.count > 0, let base = logits.baseAddress, let packed = packed.baseAddress else {
      return
    }
    forward()
    var ends = 0
    for token in 0..<b.count {
      let slot = b.slots[token]
      guard slot.index + 1 == pass.cache.tailCounts[slot.row] else { continue }
      if ends < token {
        (b.stream + ends * width).update(from: b.stream + token * width, count: width)
        b.slots[ends] = slot
      }
      ends += 1
    }
    b.count = ends
    writeLogits(ends == rows ? base : packed, tokens: ends)
    if ends < rows {
      for end in 0..<ends {
        (base + b.slots[end].row * vocabularySize).update(
          from: packed + end * vocabularySize, count: vocabularySize)
      }
    }
    b.count = 0
  }

  private func forward() {
    for (index, layer) in weights.layers.enumerated() { layer.forward(pass, layer: index) }
  }

  /// Writes the logits of the last `tokens` tokens of the pass to `out` (tokens, V).
  private func writeLogits(_ out: MutableFloats, tokens: Int) {
    let (b, c) = (pass.buffers, pass.configuration)
    RMSNorm.forward(
      b.normed, b.stream + (b.count - tokens) * c.channels, weight: weights.outputNorm,
      rows: tokens, columns: c.channels, epsilon: c.normEpsilon)
    b.input.set(b.normed, rows: tokens, columns: c.channels)
    LinearMap.apply(.init(.init(weights.output, out)), b.input, pass.team)
  }
}
