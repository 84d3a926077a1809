import Testing
import WorkflowGraph

@testable import KnowledgeBase

@Suite struct FileCueTests {
  @Test func `Texts read back as the cues they spell`() {
    let cues: [FileCue] = [.classType("a/b"), .family("sdxl"), .file("x/y.safetensors")]
    for cue in cues { #expect(FileCue(text: cue.text) == cue) }
    #expect(FileCue(text: "KSampler") == .classType("KSampler"))
  }

  @Test func `A workflow's cues are its class types and their families`() {
    let workflow = Workflow(nodes: [
      Node(id: "1", classType: "FluxGuidance"), Node(id: "2", classType: "SaveImage"),
    ])
    #expect(
      FileCue.cues(of: workflow) == [
        .classType("FluxGuidance"), .classType("SaveImage"), .family("flux"),
      ])
  }
}
