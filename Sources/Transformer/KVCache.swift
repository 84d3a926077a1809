import Kernels

/// Keys and values of the prompt, which all rows share, and of each row's own tail, in half
/// precision.
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
  private let headNumbers: Int
  private let promptKeys: ReservedHalves
  private let promptValues: ReservedHalves
  private let tailKeys: ReservedHalves
  private let tailValues: ReservedHalves

  /// Reserves the memory.
  ///
  /// - Throws: ``DecodingError/notEnoughMemory(mebibytes:)`` when the system refuses to.
  init(
    _ configuration: ModelConfiguration, rows: Int, maximumTokens: Int
  ) throws(DecodingError) {
    self.configuration = configuration
    self.rows = rows
    capacity = (maximumTokens + 7) / 8 * 8
    headNumbers = capacity * configuration.headSize
    let prompt = configuration.layers * configuration.keyValueHeads * headNumbers
    guard let promptKeys = ReservedHalves(count: prompt),
      let promptValues = ReservedHalves(count: prompt),
      let tailKeys = ReservedHalves(count: prompt * rows),
      let tailValues = ReservedHalves(count: prompt * rows)
    else { throw .notEnoughMemory(mebibytes: 4 * prompt * (1 + rows) >> 20) }
    (self.promptKeys, self.promptValues) = (promptKeys, promptValues)
    (self.tailKeys, self.tailValues) = (tailKeys, tailValues)
    tailCounts = [Int](repeating: 0, count: rows)
  }

  private func promptPlace(_ layer: Int, _ head: Int) -> Int {
    (layer * configuration.keyValueHeads + head) * headNumbers
  }

  private func tailPlace(_ layer: Int, _ row: Int, _ head: Int) -> Int {
    ((layer * rows + row) * configuration.keyValueHeads + head) * headNumbers
  }

  func prompt(_ layer: Int, _ head: Int) -> (keys: MutableHalves, values: MutableHalves) {
    let place = promptPlace(layer, head)
    return (promptKeys.pointer + place, promptValues.pointer + place)
  }

  func tail(
    _ layer: Int, _ row: Int, _ head: Int
  ) -> (keys: MutableHalves, values: MutableHalves) {
    let place = tailPlace(layer, row, head)
    return (tailKeys.pointer + place, tailValues.pointer + place)
  }

  /// Stores keys and values (KV · D each) of one position in one layer.
  func store(_ layer: Int, _ slot: CacheSlot, keys: Floats, values: Floats) {
    let size = configuration.headSize
    for head in 0..<configuration.keyValueHeads {
      let place = slot.row < 0 ? prompt(layer, head) : tail(layer, slot.row, head)
      CachedAttention.store(
        key: keys + head * size, value: values + head * size, keys: place.keys,
        values: place.values, position: slot.index, headSize: size)
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
