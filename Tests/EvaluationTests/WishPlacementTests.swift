import Evaluation
import JSON
import Testing
import WorkflowGraph

@Suite struct WishPlacementTests {
  private static let catalog = NodeCatalog([
    NodeDefinition(
      classType: "Text",
      inputs: [InputDefinition(name: "text", type: .named("STRING"), isMultiline: true)],
      outputs: [OutputDefinition(name: "CONDITIONING", type: .named("CONDITIONING"))]),
    NodeDefinition(
      classType: "Sampler",
      inputs: [
        InputDefinition(name: "positive", type: .named("CONDITIONING")),
        InputDefinition(name: "negative", type: .named("CONDITIONING")),
        InputDefinition(name: "steps", type: .named("INT")),
        InputDefinition(name: "cfg", type: .named("FLOAT")),
      ]),
  ])

  /// One text for the input `role` of a sampler of 30 steps.
  private static func workflow(_ text: String, role: String = "positive") -> Workflow {
    Workflow(nodes: [
      Node(
        id: "1", classType: "Text",
        inputs: [NodeInput(name: "text", value: .literal(.string(text)))]),
      Node(
        id: "2", classType: "Sampler",
        inputs: [
          NodeInput(name: role, value: .link(Link(source: "1", slot: 0))),
          NodeInput(name: "steps", value: .literal(30)), NodeInput(name: "cfg", value: .literal(4)),
        ]),
    ])
  }

  private func placement(
    _ prompt: String, _ workflow: Workflow?, gold: Workflow = workflow("any")
  ) -> WishPlacement {
    WishPlacement(of: prompt, in: workflow, gold: gold, catalog: Self.catalog)
  }

  @Test func `Each value asked for is looked for at its inputs`() {
    let prompt = "a barn, 30 steps, cfg 7"
    #expect(placement(prompt, Self.workflow("a barn")).values == 0.5)
    #expect(placement("a barn", Self.workflow("a barn")).values == nil)
    #expect(placement(prompt, nil).values == 0)
  }

  @Test func `The wish's words belong in a text for what is wanted`() {
    #expect(placement("a barn", Self.workflow("a barn at dusk")).words == true)
    #expect(placement("a barn", Self.workflow("a house")).words == false)
    #expect(placement("a barn", Self.workflow("a barn", role: "negative")).words == false)
    #expect(placement("a barn", nil).words == false)
    #expect(placement("a barn", nil, gold: Workflow()).words == nil)
  }
}
