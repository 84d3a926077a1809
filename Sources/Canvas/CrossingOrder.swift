/// Orders the nodes of each layer so that few links cross.
///
/// Barycentre sweeps to the right and back; the best order seen wins. Nodes of a lower band stay
/// below those of a higher one. Source: Sugiyama, Tagawa and Toda, IEEE Trans. SMC 11(2), 1981;
/// Gansner et al., IEEE TSE 19(3), 1993. Differs: a link over several layers pulls by its two ends
/// only, without dummy nodes.
struct CrossingOrder {
  /// A link with where it leaves and enters, as shares of the nodes' heights.
  struct Wire {
    var source: Int
    var sourceShare: Double
    var target: Int
    var targetShare: Double
  }

  /// The nodes of each layer from top to bottom.
  private(set) var rows: [[Int]]

  private let layers: [Int]
  private let bands: [Int]
  private let wires: [Wire]
  private let incoming: [[Int]]
  private let outgoing: [[Int]]

  /// Finds the order.
  ///
  /// - Parameters:
  ///   - start: All nodes in the order to start from.
  ///   - layers: The layer of each node.
  ///   - bands: The band of each node.
  ///   - wires: The links, from lower to higher layers.
  init(start: [Int], layers: [Int], bands: [Int], wires: [Wire]) {
    self.layers = layers
    self.bands = bands
    self.wires = wires
    var incoming = [[Int]](repeating: [], count: layers.count)
    var outgoing = incoming
    for (index, wire) in wires.enumerated() {
      incoming[wire.target].append(index)
      outgoing[wire.source].append(index)
    }
    self.incoming = incoming
    self.outgoing = outgoing
    rows = Array(repeating: [], count: (layers.max() ?? -1) + 1)
    for node in start { rows[layers[node]].append(node) }
    let heights = positions()
    for layer in rows.indices { sort(layer, by: heights) }
    improve()
  }

  private mutating func improve() {
    var best = rows
    var fewest = crossings()
    for _ in 0..<8 where fewest > 0 {
      for layer in rows.indices.dropFirst() {
        sweep(layer, incoming) { ($0.source, $0.sourceShare) }
      }
      for layer in rows.indices.dropLast().reversed() {
        sweep(layer, outgoing) { ($0.target, $0.targetShare) }
      }
      let count = crossings()
      if count < fewest {
        fewest = count
        best = rows
      }
    }
    rows = best
  }

  private mutating func sweep(
    _ layer: Int, _ links: [[Int]], _ end: (Wire) -> (node: Int, share: Double)
  ) {
    var centres = positions()
    let before = centres
    for node in rows[layer] where !links[node].isEmpty {
      var sum = 0.0
      for index in links[node] {
        let (neighbour, share) = end(wires[index])
        sum += before[neighbour] + share / Double(rows[layers[neighbour]].count)
      }
      centres[node] = sum / Double(links[node].count)
    }
    sort(layer, by: centres)
  }

  private mutating func sort(_ layer: Int, by heights: [Double]) {
    rows[layer] = rows[layer].enumerated().sorted { left, right in
      let a = left.element, b = right.element
      if bands[a] != bands[b] { return bands[a] < bands[b] }
      if heights[a] != heights[b] { return heights[a] < heights[b] }
      return left.offset < right.offset
    }.map(\.element)
  }

  /// The height of each node in its layer, from 0 to 1.
  private func positions() -> [Double] {
    var positions = [Double](repeating: 0, count: layers.count)
    for row in rows {
      for (place, node) in row.enumerated() { positions[node] = Double(place) / Double(row.count) }
    }
    return positions
  }

  /// The number of pairs of links between the same two layers that cross.
  func crossings() -> Int {
    let positions = positions()
    var bundles: [Int: [(Double, Double)]] = [:]
    for wire in wires {
      let key = layers[wire.source] * rows.count + layers[wire.target]
      let from = positions[wire.source] + wire.sourceShare / Double(rows[layers[wire.source]].count)
      let to = positions[wire.target] + wire.targetShare / Double(rows[layers[wire.target]].count)
      bundles[key, default: []].append((from, to))
    }
    var count = 0
    for bundle in bundles.values where bundle.count <= 400 {
      for (index, a) in bundle.enumerated() {
        for b in bundle[(index + 1)...] where (a.0 - b.0) * (a.1 - b.1) < 0 { count += 1 }
      }
    }
    return count
  }
}
