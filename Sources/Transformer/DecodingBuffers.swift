import Kernels

/// The memory one forward pass works in; allocated once per session.
///
/// Rows here are tokens of one pass, at most `most`: active answers, or a piece of a prompt.
final class DecodingBuffers {
  let most: Int
  /// Tokens of this pass.
  var count = 0
  /// Residual stream (most, C).
  let stream: MutableFloats
  /// Normalised stream, later the output of a block (most, C).
  let normed: MutableFloats
  /// Queries (most, H · D).
  let queries: MutableFloats
  /// Keys and values (most, KV · D).
  let keys: MutableFloats
  let values: MutableFloats
  /// Result of attention (most, H · D).
  let attended: MutableFloats
  /// Gate and up (most, F).
  let gate: MutableFloats
  let up: MutableFloats
  /// Attention scores, one part of `scorePart` floats per key-value head or thread.
  let scores: MutableFloats
  let scorePart: Int
  let scoreColumns: Int
  let input: LinearInput
  let slots: UnsafeMutablePointer<CacheSlot>
  /// Per token: prompt positions and tail positions it sees.
  let promptCounts: UnsafeMutablePointer<Int32>
  let tailCounts: UnsafeMutablePointer<Int32>
  /// Per key-value head and token: the start of its tail.
  let tailKeys: UnsafeMutablePointer<Halves?>
  let tailValues: UnsafeMutablePointer<Halves?>
  /// Per piece of attention of a layer: what it computes.
  let attentionCalls: UnsafeMutablePointer<CachedAttention.Call>

  private let memory: MutableFloats

  /// Query rows that attention takes at once: they share what it reads.
  static let attentionRows = 12

  init(_ c: ModelConfiguration, most: Int, maximumTokens: Int, threads: Int) {
    self.most = most
    scoreColumns = (maximumTokens + 7) / 8 * 8 + 16
    scorePart = Self.attentionRows * (c.heads / c.keyValueHeads) * scoreColumns
    let scoreFloats = max(c.keyValueHeads, threads) * scorePart
    let sizes = [
      most * c.channels, most * c.channels, most * c.queryChannels, most * c.keyValueChannels,
      most * c.keyValueChannels, most * c.queryChannels, most * c.feedForwardChannels,
      most * c.feedForwardChannels, scoreFloats,
    ]
    // Each part starts on a cache line.
    let starts = sizes.reduce(into: [0]) { $0.append(($0.last ?? 0) + ($1 + 15) / 16 * 16) }
    let total = starts.last ?? 0
    memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * total + 64, alignment: 64)
      .bindMemory(to: Float.self, capacity: total)
    memory.initialize(repeating: 0, count: total)
    stream = memory + starts[0]
    normed = memory + starts[1]
    queries = memory + starts[2]
    keys = memory + starts[3]
    values = memory + starts[4]
    attended = memory + starts[5]
    gate = memory + starts[6]
    up = memory + starts[7]
    scores = memory + starts[8]
    input = LinearInput(
      floats: memory, capacity: most * max(c.channels, c.queryChannels, c.feedForwardChannels))
    slots = .allocate(capacity: most)
    promptCounts = .allocate(capacity: most)
    tailCounts = .allocate(capacity: most)
    tailKeys = .allocate(capacity: most * c.keyValueHeads)
    tailValues = .allocate(capacity: most * c.keyValueHeads)
    attentionCalls = .allocate(
      capacity: (most + Self.attentionRows - 1) / Self.attentionRows * c.keyValueHeads)
  }

  deinit {
    UnsafeMutableRawPointer(memory).deallocate()
    slots.deallocate()
    promptCounts.deallocate()
    tailCounts.deallocate()
    tailKeys.deallocate()
    tailValues.deallocate()
    attentionCalls.deallocate()
  }
}
