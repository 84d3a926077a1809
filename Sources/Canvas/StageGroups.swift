import WorkflowGraph

/// Sorts nodes into the stages of a workflow and frames each stage.
///
/// Stages are blocks of columns, left to right, so that every frame can contain exactly its own
/// nodes; two stages in one block lie in bands, one below the other. A node stands at the latest
/// in the block of the nodes it feeds: a decoder between two samplers belongs to the sampling.
struct StageGroups {
  /// A titled part of the canvas.
  enum Stage: Int, CaseIterable {
    case models
    case sources
    case prompt
    case latent
    case sampling
    case output

    /// The block of columns, from the left.
    var block: Int {
      switch self {
      case .models, .sources: 0
      case .prompt, .latent: 1
      case .sampling: 2
      case .output: 3
      }
    }

    /// The band within the block, from the top.
    var band: Int {
      switch self {
      case .sources, .latent: 1
      default: 0
      }
    }

    var title: String {
      switch self {
      case .models: "Load models"
      case .sources: "Inputs"
      case .prompt: "Prompt"
      case .latent: "Latent image"
      case .sampling: "Sampling"
      case .output: "Output"
      }
    }
  }

  /// The stage of each node; blocks never fall along a forward link.
  let stages: [Stage]

  /// Sorts the nodes of a graph.
  init(_ graph: CanvasGraph) {
    var targets = [[CanvasGraph.Edge]](repeating: [], count: graph.faces.count)
    var isFed = [Bool](repeating: false, count: graph.faces.count)
    for edge in graph.edges {
      isFed[edge.target] = true
      if edge.isForward { targets[edge.source].append(edge) }
    }
    var stages = graph.faces.indices.map { place in
      Self.stage(
        graph.workflow.nodes[place].classType, graph.faces[place], graph.definitions[place],
        isFed: isFed[place], isUsed: !targets[place].isEmpty)
    }
    for node in graph.order.reversed() {
      let limit = targets[node].map { stages[$0.target].block }.min() ?? Int.max
      guard stages[node].block > limit else { continue }
      switch limit {
      case 0: stages[node] = .sources
      case 1: stages[node] = .latent
      default: stages[node] = .sampling
      }
    }
    self.stages = stages
  }

  /// The stage a node would belong to if it stood alone.
  private static func stage(
    _ classType: String, _ face: NodeFace, _ definition: NodeDefinition?, isFed: Bool, isUsed: Bool
  ) -> Stage {
    let given = face.outputs.map(\.type)
    let taken = face.sockets.map(\.type)
    if definition?.isOutputNode ?? false, !isUsed { return .output }
    if !given.isEmpty, given.allSatisfy(modelTypes.contains) { return .models }
    if given.contains("CONDITIONING") { return .prompt }
    if !given.isEmpty, given.allSatisfy(samplingTypes.contains) { return .sampling }
    let takesConditioning = taken.contains("CONDITIONING") || taken.contains("GUIDER")
    if given.contains("LATENT") {
      return takesConditioning || taken.contains("LATENT") ? .sampling : .latent
    }
    if takesConditioning || classType.contains("Sampler") { return .sampling }
    if !isFed, isUsed { return .sources }
    return .output
  }

  private static let modelTypes: Set<String> = [
    "MODEL", "CLIP", "VAE", "CONTROL_NET", "CLIP_VISION", "STYLE_MODEL", "GLIGEN",
    "UPSCALE_MODEL", "LORA_MODEL", "AUDIO_ENCODER", "MODEL_PATCH", "LATENT_UPSCALE_MODEL",
    "IPADAPTER", "INSIGHTFACE", "PHOTOMAKER", "WANVIDEOMODEL", "WANVAE", "BBOX_DETECTOR",
    "SEGM_DETECTOR", "SAM_MODEL", "WANTEXTENCODER", "CLIP_VISION_MODEL", "HYPERNETWORK",
  ]
  private static let samplingTypes: Set<String> = ["SAMPLER", "SIGMAS", "NOISE", "GUIDER"]

  /// The frames around the stages that have nodes.
  ///
  /// - Parameter frames: The nodes' frames, title bars not included.
  /// - Returns: One group per stage, in stage order.
  func groups(around frames: [CanvasRectangle]) -> [NodeGroup] {
    Stage.allCases.compactMap { stage in
      let members = stages.indices.filter { stages[$0] == stage }.map { frames[$0] }
      guard let first = members.first else { return nil }
      var left = first.x, top = first.y, right = left, bottom = top
      for frame in members {
        left = min(left, frame.x)
        top = min(top, frame.y)
        right = max(right, frame.x + frame.width)
        bottom = max(bottom, frame.y + frame.height)
      }
      return NodeGroup(
        title: stage.title,
        frame: CanvasRectangle(
          x: left - Self.padding, y: top - Self.headroom, width: right - left + 2 * Self.padding,
          height: bottom - top + Self.headroom + Self.padding))
    }
  }

  /// Space between nodes and the frame around them.
  static let padding = 20.0
  /// Space above the nodes' positions: their title bars and the group's title.
  static let headroom = 80.0
}
