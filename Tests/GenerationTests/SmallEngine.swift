import Generation
import JSON
import KnowledgeBase
import Validation
import WorkflowGraph

/// An engine over the core catalog with a few known workflows.
enum SmallEngine {
  static let workflows = WorkflowKnowledgeBase([
    entry("w1", "Text to image with a checkpoint", SampleWorkflows.textToImage),
    entry("w2", "Image to image, oil painting, upscale", SampleWorkflows.imageToImage),
    entry("w3", "Sound of rain", sound), entry("w4", "Depth of a video", sound),
    entry("w5", "Three-dimensional chair", sound),
  ])

  private static let sound = Workflow(nodes: [
    Node(id: "1", classType: "LoadAudio"), Node(id: "2", classType: "SaveAudio"),
  ])

  static func make(_ bundle: ModelBundle) -> GenerationEngine {
    GenerationEngine(
      bundle: bundle,
      retriever: NodeRetriever(catalog: TinyModel.catalog, workflows: workflows), hooks: .empty,
      server: ServerKnowledge(
        catalog: TinyModel.catalog, installed: NodeCatalog([]),
        folders: ModelFolders(json: ["CheckpointLoaderSimple": ["ckpt_name": ["checkpoints"]]]),
        inventory: nil))
  }

  /// An engine whose model answers `workflow` in every row.
  static func answering(_ workflow: Workflow) throws -> GenerationEngine {
    let response = try SampleWorkflows.response(for: workflow)
    return make(try RandomModel.scripted([TinyModel.encoder.response(response)]))
  }

  static func request() -> GenerationRequest {
    var request = GenerationRequest(
      prompt: "text to image of a {red|blue} fox", key: Array("job".utf8))
    request.negative = "blurry"
    request.answers = 2
    request.attempts = 1
    return request
  }

  private static func entry(_ id: String, _ text: String, _ workflow: Workflow) -> WorkflowEntry {
    var counts: [String: Int] = [:]
    for node in workflow.nodes { counts[node.classType, default: 0] += 1 }
    let terms = ConceptLexicon.standard.terms(metBy: workflow)
    return WorkflowEntry(
      id: id, family: id, classTypes: counts, text: ([text] + terms).joined(separator: "\n"),
      skeleton: WorkflowSkeleton(workflow))
  }
}
