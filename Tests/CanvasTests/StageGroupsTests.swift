import Testing
import WorkflowGraph

@testable import Canvas

@Suite("Stages")
struct StageGroupsTests {
  private func stages(_ workflow: Workflow) -> [StageGroups.Stage] {
    StageGroups(CanvasGraph(workflow, CanvasFixtures.catalog)).stages
  }

  @Test("A decoder that feeds nothing sampled belongs to the output")
  func output() {
    let workflow = Workflow(nodes: [
      Node(id: "1", classType: "Loader"), Node(id: "2", classType: "Latent"),
      Node(id: "3", classType: "Encode"),
      Node(
        id: "4", classType: "Sampler",
        inputs: [NodeInput(name: "latent", value: .link(Link(source: "2", slot: 0)))]),
      Node(
        id: "5", classType: "Decode",
        inputs: [NodeInput(name: "samples", value: .link(Link(source: "4", slot: 0)))]),
    ])
    #expect(stages(workflow) == [.models, .latent, .prompt, .sampling, .output])
  }

  @Test("Whatever feeds a model loader stands left of it")
  func pulled() {
    let workflow = Workflow(nodes: [
      Node(
        id: "1", classType: "Loader",
        inputs: [NodeInput(name: "ckpt_name", value: .link(Link(source: "2", slot: 0)))]),
      Node(
        id: "2", classType: "Mystery",
        inputs: [NodeInput(name: "in", value: .link(Link(source: "3", slot: 0)))]),
      Node(id: "3", classType: "Decode"),
    ])
    #expect(stages(workflow) == [.models, .sources, .sources])
  }
}
