import Generation
import JSON
import Testing
import WorkflowGraph

@Suite struct CompactFormTests {
  private let compact = CompactForm(catalog: TinyModel.catalog)

  private func short(_ text: String) -> [String: String] {
    let nodes = compact.abbreviate(SampleWorkflows.read(text)).nodes
    var values: [String: String] = [:]
    for node in nodes {
      for input in node.inputs {
        guard case .literal(let value) = input.value else { continue }
        values["\(node.id).\(input.name)"] = value.text()
      }
    }
    return values
  }

  @Test func `The model writes links, values that differ, and placeholders`() throws {
    let response = try SampleWorkflows.response(for: SampleWorkflows.textToImage)
    #expect(
      response.code == """
        model_1, clip_1, vae_1 = CheckpointLoaderSimple()
        conditioning_1 = CLIPTextEncode(clip=clip_1, text="$prompt")
        conditioning_2 = CLIPTextEncode(clip=clip_1, text="$negative")
        latent_1 = EmptyLatentImage(width=1024)
        latent_2 = KSampler(model=model_1, positive=conditioning_1, negative=conditioning_2, \
        latent_image=latent_1, steps=25, cfg=7.0, sampler_name="dpmpp_2m", scheduler="karras")
        image_1 = VAEDecode(samples=latent_2, vae=vae_1)
        \(response.code.split(separator: "\n").last ?? "")

        """)
    #expect(response.code.hasSuffix(" = SaveImage(images=image_1)\n"))
  }

  @Test func `Seeds, file names, defaults and single lines of text are left out`() {
    let values = short(
      """
      {"1": {"class_type": "RandomNoise", "inputs": {"noise_seed": 5}},
       "2": {"class_type": "VAELoader", "inputs": {"vae_name": "ae.safetensors"}},
       "3": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512}},
       "4": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x"}},
       "5": {"class_type": "KSampler", "inputs": {"seed": 3, "cfg": 8, "denoise": 1}}}
      """)
    #expect(values == [:])
  }

  @Test func `Values outside the definition are not taught`() {
    let values = short(
      """
      {"1": {"class_type": "KSampler", "inputs":
         {"steps": 0, "cfg": 101, "sampler_name": "no such", "scheduler": 3, "denoise": "high",
          "extra": 1}},
       "2": {"class_type": "No Such Node", "inputs": {"value": 1}},
       "3": {"class_type": "EmptyLatentImage", "inputs": {"width": 1e300, "height": null}}}
      """)
    #expect(values == [:])
  }

  @Test func `Numbers take the spelling of their type`() {
    let values = short(
      """
      {"1": {"class_type": "KSampler", "inputs": {"steps": 30.0, "cfg": 5, "denoise": 0.123456}}}
      """)
    #expect(values == ["1.steps": "30", "1.cfg": "5.0", "1.denoise": "0.1235"])
  }

  @Test func `Empty texts stay away, others become the placeholder of their role`() {
    let values = short(
      """
      {"1": {"class_type": "CLIPTextEncode", "inputs": {"text": "red"}},
       "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry"}},
       "3": {"class_type": "CLIPTextEncode", "inputs": {"text": ""}},
       "4": {"class_type": "KSampler", "inputs": {"positive": ["1", 0], "negative": ["2", 0]}}}
      """)
    #expect(values == ["1.text": "\"$prompt\"", "2.text": "\"$negative\""])
  }

  @Test func `Titles are dropped and links kept`() {
    var workflow = SampleWorkflows.textToImage
    workflow.nodes[0].title = "My loader"
    let short = compact.abbreviate(workflow)
    #expect(short.nodes.allSatisfy { $0.title == nil })
    #expect(SampleWorkflows.links(short) == SampleWorkflows.links(workflow))
  }

  @Test func `Abbreviating twice changes nothing`() {
    for workflow in SampleWorkflows.all {
      let once = compact.abbreviate(workflow)
      #expect(compact.abbreviate(once) == once)
    }
  }
}
