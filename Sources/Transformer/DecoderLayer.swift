import Kernels

/// One layer of the decoder: attention and feed-forward part, each added to the residual stream.
///
///     x += O · attention(rope(Q n), rope(K n), V n)     n = RMSNorm(x)
///     x += D · (silu(G n) ⊙ U n)                        n = RMSNorm(x)
///
/// Source: Touvron et al., arXiv 2302.13971, section 2.2; grouped queries as in arXiv 2307.09288.
/// Q n, K n and V n stand for ``HeadProjection``.
struct DecoderLayer: Sendable {
  let attentionNorm: [Float]
  let query: HeadProjection
  let key: HeadProjection
  let value: HeadProjection
  let attentionOutput: LinearMap
  let feedForwardNorm: [Float]
  let gate: LinearMap
  let up: LinearMap
  let down: LinearMap

  var maps: [LinearMap] { [query.map, key.map, value.map, attentionOutput, gate, up, down] }

  /// Passes the tokens of `b` through the layer; their keys and values join the cache first.
  func forward(_ pass: DecoderPass, layer: Int) {
    let (b, c) = (pass.buffers, pass.configuration)
    normalise(attentionNorm, pass)
    LinearMap.apply(
      .init(.init(query.map, b.queries), .init(key.map, b.keys), .init(value.map, b.values)),
      b.input, pass.team)
    let heads = TokenPieces(b.count, columns: c.queryChannels)
    withUnsafePointer(to: (self, pass)) { both in
      pass.team.perform(heads.count, with: (both, layer, heads)) { state, piece, _ in
        state.0.pointee.0.finishHeads(state.2[piece], state.0.pointee.1, state.1)
      }
    }
    attend(pass, layer)
    b.input.set(b.attended, rows: b.count, columns: c.queryChannels)
    add(attentionOutput, pass)
    normalise(feedForwardNorm, pass)
    LinearMap.apply(.init(.init(gate, b.gate), .init(up, b.up)), b.input, pass.team)
    let gates = TokenPieces(b.count, columns: c.feedForwardChannels)
    pass.team.perform(gates.count, with: (b.gate, b.up, c.feedForwardChannels, gates)) {
      state, piece, _ in
      let (gate, up, width, tokens) = (state.0, state.1, state.2, state.3[piece])
      let first = tokens.lowerBound * width
      SwiGLU.forward(
        gate + first, gate: gate + first, up: up + first, count: tokens.count * width)
    }
    b.input.set(b.gate, rows: b.count, columns: c.feedForwardChannels)
    add(down, pass)
  }

  /// Normalises the stream and makes the result the input of the next maps.
  private func normalise(_ weight: [Float], _ pass: DecoderPass) {
    let (b, c) = (pass.buffers, pass.configuration)
    let pieces = TokenPieces(b.count, columns: c.channels)
    weight.withUnsafeBufferPointer { weight in
      guard let weight = weight.baseAddress else { return }
      pass.team.perform(
        pieces.count, with: (b.normed, b.stream, weight, c.channels, c.normEpsilon, pieces)
      ) { state, piece, _ in
        let (normed, stream, weight, channels, epsilon, pieces) = state
        let tokens = pieces[piece]
        let first = tokens.lowerBound * channels
        RMSNorm.forward(
          normed + first, stream + first, weight: weight, rows: tokens.count, columns: channels,
          epsilon: epsilon)
      }
    }
    b.input.set(b.normed, rows: b.count, columns: c.channels)
  }

  /// Adds biases, normalises heads, turns them to their positions, and stores keys and values.
  private func finishHeads(_ tokens: Range<Int>, _ pass: DecoderPass, _ layer: Int) {
    query.finish(pass.buffers.queries, pass, tokens)
    key.finish(pass.buffers.keys, pass, tokens)
    value.finish(pass.buffers.values, pass, tokens)
    for token in tokens { turnAndStore(token, pass, layer) }
  }

  /// Turns query and key of a token to its position; key and value join the cache.
  private func turnAndStore(_ token: Int, _ pass: DecoderPass, _ layer: Int) {
    let (b, c) = (pass.buffers, pass.configuration)
    let slot = b.slots[token]
    let keys = b.keys + token * c.keyValueChannels
    pass.rope.rotate(
      b.queries + token * c.queryChannels, rows: 1, heads: c.heads, firstPosition: slot.position)
    pass.rope.rotate(keys, rows: 1, heads: c.keyValueHeads, firstPosition: slot.position)
    pass.cache.store(layer, slot, keys: keys, values: b.values + token * c.keyValueChannels)
  }

  private func add(_ map: LinearMap, _ pass: DecoderPass) {
    let b = pass.buffers
    LinearMap.apply(.init(.init(map, b.normed)), b.input, pass.team)
    VectorMath.add(b.stream, b.normed, count: b.count * pass.configuration.channels)
  }

  /// Multiplications of attention that are worth a second thread.
  private static let worthThreads = 30_000

  private func attend(_ pass: DecoderPass, _ layer: Int) {
    let (b, c, team) = (pass.buffers, pass.configuration, pass.team)
    for head in 0..<c.keyValueHeads {
      for token in 0..<b.count {
        let tail = pass.cache.tail(layer, max(0, b.slots[token].row), head)
        b.tailKeys[head * b.most + token] = Halves(tail.keys)
        b.tailValues[head * b.most + token] = Halves(tail.values)
      }
    }
    let chunks = (b.count + DecodingBuffers.attentionRows - 1) / DecodingBuffers.attentionRows
    let pieces = chunks * c.keyValueHeads
    for piece in 0..<pieces { b.attentionCalls[piece] = call(pass, layer, piece) }
    let shared = AttentionCalls(calls: b.attentionCalls, scores: b.scores, part: b.scorePart)
    let seen = (0..<b.count).reduce(0) { $0 + Int(b.promptCounts[$1] + b.tailCounts[$1]) }
    if seen * c.queryChannels < Self.worthThreads {
      for piece in 0..<pieces { CachedAttention.forward(shared.call(piece, scratch: 0)) }
    } else if chunks > 1 || pieces >= 4 * team.threads {
      team.perform(pieces, with: shared) { shared, piece, thread in
        CachedAttention.forward(shared.call(piece, scratch: thread))
      }
    } else {
      // Few heads: their parts are shared out, step by step.
      let parts = 2 * team.threads
      for step in CachedAttention.Step.allCases {
        team.perform(pieces * parts, with: (shared, step, parts)) { state, number, _ in
          let (shared, step, parts) = state
          let head = number / parts
          CachedAttention.run(
            step, of: shared.call(head, scratch: head), part: number % parts, parts: parts)
        }
      }
    }
  }

  /// The attention of some tokens over one key-value head, heads first; all pieces share the room
  /// for scores, see ``AttentionCalls``.
  private func call(_ pass: DecoderPass, _ layer: Int, _ piece: Int) -> CachedAttention.Call {
    let (b, c) = (pass.buffers, pass.configuration)
    let (chunk, head) = piece.quotientAndRemainder(dividingBy: c.keyValueHeads)
    let first = chunk * DecodingBuffers.attentionRows
    let group = c.heads / c.keyValueHeads
    let place = first * c.queryChannels + head * group * c.headSize
    let prompt = pass.cache.prompt(layer, head)
    return CachedAttention.Call(
      query: b.queries + place, out: b.attended + place, stride: c.queryChannels,
      rows: min(DecodingBuffers.attentionRows, b.count - first), group: group,
      headSize: c.headSize, promptKeys: prompt.keys, promptValues: prompt.values,
      promptCounts: b.promptCounts + first, tailKeys: b.tailKeys + head * b.most + first,
      tailValues: b.tailValues + head * b.most + first, tailCounts: b.tailCounts + first,
      scratch: b.scores, scratchColumns: b.scoreColumns)
  }
}

/// The calls of attention of one layer; plain bytes, for a team.
private struct AttentionCalls: BitwiseCopyable {
  let calls: UnsafeMutablePointer<CachedAttention.Call>
  let scores: MutableFloats
  /// Floats of one part of the scores.
  let part: Int

  /// A call with the part of the scores of its own.
  func call(_ piece: Int, scratch: Int) -> CachedAttention.Call {
    var call = calls[piece]
    call.scratch = scores + scratch * part
    return call
  }
}

/// Queries, keys or values of one layer: W n + b, then an RMSNorm over each head.
///
/// Bias and norm are empty where the architecture has none.
struct HeadProjection: Sendable {
  let map: LinearMap
  let bias: [Float]
  let norm: [Float]

  /// Adds the bias to the tokens' part of the product `out` (tokens, heads · D) and normalises it.
  func finish(_ out: MutableFloats, _ pass: DecoderPass, _ tokens: Range<Int>) {
    let (c, channels) = (pass.configuration, map.rows)
    if !bias.isEmpty {
      for token in tokens { VectorMath.add(out + token * channels, bias, count: channels) }
    }
    if !norm.isEmpty {
      let part = out + tokens.lowerBound * channels
      RMSNorm.forward(
        part, part, weight: norm, rows: tokens.count * (channels / c.headSize),
        columns: c.headSize, epsilon: c.normEpsilon)
    }
  }
}

/// What one forward pass works with.
struct DecoderPass {
  let configuration: ModelConfiguration
  let buffers: DecodingBuffers
  let cache: KVCache
  let rope: RotaryEmbedding
  let team: ThreadTeam
}
