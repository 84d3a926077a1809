/// Puts nodes into layers so that every link leads to a later layer.
///
/// Layers are longest paths from the sources, counted afresh within each block; the layers of a
/// block all lie before those of the next one. Source: Sugiyama, Tagawa and Toda, IEEE Trans. SMC
/// 11(2), 1981 (first step).
struct LayerAssignment: Equatable {
  /// The layer of each node, from 0, without gaps.
  let layers: [Int]
  /// The block of each layer.
  let blocks: [Int]

  /// Assigns layers.
  ///
  /// - Parameters:
  ///   - order: All nodes, sources before targets.
  ///   - links: The links to obey; both ends by node, agreeing with `order`.
  ///   - blocks: The block of each node, never falling along a link.
  init(order: [Int], links: [(source: Int, target: Int)], blocks: [Int]) {
    var targets = [[Int]](repeating: [], count: order.count)
    for link in links { targets[link.source].append(link.target) }
    var depths = [Int](repeating: 0, count: order.count)
    for node in order {
      for target in targets[node] where blocks[target] == blocks[node] {
        depths[target] = max(depths[target], depths[node] + 1)
      }
    }
    var first: [Int] = []
    var layerBlocks: [Int] = []
    for block in 0...(blocks.max() ?? 0) {
      first.append(layerBlocks.count)
      let deepest = order.lazy.filter { blocks[$0] == block }.map { depths[$0] }.max()
      for _ in 0..<((deepest ?? -1) + 1) { layerBlocks.append(block) }
    }
    layers = depths.indices.map { first[blocks[$0]] + depths[$0] }
    self.blocks = layerBlocks
  }
}
