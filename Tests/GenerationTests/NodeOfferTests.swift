import Testing
import WorkflowGraph

@testable import Generation

@Suite struct NodeOfferTests {
  @Test func `Candidates that feed and show each other stay as they are`() {
    let offer = SmallOffer.of(SmallOffer.textToImage)
    #expect(offer.names == SmallOffer.textToImage)
    #expect(offer.ranks == [0, 1, 0, 2, 1, 2])
  }

  @Test func `What feeds a candidate and what shows it is added`() {
    let offer = SmallOffer.of(["VAEDecode"])
    #expect(offer.names.first == "VAEDecode")
    #expect(
      offer.nodes.contains { $0.outputs.contains { offer.types[$0.type] == .named("LATENT") } })
    #expect(offer.nodes.contains { $0.isOutputNode })
    #expect(offer.nodes.allSatisfy { offer.routes.lead(from: $0, given: []) })
  }

  @Test func `A candidate that nothing can feed or show is left out`() {
    let definitions = [
      SmallOffer.node("Make", makes: ["A"]), SmallOffer.node("Show", takes: ["A"], isOutput: true),
      SmallOffer.node("Unfed", takes: ["B"], makes: ["A"]),
      SmallOffer.node("Unshown", takes: ["A"], makes: ["C"]),
    ]
    #expect(
      SmallOffer.of(["Unfed", "Make", "Unshown", "Show"], in: definitions).names == [
        "Make", "Show",
      ])
  }

  @Test func `Takers of a node have an input of its type; what shows anything is none`() {
    let definitions = [
      SmallOffer.node("Make", makes: ["A"]), SmallOffer.node("Save", takes: ["A"], isOutput: true),
      SmallOffer.node("Turn", takes: ["A"], makes: ["B"]),
      NodeDefinition(
        classType: "Preview", isOutputNode: true,
        inputs: [InputDefinition(name: "source", type: .any)]),
    ]
    let offer = SmallOffer.of(["Make", "Save", "Turn", "Preview"], in: definitions)
    #expect(offer.names == ["Make", "Save", "Turn", "Preview"])
    #expect(offer.takers == [[1, 2], [], [], []])
  }

  @Test func `Without a candidate there is something to show all the same`() {
    let offer = SmallOffer.of(["No such node"])
    #expect(offer.nodes.contains { $0.isOutputNode })
    let empty = SmallOffer.of(["Make"], in: [SmallOffer.node("Make", makes: ["A"])])
    #expect(empty.names == [])
  }

  @Test func `A class without a choice to make is not offered`() {
    var broken = SmallOffer.node("Show", takes: ["A"], isOutput: true)
    broken.inputs.append(InputDefinition(name: "kind", type: .named("COMBO"), choices: []))
    let good = SmallOffer.node("Other", takes: ["A"], isOutput: true)
    let offer = SmallOffer.of(
      ["Make", "Show"], in: [SmallOffer.node("Make", makes: ["A"]), broken, good])
    #expect(offer.names == ["Make", "Other"])
  }
}
