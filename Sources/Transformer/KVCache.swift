import Kernels

/// Keys and values of the prompt, which all rows share, and of each row's own tail.
///
/// Layout, for capacity P (a multiple of 8) positions, KV key-value heads, D channels:
///
///     prompt keys    (L, KV, P / 8, D, 8)      prompt values (L, KV, P, D)
///     tail keys   (L, B, KV, P / 8, D, 8)      tail values   (L, B, KV, P, D)
///
/// Memory is reserved for the longest rows, but the system provides a page only when it is first
/// written, so short answers cost little.
final class KVCache {
  let capacity: Int
  private(set) var promptCount = 0
  private(set) var tailCounts: [Int]

  private let configuration: ModelConfiguration
  private let rows: Int
  private let headFloats: Int
  private let promptKeys: ReservedFloats
  private let promptValues: ReservedFloats
  private let tailKeys: ReservedFloats
  private let tailValues: ReservedFloats

  /// Reserves the memory.
  ///
  /// - Throws: ``DecodingError/notEnoughMemory(mebibytes:)`` when the system refuses to.
  init(
    _ configuration: ModelConfiguration, rows: Int, maximumTokens: Int
  ) throws(DecodingError) {
    self.configuration = configuration
    self.rows = rows
    capacity = (maximumTokens + 7) / 8 * 8
    headFloats = capacity * configuration.headSize
    let prompt = configuration.layers * configuration.keyValueHeads * headFloats
    guard let promptKeys = ReservedFloats(count: prompt),
      let promptValues = ReservedFloats(count: prompt),
      let tailKeys = ReservedFloats(count: prompt * rows),
      let tailValues = ReservedFloats(count: prompt * rows)
    else { throw .notEnoughMemory(mebibytes: 8 * prompt * (1 + rows) >> 20) }
    (self.promptKeys, self.promptValues) = (promptKeys, promptValues)
    (self.tailKeys, self.tailValues) = (tailKeys, tailValues)
    tailCounts = [Int](repeating: 0, count: rows)
  }

  private func promptPlace(_ layer: Int, _ head: Int) -> Int {
    (layer * configuration.keyValueHeads + head) * headFloats
  }

  private func tailPlace(_ layer: Int, _ row: Int, _ head: Int) -> Int {
    ((layer * rows + row) * configuration.keyValueHeads + head) * headFloats
  }

  func prompt(_ layer: Int, _ head: Int) -> (keys: MutableFloats, values: MutableFloats) {
    let place = promptPlace(layer, head)
    return (promptKeys.pointer + place, promptValues.pointer + place)
  }

  func tail(
    _ layer: Int, _ row: Int, _ head: Int
  ) -> (keys: MutableFloats, values: MutableFloats) {
    let place = tailPlace(layer, row, head)
    return (tailKeys.pointer + place, tailValues.pointer + place)
  }

  /// Stores keys and values (KV · D each) of one position in one layer.
  func store(_ layer: Int, _ slot: CacheSlot, keys: Floats, values: Floats) {
    let size = configuration.headSize
    for head in 0..<configuration.keyValueHeads {
      let place = slot.row < 0 ? prompt(layer, head) : tail(layer, slot.row, head)
      CachedAttention.store(
        key: keys + head * size, in: place.keys, position: slot.index, headSize: size)
      (place.values + slot.index * size).update(from: values + head * size, count: size)
    }
  }

  func length(_ row: Int) -> Int { promptCount + tailCounts[row] }

  /// Keeps the first `count` prompt positions and drops all tails.
  func setPrompt(_ count: Int) {
    promptCount = count
    for row in 0..<rows { tailCounts[row] = 0 }
  }

  func setTail(_ row: Int, _ count: Int) { tailCounts[row] = count }

  func copyTail(from source: Int, to target: Int) {
    guard source != target else { return }
    let used = (tailCounts[source] + 7) / 8 * 8 * configuration.headSize
    for layer in 0..<configuration.layers {
      for head in 0..<configuration.keyValueHeads {
        let (from, to) = (tail(layer, source, head), tail(layer, target, head))
        to.keys.update(from: from.keys, count: used)
        to.values.update(from: from.values, count: used)
      }
    }
    tailCounts[target] = tailCounts[source]
  }
}

/// Where the keys and values of one token go.
struct CacheSlot {
  /// The row whose tail it joins, or -1 for the prompt.
  var row: Int
  /// Its place inside prompt or tail.
  var index: Int
  /// Its position in the sequence.
  var position: Int
}
