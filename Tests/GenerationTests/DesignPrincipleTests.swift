import Generation
import Testing
import WorkflowGraph

@Suite struct DesignPrincipleTests {
  private let principle = DesignPrinciple(catalog: TinyModel.catalog)

  @Test func `Stages stand in the order of the data, output last, with counts`() {
    let names = [
      "CheckpointLoaderSimple", "LoraLoader", "CLIPTextEncode", "SaveImage", "CLIPTextEncode",
      "EmptyLatentImage", "KSampler", "VAEDecode", "PreviewImage",
    ]
    let nodes = names.enumerated().map { Node(id: "\($0.offset)", classType: $0.element) }
    #expect(
      principle.text(for: nodes)
        == "Load: CheckpointLoaderSimple. Patch model: LoraLoader. Condition: CLIPTextEncode x2. "
        + "Latent: EmptyLatentImage. Sample: KSampler. Decode: VAEDecode. "
        + "Output: SaveImage, PreviewImage.")
    #expect(principle.text(for: []) == "")
  }

  @Test(arguments: [
    ("CheckpointLoaderSimple", DesignPrinciple.Stage.load), ("LoadImage", .input),
    ("LoraLoader", .patch), ("CLIPTextEncode", .condition), ("ControlNetApplyAdvanced", .condition),
    ("EmptyLatentImage", .latent), ("VAEEncode", .latent), ("LatentUpscale", .latent),
    ("KSampler", .sample), ("SamplerCustomAdvanced", .sample), ("BasicScheduler", .sample),
    ("VAEDecode", .decode), ("ImageScaleBy", .image), ("ImageToMask", .mask),
    ("CreateVideo", .video), ("SaveImage", .output), ("No Such Node", .other),
  ])
  func `A node's sockets tell its stage`(classType: String, stage: DesignPrinciple.Stage) {
    #expect(principle.stage(of: classType) == stage)
  }

  @Test func `Every core node has a stage, and texts repeat`() {
    for definition in TinyModel.catalog.definitions {
      let stage = principle.stage(of: definition.classType)
      #expect((stage == .output) == definition.isOutputNode)
    }
  }
}
