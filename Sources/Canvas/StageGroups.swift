import WorkflowGraph

/// Sorts nodes into the stages of a workflow and frames each stage.
///
/// What a node gives and takes decides. Nodes that only pass on what others understand belong to
/// what they feed: before all sampling to the inputs, a decoder between two samplers to the
/// sampling, behind it to the output.
enum StageGroups {
  /// A titled part of the canvas.
  enum Stage: Int, CaseIterable {
    case models
    case sources
    case prompt
    case latent
    case sampling
    case output

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

  /// The stage of each node of a graph.
  static func stages(_ graph: CanvasGraph) -> [Stage] {
    var targets = [[CanvasGraph.Edge]](repeating: [], count: graph.faces.count)
    var isFed = [Bool](repeating: false, count: graph.faces.count)
    for edge in graph.edges {
      isFed[edge.target] = true
      if edge.isForward { targets[edge.source].append(edge) }
    }
    var stages = graph.faces.indices.map { place in
      stage(
        graph.workflow.nodes[place].classType, graph.faces[place], graph.definitions[place],
        isFed: isFed[place], isUsed: !targets[place].isEmpty)
    }
    var isSampled = [Bool](repeating: false, count: stages.count)
    for node in graph.order {
      if stages[node] == .sampling { isSampled[node] = true }
      guard isSampled[node] else { continue }
      for edge in targets[node] { isSampled[edge.target] = true }
    }
    for node in graph.order.reversed() where stages[node] == .output {
      if targets[node].contains(where: { stages[$0.target] != .output }) {
        stages[node] = isSampled[node] ? .sampling : .sources
      }
    }
    return stages
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

  /// The frame around the nodes of a stage.
  ///
  /// - Parameters:
  ///   - stage: Gives the title.
  ///   - members: The nodes' frames, title bars not included.
  /// - Returns: The titled frame, with room for the members' title bars.
  static func group(_ stage: Stage, around members: [CanvasRectangle]) -> NodeGroup {
    let left = members.map(\.x).min() ?? 0
    let top = members.map(\.y).min() ?? 0
    let right = members.map { $0.x + $0.width }.max() ?? 0
    let bottom = members.map { $0.y + $0.height }.max() ?? 0
    return NodeGroup(
      title: stage.title,
      frame: CanvasRectangle(
        x: left - padding, y: top - headroom, width: right - left + 2 * padding,
        height: bottom - top + headroom + padding))
  }

  /// Space between nodes and the frame around them.
  static let padding = 20.0
  /// Space above the nodes' positions: their title bars and the group's title.
  static let headroom = 80.0
}
