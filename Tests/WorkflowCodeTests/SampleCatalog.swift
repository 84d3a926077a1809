import JSON
import WorkflowGraph

/// A small catalog with ordinary and awkward class types.
let sampleCatalog = NodeCatalog([
  node(
    "CheckpointLoaderSimple", [widget("ckpt_name")],
    [("MODEL", "MODEL"), ("CLIP", "CLIP"), ("VAE", "VAE")]),
  node(
    "CLIPSetLastLayer", [socket("clip", "CLIP"), widget("stop_at_clip_layer")], [("CLIP", "CLIP")]),
  node("LoadImage", [widget("image")], [("IMAGE", "IMAGE"), ("MASK", "MASK")]),
  node(
    "CLIPTextEncode", [widget("text"), socket("clip", "CLIP")], [("CONDITIONING", "CONDITIONING")]),
  node("VAEEncode", [socket("pixels", "IMAGE"), socket("vae", "VAE")], [("LATENT", "LATENT")]),
  node(
    "EmptyLatentImage", [widget("width"), widget("height"), widget("batch_size")],
    [("LATENT", "LATENT")]),
  node(
    "KSampler",
    [
      socket("model", "MODEL"), widget("seed"), widget("steps"), widget("cfg"),
      widget("sampler_name"), widget("scheduler"), socket("positive", "CONDITIONING"),
      socket("negative", "CONDITIONING"), socket("latent_image", "LATENT"), widget("denoise"),
    ], [("LATENT", "LATENT")]),
  node("VAEDecode", [socket("samples", "LATENT"), socket("vae", "VAE")], [("IMAGE", "IMAGE")]),
  node(
    "ImageScaleBy", [socket("image", "IMAGE"), widget("upscale_method"), widget("scale_by")],
    [("IMAGE", "IMAGE")]),
  node(
    "SaveImage", [socket("images", "IMAGE"), widget("filename_prefix")], [], isOutputNode: true),
  node(
    "Image Resize (rgthree)", [socket("image", "IMAGE")], [("IMAGE", "IMAGE"), ("WIDTH", "INT")]),
  node("Switch any", [socket("if", "*"), widget("Select to add LoRA")], [("*", "*")]),
  node("Switch-any", [socket("if", "*")], [("*", "*")]),
  node(
    "3D Pack", [socket("images.image0", "IMAGE")], [("CONDITIONING+", "CONDITIONING"), ("", "*")]),
  node(
    "Twins", [socket("class", "IMAGE"), widget("values")],
    [("image", "IMAGE"), ("IMAGE", "IMAGE"), ("image_1", "MESH,FILE_3D_GLB"), ("in", "COMBO")]),
])

private func node(
  _ classType: String, _ inputs: [InputDefinition], _ outputs: [(String, String)],
  isOutputNode: Bool = false
) -> NodeDefinition {
  NodeDefinition(
    classType: classType, isOutputNode: isOutputNode, inputs: inputs,
    outputs: outputs.map { OutputDefinition(name: $0.0, type: .named($0.1)) })
}

private func socket(_ name: String, _ type: String) -> InputDefinition {
  InputDefinition(name: name, type: .named(type))
}

private func widget(_ name: String) -> InputDefinition {
  InputDefinition(name: name, type: .named("STRING"))
}

/// One node written shortly: links as input, source, slot.
func made(
  _ id: String, _ classType: String, links: [(String, String, Int)] = [],
  values: [(String, JSONValue)] = []
) -> Node {
  Node(
    id: id, classType: classType,
    inputs: values.map { NodeInput(name: $0.0, value: .literal($0.1)) }
      + links.map { NodeInput(name: $0.0, value: .link(Link(source: $0.1, slot: $0.2))) })
}

/// The ten nodes of the specification's example, in an order of their own.
let barn = Workflow(nodes: [
  made("90", "SaveImage", links: [("images", "80", 0)], values: [("filename_prefix", "barn")]),
  made("4", "CheckpointLoaderSimple", values: [("ckpt_name", "sd_xl_base_1.0.safetensors")]),
  made("7", "CLIPTextEncode", links: [("clip", "5", 0)], values: [("text", "blurry")]),
  made(
    "8", "CLIPTextEncode", links: [("clip", "5", 0)],
    values: [("text", "a \"red\" barn\nat dusk")]),
  made("5", "CLIPSetLastLayer", links: [("clip", "4", 1)], values: [("stop_at_clip_layer", -2)]),
  made("6", "LoadImage", values: [("image", "sketch.png")]),
  made("9", "VAEEncode", links: [("vae", "4", 2), ("pixels", "6", 0)]),
  made(
    "10", "KSampler",
    links: [
      ("latent_image", "9", 0), ("negative", "7", 0), ("positive", "8", 0), ("model", "4", 0),
    ],
    values: [
      ("seed", 42), ("steps", 25), ("cfg", 7.0), ("sampler_name", "dpmpp_2m"),
      ("scheduler", "karras"), ("denoise", 0.6),
    ]),
  made("70", "VAEDecode", links: [("samples", "10", 0), ("vae", "4", 2)]),
  made(
    "80", "ImageScaleBy", links: [("image", "70", 0)],
    values: [("upscale_method", "lanczos"), ("scale_by", 2.0)]),
])
