// Nodes are written in the order of their selection, each for the first time: one that is selected
// behind all that could take what it makes must be shown by statements of its own.

extension WorkflowConstraint {
  /// How much less likely a node is when another that is to come surely leads to it.
  static let orderWeight = 4.0
  /// How much less likely a node is when nothing that is to come could take what it makes.
  static let strayWeight = 2.0

  /// How much less likely each node is to be selected now, at least 0.
  ///
  /// A missed node belongs before those that it leads to in known workflows, and before the last
  /// that could take what it makes.
  ///
  /// - Parameter missed: The nodes that are likely and not selected.
  /// - Returns: One cost a node of the offer.
  func outOfPlaceCosts(_ missed: [Int]) -> [Double] {
    var isMissed = [Bool](repeating: false, count: offer.nodes.count)
    for node in missed { isMissed[node] = true }
    var passing = [Double](repeating: 0, count: offer.nodes.count)
    for maker in missed {
      for node in passing.indices where node != maker {
        passing[node] = max(passing[node], offer.leads[maker][node])
      }
      for taker in lastTakers(of: maker, isMissed) { passing[taker] = 1 }
    }
    return passing.indices.map { node in
      Self.orderWeight * passing[node] + (isStray(node, isMissed) ? Self.strayWeight : 0)
    }
  }

  /// The nodes behind which no missed one takes what `maker` makes.
  private func lastTakers(of maker: Int, _ isMissed: [Bool]) -> [Int] {
    guard !offer.nodes[maker].isOutputNode else { return [] }
    let takers = offer.takers[maker]
    let expected = takers.filter { isMissed[$0] }
    return expected.isEmpty ? takers : expected.count == 1 ? expected : []
  }

  /// Whether no missed node takes what a node makes.
  private func isStray(_ node: Int, _ isMissed: [Bool]) -> Bool {
    !offer.nodes[node].isOutputNode && !offer.takers[node].contains { isMissed[$0] }
  }
}
