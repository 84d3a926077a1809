/// The deterministic order in which nodes are printed and written.
///
/// Kahn's algorithm; among the ready nodes first the one with the longest path to an output node,
/// then by class type, then by the definition-order index of the first input it feeds, then by id
/// (numbers inside ids compare as numbers). Source: PAPER.md section 4, canonical printing.
public struct TopologicalOrder: Equatable, Sendable {
  /// Places in `workflow.nodes`, every place once; nodes on or behind a cycle come last.
  public let indices: [Int]
  /// The ids of the nodes of one cycle, each feeding the next; empty when there is none.
  public let cycle: [String]

  /// Orders the nodes of a workflow.
  ///
  /// - Parameters:
  ///   - workflow: The workflow; links to missing nodes are ignored.
  ///   - catalog: Says which nodes are output nodes and in which order inputs are defined. Without
  ///     it nodes that feed nothing count as outputs, and inputs stand in their own order.
  /// - Complexity: O(n log n + links).
  public init(_ workflow: Workflow, catalog: NodeCatalog? = nil) {
    let graph = LinkTable(workflow)
    let order = Self.anyOrder(graph)
    let ranks = Self.ranks(workflow, graph, order, catalog)
    self.init(workflow, graph, ranks: ranks)
  }

  /// Orders by ready-made ranks, one per node, all different; the lowest ready rank comes first.
  init(_ workflow: Workflow, _ graph: LinkTable, ranks: [Int]) {
    var waiting = graph.sources.map(\.count)
    var heap = RankHeap()
    var nodeOfRank = [Int](repeating: 0, count: ranks.count)
    for (node, rank) in ranks.enumerated() { nodeOfRank[rank] = node }
    for node in waiting.indices where waiting[node] == 0 { heap.push(ranks[node]) }
    var indices: [Int] = []
    indices.reserveCapacity(ranks.count)
    while let rank = heap.pop() {
      let node = nodeOfRank[rank]
      indices.append(node)
      for target in graph.targets[node] {
        waiting[target] -= 1
        if waiting[target] == 0 { heap.push(ranks[target]) }
      }
    }
    if indices.count < ranks.count {
      indices += nodeOfRank.filter { waiting[$0] > 0 }
      cycle = Self.cycle(graph, waiting).map { workflow.nodes[$0].id }
    } else {
      cycle = []
    }
    self.indices = indices
  }

  /// Some topological order, without the nodes on or behind cycles.
  private static func anyOrder(_ graph: LinkTable) -> [Int] {
    var waiting = graph.sources.map(\.count)
    var order = waiting.indices.filter { waiting[$0] == 0 }
    var next = 0
    while next < order.count {
      for target in graph.targets[order[next]] {
        waiting[target] -= 1
        if waiting[target] == 0 { order.append(target) }
      }
      next += 1
    }
    return order
  }

  private struct Key {
    var height: Int
    var classType: String
    var firstInput: Int
    var id: String
  }

  private static func ranks(
    _ workflow: Workflow, _ graph: LinkTable, _ order: [Int], _ catalog: NodeCatalog?
  ) -> [Int] {
    let heights = heights(workflow, graph, order, catalog)
    let firstInputs = graph.firstInputs(workflow, catalog)
    let keys = workflow.nodes.indices.map { node in
      Key(
        height: heights[node], classType: workflow.nodes[node].classType,
        firstInput: firstInputs[node], id: workflow.nodes[node].id)
    }
    let sorted = keys.indices.sorted { left, right in
      let a = keys[left], b = keys[right]
      if a.height != b.height { return a.height > b.height }
      if a.classType != b.classType { return utf8Precedes(a.classType, b.classType) }
      if a.firstInput != b.firstInput { return a.firstInput < b.firstInput }
      if a.id != b.id { return idPrecedes(a.id, b.id) }
      return left < right
    }
    var ranks = [Int](repeating: 0, count: keys.count)
    for (rank, node) in sorted.enumerated() { ranks[node] = rank }
    return ranks
  }

  /// The longest number of links from each node to an output node; -1 when none depends on it.
  static func heights(
    _ workflow: Workflow, _ graph: LinkTable, _ order: [Int], _ catalog: NodeCatalog?
  ) -> [Int] {
    var heights = workflow.nodes.indices.map { node -> Int in
      guard let definition = catalog?[workflow.nodes[node].classType] else {
        return graph.targets[node].isEmpty ? 0 : -1
      }
      return definition.isOutputNode ? 0 : -1
    }
    for node in order.reversed() where heights[node] >= 0 {
      for source in graph.sources[node] {
        heights[source] = max(heights[source], heights[node] + 1)
      }
    }
    return heights
  }

  static func heights(_ workflow: Workflow, _ graph: LinkTable, _ catalog: NodeCatalog?) -> [Int] {
    heights(workflow, graph, anyOrder(graph), catalog)
  }

  /// Walks back along waiting sources until a node repeats.
  private static func cycle(_ graph: LinkTable, _ waiting: [Int]) -> [Int] {
    guard var node = waiting.firstIndex(where: { $0 > 0 }) else { return [] }
    var stepOf: [Int: Int] = [:]
    var path: [Int] = []
    while stepOf[node] == nil {
      stepOf[node] = path.count
      path.append(node)
      guard let source = graph.sources[node].first(where: { waiting[$0] > 0 }) else { return [] }
      node = source
    }
    return path[(stepOf[node] ?? 0)...].reversed()
  }

  /// Orders ids by their numbers first, then by their bytes: `2`, `10`, `10:1`, `a`.
  static func idPrecedes(_ left: String, _ right: String) -> Bool {
    let a = left.split(separator: ":", omittingEmptySubsequences: false)
    let b = right.split(separator: ":", omittingEmptySubsequences: false)
    for (x, y) in zip(a, b) where x != y {
      switch (Int(x), Int(y)) {
      case (let x?, let y?) where x != y: return x < y
      case (_?, nil): return true
      case (nil, _?): return false
      default: return utf8Precedes(x, y)
      }
    }
    return a.count < b.count
  }

  private static func utf8Precedes(_ left: some StringProtocol, _ right: some StringProtocol)
    -> Bool
  {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

/// The links of a workflow by place: one entry per link, so twins occur twice.
struct LinkTable {
  /// For each node the places of the nodes that feed it, in input order.
  private(set) var sources: [[Int]]
  /// For each node the places of the nodes it feeds, in document order.
  private(set) var targets: [[Int]]

  init(_ workflow: Workflow) {
    let places = workflow.places
    sources = Array(repeating: [], count: workflow.nodes.count)
    targets = sources
    for (target, node) in workflow.nodes.enumerated() {
      for input in node.inputs {
        guard case .link(let link) = input.value, let source = places[link.source] else { continue }
        sources[target].append(source)
        targets[source].append(target)
      }
    }
  }

  /// For each node the lowest definition-order index of the inputs it feeds.
  func firstInputs(_ workflow: Workflow, _ catalog: NodeCatalog?) -> [Int] {
    var first = [Int](repeating: Int.max, count: workflow.nodes.count)
    let places = workflow.places
    for node in workflow.nodes {
      let order = InputOrder(catalog?[node.classType], node.inputs)
      for (index, input) in node.inputs.enumerated() {
        guard case .link(let link) = input.value, let source = places[link.source] else { continue }
        first[source] = min(first[source], order.place(of: input.name, at: index))
      }
    }
    return first
  }
}

/// A binary heap of ranks, lowest first.
struct RankHeap {
  private var ranks: [Int] = []

  mutating func push(_ rank: Int) {
    ranks.append(rank)
    var child = ranks.count - 1
    while child > 0, ranks[(child - 1) / 2] > ranks[child] {
      ranks.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Int? {
    guard let first = ranks.first, let last = ranks.popLast() else { return nil }
    guard !ranks.isEmpty else { return first }
    ranks[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < ranks.count {
        if ranks[child] < ranks[least] { least = child }
      }
      if least == parent { return first }
      ranks.swapAt(parent, least)
      parent = least
    }
  }
}
