import Curation
import JSON
import Testing
import WorkflowGraph

@Suite struct WorkflowFactsTests {
  private func facts(_ classTypes: String...) -> WorkflowFacts {
    WorkflowFacts(
      Workflow(
        nodes: classTypes.enumerated().map { Node(id: "\($0.offset)", classType: $0.element) }))
  }

  @Test func `Facts are read off a graph`() {
    let facts = WorkflowFacts(SmallCorpus.lora)
    #expect(facts.task == "text to image")
    #expect(facts.family == "SDXL")
    #expect(facts.techniques == ["LoRA"])
    #expect(facts.size?.width == 1024 && facts.size?.height == 768)
    #expect(facts.steps == 25)
    #expect(facts.guidance == 7)
    #expect(facts.nodeCount == 8)
    #expect(facts.words == ["text to image", "SDXL", "LoRA"])
  }

  @Test(arguments: [
    (["LoadImage", "SaveImage"], "image to image"),
    (["LoadImage", "CreateVideo", "SaveVideo"], "image to video"),
    (["LoadVideo", "LoadImage", "SaveVideo"], "video to video"),
    (["LoadAudio", "SaveVideo"], "audio to video"), (["KSampler", "SaveAudio"], "text to audio"),
    (["LoadImage", "SaveGLB"], "image to 3D"), (["LoadImage", "PreviewAny"], "image to text"),
    (["KSampler", "PreviewAny"], "text to image"), (["KSampler"], "text to image"),
  ])
  func `The task is what goes in and what comes out`(names: [String], task: String) {
    let nodes = names.enumerated().map { Node(id: "\($0.offset)", classType: $0.element) }
    #expect(WorkflowFacts(Workflow(nodes: nodes)).task == task)
  }

  @Test func `Samplers and schedulers are no technique`() {
    let plain = facts(
      "KSampler", "KSamplerAdvanced", "SamplerCustomAdvanced", "BasicScheduler", "KSamplerSelect",
      "ModelSamplingFlux", "VAEDecodeBatched")
    #expect(plain.techniques == ["batch"])
    #expect(facts("SAM2Segment").techniques == ["segmentation"])
    #expect(facts("SAMLoader").techniques == ["segmentation"])
    #expect(facts("HEDPreprocessor").techniques == ["edge detection"])
  }

  @Test func `Families are known by file names and class names`() {
    func family(_ file: String) -> String? {
      let value = InputValue.literal(.string(file))
      return WorkflowFacts(
        Workflow(nodes: [
          Node(
            id: "1", classType: "UNETLoader", inputs: [NodeInput(name: "unet_name", value: value)])
        ])
      ).family
    }
    #expect(family("flux1-dev.safetensors") == "Flux")
    #expect(family("FLUX2-dev.safetensors") == nil || family("flux2-dev.safetensors") == "Flux.2")
    #expect(family("wan2.2_i2v.safetensors") == "Wan")
    #expect(family("v1-5-pruned.ckpt") == "SD 1.5")
    #expect(family("a flux of words") == nil)
    #expect(facts("WanVideoSampler").family == "Wan")
    #expect(facts("KSampler").family == nil)
  }

  @Test func `Odd values are no facts and no trap`() {
    let odd = WorkflowFacts(
      SmallCorpus.workflow(
        """
        {"1": {"class_type": "KSampler", "inputs": {"steps": 1e300, "cfg": "x", "width": 1.5}},
         "2": {"class_type": "KSampler", "inputs": {"height": null}}}
        """))
    #expect(odd.steps == nil && odd.guidance == nil && odd.size == nil)
    #expect(WorkflowFacts(Workflow()).nodeCount == 0)
  }

  @Test func `Equality looks at every fact`() {
    #expect(WorkflowFacts(SmallCorpus.lora) == WorkflowFacts(SmallCorpus.lora))
    var other = WorkflowFacts(SmallCorpus.lora)
    other.size = (1024, 1024)
    #expect(other != WorkflowFacts(SmallCorpus.lora))
  }
}
