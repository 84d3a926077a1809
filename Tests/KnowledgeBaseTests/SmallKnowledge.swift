import KnowledgeBase
import WorkflowGraph

/// A few workflows and definitions.
enum SmallKnowledge {
  static let entries = [
    WorkflowEntry(
      id: "w1", family: "f1", classTypes: ["Loader": 1, "Encode": 2, "Sampler": 1, "Save": 1],
      text: "Text to image with a checkpoint"),
    WorkflowEntry(
      id: "w2", family: "f1", classTypes: ["Loader": 1, "Sampler": 1],
      text: "Text to image, text to image"),
    WorkflowEntry(
      id: "w3", family: "f2", classTypes: ["LoadImage": 1, "Upscale": 1, "Save": 1],
      text: "Upscale an image four times. 画像を拡大"),
    WorkflowEntry(
      id: "w4", family: "f3", classTypes: ["LoadVideo": 1, "SaveVideo": 1, "Save": 1],
      text: "Video to video"),
  ]

  static func node(
    _ name: String, _ inputs: [String], _ outputs: [String], isOutput: Bool = false
  ) -> NodeDefinition {
    NodeDefinition(
      classType: name, isOutputNode: isOutput,
      inputs: inputs.map { InputDefinition(name: $0.lowercased(), type: .named($0)) },
      outputs: outputs.map { OutputDefinition(name: $0, type: .named($0)) })
  }

  static let catalog = NodeCatalog([
    node("Loader", ["STRING"], ["MODEL", "CLIP", "VAE"]),
    node("Encode", ["CLIP", "STRING"], ["CONDITIONING"]),
    node("Sampler", ["MODEL", "CONDITIONING", "LATENT", "INT"], ["LATENT"]),
    node("Empty", [], ["LATENT"]), node("Decode", ["LATENT", "VAE"], ["IMAGE"]),
    node("Save", ["IMAGE"], [], isOutput: true), node("LoadImage", [], ["IMAGE", "MASK"]),
    node("Upscale", ["IMAGE", "UPSCALE_MODEL"], ["IMAGE"]),
    node("UpscaleLoader", ["STRING"], ["UPSCALE_MODEL"]), node("LoadVideo", [], ["VIDEO"]),
    node("SaveVideo", ["VIDEO"], [], isOutput: true), node("Mesh", ["MESH,SPLAT"], []),
    node("MakeSplat", ["IMAGE"], ["SPLAT"]), node("Any", ["*"], ["*"]),
  ])

  static let workflows = WorkflowKnowledgeBase(entries)
  static let retriever = NodeRetriever(catalog: catalog, workflows: workflows)
}
