import JSON
import Testing
import Validation
import WorkflowGraph

@testable import Generation

@Suite struct JudgedInputsTests {
  private let make = SmallOffer.node("Make", makes: ["A"])
  private var show: NodeDefinition {
    var show = SmallOffer.node("Show", takes: ["A"], isOutput: true)
    show.inputs += [
      InputDefinition(name: "ratio", type: .named("STRING"), defaultValue: "16:9"),
      InputDefinition(name: "size", type: .named("INT"), defaultValue: 4),
    ]
    return show
  }

  private func hooks(_ hook: JSONValue) -> HookTable { HookTable(["hooks": ["Show": hook]]) }

  private func inputs(_ hook: JSONValue) -> [String]? {
    show.withoutJudgedInputs(hooks(hook))?.inputs.map(\.name)
  }

  @Test func `What the class checks itself is not written`() {
    #expect(inputs(["args": ["ratio"], "check": "aspect_ratio"]) == ["a", "size"])
    #expect(inputs(["args": ["ratio"], "check": "always_true"]) == ["a", "ratio", "size"])
    #expect(show.withoutJudgedInputs(.empty) == show)
  }

  @Test func `A class that checks what must be linked is not written at all`() {
    #expect(inputs(["args": ["a"], "check": "other"]) == nil)
    #expect(inputs(["args": ["size", "ratio"], "kwargs": true, "check": "other"]) == nil)
    #expect(inputs(["args": ["input_types"], "input_types": true, "check": "input_types"]) == nil)
  }

  @Test func `An offer links and values what no check refuses`() throws {
    let other = SmallOffer.node("Number", makes: ["STRING"])
    let definitions = [make, other, show]
    func links(_ hook: JSONValue) -> [String] {
      let offer = SmallOffer.of(
        ["Make", "Number", "Show"], in: definitions, hooks: hooks(hook))
      return offer.nodes.flatMap { $0.links.map(\.name) }
    }
    #expect(links(["args": ["ratio"], "check": "always_true"]) == ["a", "ratio", "size"])
    // Without the link to `ratio` nothing shows what `Number` makes.
    #expect(links(["args": ["ratio"], "check": "aspect_ratio"]) == ["a", "size"])
  }

  @Test func `Classes that answers lack are found among those that no check refuses`() {
    let refused = hooks(["args": ["a"], "check": "other"])
    let catalog = NodeCatalog([make, show])
    #expect(SupplyIndex(catalog).viewer(of: .named("A"))?.classType == "Show")
    #expect(SupplyIndex(catalog, hooks: refused).viewer(of: .named("A")) == nil)
  }
}
