import JSON
public import WorkflowGraph

/// What a person would ask for to get a given workflow: facts read off its graph.
public struct WorkflowFacts: Equatable, Sendable {
  /// What goes in and what comes out, such as `image to video`.
  public var task: String
  /// The model family, such as `Flux`, or `nil` when no name gives it away.
  public var family: String?
  /// Techniques such as `ControlNet`, in a fixed order.
  public var techniques: [String]
  /// Picture size, if a node sets one.
  public var size: (width: Int, height: Int)?
  /// Sampling steps, if a sampler sets them.
  public var steps: Int?
  /// The guidance scale, if a sampler sets it.
  public var guidance: Double?
  /// How many nodes there are.
  public var nodeCount: Int

  /// Reads the facts of `workflow`.
  public init(_ workflow: Workflow) {
    let names = workflow.nodes.map { $0.classType.lowercased() }
    let words = names + Self.fileNames(workflow)
    nodeCount = workflow.nodes.count
    family =
      Self.families.first { entry in
        entry.marks.contains { mark in words.contains { $0.contains(mark) } }
      }?.name
    task = Self.task(names)
    techniques = Self.techniques.filter { entry in
      entry.marks.contains { mark in names.contains { $0.contains(mark) } }
    }.map(\.name)
    steps = Self.number("steps", in: workflow).flatMap { Int(exactly: $0) }
    guidance = Self.number("cfg", in: workflow)
    if let width = Self.number("width", in: workflow).flatMap({ Int(exactly: $0) }),
      let height = Self.number("height", in: workflow).flatMap({ Int(exactly: $0) })
    {
      size = (width, height)
    }
  }

  /// Two sets of facts are equal when all facts are.
  public static func == (left: WorkflowFacts, right: WorkflowFacts) -> Bool {
    left.task == right.task && left.family == right.family && left.techniques == right.techniques
      && left.size?.width == right.size?.width && left.size?.height == right.size?.height
      && left.steps == right.steps && left.guidance == right.guidance
      && left.nodeCount == right.nodeCount
  }

  /// Task, family and techniques as words.
  public var words: [String] { [task] + [family].compactMap { $0 } + techniques }

  // MARK: - Reading

  private static func fileNames(_ workflow: Workflow) -> [String] {
    workflow.nodes.flatMap { node in
      node.inputs.compactMap { input in
        guard case .literal(.string(let text)) = input.value, text.utf8.count < 120,
          fileEndings.contains(where: text.hasSuffix)
        else { return nil }
        return text.lowercased()
      }
    }
  }

  private static func number(_ name: String, in workflow: Workflow) -> Double? {
    for node in workflow.nodes {
      if case .literal(let value)? = node[name], let number = value.double { return number }
    }
    return nil
  }

  private static func task(_ names: [String]) -> String {
    func has(_ marks: String...) -> Bool {
      marks.contains { mark in names.contains { $0.contains(mark) } }
    }
    let makesMesh = has("saveglb", "preview3d", "meshsave", "exportmesh", "hy3dexport")
    let makesVideo = has("savevideo", "videocombine", "createvideo", "savewebm", "saveanimated")
    let makesAudio = has("saveaudio", "previewaudio")
    let takesVideo = has("loadvideo")
    let takesImage = has("loadimage")
    let takesAudio = has("loadaudio")
    let source =
      takesVideo ? "video" : takesImage ? "image" : takesAudio && makesVideo ? "audio" : "text"
    let result = makesMesh ? "3D" : makesVideo ? "video" : makesAudio ? "audio" : "image"
    if result == "image", has("showtext", "previewany", "savetext"), !has("saveimage", "sampler") {
      return "\(source) to text"
    }
    return "\(source) to \(result)"
  }

  private static let fileEndings = [
    ".safetensors", ".ckpt", ".pt", ".pth", ".gguf", ".sft", ".bin",
  ]

  // MARK: - Words

  private static let families: [(name: String, marks: [String])] = [
    ("Wan", ["wan2", "wanvideo", "wan_2", "wanimage", "wan22", "wan21"]),
    ("Qwen Image", ["qwen_image", "qwenimage", "qwen-image", "textencodeqwen"]),
    ("Z-Image", ["z_image", "zimage", "z-image"]),
    ("HunyuanVideo", ["hunyuanvideo", "hunyuan_video", "hyvideo"]),
    ("Hunyuan3D", ["hunyuan3d", "hy3d"]), ("LTX Video", ["ltxv", "ltx-video", "ltx2", "ltx-2"]),
    ("Kontext", ["kontext"]), ("Flux.2", ["flux2", "flux-2", "flux.2"]), ("Flux", ["flux"]),
    ("HiDream", ["hidream"]), ("Chroma", ["chroma1", "chroma-"]), ("Cosmos", ["cosmos"]),
    ("CogVideoX", ["cogvideo"]), ("Mochi", ["mochi"]),
    ("ACE-Step", ["acestep", "ace_step", "ace-step"]),
    ("Stable Audio", ["stableaudio", "stable_audio", "stable-audio"]), ("SD3", ["sd3"]),
    ("Stable Cascade", ["stablecascade", "stable_cascade"]), ("SVD", ["svd"]),
    ("AnimateDiff", ["animatediff", "ade_"]), ("PixArt", ["pixart"]), ("Kolors", ["kolors"]),
    ("OmniGen", ["omnigen"]), ("Lumina", ["lumina"]), ("Pony", ["pony"]),
    ("SDXL", ["sdxl", "sd_xl", "xl_base", "juggernautxl", "illustrious"]),
    ("SD 1.5", ["v1-5", "sd15", "sd1.5", "dreamshaper", "realisticvision"]),
    ("Kling", ["kling"]), ("Gemini", ["gemini"]), ("OpenAI", ["openai"]), ("Luma", ["luma"]),
    ("Runway", ["runway"]), ("Recraft", ["recraft"]), ("Ideogram", ["ideogram"]),
    ("Stability", ["stability"]), ("Tripo", ["tripo"]), ("Rodin", ["rodin"]),
  ]

  /// The Segment Anything nodes; a bare `sam` would be in every `KSampler`, as `hed` in every
  /// scheduler.
  private static let segmentAnything = [
    "sam2", "sam3", "samdetector", "samloader", "sammodel", "samparameters", "sampreprocessor",
    "sam model", "sam image", "sam parameters", "sam multilayer", "sam_smart",
  ]

  private static let techniques: [(name: String, marks: [String])] = [
    ("LoRA", ["lora"]), ("ControlNet", ["controlnet"]), ("IP-Adapter", ["ipadapter"]),
    ("inpainting", ["inpaint"]), ("outpainting", ["outpaint", "imagepadforoutpaint"]),
    ("upscaling", ["upscale", "seedvr"]), ("face detail", ["facedetailer", "facerestore"]),
    ("face swap", ["reactor", "faceswap", "instantid", "pulid"]),
    ("background removal", ["rembg", "rmbg", "birefnet"]),
    ("segmentation", ["segment", "groundingdino"] + segmentAnything),
    ("depth map", ["depth"]), ("edge detection", ["canny", "lineart", "hedpre"]),
    ("pose", ["pose"]),
    ("captioning", ["florence", "wd14", "joycaption", "interrogat", "caption"]),
    ("frame interpolation", ["rife", "vfi", "interpolat"]),
    ("regional prompts", ["conditioningsetarea", "regional", "conditioningcombine"]),
    ("style reference", ["styl", "redux", "clipvision"]), ("batch", ["batch"]),
    ("language model", ["llm", "ollama", "chatgpt", "textgen"]),
    ("speech", ["tts", "voice", "speech"]),
    ("mask editing", ["mask"]), ("tiling", ["tile"]), ("noise control", ["noise"]),
    ("compare", ["compare"]), ("text overlay", ["drawtext", "textoverlay", "addlabel"]),
  ]
}
