import Foundation
import JSON
import KnowledgeBase
import TestSupport
import WorkflowGraph

@testable import Curation

/// The shipped core definitions, and entries around hand-made graphs.
enum SmallCorpus {
  static let catalog: NodeCatalog = load(.core)

  static func load(_ reach: NodeKnowledgeBase.Reach) -> NodeCatalog {
    func bytes(_ name: String) throws -> [UInt8] {
      Array(try Data(contentsOf: repositoryRoot.appendingPathComponent("Config/Catalog/\(name)")))
    }
    do {
      return try NodeKnowledgeBase.load(
        NodeKnowledgeBase.Files(
          core: bytes("core.catalog"), extended: bytes("extended.catalog"),
          observed: bytes("observed.catalog")), reach: reach
      ).catalog
    } catch {
      fatalError("\(error)")
    }
  }

  /// The first lines of the training workflows.
  static func firstTrainLines(_ count: Int) throws -> [UInt8] {
    let data = try DataFolder.read("workflows/train.jsonl.gz")
    let end = Data([0x0A])
    var place = data.startIndex
    for _ in 0..<count {
      guard let found = data.range(of: end, in: place..<data.endIndex) else { break }
      place = found.upperBound
    }
    return Array(data[..<place])
  }

  /// SDXL with a LoRA, as API text.
  static let loraText = """
    {"4": {"class_type": "CheckpointLoaderSimple", "inputs":
        {"ckpt_name": "sd_xl_base_1.0.safetensors"}},
     "10": {"class_type": "LoraLoader", "inputs":
        {"model": ["4", 0], "clip": ["4", 1], "lora_name": "ink.safetensors",
         "strength_model": 0.8, "strength_clip": 1.0}},
     "6": {"class_type": "CLIPTextEncode", "inputs":
        {"text": "a red barn at dusk, ink drawing", "clip": ["10", 1]}},
     "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["10", 1]}},
     "5": {"class_type": "EmptyLatentImage", "inputs":
        {"width": 1024, "height": 768, "batch_size": 1}},
     "3": {"class_type": "KSampler", "inputs":
        {"model": ["10", 0], "seed": 7, "steps": 25, "cfg": 7.0, "sampler_name": "dpmpp_2m",
         "scheduler": "karras", "positive": ["6", 0], "negative": ["7", 0],
         "latent_image": ["5", 0], "denoise": 1.0}},
     "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
     "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "barn", "images": ["8", 0]}}}
    """

  static let lora = workflow(loraText)

  static func workflow(_ text: String) -> Workflow {
    do {
      return try APIFormat.read(try JSONValue.parse(text))
    } catch {
      fatalError("\(error)")
    }
  }

  static func entry(
    _ id: String, _ text: String, names: [String] = [], descriptions: [String] = []
  ) -> CorpusEntry {
    CorpusEntry(
      id: id, family: "f-\(id)", names: names, descriptions: descriptions, notes: "",
      workflow: (try? JSONValue.parse(text)) ?? .null, apiWorkflow: nil)
  }

  static func curated(_ workflow: Workflow, id: String = "w") -> CuratedWorkflow {
    CuratedWorkflow(entry: entry(id, "{}", names: ["Ink drawing LoRA"]), workflow: workflow)
  }
}
