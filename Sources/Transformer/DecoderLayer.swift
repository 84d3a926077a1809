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
    query.apply(b.queries, pass)
    key.apply(b.keys, pass)
    value.apply(b.values, pass)
    for token in 0..<b.count {
      let slot = b.slots[token]
      let keys = b.keys + token * c.keyValueChannels
      pass.rope.rotate(
        b.queries + token * c.queryChannels, rows: 1, heads: c.heads, firstPosition: slot.position)
      pass.rope.rotate(keys, rows: 1, heads: c.keyValueHeads, firstPosition: slot.position)
      pass.cache.store(
        layer, slot, keys: keys, values: b.values + token * c.keyValueChannels)
    }
    attend(pass, layer)
    b.input.set(b.attended, rows: b.count, columns: c.queryChannels)
    add(attentionOutput, pass)
    normalise(feedForwardNorm, pass)
    gate.apply(b.gate, b.input, threads: pass.threads)
    up.apply(b.up, b.input, threads: pass.threads)
    SwiGLU.forward(b.gate, gate: b.gate, up: b.up, count: b.count * c.feedForwardChannels)
    b.input.set(b.gate, rows: b.count, columns: c.feedForwardChannels)
    add(down, pass)
  }

  /// Normalises the stream and makes the result the input of the next maps.
  private func normalise(_ weight: [Float], _ pass: DecoderPass) {
    let (b, c) = (pass.buffers, pass.configuration)
    RMSNorm.forward(
      b.normed, b.stream, weight: weight, rows: b.count, columns: c.channels,
      epsilon: c.normEpsilon)
    b.input.set(b.normed, rows: b.count, columns: c.channels)
  }

  private func add(_ map: LinearMap, _ pass: DecoderPass) {
    let b = pass.buffers
    map.apply(b.normed, b.input, threads: pass.threads)
    VectorMath.add(b.stream, b.normed, count: b.count * pass.configuration.channels)
  }

  private func attend(_ pass: DecoderPass, _ layer: Int) {
    let (b, c, cache) = (pass.buffers, pass.configuration, pass.cache)
    let group = c.heads / c.keyValueHeads
    let seen = (0..<b.count).reduce(0) { $0 + Int(b.promptCounts[$1] + b.tailCounts[$1]) }
    let threads = seen * c.queryChannels < 250_000 ? 1 : min(pass.threads, c.keyValueHeads)
    Parallel.perform(threads) { thread in
      for head in stride(from: thread, to: c.keyValueHeads, by: threads) {
        let first = head * b.most
        for token in 0..<b.count {
          let tail = cache.tail(layer, max(0, b.slots[token].row), head)
          b.tailKeys[first + token] = Floats(tail.keys)
          b.tailValues[first + token] = Floats(tail.values)
        }
        let prompt = cache.prompt(layer, head)
        let place = head * group * c.headSize
        CachedAttention.forward(
          CachedAttention.Call(
            query: b.queries + place, out: b.attended + place, stride: c.queryChannels,
            rows: b.count, group: group, headSize: c.headSize, promptKeys: prompt.keys,
            promptValues: prompt.values, promptCounts: b.promptCounts,
            tailKeys: b.tailKeys + first, tailValues: b.tailValues + first,
            tailCounts: b.tailCounts, scratch: b.scores + head * 8 * group * b.scoreColumns,
            scratchColumns: b.scoreColumns))
      }
    }
  }
}

/// Queries, keys or values of one layer: W n + b, then an RMSNorm over each head.
///
/// Bias and norm are empty where the architecture has none.
struct HeadProjection: Sendable {
  let map: LinearMap
  let bias: [Float]
  let norm: [Float]

  /// Writes (tokens, heads · D) to `out`, for the input of the pass.
  func apply(_ out: MutableFloats, _ pass: DecoderPass) {
    let (b, c, channels) = (pass.buffers, pass.configuration, map.rows)
    map.apply(out, b.input, threads: pass.threads)
    if !bias.isEmpty {
      for token in 0..<b.count { VectorMath.add(out + token * channels, bias, count: channels) }
    }
    if !norm.isEmpty {
      RMSNorm.forward(
        out, out, weight: norm, rows: b.count * (channels / c.headSize), columns: c.headSize,
        epsilon: c.normEpsilon)
    }
  }
}

/// What one forward pass works with.
struct DecoderPass {
  let configuration: ModelConfiguration
  let buffers: DecodingBuffers
  let cache: KVCache
  let rope: RotaryEmbedding
  let threads: Int
}
