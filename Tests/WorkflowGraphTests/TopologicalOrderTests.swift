import TestSupport
import Testing

@testable import WorkflowGraph

@Suite struct TopologicalOrderTests {
  private struct Broken: Error {}

  private func ids(_ workflow: Workflow) -> [String] {
    TopologicalOrder(workflow, catalog: Sample.catalog).indices.map { workflow.nodes[$0].id }
  }

  @Test func positiveComesBeforeNegativeWhateverTheDocumentOrder() throws {
    var reversed = Sample.textToImage
    reversed.nodes.reverse()
    #expect(ids(reversed) == ["1", "4", "2", "3", "5", "6", "7"])
    var swapped = Sample.textToImage
    swapped.nodes[4]["positive"] = .link(Link(source: "3", slot: 0))
    swapped.nodes[4]["negative"] = .link(Link(source: "2", slot: 0))
    #expect(ids(swapped) == ["1", "4", "3", "2", "5", "6", "7"])
  }

  @Test func numbersInIDsCompareAsNumbers() {
    let nodes = ["10", "9", "9:2", "9:10", "b", "a", "01"].map { Node(id: $0, classType: "Save") }
    #expect(ids(Workflow(nodes: nodes)) == ["01", "9", "9:2", "9:10", "10", "a", "b"])
  }

  @Test func nodesThatNoOutputNeedsComeLast() {
    let nodes = [
      Node(id: "1", classType: "LoadImage"),
      Node(id: "2", classType: "Scale", inputs: [Sample.link("image", "1", 0)]),
      Node(id: "3", classType: "Save"),
    ]
    #expect(ids(Workflow(nodes: nodes)) == ["3", "1", "2"])
  }

  @Test func aCycleIsNamedInTheDirectionOfItsLinks() {
    let nodes = [
      Node(id: "a", classType: "Scale", inputs: [Sample.link("image", "c", 0)]),
      Node(id: "b", classType: "Scale", inputs: [Sample.link("image", "a", 0)]),
      Node(id: "c", classType: "Scale", inputs: [Sample.link("image", "b", 0)]),
      Node(id: "d", classType: "Save", inputs: [Sample.link("images", "c", 0)]),
      Node(id: "e", classType: "LoadImage"),
    ]
    let order = TopologicalOrder(Workflow(nodes: nodes), catalog: Sample.catalog)
    #expect(Set(order.cycle) == ["a", "b", "c"])
    let next = ["a": "b", "b": "c", "c": "a"]
    for (from, to) in zip(order.cycle, order.cycle.dropFirst()) { #expect(next[from] == to) }
    #expect(order.indices.sorted() == [0, 1, 2, 3, 4])
    #expect(order.indices.first == 4)
    let loop = Workflow(nodes: [
      Node(id: "x", classType: "Scale", inputs: [Sample.link("image", "x", 0)])
    ])
    #expect(TopologicalOrder(loop).cycle == ["x"])
  }

  @Test func everyNodeFollowsItsSources() throws {
    try forAll({ generator in
      let graph = Sample.randomGraph(&generator)
      return Sample.shuffled(graph, &generator)
    }) { workflow in
      let order = TopologicalOrder(workflow, catalog: Sample.catalog)
      guard order.cycle.isEmpty, order.indices.sorted() == Array(workflow.nodes.indices) else {
        throw Broken()
      }
      var seen: Set<String> = []
      for place in order.indices {
        for input in workflow.nodes[place].inputs {
          if case .link(let link) = input.value, !seen.contains(link.source) { throw Broken() }
        }
        seen.insert(workflow.nodes[place].id)
      }
    }
  }
}
