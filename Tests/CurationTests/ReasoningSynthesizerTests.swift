import Curation
import Generation
import TestSupport
import Testing
import WorkflowGraph

@Suite struct ReasoningSynthesizerTests {
  private let synthesizer = ReasoningSynthesizer(catalog: SmallCorpus.catalog)

  @Test func `The response of a perfect model is written from the graph`() throws {
    let response = try synthesizer.response(for: SmallCorpus.lora)
    #expect(
      response.selectedNodes == [
        "CheckpointLoaderSimple", "LoraLoader", "CLIPTextEncode", "EmptyLatentImage", "KSampler",
        "VAEDecode", "SaveImage",
      ])
    #expect(
      response.designPrinciple
        == "Load: CheckpointLoaderSimple. Patch model: LoraLoader. Condition: CLIPTextEncode x2. "
        + "Latent: EmptyLatentImage. Sample: KSampler. Decode: VAEDecode. Output: SaveImage.")
    #expect(
      response.code == """
        model_1, clip_1, vae_1 = CheckpointLoaderSimple()
        model_2, clip_2 = LoraLoader(model=model_1, clip=clip_1, strength_model=0.8)
        conditioning_1 = CLIPTextEncode(clip=clip_2, text="$prompt")
        conditioning_2 = CLIPTextEncode(clip=clip_2, text="$negative")
        latent_1 = EmptyLatentImage(width=1024, height=768)
        latent_2 = KSampler(model=model_2, positive=conditioning_1, negative=conditioning_2, \
        latent_image=latent_1, steps=25, cfg=7.0, sampler_name="dpmpp_2m", scheduler="karras")
        image_1 = VAEDecode(samples=latent_2, vae=vae_1)
        image_2 = SaveImage(images=image_1)

        """)
  }

  @Test func `The selected nodes are the set of those used`() throws {
    let response = try synthesizer.response(for: SmallCorpus.lora)
    #expect(Set(response.selectedNodes) == Set(SmallCorpus.lora.nodes.map(\.classType)))
    #expect(Set(response.selectedNodes).count == response.selectedNodes.count)
  }

  @Test func `Node order and ids of the file do not matter`() throws {
    var shuffled = SmallCorpus.lora
    shuffled.nodes.reverse()
    #expect(
      try synthesizer.response(for: shuffled) == synthesizer.response(for: SmallCorpus.lora))
  }

  @Test func `The wish may speak of the longest positive text, eight words of it`() {
    let long = SmallCorpus.workflow(
      SmallCorpus.loraText.replacing(
        "a red barn at dusk, ink drawing", with: "one two three four five six seven eight nine"))
    let writer = synthesizer.instructions(for: SmallCorpus.entry("a", "{}"), workflow: long)
    let texts = (0..<60 as Range<UInt64>).map { seed in
      var random = TestGenerator(state: seed)
      return writer.instruction(.plain, using: &random)
    }
    #expect(texts.contains { $0.hasSuffix("one two three four five six seven eight") })
    #expect(!texts.contains { $0.contains("nine") || $0.contains("blurry") })
  }

  @Test func `A circle is an error, not a trap`() {
    let circle = SmallCorpus.workflow(
      """
      {"1": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}},
       "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}}
      """)
    #expect(throws: (any Error).self) { try synthesizer.response(for: circle) }
  }
}
