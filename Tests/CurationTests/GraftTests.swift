import Testing
import WorkflowGraph

@testable import Curation

@Suite struct GraftTests {
  /// Two passes with an upscaled latent in between, and a picture to begin with.
  static let second = SmallCorpus.workflow(
    """
    {"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "b.safetensors"}},
     "2": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
     "3": {"class_type": "VAEEncode", "inputs": {"pixels": ["2", 0], "vae": ["1", 2]}},
     "4": {"class_type": "LatentUpscaleBy", "inputs":
         {"samples": ["3", 0], "upscale_method": "area", "scale_by": 1.5}},
     "5": {"class_type": "VAEDecode", "inputs": {"samples": ["4", 0], "vae": ["1", 2]}},
     "6": {"class_type": "SaveImage", "inputs": {"images": ["5", 0], "filename_prefix": "b"}}}
    """)
  private static let latent = Joint(
    consumer: "3", input: "latent_image", link: Link(source: "5", slot: 0), type: "LATENT")

  private func graft(_ root: String, entry: String?, isRelated: Bool = true) -> Workflow? {
    Graft(
      giver: Self.second, root: Link(source: root, slot: 0),
      entry: entry.map { Link(source: $0, slot: 0) }, isRelated: isRelated
    ).grown(on: SmallCorpus.lora, at: Self.latent, prefix: "r-", SmallCorpus.catalog)
  }

  @Test func `What feeds an input is exchanged, and what a workflow has once is shared`() throws {
    let grown = try #require(graft("3", entry: nil))
    #expect(
      grown.nodes.map(\.id) == SmallCorpus.lora.nodes.map(\.id) + ["r-3", "r-2"])
    #expect(grown.node("3")?["latent_image"] == .link(Link(source: "r-3", slot: 0)))
    #expect(grown.node("r-3")?["pixels"] == .link(Link(source: "r-2", slot: 0)))
    #expect(grown.node("r-3")?["vae"] == .link(Link(source: "4", slot: 2)))
  }

  @Test func `A piece with an entry is put into a link`() throws {
    let grown = try #require(graft("4", entry: "3"))
    #expect(grown.nodes.count == SmallCorpus.lora.nodes.count + 1)
    #expect(grown.node("3")?["latent_image"] == .link(Link(source: "r-4", slot: 0)))
    #expect(grown.node("r-4")?["samples"] == .link(Link(source: "5", slot: 0)))
  }

  @Test func `A piece that must bring a model of another family is refused`() {
    let pictures = SmallCorpus.workflow(
      """
      {"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
       "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "c"}}}
      """)
    let joint = Joint(
      consumer: "2", input: "images", link: Link(source: "1", slot: 0), type: "IMAGE")
    func grown(isRelated: Bool) -> Workflow? {
      Graft(
        giver: Self.second, root: Link(source: "5", slot: 0), entry: nil, isRelated: isRelated
      ).grown(on: pictures, at: joint, prefix: "r-", SmallCorpus.catalog)
    }
    #expect(grown(isRelated: false) == nil)
    #expect(grown(isRelated: true)?.nodes.count == 7)
  }

  @Test func `A link is no piece`() { #expect(graft("3", entry: "3") == nil) }
}
