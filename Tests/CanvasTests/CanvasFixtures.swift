import Foundation
import JSON
import TestSupport
import WorkflowGraph

/// Node definitions and graphs for the tests of this room.
enum CanvasFixtures {
  /// The shipped core definitions.
  static func coreCatalog() throws -> NodeCatalog {
    let file = repositoryRoot.appendingPathComponent("Config/Catalog/core.catalog")
    return NodeCatalog(try CatalogFormat.read(Array(Data(contentsOf: file))))
  }

  /// A small catalog whose nodes cover all stages.
  static let catalog = NodeCatalog([
    NodeDefinition(
      classType: "Loader", inputs: [text("ckpt_name")],
      outputs: [output("MODEL"), output("CLIP"), output("VAE")]),
    NodeDefinition(
      classType: "Encode", displayName: "Encode (Prompt)",
      inputs: [area("text"), socket("clip", "CLIP")], outputs: [output("CONDITIONING")]),
    NodeDefinition(
      classType: "Latent", inputs: [number("width")], outputs: [output("LATENT")]),
    NodeDefinition(
      classType: "Sampler",
      inputs: [
        socket("model", "MODEL"), number("seed"), socket("positive", "CONDITIONING"),
        socket("negative", "CONDITIONING"), socket("latent", "LATENT"),
      ], outputs: [output("LATENT")]),
    NodeDefinition(
      classType: "Decode", inputs: [socket("samples", "LATENT"), socket("vae", "VAE")],
      outputs: [output("IMAGE")]),
    NodeDefinition(
      classType: "Save", isOutputNode: true, inputs: [socket("images", "IMAGE")]),
    NodeDefinition(
      classType: "Combine", inputs: [socket("a", "CONDITIONING"), socket("b", "CONDITIONING")],
      outputs: [output("CONDITIONING")]),
  ])

  static func socket(_ name: String, _ type: String) -> InputDefinition {
    InputDefinition(name: name, type: .named(type))
  }
  static func number(_ name: String) -> InputDefinition {
    InputDefinition(name: name, type: .named("INT"), defaultValue: 1)
  }
  static func text(_ name: String) -> InputDefinition {
    InputDefinition(name: name, type: .named("STRING"))
  }
  static func area(_ name: String) -> InputDefinition {
    InputDefinition(name: name, type: .named("STRING"), isMultiline: true)
  }
  static func output(_ type: String) -> OutputDefinition {
    OutputDefinition(name: type, type: .named(type))
  }

  /// A graph of known and unknown nodes; acyclic unless `mayLoop`.
  static func workflow(
    _ generator: inout TestGenerator, maximum: Int = 30, mayLoop: Bool = false
  ) -> Workflow {
    let types = catalog.definitions.map(\.classType) + ["Mystery", "Ünbekannt <&>"]
    let count = Int.random(in: 1...maximum, using: &generator)
    var nodes: [Node] = []
    for place in 0..<count {
      let type = types.randomElement(using: &generator) ?? ""
      var node = Node(id: String(place * 3 + 1), classType: type)
      var names = catalog[type]?.inputs.map(\.name) ?? ["in1", "in2"]
      if names.isEmpty { names = ["odd"] }
      for name in names where Int.random(in: 0..<4, using: &generator) > 0 {
        let limit = mayLoop ? count : place
        guard limit > 0 else { continue }
        let source = Int.random(in: 0..<limit, using: &generator)
        let slot = Int.random(in: 0...3, using: &generator)
        node[name] = .link(Link(source: String(source * 3 + 1), slot: slot))
      }
      nodes.append(node)
    }
    return Workflow(nodes: nodes.shuffled(using: &generator))
  }

  /// A text-to-image workflow with a refining LoRA and a high-resolution pass.
  static let sdxl: Workflow = {
    func node(
      _ id: String, _ type: String, _ links: [(String, String, Int)] = [],
      _ values: [(String, JSONValue)] = []
    ) -> Node {
      Node(
        id: id, classType: type,
        inputs: links.map { NodeInput(name: $0.0, value: .link(Link(source: $0.1, slot: $0.2))) }
          + values.map { NodeInput(name: $0.0, value: .literal($0.1)) })
    }
    let sampling: [(String, JSONValue)] = [
      ("seed", 72_391_845_102), ("steps", 28), ("cfg", 6.5), ("sampler_name", "dpmpp_2m"),
      ("scheduler", "karras"),
    ]
    return Workflow(nodes: [
      node("1", "CheckpointLoaderSimple", [], [("ckpt_name", "sd_xl_base_1.0.safetensors")]),
      node(
        "2", "LoraLoader", [("model", "1", 0), ("clip", "1", 1)],
        [
          ("lora_name", "watercolor_xl.safetensors"), ("strength_model", 0.8),
          ("strength_clip", 0.8),
        ]),
      node("3", "CLIPSetLastLayer", [("clip", "2", 1)], [("stop_at_clip_layer", -2)]),
      node(
        "4", "CLIPTextEncode", [("clip", "3", 0)],
        [
          (
            "text",
            "a lighthouse on a cliff at dusk, watercolor, soft light, detailed waves, warm windows"
          )
        ]),
      node(
        "5", "CLIPTextEncode", [("clip", "3", 0)],
        [("text", "blurry, lowres, text, watermark, deformed")]),
      node("6", "EmptyLatentImage", [], [("width", 1024), ("height", 1024), ("batch_size", 1)]),
      node(
        "7", "KSampler",
        [("model", "2", 0), ("positive", "4", 0), ("negative", "5", 0), ("latent_image", "6", 0)],
        sampling + [("denoise", 1.0)]),
      node(
        "8", "LatentUpscaleBy", [("samples", "7", 0)],
        [("upscale_method", "nearest-exact"), ("scale_by", 1.5)]),
      node(
        "9", "KSampler",
        [("model", "2", 0), ("positive", "4", 0), ("negative", "5", 0), ("latent_image", "8", 0)],
        sampling + [("denoise", 0.45)]),
      node("10", "VAEDecode", [("samples", "9", 0), ("vae", "11", 0)]),
      node("11", "VAELoader", [], [("vae_name", "sdxl_vae.safetensors")]),
      node("12", "SaveImage", [("images", "10", 0)], [("filename_prefix", "lighthouse")]),
    ])
  }()

  /// The rectangle that a node covers, title bar included.
  static func covered(_ frame: CanvasRectangle) -> CanvasRectangle {
    CanvasRectangle(x: frame.x, y: frame.y - 30, width: frame.width, height: frame.height + 30)
  }

  /// Whether two rectangles come nearer than `gap`, above or below each other.
  static func overlap(_ a: CanvasRectangle, _ b: CanvasRectangle, gap: Double = 0) -> Bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height + gap
      && b.y < a.y + a.height + gap
  }

  static func contains(_ outer: CanvasRectangle, _ inner: CanvasRectangle) -> Bool {
    outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width
      && outer.y + outer.height >= inner.y + inner.height
  }
}

/// A broken expectation inside a law.
struct Broken: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
