import WorkflowGraph

/// A link of a workflow with what it carries: a place where pieces of workflows can be joined.
struct Joint: Equatable, Sendable {
  /// The id of the node that takes the link.
  var consumer: String
  /// The input that takes it.
  var input: String
  /// Where it comes from.
  var link: Link
  /// The type of the output it comes from.
  var type: String

  /// Types that mean the same to every model family.
  static let commonTypes: Set<String> = [
    "IMAGE", "MASK", "AUDIO", "VIDEO", "STRING", "INT", "FLOAT", "BOOLEAN",
  ]
  /// Types of bare values, whose meaning is told by the input alone.
  static let valueTypes: Set<String> = ["STRING", "INT", "FLOAT", "BOOLEAN"]
  /// Types of what one workflow has once, for everything in it.
  static let sharedTypes: Set<String> = ["MODEL", "CLIP", "VAE", "CONDITIONING"]

  /// Whether it means the same to every model family.
  var isCommon: Bool { Self.commonTypes.contains(type) }

  /// What another joint must share to take its place: the type, for bare values the input, too.
  var kind: String { Self.valueTypes.contains(type) ? "\(type) \(input)" : type }

  /// The links of `workflow` whose type is known and plain: no wildcard, union or template.
  static func joints(of workflow: Workflow, _ catalog: NodeCatalog) -> [Joint] {
    let places = workflow.places
    return workflow.links.compactMap { link in
      guard let place = places[link.source],
        let outputs = catalog[workflow.nodes[place].classType]?.outputs,
        outputs.indices.contains(link.slot), outputs[link.slot].matchTemplate == nil,
        case .named(let type) = outputs[link.slot].type, type != "*", !type.contains(",")
      else { return nil }
      return Joint(
        consumer: link.target, input: link.input,
        link: Link(source: link.source, slot: link.slot), type: type)
    }
  }
}
