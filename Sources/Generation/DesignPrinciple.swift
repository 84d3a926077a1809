public import WorkflowGraph

/// Writes the plan of a workflow: its stages in data-flow order, with the nodes of each and how
/// often they occur.
///
/// The plan names multiplicities because the list of selected nodes is a set: a small model that
/// has written `CLIPTextEncode x2` does not lose count while it writes the code.
///
/// Source: ComfyUI-R1, section 3.2 (design principle). Differs: written by rule from the graph.
public struct DesignPrinciple: Sendable {
  private let catalog: NodeCatalog

  /// Makes a writer for workflows whose class types `catalog` knows.
  public init(catalog: NodeCatalog) { self.catalog = catalog }

  /// The part of a workflow that a node plays.
  public enum Stage: String, CaseIterable, Sendable {
    /// Brings models in.
    case load = "Load"
    /// Brings pictures, video or sound in.
    case input = "Input"
    /// Changes a model.
    case patch = "Patch model"
    /// Makes conditioning.
    case condition = "Condition"
    /// Makes or changes latents before sampling.
    case latent = "Latent"
    /// Denoises.
    case sample = "Sample"
    /// Turns latents into pictures, video or sound.
    case decode = "Decode"
    /// Works on pictures.
    case image = "Image"
    /// Works on masks.
    case mask = "Mask"
    /// Works on video.
    case video = "Video"
    /// Works on sound.
    case audio = "Audio"
    /// Works on three-dimensional models.
    case mesh = "3D"
    /// Works on text and numbers.
    case value = "Values"
    /// Anything else.
    case other = "Then"
    /// Saves or shows results.
    case output = "Output"
  }

  /// The plan of `nodes`, given in topological order.
  public func text(for nodes: [Node]) -> String {
    var classTypes: [String] = []
    var counts: [String: Int] = [:]
    for node in nodes {
      if counts[node.classType] == nil { classTypes.append(node.classType) }
      counts[node.classType, default: 0] += 1
    }
    if classTypes.isEmpty { return "" }
    let stages = classTypes.map(stage)
    let entries = Self.outline(stages).map { entry in
      let classType = classTypes[entry.place]
      let count = counts[classType] ?? 1
      return entry.lead.text(stages[entry.place])
        + (count > 1 ? "\(classType) x\(count)" : classType)
    }
    return entries.joined() + "."
  }

  /// What stands before a name of a plan.
  enum Lead: CaseIterable {
    /// Nothing but the name's stage.
    case plan
    /// The end of another stage.
    case stage
    /// A name of the same stage.
    case name

    /// How it is spelled before a name of `stage`.
    func text(_ stage: Stage) -> String {
      switch self {
      case .plan: stage.rawValue + ": "
      case .stage: ". " + stage.rawValue + ": "
      case .name: ", "
      }
    }
  }

  /// The order in which a plan names class types.
  ///
  /// - Parameter stages: The stages of the class types in the order of their first use.
  /// - Returns: The places in `stages`: stages in the order in which they begin, output last.
  static func outline(_ stages: [Stage]) -> [(place: Int, lead: Lead)] {
    var order: [Stage] = []
    for stage in stages where !order.contains(stage) { order.append(stage) }
    if let place = order.firstIndex(of: .output) { order.append(order.remove(at: place)) }
    var entries: [(place: Int, lead: Lead)] = []
    for stage in order {
      let start: Lead = entries.isEmpty ? .plan : .stage
      for (rank, place) in stages.indices.filter({ stages[$0] == stage }).enumerated() {
        entries.append((place, rank == 0 ? start : .name))
      }
    }
    return entries
  }

  /// The stage that the definition's sockets speak for.
  public func stage(of classType: String) -> Stage {
    guard let definition = catalog[classType] else { return .other }
    if definition.isOutputNode { return .output }
    let outputs = definition.outputs.map(\.type.name)
    let inputs = definition.inputs.map(\.type.name)
    let first = outputs.first ?? ""
    if inputs.allSatisfy({ !Self.linked.contains($0) }) { return sourceStage(first) }
    if first == "LATENT" {
      return inputs.contains("MODEL") || inputs.contains("GUIDER") ? .sample : .latent
    }
    if inputs.contains("LATENT") && Self.media.contains(first) { return .decode }
    return Self.stages[first] ?? .other
  }

  private func sourceStage(_ output: String) -> Stage {
    switch output {
    case "IMAGE", "MASK", "VIDEO", "AUDIO", "MESH": .input
    case "LATENT": .latent
    case "INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", "*": .value
    default: .load
    }
  }

  private static let media: Set = ["IMAGE", "VIDEO", "AUDIO"]
  private static let linked: Set = [
    "MODEL", "CLIP", "VAE", "CONDITIONING", "LATENT", "IMAGE", "MASK", "VIDEO", "AUDIO", "MESH",
    "CONTROL_NET", "GUIDER", "SAMPLER", "SIGMAS", "NOISE", "CLIP_VISION", "CLIP_VISION_OUTPUT",
    "*", "COMFY_MATCHTYPE_V3", "COMFY_AUTOGROW_V3", "WANVIDEOMODEL", "WANVAE",
  ]
  private static let stages: [String: Stage] = [
    "MODEL": .patch, "CLIP": .patch, "CONDITIONING": .condition, "IMAGE": .image, "MASK": .mask,
    "VIDEO": .video, "AUDIO": .audio, "MESH": .mesh, "INT": .value, "FLOAT": .value,
    "STRING": .value, "BOOLEAN": .value, "SIGMAS": .sample, "SAMPLER": .sample,
    "GUIDER": .sample, "NOISE": .sample,
  ]
}
