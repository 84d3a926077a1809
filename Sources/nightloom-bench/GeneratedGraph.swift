import Canvas
import JSON
import WorkflowGraph

/// A workflow of 60 nodes for machines without data: one checkpoint, five LoRAs, nine pictures.
enum GeneratedGraph {
  static let workflow: Workflow = {
    var nodes = [
      node("1", "CheckpointLoaderSimple", [("ckpt_name", "v1-5-pruned-emaonly-fp16.safetensors")])
    ]
    var model = "1"
    for index in 2...6 {
      nodes.append(
        node(
          "\(index)", "LoraLoader",
          [("lora_name", "detail.safetensors"), ("strength_model", 0.8), ("strength_clip", 1.0)],
          [("model", model, 0), ("clip", model, 1)]))
      model = "\(index)"
    }
    for picture in 0..<9 { nodes += Self.picture(first: 7 + 6 * picture, model) }
    return Workflow(nodes: nodes)
  }()

  private static func picture(first: Int, _ model: String) -> [Node] {
    let ids = (0..<6).map { "\(first + $0)" }
    return [
      node(ids[0], "CLIPTextEncode", [("text", "a fox in the snow")], [("clip", model, 1)]),
      node(ids[1], "CLIPTextEncode", [("text", "blurry, low quality")], [("clip", model, 1)]),
      node(ids[2], "EmptyLatentImage", [("width", 768), ("height", 512), ("batch_size", 1)]),
      node(
        ids[3], "KSampler",
        [
          ("seed", .int(first)), ("steps", 20), ("cfg", 7.5), ("sampler_name", "euler"),
          ("scheduler", "normal"), ("denoise", 1.0),
        ],
        [
          ("model", model, 0), ("positive", ids[0], 0), ("negative", ids[1], 0),
          ("latent_image", ids[2], 0),
        ]),
      node(ids[4], "VAEDecode", [], [("samples", ids[3], 0), ("vae", "1", 2)]),
      node(ids[5], "SaveImage", [("filename_prefix", "fox")], [("images", ids[4], 0)]),
    ]
  }

  private static func node(
    _ id: String, _ classType: String, _ values: [(String, JSONValue)],
    _ links: [(String, String, Int)] = []
  ) -> Node {
    Node(
      id: id, classType: classType,
      inputs: values.map { NodeInput(name: $0.0, value: .literal($0.1)) }
        + links.map { NodeInput(name: $0.0, value: .link(Link(source: $0.1, slot: $0.2))) })
  }

  /// The workflow as the frontend would save it.
  static func uiFile(_ workflow: Workflow, _ catalog: NodeCatalog) -> JSONValue {
    UIFormat.write(
      WorkflowLayout.place(workflow, catalog: catalog), catalog: catalog,
      id: "00000000-0000-4000-8000-000000000000")
  }
}
