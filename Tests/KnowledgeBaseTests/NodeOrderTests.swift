import Testing

@testable import KnowledgeBase

@Suite struct NodeOrderTests {
  /// A workflow in which each class type takes what the one before it makes.
  private func chain(_ classTypes: [String], family: String) -> WorkflowEntry {
    var entry = WorkflowEntry(
      id: family, family: family,
      classTypes: Dictionary(classTypes.map { ($0, 1) }, uniquingKeysWith: +), text: "")
    entry.skeleton = WorkflowSkeleton(
      parts: classTypes.enumerated().map { place, name in
        WorkflowSkeleton.Part(
          classType: name,
          links: place == 0
            ? [] : [WorkflowSkeleton.Incoming(input: "in", source: place - 1, slot: 0)])
      })
    return entry
  }

  @Test func `What stands before another in all workflows leads there`() {
    let order = NodeOrder([
      chain(["Load", "Patch", "Sample"], family: "a"), chain(["Load", "Sample"], family: "b"),
    ])
    let leads = order.leads(among: ["Sample", "Load", "Nowhere"])
    #expect(leads[1][0] == 2 / (2 + NodeOrder.prior))
    #expect(leads[0][1] == 0 && leads[1][1] == 0)
    #expect(leads[2] == [0, 0, 0] && leads[0][2] == 0)
    #expect(
      order.leads(among: ["Sample", "Load"], excluding: ["a"])[1][0] == 1 / (1 + NodeOrder.prior))
  }

  @Test func `What stands before and behind another leads nowhere`() {
    let order = NodeOrder([chain(["Scale", "Sample", "Scale"], family: "a")])
    #expect(order.leads(among: ["Scale", "Sample"]) == [[0, 0], [0, 0]])
  }

  @Test func `Links are followed in whatever order nodes are listed`() {
    var entry = chain(["A", "B", "C"], family: "a")
    let links = [[(1, 0)], [(2, 0)], []].map { links in
      links.map { WorkflowSkeleton.Incoming(input: "in", source: $0.0, slot: $0.1) }
    }
    entry.skeleton = WorkflowSkeleton(
      parts: zip(["A", "B", "C"], links).map {
        WorkflowSkeleton.Part(classType: $0, links: $1)
      })
    let leads = NodeOrder([entry]).leads(among: ["A", "C"])
    #expect(leads[1][0] > 0 && leads[0][1] == 0)
  }

  @Test func `A workflow without a skeleton tells nothing`() {
    let entry = WorkflowEntry(id: "a", family: "a", classTypes: ["A": 1, "B": 1], text: "")
    #expect(NodeOrder([entry]).leads(among: ["A", "B"]) == [[0, 0], [0, 0]])
  }
}
