import Testing
import WorkflowGraph

@testable import Curation

@Suite struct JointTests {
  @Test func `A joint says what a link carries`() {
    let joints = Joint.joints(of: SmallCorpus.lora, SmallCorpus.catalog)
    #expect(joints.count == SmallCorpus.lora.links.count)
    #expect(
      joints.first { $0.consumer == "8" && $0.input == "vae" }
        == Joint(consumer: "8", input: "vae", link: Link(source: "4", slot: 2), type: "VAE"))
  }

  @Test func `A link that may carry anything is no joint`() {
    let workflow = SmallCorpus.workflow(
      """
      {"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
       "2": {"class_type": "ResizeImageMaskNode", "inputs":
           {"input": ["1", 0], "resize_type": "scale dimensions"}},
       "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0]}}}
      """)
    #expect(Joint.joints(of: workflow, SmallCorpus.catalog).map(\.consumer) == ["2"])
  }

  @Test func `Bare values are alike only in inputs of one name`() {
    let link = Link(source: "1", slot: 0)
    let text = Joint(consumer: "2", input: "text", link: link, type: "STRING")
    let name = Joint(consumer: "2", input: "filename_prefix", link: link, type: "STRING")
    let image = Joint(consumer: "2", input: "image", link: link, type: "IMAGE")
    let pixels = Joint(consumer: "2", input: "pixels", link: link, type: "IMAGE")
    #expect(text.kind != name.kind)
    #expect(image.kind == pixels.kind)
    #expect(image.isCommon && text.isCommon)
    #expect(!Joint(consumer: "2", input: "model", link: link, type: "MODEL").isCommon)
  }
}
