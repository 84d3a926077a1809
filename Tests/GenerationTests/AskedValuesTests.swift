import JSON
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct AskedValuesTests {
  /// A text-to-image workflow after the wish's values were set.
  private func workflow(_ prompt: String) -> Workflow {
    var workflow = SampleWorkflows.read(
      """
      {"1": {"class_type": "EmptyLatentImage",
             "inputs": {"width": 512, "height": 512, "batch_size": 1}},
       "2": {"class_type": "KSampler", "inputs": {
             "latent_image": ["1", 0], "seed": 1, "steps": 20, "cfg": 8.0,
             "sampler_name": "euler", "scheduler": "simple", "denoise": 1.0}},
       "3": {"class_type": "KSampler", "inputs": {
             "latent_image": ["2", 0], "seed": 1, "steps": 12, "cfg": 8.0,
             "sampler_name": "euler", "scheduler": "simple", "denoise": 0.5}}}
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

  @Test func `A value that stands somewhere already, or that no node takes, changes nothing`() {
    let plain = workflow("a fox")
    #expect(workflow("a fox in 12 steps, denoise 0.5") == plain)
    #expect(workflow("a fox, 900000 steps, 24 fps, cfg 400") == plain)
  }
}
