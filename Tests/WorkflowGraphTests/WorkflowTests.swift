import JSON
import Testing
import WorkflowGraph

@Suite struct WorkflowTests {
  @Test func inputsAreSetInPlaceAppendedAndRemoved() {
    var node = Node(
      id: "1", classType: "A", inputs: [Sample.literal("a", 1), Sample.literal("b", 2)])
    node["a"] = .literal(3)
    node["c"] = .link(Link(source: "2", slot: 0))
    node["b"] = nil
    node["d"] = nil
    #expect(node.inputs == [Sample.literal("a", 3), Sample.link("c", "2", 0)])
    #expect(node["d"] == nil)
  }

  @Test func linksStandInDocumentAndInputOrder() {
    #expect(
      Sample.textToImage.links.map { "\($0.source).\($0.slot)>\($0.target).\($0.input)" } == [
        "1.1>2.clip", "1.1>3.clip", "1.0>5.model", "2.0>5.positive", "3.0>5.negative",
        "4.0>5.latent", "5.0>6.samples", "1.2>6.vae", "6.0>7.images",
      ])
  }

  @Test func ofTwoEqualIDsTheFirstHasThePlace() {
    let twins = Workflow(nodes: [
      Node(id: "1", classType: "A"), Node(id: "1", classType: "B"), Node(id: "2", classType: "C"),
    ])
    #expect(twins.places == ["1": 0, "2": 2])
    #expect(twins.node("1")?.classType == "A")
    #expect(twins.node("3") == nil)
  }
}
