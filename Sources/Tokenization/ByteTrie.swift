// A set of byte strings as a tree, laid out breadth first in four flat arrays, so that the
// children of a node lie side by side in the order of their bytes:
//
//     node            0 (root)    1 'a'    2 'b'    3 'b'
//     label           -           a        b        b
//     firstChild      1           3        4        4        4   <- one entry more
//     value           -1          0        1        2            "a" 0, "b" 1, "ab" 2
//
// The children of `node` are `firstChild[node] ..< firstChild[node + 1]`. A child always has a
// higher number than its parent.

/// Byte strings with values, as a tree in flat arrays.
public struct ByteTrie: Sendable {
  /// The byte that leads to each node; 0 for the root.
  public let labels: [UInt8]
  /// The first child of each node, with one more entry, so that the next one is the end.
  public let firstChild: [Int32]
  /// The value of the string that ends at each node, or -1.
  public let values: [Int32]
  /// The length of the longest string.
  public let depth: Int

  /// Builds the tree; of equal strings the last one's value stays.
  ///
  /// - Parameter entries: Non-empty strings, in any order, with values of at least 0.
  /// - Complexity: O(n log n) comparisons for n strings.
  public init(_ entries: [(bytes: [UInt8], value: Int32)]) {
    let order = entries.indices.sorted { left, right in
      let (first, second) = (entries[left].bytes, entries[right].bytes)
      if first == second { return left < right }
      return first.lexicographicallyPrecedes(second)
    }
    var builder = TrieBuilder(sorted: order.map { entries[$0] })
    builder.build()
    labels = builder.labels
    firstChild = builder.firstChild
    values = builder.values
    depth = entries.lazy.map(\.bytes.count).max() ?? 0
  }

  /// The number of nodes, the root among them.
  public var nodeCount: Int { labels.count }

  /// The child of `node` behind `byte`, or -1.
  func child(of node: Int, byte: UInt8) -> Int {
    var low = Int(firstChild[node])
    var high = Int(firstChild[node + 1])
    let end = high
    while low < high {
      let middle = (low + high) / 2
      if labels[middle] < byte { low = middle + 1 } else { high = middle }
    }
    return low < end && labels[low] == byte ? low : -1
  }
}

/// Builds a trie level by level: each node owns a range of the sorted strings.
private struct TrieBuilder {
  let entries: [(bytes: [UInt8], value: Int32)]
  var labels: [UInt8] = [0]
  var firstChild: [Int32] = []
  var values: [Int32] = []
  var ranges: [Range<Int>]
  var depths: [Int] = [0]

  init(sorted entries: [(bytes: [UInt8], value: Int32)]) {
    self.entries = entries
    ranges = [0..<entries.count]
  }

  mutating func build() {
    var node = 0
    while node < ranges.count {
      addChildren(of: node)
      node += 1
    }
    firstChild.append(Int32(labels.count))
  }

  private mutating func addChildren(of node: Int) {
    let depth = depths[node]
    var start = ranges[node].lowerBound
    let end = ranges[node].upperBound
    var value: Int32 = -1
    while start < end, entries[start].bytes.count == depth {
      value = entries[start].value
      start += 1
    }
    values.append(node == 0 ? -1 : value)
    firstChild.append(Int32(labels.count))
    while start < end {
      let byte = entries[start].bytes[depth]
      var stop = start + 1
      while stop < end, entries[stop].bytes[depth] == byte { stop += 1 }
      labels.append(byte)
      ranges.append(start..<stop)
      depths.append(depth + 1)
      start = stop
    }
  }
}
