import TestSupport
import Testing
import WorkflowGraph

@testable import Curation

@Suite struct OwnExampleTests {
  @Test func `Up to three nodes are missing, and no link leads to them`() throws {
    var counts: Set<Int> = []
    for seed in 0..<40 as Range<UInt64> {
      var random = TestGenerator(state: seed)
      let example = try #require(OwnExample.draw(SmallCorpus.lora, using: &random))
      counts.insert(SmallCorpus.lora.nodes.count - example.nodes.count)
      let ids = Set(example.nodes.map(\.id))
      #expect(example.links.allSatisfy { ids.contains($0.source) && ids.contains($0.target) })
      #expect(example.nodes.flatMap(\.inputs).count == example.links.count)
    }
    #expect(counts == [0, 1, 2, 3])
  }

  @Test func `Two nodes always stay, and a workflow too large has no example`() {
    let two = Workflow(nodes: [
      Node(id: "1", classType: "LoadImage"), Node(id: "2", classType: "PreviewImage"),
    ])
    let many = Workflow(nodes: (0..<99).map { Node(id: "\($0)", classType: "LoadImage") })
    for seed in 0..<10 as Range<UInt64> {
      var random = TestGenerator(state: seed)
      #expect(OwnExample.draw(two, using: &random)?.nodes.count == 2)
      #expect(OwnExample.draw(many, using: &random) == nil)
    }
  }
}
