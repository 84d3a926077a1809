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
    RepairCase("a renamed input", "\"steps\"", "\"step\"", says: []),
    RepairCase("an input that is absent", "\"steps\": 25, ", "", says: []),
    RepairCase("a literal of another kind", "25", "\"25.0\"", says: []),
    RepairCase("a literal nobody can read", "25", "\"many\"", says: []),
    RepairCase("a number below its range", "25", "0", says: []),
    RepairCase("a number above its range", "7.0", "700.0", says: []),
    RepairCase("a choice written otherwise", "dpmpp_2m", "DPMPP-2M", says: []),
    RepairCase("a choice misspelt", "karras", "karas", says: []),
    RepairCase("a choice nobody knows", "karras", "wonderful", says: []),
  ]

  private static let links = [
    RepairCase("an absent link: the only output that fits", #""model": ["4", 0], "#, "", says: []),
    RepairCase("a link of another type", #""model": ["4", 0]"#, #""model": ["4", 1]"#, says: []),
    RepairCase("a link to a node that is gone", #"["4", 2]"#, #"["44", 2]"#, says: []),
    RepairCase("an id without quotes", #"["3", 0]"#, "[3, 0]", says: []),
    RepairCase("a slot that is not there", #"["4", 2]"#, #"["4", 3]"#, says: []),
    RepairCase("the step between is missing", nodes: ["8": nil], says: []),
    RepairCase("the first node of a chain is missing", nodes: ["4": nil], says: []),
    RepairCase("a link in a widget", "25", #"["5", 0]"#, says: []),
    RepairCase("a value in a socket", #"["5", 0]"#, "5", says: []),
    RepairCase(
      "a circle",
      nodes: [
        "5": #"{"class_type": "VAEEncode", "inputs": {"pixels": ["8", 0], "vae": ["4", 2]}}"#
      ], says: []),
    RepairCase("no output node", nodes: ["9": nil], says: []),
    RepairCase("no output node, and nothing to show", nodes: ["8": nil, "9": nil], says: []),
    RepairCase(
      "slots with a hole",
      nodes: [
        "9": #"{"class_type": "SaveImage", "inputs": {"images": ["10", 0]}}"#,
        "10": #"{"class_type": "BatchImagesNode", "inputs": {"images.image2": ["8", 0]}}"#,
      ], says: []),
    RepairCase(
      "a selector nobody knows, in a prompt that is refused",
      nodes: [
        "9": #"{"class_type": "SaveImage", "inputs": {"images": ["10", 0]}}"#,
        "10": """
          {"class_type": "ResizeImageMaskNode", "inputs": {"input": ["8", 0],
            "resize_type": "scale by factor", "resize_type.multiplier": 2.0}}
          """,
      ], says: []),
  ]

  private static let classes = [
    RepairCase("a class misspelt", "KSampler", "KSamplr", says: []),
    RepairCase(
      "a class that the server's table renames",
      nodes: [
        "7": #"{"class_type": "OldEncode", "inputs": {"words": "blurry", "clip": ["4", 1]}}"#
      ], says: []),
    RepairCase("no class", #""class_type": "KSampler", "#, "", says: []),
    RepairCase(
      "another's encoder",
      nodes: [
        "7": """
          {"class_type": "TranslatedCLIPTextEncode", "inputs": {"text": "blurry", "from": "de",
            "clip": ["4", 1]}}
          """
      ], says: []),
    RepairCase(
      "another's loader",
      nodes: ["4": #"{"class_type": "CloudLoader", "inputs": {"address": "some"}}"#], says: []),
    RepairCase(
      "another's saver",
      nodes: [
        "9": #"{"class_type": "SaveAsJPEG", "inputs": {"quality": 90, "images": ["8", 0]}}"#
      ], says: []),
    RepairCase(
      "a node that holds a number", "25", #"["1", 0]"#,
      nodes: ["1": #"{"class_type": "Whole", "inputs": {"number": 12}}"#], says: []),
    RepairCase(
      "a node that is passed over", #""images": ["8", 0]"#, #""images": ["1", 0]"#,
      nodes: [
        "1": #"{"class_type": "Wonder", "inputs": {"picture": ["8", 0], "strength": 2}}"#
      ], says: []),
    RepairCase(
      "a note", nodes: ["1": #"{"class_type": "Note", "inputs": {"text": "mine"}}"#], says: []),
    RepairCase("an entry that is no node", nodes: ["title": #"{"text": "mine"}"#], says: []),
  ]
}
