import Testing

@testable import Comparison

@Suite struct TopologicalSortsTests {
  /// Printed by networkx 3.6.1: `all_topological_sorts` of the same graph, first twenty.
  private let reference = [
    "130524", "130245", "130254", "105243", "105234", "105324", "102435", "102453", "102354",
    "102345", "102543", "102534", "103524", "103245", "103254", "052413", "052134", "052143",
    "051324", "051243",
  ]

  @Test func ordersComeAsNetworkxListsThem() {
    let plan = WorFEvalMode.Plan(
      nodes: (0..<6).map(String.init),
      edges: [.init(0, 2), .init(1, 3), .init(2, 4), .init(0, 5)])
    let orders = TopologicalSorts(plan).first(20)
    #expect(orders.map { $0.map(String.init).joined() } == reference)
  }

  @Test func allOrdersOfIndependentNodesAreListedOnce() {
    let plan = WorFEvalMode.Plan(nodes: ["A", "B", "C", "D"], edges: [])
    let orders = TopologicalSorts(plan).first(100)
    #expect(orders.count == 24)
    #expect(Set(orders).count == 24)
  }

  @Test func aCircleHasNoOrder() {
    let plan = WorFEvalMode.Plan(nodes: ["A", "B"], edges: [.init(0, 1), .init(1, 0)])
    #expect(TopologicalSorts(plan).first(20).isEmpty)
  }
}
