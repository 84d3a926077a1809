import JSON
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct AskedValuesTests {
  /// A workflow of two passes, and what stands between them, after the wish's values were set.
  private func workflow(
    _ prompt: String, between: String = "", second: (latent: String, denoise: Double) = ("2", 0.5)
  ) -> Workflow {
    func sampler(_ latent: String, steps: Int, denoise: Double) -> String {
      """
      {"class_type": "KSampler", "inputs": {
       "latent_image": ["\(latent)", 0], "seed": 1, "steps": \(steps), "cfg": 8.0,
       "sampler_name": "euler", "scheduler": "simple", "denoise": \(denoise)}}
      """
    }
    var workflow = SampleWorkflows.read(
      """
      {"1": {"class_type": "EmptyLatentImage",
             "inputs": {"width": 512, "height": 512, "batch_size": 1}},
       "2": \(sampler("1", steps: 20, denoise: 1)),
       \(between)
       "4": \(sampler(second.latent, steps: 12, denoise: second.denoise))}
      """)
    AskedValues(prompt, catalog: TinyModel.catalog).apply(to: &workflow)
    return workflow
  }

  @Test func `What the wish names stands at every node that has it`() {
    let nodes = workflow("a fox, 768x1152, 31 steps, cfg 5.5, scheduler karras").nodes
    #expect(nodes[0].literal("width") == 768)
    #expect(nodes[0].literal("height") == 1152)
    #expect(nodes[1...].map { $0.literal("steps") } == [31, 31])
    #expect(nodes[1...].map { $0.literal("cfg") } == [5.5, 5.5])
    #expect(nodes[1...].map { $0.literal("scheduler") } == ["karras", "karras"])
    #expect(nodes[1].literal("sampler_name") == "euler")
    #expect(nodes[1]["latent_image"] == .link(Link(source: "1", slot: 0)))
  }

  @Test(arguments: [
    ("a fox, with a detail LoRA at strength 0.7", 0.7), ("LoRA: 0.85, 20 steps", 0.85),
    ("a LoRA, 4 steps", 1.0), ("my LoRA 2, a fox", 1.0), ("8 step LoRA", 1.0),
  ])
  func `The strength of a LoRA is a fraction beside the word`(prompt: String, strength: Double) {
    var workflow = SampleWorkflows.read(
      """
      {"1": {"class_type": "LoraLoaderModelOnly",
             "inputs": {"lora_name": "a.safetensors", "strength_model": 1.0}}}
      """)
    AskedValues(prompt, catalog: TinyModel.catalog).apply(to: &workflow)
    #expect(workflow.nodes[0].literal("strength_model")?.double == strength)
  }

  /// Two passes with the second over an enlarged latent.
  private func twoPasses(_ prompt: String, width: Int) -> [Node] {
    let between = """
      "3": {"class_type": "LatentUpscale", "inputs": {
            "samples": ["2", 0], "upscale_method": "bilinear", "width": \(width),
            "height": \(width), "crop": "disabled"}},
      """
    return workflow(prompt, between: between, second: ("3", 1)).nodes
  }

  @Test func `A share of noise is for the second pass`() {
    let nodes = twoPasses("a fox, denoise 0.4", width: 1024)
    #expect(nodes[1].literal("denoise") == 1.0)
    #expect(nodes[3].literal("denoise") == 0.4)
  }

  @Test func `A size is not for what enlarges beyond it`() {
    let large = twoPasses("a fox, 768x640", width: 1024)
    #expect([large[0], large[2]].map { $0.literal("width") } == [768, 1024])
    let small = twoPasses("a fox, 768x640", width: 512)
    #expect([small[0], small[2]].map { $0.literal("width") } == [768, 1536])
    #expect([small[0], small[2]].map { $0.literal("height") } == [640, 1280])
    // That the second is 768 wide already does not mean that the first is.
    let same = twoPasses("a fox, 768x768", width: 768)
    #expect([same[0], same[2]].map { $0.literal("width") } == [768, 1536])
  }

  @Test func `A value that stands somewhere already, or that no node takes, changes nothing`() {
    let plain = workflow("a fox")
    #expect(workflow("a fox in 12 steps, denoise 0.5") == plain)
    #expect(workflow("a fox, 900000 steps, 24 fps, cfg 400") == plain)
  }

  @Test(arguments: [
    ("a fox with Flux", "wan", "flux"), ("a fox with Wan 2.1", "wan", "wan"),
    ("a fox with Mochi", "flux", "flux"), ("a fox", "wan", "wan"),
    ("a fox with Wan and Flux", "wan", "wan"),
  ])
  func `A loader's type is the family asked for`(prompt: String, type: String, expected: String) {
    let catalog = NodeCatalog([
      NodeDefinition(
        classType: "Loader",
        inputs: [
          InputDefinition(
            name: "file", type: .named("COMBO"), choices: ["a.pt"], choicesAreFiles: true),
          InputDefinition(name: "type", type: .named("COMBO"), choices: ["flux", "wan", "other"]),
        ])
    ])
    var workflow = Workflow(nodes: [
      Node(
        id: "1", classType: "Loader",
        inputs: [NodeInput(name: "type", value: .literal(.string(type)))])
    ])
    AskedValues(prompt, catalog: catalog).apply(to: &workflow)
    #expect(workflow.nodes[0].literal("type") == .string(expected))
  }
}
