import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@Suite struct ExplanationTests {
  private let catalog = NodeCatalog([
    NodeDefinition(
      classType: "CheckpointLoaderSimple", displayName: "Load Checkpoint",
      outputs: ["MODEL", "CLIP", "VAE"].map { OutputDefinition(name: $0, type: .named($0)) }),
    NodeDefinition(classType: "SaveImage", displayName: "Save Image", isOutputNode: true),
    NodeDefinition(
      classType: "EmptyLatentImage",
      outputs: [OutputDefinition(name: "LATENT", type: .named("LATENT"))]),
  ])

  private let workflow = Workflow(nodes: [
    Node(
      id: "9", classType: "SaveImage",
      inputs: [
        NodeInput(name: "images", value: .link(Link(source: "4", slot: 2))),
        NodeInput(name: "latent", value: .link(Link(source: "5", slot: 0))),
        NodeInput(name: "filename_prefix", value: .literal("night")),
        NodeInput(name: "gone", value: .link(Link(source: "77", slot: 0))),
      ]),
    Node(
      id: "4", classType: "CheckpointLoaderSimple",
      inputs: [NodeInput(name: "ckpt_name", value: .literal("sd_xl_base_1.0.safetensors"))]),
    Node(
      id: "5", classType: "EmptyLatentImage",
      inputs: [NodeInput(name: "width", value: .literal(512))], title: "Size"),
    Node(id: "6", classType: "Mystery"),
  ])

  @Test func `Every step is one sentence, in the order of the data flow`() {
    #expect(
      Explanation(workflow, catalog: catalog).text == """
        4 nodes: text to image, image out, sdxl.
        1. Load Checkpoint (4) with ckpt_name sd_xl_base_1.0.safetensors; gives VAE.
        2. Size (5) with width 512; gives LATENT.
        3. Mystery (6) unknown class Mystery.
        4. Save Image (9) takes images from Load Checkpoint (4), latent from Size (5), gone from a node \
        that is not there (77); with filename_prefix "night"; is a result.

        """)
  }

  @Test func `The JSON says the same`() {
    let json = Explanation(workflow, catalog: catalog).json
    #expect(json["nodes"]?.int == 4)
    #expect(json["steps"]?[1]?["name"] == "Size")
    #expect(json["steps"]?[3]?["takes"]?["images"] == "Load Checkpoint (4)")
    #expect(json["steps"]?[2]?["is_unknown"]?.bool == true)
  }

  @Test func `Long texts are cut`() {
    let text = String(repeating: "x", count: 500)
    let node = Node(
      id: "1", classType: "Mystery", inputs: [NodeInput(name: "t", value: .literal(.string(text)))])
    let shown = Explanation(Workflow(nodes: [node]), catalog: catalog).steps[0].values[0].value
    #expect(shown.count == 163 && shown.hasSuffix("…\""))
  }
}
