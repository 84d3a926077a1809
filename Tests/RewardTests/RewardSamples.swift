import Reward
import WorkflowCode
import WorkflowGraph

/// Text to image: six class types in seven nodes, and some nodes beside them.
let sampleCatalog = NodeCatalog([
  definition("CheckpointLoaderSimple", [], ["MODEL", "CLIP", "VAE"]),
  definition("CLIPTextEncode", [("clip", "CLIP")], ["CONDITIONING"]),
  definition("EmptyLatentImage", [], ["LATENT"]),
  definition(
    "KSampler",
    [
      ("model", "MODEL"), ("positive", "CONDITIONING"), ("negative", "CONDITIONING"),
      ("latent_image", "LATENT"),
    ], ["LATENT"]),
  definition("VAEDecode", [("samples", "LATENT"), ("vae", "VAE")], ["IMAGE"]),
  definition("SaveImage", [("images", "IMAGE")], []),
  definition("LoadImage", [], ["IMAGE", "MASK"]),
  definition("Preview Image+", [("images", "IMAGE")], []),
])

private func definition(
  _ classType: String, _ inputs: [(String, String)], _ outputs: [String]
) -> NodeDefinition {
  NodeDefinition(
    classType: classType, isOutputNode: outputs.isEmpty,
    inputs: inputs.map { InputDefinition(name: $0.0, type: .named($0.1)) },
    outputs: outputs.map { OutputDefinition(name: $0, type: .named($0)) })
}

let sampleIdentifiers = ClassIdentifiers(sampleCatalog)

/// The gold program, line by line.
let goldLines = [
  "model_1, clip_1, vae_1 = CheckpointLoaderSimple()",
  "conditioning_1 = CLIPTextEncode(clip=clip_1)",
  "conditioning_2 = CLIPTextEncode(clip=clip_1)",
  "latent_1 = EmptyLatentImage()",
  "latent_2 = KSampler(model=model_1, positive=conditioning_1, negative=conditioning_2,"
    + " latent_image=latent_1)",
  "image_1 = VAEDecode(samples=latent_2, vae=vae_1)",
  "_ = SaveImage(images=image_1)",
]

let goldTypes = [
  "CheckpointLoaderSimple", "CLIPTextEncode", "EmptyLatentImage", "KSampler", "VAEDecode",
  "SaveImage",
]

/// Candidates: gold's types and three others.
let candidates = Set(goldTypes + ["LoadImage", "Preview Image+", "ImageBlur"])

/// The gold workflow.
func goldWorkflow() throws -> Workflow {
  guard let workflow = Lowering(sampleIdentifiers).read(goldLines.joined(separator: "\n")).workflow
  else { throw SampleError.noWorkflow }
  return workflow
}

enum SampleError: Error { case noWorkflow }

/// An answer with all three parts.
func answer(_ selected: [String]?, _ lines: [String]) -> AnswerParts {
  AnswerParts(
    selectedNodes: selected, workflowCode: lines.joined(separator: "\n"), areTagsPresent: true)
}
