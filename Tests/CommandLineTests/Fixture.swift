import JSON

/// One small prompt, and ways to compare prompts.
enum Fixture {
  static let textToImage = """
    {"4": {"class_type": "CheckpointLoaderSimple", "inputs":
        {"ckpt_name": "DreamShaperXL_Turbo.safetensors"}},
     "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a \\"barn\\"", "clip": ["4", 1]}},
     "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
     "5": {"class_type": "EmptyLatentImage", "inputs":
        {"width": 1024, "height": 512, "batch_size": 1}},
     "3": {"class_type": "KSampler", "inputs":
        {"model": ["4", 0], "seed": 7, "steps": 25, "cfg": 7.0, "sampler_name": "dpmpp_2m",
         "scheduler": "karras", "positive": ["6", 0], "negative": ["7", 0],
         "latent_image": ["5", 0], "denoise": 1.0}},
     "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
     "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "barn", "images": ["8", 0]}}}
    """

  /// Class type, and inputs by name as text, of every node by id.
  static func byID(_ text: String) throws -> [String: [String: String]] {
    var nodes: [String: [String: String]] = [:]
    for member in try JSONValue.parse(text).object ?? JSONObject() {
      var inputs = ["class_type": member.value["class_type"]?.text() ?? ""]
      for input in member.value["inputs"]?.object ?? JSONObject() {
        inputs["inputs." + input.key] = input.value.text()
      }
      nodes[member.key] = inputs
    }
    return nodes
  }

  /// The nodes without their ids: class type and literals, sorted.
  static func shape(_ text: String) throws -> [String] {
    try byID(text).values.map { node in
      node.filter { !$0.value.hasPrefix("[") }.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }.sorted()
  }
}
