import Generation
import JSON
import KnowledgeBase
import Testing
import Validation
import WorkflowGraph

/// A prompt with one thing wrong, and what repair says of it.
struct RepairCase: CustomTestStringConvertible {
  /// The rule that is shown.
  var testDescription: String
  var prompt: String
  var sentences: [String]

  private static let popularity = [
    "CheckpointLoaderSimple": 900, "CLIPTextEncode": 800, "KSampler": 700, "VAEDecode": 600,
    "EmptyLatentImage": 500, "SaveImage": 450, "PreviewImage": 400, "LoadImage": 300,
    "VAEEncode": 200, "LoraLoader": 100, "PrimitiveStringMultiline": 90, "PrimitiveInt": 80,
  ]
  /// The server, as the shipped catalog records it; files may have any name.
  static let server = PromptValidator(
    catalog: TinyModel.catalog, options: ValidationOptions(checksStricterRules: false))
  private static let hooks = HookTable([
    "replacements": [
      "OldEncode": [
        [
          "new_node_id": "CLIPTextEncode",
          "input_mapping": [["new_id": "text", "old_id": "words"]], "output_mapping": [],
        ]
      ]
    ]
  ])
  /// For files of people.
  static let people = repair(.file)
  /// For answers of our own.
  static let answers = repair(.answer)

  private static func repair(_ options: ValidationOptions) -> RuleRepair {
    RuleRepair(
      validator: PromptValidator(
        catalog: TinyModel.catalog, hooks: hooks, options: options),
      producers: ProducerIndex(TinyModel.catalog, popularity: popularity))
  }

  /// Text to image with some text replaced, or other nodes put in, or taken away.
  init(
    _ rule: String, _ old: String = "", _ new: String = "", nodes: [String: String?] = [:],
    says sentences: [String]
  ) {
    testDescription = rule
    var lines = Self.textToImage
    for (id, line) in nodes { lines[id] = line }
    let text = lines.keys.sorted().map { "\"\($0)\": \(lines[$0] ?? "")" }.joined(separator: ",\n")
    precondition(old.isEmpty || text.contains(old), "\(rule): there is no \(old)")
    prompt = "{" + (old.isEmpty ? text : text.replacing(old, with: new)) + "}"
    self.sentences = sentences
  }

  private static let textToImage = [
    "3": """
    {"class_type": "KSampler", "inputs": {"model": ["4", 0], "seed": 7, "steps": 25, "cfg": 7.0,
      "sampler_name": "dpmpp_2m", "scheduler": "karras", "positive": ["6", 0],
      "negative": ["7", 0], "latent_image": ["5", 0], "denoise": 1.0}}
    """,
    "4": """
    {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "DreamShaperXL.safetensors"}}
    """,
    "5": """
    {"class_type": "EmptyLatentImage", "inputs": {"width": 1024, "height": 512, "batch_size": 1}}
    """,
    "6": """
    {"class_type": "CLIPTextEncode", "inputs": {"text": "a barn", "clip": ["4", 1]}}
    """,
    "7": """
    {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}}
    """,
    "8": """
    {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}}
    """,
    "9": """
    {"class_type": "SaveImage", "inputs": {"filename_prefix": "barn", "images": ["8", 0]}}
    """,
  ]

  static let all = values + links + classes

  private static let values = [
    RepairCase(
      "a renamed input", "\"steps\"", "\"step\"",
      says: [
        "KSampler (node 3), input step -> steps: no input has that name, "
          + "and this one is nearest"
      ]),
    RepairCase(
      "an input that is absent", "\"steps\": 25, ", "",
      says: [
        "KSampler (node 3), steps: nothing -> 20: the input is required"
      ]),
    RepairCase(
      "a literal of another kind", "25", "\"25.0\"",
      says: [
        "KSampler (node 3), steps: \"25.0\" -> 25: the input takes whole "
          + "numbers"
      ]),
    RepairCase(
      "a literal nobody can read", "25", "\"many\"",
      says: [
        "KSampler (node 3), steps: \"many\" -> 20: it is the default, and "
          + "the input takes whole numbers"
      ]),
    RepairCase(
      "a number below its range", "25", "0",
      says: [
        "KSampler (node 3), steps: 0 -> 1: it is the lowest value allowed"
      ]),
    RepairCase(
      "a number above its range", "7.0", "700.0",
      says: [
        "KSampler (node 3), cfg: 700.0 -> 100.0: it is the highest value "
          + "allowed"
      ]),
    RepairCase(
      "a choice written otherwise", "dpmpp_2m", "DPMPP-2M",
      says: [
        "KSampler (node 3), sampler_name: \"DPMPP-2M\" -> \"dpmpp_2m\": it "
          + "is the nearest choice"
      ]),
    RepairCase(
      "a choice misspelt", "karras", "karas",
      says: [
        "KSampler (node 3), scheduler: \"karas\" -> \"karras\": it is the "
          + "nearest choice"
      ]),
    RepairCase(
      "a choice nobody knows", "karras", "wonderful",
      says: [
        "KSampler (node 3), scheduler: \"wonderful\" -> \"simple\": no "
          + "choice is near; it is the usual one"
      ]),
  ]

  private static let links = [
    RepairCase(
      "an absent link: the only output that fits", #""model": ["4", 0], "#, "",
      says: [
        "KSampler (node 3), model: nothing -> output 0 of "
          + "CheckpointLoaderSimple (node 4): the input is required"
      ]),
    RepairCase(
      "a link of another type", #""model": ["4", 0]"#, #""model": ["4", 1]"#,
      says: [
        "KSampler (node 3), model: output 1 of CheckpointLoaderSimple (node "
          + "4) -> output 0 of CheckpointLoaderSimple (node 4): CLIP does not "
          + "fit MODEL"
      ]),
    RepairCase(
      "a link to a node that is gone", #"["4", 2]"#, #"["44", 2]"#,
      says: [
        "VAEDecode (node 8), vae: [\"44\",2] -> output 2 of "
          + "CheckpointLoaderSimple (node 4): node 44 does not exist"
      ]),
    RepairCase(
      "an id without quotes", #"["3", 0]"#, "[3, 0]",
      says: [
        "VAEDecode (node 8), samples: [3,0] -> output 0 of KSampler (node "
          + "3): a link is an id in quotes and a slot"
      ]),
    RepairCase(
      "a slot that is not there", #"["4", 2]"#, #"["4", 3]"#,
      says: [
        "VAEDecode (node 8), vae: output 3 of CheckpointLoaderSimple (node "
          + "4) -> output 2 of CheckpointLoaderSimple (node 4): "
          + "CheckpointLoaderSimple (node 4) has no output 3"
      ]),
    RepairCase(
      "the step between is missing", nodes: ["8": nil],
      says: [
        "added VAEDecode (node 10): SaveImage (node 9) needs IMAGE",
        "VAEDecode (node 10), samples: nothing -> output 0 of KSampler "
          + "(node 3): the new node needs it",
        "VAEDecode (node 10), vae: nothing -> output 2 of "
          + "CheckpointLoaderSimple (node 4): the new node needs it",
        "SaveImage (node 9), images: [\"8\",0] -> output 0 of VAEDecode "
          + "(node 10): node 8 does not exist",
      ]),
    RepairCase(
      "the first node of a chain is missing", nodes: ["4": nil],
      says: [
        "added CheckpointLoaderSimple (node 10): VAEDecode (node 8) needs "
          + "VAE",
        "VAEDecode (node 8), vae: [\"4\",2] -> output 2 of "
          + "CheckpointLoaderSimple (node 10): node 4 does not exist",
        "KSampler (node 3), model: [\"4\",0] -> output 0 of "
          + "CheckpointLoaderSimple (node 10): node 4 does not exist",
        "CheckpointLoaderSimple (node 10), ckpt_name: nothing -> "
          + "\"512-inpainting-ema.safetensors\": the input is required",
        "CLIPTextEncode (node 6), clip: [\"4\",1] -> output 1 of "
          + "CheckpointLoaderSimple (node 10): node 4 does not exist",
        "CLIPTextEncode (node 7), clip: [\"4\",1] -> output 1 of "
          + "CheckpointLoaderSimple (node 10): node 4 does not exist",
      ]),
    RepairCase(
      "a link in a widget", "25", #"["5", 0]"#,
      says: [
        "KSampler (node 3), steps: output 0 of EmptyLatentImage (node 5) -> "
          + "20: LATENT does not fit INT"
      ]),
    RepairCase("a value in a socket, which the server lets pass", #"["5", 0]"#, "5", says: []),
    RepairCase(
      "a circle",
      nodes: [
        "5": #"{"class_type": "VAEEncode", "inputs": {"pixels": ["8", 0], "vae": ["4", 2]}}"#
      ],
      says: [
        "added LoadImage (node 10): VAEEncode (node 5) needs IMAGE",
        "VAEEncode (node 5), pixels: output 0 of VAEDecode (node 8) -> "
          + "output 0 of LoadImage (node 10): the link closes a circle",
        "LoadImage (node 10), image: nothing -> \"1950_new_york.png\": the "
          + "input is required",
      ]),
    RepairCase(
      "no output node", nodes: ["9": nil],
      says: [
        "added SaveImage (node 9): no output node was there to show IMAGE",
        "SaveImage (node 9), images: nothing -> output 0 of VAEDecode (node "
          + "8): it is the last that can be shown",
        "SaveImage (node 9), filename_prefix: nothing -> \"ComfyUI\": the "
          + "input is required",
      ]),
    RepairCase(
      "no output node, and nothing to show", nodes: ["8": nil, "9": nil],
      says: [
        "added SaveImage (node 8): no output node was there",
        "added VAEDecode (node 9): SaveImage needs IMAGE",
        "VAEDecode (node 9), samples: nothing -> output 0 of KSampler (node "
          + "3): the new node needs it",
        "VAEDecode (node 9), vae: nothing -> output 2 of "
          + "CheckpointLoaderSimple (node 4): the new node needs it",
        "SaveImage (node 8), images: nothing -> output 0 of VAEDecode (node "
          + "9): it is the last that can be shown",
        "SaveImage (node 8), filename_prefix: nothing -> \"ComfyUI\": the "
          + "input is required",
      ]),
    RepairCase(
      "slots with a hole",
      nodes: [
        "9": #"{"class_type": "SaveImage", "inputs": {"images": ["10", 0]}}"#,
        "10": #"{"class_type": "BatchImagesNode", "inputs": {"images.image2": ["8", 0]}}"#,
      ],
      says: [
        "SaveImage (node 9), filename_prefix: nothing -> \"ComfyUI\": the "
          + "input is required",
        "BatchImagesNode (node 10), input images.image2 -> images.image0: "
          + "slots are filled from the first",
      ]),
    RepairCase(
      "a selector nobody knows, in a prompt that is refused",
      nodes: [
        "9": #"{"class_type": "SaveImage", "inputs": {"images": ["10", 0]}}"#,
        "10": """
        {"class_type": "ResizeImageMaskNode", "inputs": {"input": ["8", 0],
          "resize_type": "scale by factor", "resize_type.multiplier": 2.0}}
        """,
      ],
      says: [
        "SaveImage (node 9), filename_prefix: nothing -> \"ComfyUI\": the "
          + "input is required",
        "ResizeImageMaskNode (node 10), resize_type: \"scale by factor\" -> "
          + "\"scale by multiplier\": no option is called so",
        "ResizeImageMaskNode (node 10), scale_method: nothing -> \"area\": "
          + "the input is required",
      ]),
  ]

  private static let classes = [
    RepairCase(
      "a class misspelt", "KSampler", "KSamplr",
      says: [
        "KSamplr (node 3), class KSamplr -> KSampler: no class has that "
          + "name, and this one is nearest"
      ]),
    RepairCase(
      "a class that the server's table renames",
      nodes: [
        "7": #"{"class_type": "OldEncode", "inputs": {"words": "blurry", "clip": ["4", 1]}}"#
      ],
      says: [
        "OldEncode (node 7), class OldEncode -> CLIPTextEncode: the "
          + "server's table names it",
        "CLIPTextEncode (node 7), input words -> nothing: CLIPTextEncode "
          + "has no such input",
        "CLIPTextEncode (node 7), text: nothing -> \"blurry\": it comes "
          + "from another input",
      ]),
    RepairCase(
      "no class", #""class_type": "KSampler", "#, "",
      says: [
        "node 3, class nothing -> KSampler: no class has that name, and "
          + "this one takes and makes the same"
      ]),
    RepairCase(
      "another's encoder",
      nodes: [
        "7": """
        {"class_type": "TranslatedCLIPTextEncode", "inputs": {"text": "blurry", "from": "de",
          "clip": ["4", 1]}}
        """
      ],
      says: [
        "TranslatedCLIPTextEncode (node 7), class TranslatedCLIPTextEncode "
          + "-> CLIPTextEncode: no class has that name, and this one takes and "
          + "makes the same",
        "CLIPTextEncode (node 7), input from -> nothing: CLIPTextEncode has "
          + "no such input",
      ]),
    RepairCase(
      "another's loader",
      nodes: ["4": #"{"class_type": "CloudLoader", "inputs": {"address": "some"}}"#],
      says: [
        "CloudLoader (node 4), class CloudLoader -> CheckpointLoaderSimple: "
          + "no class has that name, and this one loads the same",
        "CheckpointLoaderSimple (node 4), input address -> nothing: "
          + "CheckpointLoaderSimple has no such input",
        "CheckpointLoaderSimple (node 4), ckpt_name: nothing -> "
          + "\"512-inpainting-ema.safetensors\": the input is required",
      ]),
    RepairCase(
      "another's saver",
      nodes: [
        "9": #"{"class_type": "SaveAsJPEG", "inputs": {"quality": 90, "images": ["8", 0]}}"#
      ],
      says: [
        "SaveAsJPEG (node 9), class SaveAsJPEG -> SaveImage: no class has "
          + "that name, and this one shows IMAGE",
        "SaveImage (node 9), input quality -> nothing: SaveImage has no "
          + "such input",
        "SaveImage (node 9), filename_prefix: nothing -> \"ComfyUI\": the "
          + "input is required",
      ]),
    RepairCase(
      "a node that holds a number", "25", #"["1", 0]"#,
      nodes: ["1": #"{"class_type": "Whole", "inputs": {"number": 12}}"#],
      says: [
        "Whole (node 1), input number -> value: it is the value that others "
          + "take",
        "Whole (node 1), class Whole -> PrimitiveInt: no class has that "
          + "name, and this one holds its value",
      ]),
    RepairCase(
      "a node that is passed over", #""images": ["8", 0]"#, #""images": ["1", 0]"#,
      nodes: [
        "1": #"{"class_type": "Wonder", "inputs": {"picture": ["8", 0], "strength": 2}}"#
      ],
      says: [
        "SaveImage (node 9), images: output 0 of Wonder (node 1) -> output "
          + "0 of VAEDecode (node 8): Wonder (node 1) is of no known class, and "
          + "this is what it takes",
        "dropped Wonder (node 1): no class has that name, and none stands "
          + "in for it",
      ]),
    RepairCase(
      "a note", nodes: ["1": #"{"class_type": "Note", "inputs": {"text": "mine"}}"#],
      says: [
        "dropped Note (node 1): no class has that name, and none stands in "
          + "for it"
      ]),
    RepairCase(
      "an entry that is no node", nodes: ["title": #"{"text": "mine"}"#],
      says: [
        "dropped node title: it is no node"
      ]),
  ]
}
