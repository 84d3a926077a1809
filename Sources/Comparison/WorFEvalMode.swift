public import WorkflowGraph

/// Scores as the official WorFBench code gives them, for standing beside the paper's numbers only.
///
/// Source: arXiv 2410.07869 and zjunlp/WorFBench: evaluator/graph_evaluator.py, its odd sides
/// included (the subsequence count starts at 1; gold of ten or more entries has one order only;
/// links are compared by raw place although nodes were mapped; "graph" is the largest connected
/// component over the shared links). Differs: 1. names are class types in document order and
/// match only when equal, instead of by sentence embeddings above 0.6; 2. no START and END are
/// added; 3. the k-th of equal names is paired with the k-th, where the official result hangs on
/// its matching library; 4. where the official code crashes the score is 0.
public enum WorFEvalMode {
  /// A list of names with links between places, as that code reads it.
  public struct Plan: Equatable, Sendable {
    /// The names, in the order written; `START` and `END` are special.
    public var nodes: [String]
    /// Links from place to place.
    public var edges: [Edge]

    /// A link from place to place.
    public struct Edge: Equatable, Sendable {
      /// The place of the node that feeds.
      public var source: Int
      /// The place of the node that is fed.
      public var target: Int

      /// Makes a link.
      public init(_ source: Int, _ target: Int) {
        self.source = source
        self.target = target
      }
    }

    /// Makes a plan; edges that leave the list are dropped.
    public init(nodes: [String], edges: [Edge]) {
      self.nodes = nodes
      self.edges = edges.filter {
        nodes.indices.contains($0.source) && nodes.indices.contains($0.target)
      }
    }

    /// The class types and links of a workflow in document order.
    public init(_ workflow: Workflow) {
      let places = workflow.places
      self.init(
        nodes: workflow.nodes.map(\.classType),
        edges: workflow.links.compactMap { link in
          guard let source = places[link.source], let target = places[link.target] else {
            return nil
          }
          return Edge(source, target)
        })
    }
  }

  /// Shares as that code reports them; 0 throughout where it crashes.
  public struct Scores: Equatable, Sendable {
    /// Of the prediction.
    public var precision: Double
    /// Of gold.
    public var recall: Double
    /// Their harmonic mean.
    public var f1: Double

    /// The score of a crash.
    public static let zero = Scores(precision: 0, recall: 0, f1: 0)

    init(precision: Double, recall: Double, f1: Double) {
      self.precision = precision
      self.recall = recall
      self.f1 = f1
    }

    init(_ left: Int, of predicted: Int, _ right: Int, of gold: Int) {
      precision = Double(left) / Double(predicted)
      recall = Double(right) / Double(gold)
      f1 = 2 * precision * recall / (precision + recall)
    }
  }

  /// How many orders of gold are tried.
  static let orderLimit = 20

  /// The node score: the longest increasing run of matched places, best over the orders of gold.
  public static func nodeScore(_ prediction: Plan, gold: Plan) -> Scores {
    let names = prediction.nodes.filter(isNode)
    guard !names.isEmpty, !gold.nodes.isEmpty else { return .zero }
    var best = Scores.zero
    for order in orders(of: gold) where !order.isEmpty {
      let count = longestRun(places(of: names, in: order))
      let scores = Scores(count, of: names.count, count, of: order.count)
      if scores.f1 > best.f1 { best = scores }
    }
    return best
  }

  /// The graph score: the largest connected component over the shared links.
  public static func graphScore(_ prediction: Plan, gold: Plan) -> Scores {
    let places = places(of: prediction.nodes, in: gold.nodes)
    let matched = places.indices.filter { places[$0] != nil }
    guard !matched.isEmpty else { return .zero }
    let matchedPlaces = Set(matched), matchedGold = Set(places.compactMap { $0 })
    let shared = prediction.edges.filter { edge in
      matchedPlaces.contains(edge.source) && matchedPlaces.contains(edge.target)
        && matchedGold.contains(edge.source) && matchedGold.contains(edge.target)
        && gold.edges.contains(edge)
    }
    let size = largestComponent(shared)
    return Scores(size, of: prediction.nodes.count, size, of: gold.nodes.count)
  }

  private static func isNode(_ name: String) -> Bool { name != "START" && name != "END" }

  /// For each name the place of its twin in `order`: the k-th of equal names meets the k-th.
  private static func places(of names: [String], in order: [String]) -> [Int?] {
    var free: [String: [Int]] = [:]
    for (place, name) in order.enumerated().reversed() { free[name, default: []].append(place) }
    return names.map { free[$0]?.popLast() }
  }

  /// The length of the longest increasing subsequence of matched places, at least 1.
  private static func longestRun(_ places: [Int?]) -> Int {
    var lengths = [Int](repeating: 1, count: places.count)
    for i in places.indices {
      for j in 0..<i {
        guard let right = places[i], let left = places[j], right > left else { continue }
        lengths[i] = max(lengths[i], lengths[j] + 1)
      }
    }
    return lengths.max() ?? 0
  }

  /// The size of the largest component; 1 when there is no link.
  private static func largestComponent(_ edges: [Plan.Edge]) -> Int {
    var parents: [Int: Int] = [:]
    func root(_ place: Int) -> Int {
      var place = place
      while let parent = parents[place], parent != place { place = parent }
      return place
    }
    for edge in edges {
      let roots = [root(edge.source), root(edge.target)]
      for place in [edge.source, edge.target] where parents[place] == nil { parents[place] = place }
      parents[roots[0]] = roots[1]
    }
    var sizes: [Int: Int] = [:]
    for place in parents.keys { sizes[root(place), default: 0] += 1 }
    return max(1, sizes.values.max() ?? 1)
  }

  // MARK: - Orders of gold

  /// The written order from ten entries on, otherwise the first topological orders; none for a
  /// cycle.
  private static func orders(of gold: Plan) -> [[String]] {
    guard gold.nodes.count < 10 else { return [gold.nodes] }
    return TopologicalSorts(gold).first(orderLimit).map { order in
      order.map { gold.nodes[$0] }.filter(isNode)
    }
  }
}
