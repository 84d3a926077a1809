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
    NodeDefinition(
      classType: "LoadImage", outputs: [OutputDefinition(name: "IMAGE", type: .named("IMAGE"))]),
    NodeDefinition(
      classType: "ImageUpscale",
      inputs: [InputDefinition(name: "image", type: .named("IMAGE"))],
      outputs: [OutputDefinition(name: "IMAGE", type: .named("IMAGE"))]),
    NodeDefinition(
      classType: "SaveImage", isOutputNode: true,
      inputs: [InputDefinition(name: "images", type: .named("IMAGE"))]),
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

  @Test func `Tasks, ways and techniques are met by nodes that lead to an output`() {
    func after(_ classType: String, isSaved: Bool) -> Workflow {
      Workflow(nodes: [
        Node(id: "1", classType: "LoadImage"),
        Node(id: "2", classType: classType, inputs: [Self.input("image", from: "1")]),
        Node(
          id: "3", classType: "SaveImage",
          inputs: [Self.input("images", from: isSaved ? "2" : "1")]),
      ])
    }
    let wish = "upscale my photo, crop it"
    #expect(placement(wish, after("ImageUpscale", isSaved: true)).deeds == 3.0 / 4)
    #expect(placement(wish, after("ImageUpscale", isSaved: false)).deeds == 2.0 / 4)
    #expect(placement(wish, nil).deeds == 0)
    #expect(placement("a barn, 30 steps", Self.workflow("a barn")).deeds == nil)
  }

  @Test func `What is brought in should do more than be shown`() {
    func shown(_ source: String) -> Workflow {
      Workflow(nodes: [
        Node(id: "1", classType: "LoadImage"),
        Node(id: "2", classType: "ImageUpscale", inputs: [Self.input("image", from: "1")]),
        Node(id: "3", classType: "LoadImage"),
        Node(id: "4", classType: "SaveImage", inputs: [Self.input("images", from: source)]),
        Node(id: "5", classType: "ImageUpscale", inputs: [Self.input("image", from: "3")]),
      ])
    }
    #expect(placement("a barn", shown("2")).isIdle == false)
    #expect(placement("a barn", Workflow(nodes: Array(shown("3").nodes.dropLast()))).isIdle == true)
    #expect(placement("a barn", Self.workflow("a barn")).isIdle == nil)
    #expect(placement("a barn", nil).isIdle == nil)
  }

  private static func input(_ name: String, from source: String) -> NodeInput {
    NodeInput(name: name, value: .link(Link(source: source, slot: 0)))
  }
}
