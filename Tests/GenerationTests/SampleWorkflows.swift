import Generation
import JSON
import TestSupport
import Tokenization
import Validation
import WorkflowCode
import WorkflowGraph

/// Graphs of core nodes, and the responses a perfect model would give for them.
enum SampleWorkflows {
  /// Text to picture: loader, two encoders, latent, sampler, decoder, output.
  static let textToImage = read(
    """
    {"4": {"class_type": "CheckpointLoaderSimple", "inputs":
        {"ckpt_name": "DreamShaperXL_Turbo.safetensors"}},
     "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a barn at dusk", "clip": ["4", 1]}},
     "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
     "5": {"class_type": "EmptyLatentImage", "inputs":
        {"width": 1024, "height": 512, "batch_size": 1}},
     "3": {"class_type": "KSampler", "inputs":
        {"model": ["4", 0], "seed": 7, "steps": 25, "cfg": 7.0, "sampler_name": "dpmpp_2m",
         "scheduler": "karras", "positive": ["6", 0], "negative": ["7", 0],
         "latent_image": ["5", 0], "denoise": 1.0}},
     "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
     "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "barn", "images": ["8", 0]}}}
    """)

  /// Picture to picture: a loaded picture is encoded, sampled again and enlarged.
  static let imageToImage = read(
    """
    {"1": {"class_type": "CheckpointLoaderSimple", "inputs":
        {"ckpt_name": "DreamShaperXL_Turbo.safetensors"}},
     "2": {"class_type": "LoadImage", "inputs": {"image": "1950_new_york.png"}},
     "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "oil painting", "clip": ["1", 1]}},
     "4": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["1", 1]}},
     "5": {"class_type": "VAEEncode", "inputs": {"pixels": ["2", 0], "vae": ["1", 2]}},
     "6": {"class_type": "KSampler", "inputs":
        {"model": ["1", 0], "seed": 1, "steps": 12, "cfg": 8.0, "sampler_name": "euler",
         "scheduler": "simple", "positive": ["3", 0], "negative": ["4", 0],
         "latent_image": ["5", 0], "denoise": 0.55}},
     "7": {"class_type": "VAEDecode", "inputs": {"samples": ["6", 0], "vae": ["1", 2]}},
     "8": {"class_type": "ImageScaleBy", "inputs":
        {"image": ["7", 0], "upscale_method": "lanczos", "scale_by": 2.0}},
     "9": {"class_type": "PreviewImage", "inputs": {"images": ["8", 0]}}}
    """)

  static let all = [textToImage, imageToImage]

  static let identifiers = ClassIdentifiers(TinyModel.catalog)
  static let validator = PromptValidator(catalog: TinyModel.catalog)

  /// The graph of API text; a broken fixture ends the test run.
  static func read(_ text: String) -> Workflow {
    do {
      return try APIFormat.read(try JSONValue.parse(text))
    } catch {
      fatalError("\(error)")
    }
  }

  /// What the model is taught to answer for `workflow`.
  static func response(for workflow: Workflow) throws -> Response {
    let short = CompactForm(catalog: TinyModel.catalog).abbreviate(workflow)
    let printer = Printer(identifiers)
    let ordered = try printer.order(of: short).map { short.nodes[$0] }
    var names: [String] = []
    for node in ordered where !names.contains(node.classType) { names.append(node.classType) }
    return Response(
      selectedNodes: names,
      designPrinciple: DesignPrinciple(catalog: TinyModel.catalog).text(for: ordered),
      code: try printer.print(short, style: .compact))
  }

  /// The links as sorted lines.
  static func links(_ workflow: Workflow) -> [String] {
    workflow.links.map { "\($0.source).\($0.slot) -> \($0.target).\($0.input)" }.sorted()
  }
}
