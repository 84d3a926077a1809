import JSON
import Validation
import WorkflowGraph

/// A small set of definitions in the shape of a real server's, and prompts for it.
enum SmallServer {
  static let info = """
    {
    "Loader": {"input": {"required": {"ckpt": [["a.safetensors", "b.ckpt"]]}},
      "output": ["MODEL", "CLIP", "VAE"], "python_module": "nodes"},
    "Encode": {"input": {"required": {"text": ["STRING", {"multiline": true}], "clip": ["CLIP"]}},
      "output": ["CONDITIONING"], "python_module": "nodes"},
    "Empty": {"input": {"required": {"width": ["INT", {"default": 512, "min": 16, "max": 16384,
      "step": 8}], "height": ["INT", {"default": 512, "min": 16, "max": 16384, "step": 8}]}},
      "output": ["LATENT"], "python_module": "nodes"},
    "Sampler": {"input": {"required": {"model": ["MODEL"], "seed": ["INT", {"default": 0, "min": 0,
      "max": 18446744073709551615}], "cfg": ["FLOAT", {"default": 8.0, "min": 0.0, "max": 100.0}],
      "sampler_name": [["euler", "heun"]], "positive": ["CONDITIONING"], "latent": ["LATENT"]},
      "optional": {"flag": ["BOOLEAN", {}], "strength": ["FLOAT", {"forceInput": true}]}},
      "output": ["LATENT"], "python_module": "nodes"},
    "Decode": {"input": {"required": {"samples": ["LATENT"], "vae": ["VAE"]}},
      "output": ["IMAGE"], "python_module": "nodes"},
    "Save": {"input": {"required": {"images": ["IMAGE"], "prefix": ["STRING", {}]}},
      "output": [], "output_node": true, "python_module": "nodes"},
    "Batch": {"input": {"required": {"images": ["COMFY_AUTOGROW_V3", {"template": {"input":
      {"required": {"image": ["IMAGE"]}}, "prefix": "image", "min": 1, "max": 3}}]}},
      "output": ["IMAGE"], "python_module": "comfy_extras.x"},
    "Resize": {"input": {"required": {"input": ["COMFY_MATCHTYPE_V3", {"template":
      {"template_id": "t", "allowed_types": "IMAGE,MASK"}}], "mode": ["COMFY_DYNAMICCOMBO_V3",
      {"options": [{"key": "scale", "inputs": {"required": {"by": ["FLOAT", {"max": 8.0}]}}},
      {"key": "none", "inputs": {"required": {}}}]}]}},
      "output": ["COMFY_MATCHTYPE_V3"], "output_matchtypes": ["t"],
      "python_module": "comfy_extras.x"},
    "Old": {"input": {"required": {}}, "output": ["IMAGE"], "deprecated": true,
      "python_module": "nodes"},
    "LoadImage": {"input": {"required": {"image": [["a.png"]]}}, "output": ["IMAGE", "MASK"],
      "python_module": "nodes"},
    "Kind": {"input": {"required": {"kind": ["COMBO", {"options": ["x"]}],
      "many": ["COMBO", {"options": ["p", "q"], "multiselect": true}],
      "level": ["*", {"min": 1, "max": 5}]}},
      "output": ["COMBO", "STRING"], "output_node": true, "python_module": "nodes"}
    }
    """

  static let hooks: JSONValue = [
    "hooks": ["LoadImage": ["args": ["image"], "check": "file_exists"]],
    "replacements": [
      "Loader2": [
        [
          "new_node_id": "Loader", "input_mapping": [["new_id": "ckpt", "old_id": "name"]],
          "output_mapping": [["old_idx": 1, "new_idx": 0]],
        ]
      ]
    ],
  ]

  static func validator(_ options: ValidationOptions = .server) throws -> PromptValidator {
    PromptValidator(
      catalog: ObjectInfoFormat.read(
        try JSONValue.parse(info), fileChoices: ["Loader": ["ckpt"], "LoadImage": ["image"]]),
      hooks: HookTable(hooks), files: MediaFiles(input: ["a.png", "3d/b.glb"]), options: options)
  }

  /// A prompt that is fine in every respect.
  static let good: JSONValue = [
    "1": ["class_type": "Loader", "inputs": ["ckpt": "a.safetensors"]],
    "2": ["class_type": "Encode", "inputs": ["text": "a cat", "clip": ["1", 1]]],
    "3": ["class_type": "Empty", "inputs": ["width": 512, "height": 512]],
    "4": [
      "class_type": "Sampler",
      "inputs": [
        "model": ["1", 0], "seed": 1, "cfg": 8.0, "sampler_name": "euler", "positive": ["2", 0],
        "latent": ["3", 0],
      ],
    ],
    "5": ["class_type": "Decode", "inputs": ["samples": ["4", 0], "vae": ["1", 2]]],
    "6": ["class_type": "Save", "inputs": ["images": ["5", 0], "prefix": "x"]],
  ]

  /// The good prompt with one input changed (`nil` removes it).
  static func changed(_ id: String, _ input: String, _ value: JSONValue?) -> JSONValue {
    guard var prompt = good.object, var node = prompt[id]?.object,
      var inputs = node["inputs"]?.object
    else { return good }
    inputs[input] = value
    node["inputs"] = .object(inputs)
    prompt[id] = .object(node)
    return .object(prompt)
  }

  /// The good prompt with further nodes.
  static func with(_ nodes: JSONValue) -> JSONValue {
    var prompt = good.object ?? JSONObject()
    for node in nodes.object ?? JSONObject() { prompt[node.key] = node.value }
    return .object(prompt)
  }
}
