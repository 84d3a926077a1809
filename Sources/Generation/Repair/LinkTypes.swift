import Validation
import WorkflowGraph

/// What links carry and sockets want, match-type templates (V3) followed to their concrete type.
enum LinkTypes {
  /// How many match-type nodes are followed upstream.
  private static let deepest = 32
  private static let matchType = SocketType.named("COMFY_MATCHTYPE_V3")

  /// The type a link brings: `*` where nobody knows, `nil` for a link that leads nowhere.
  static func carried(_ link: Link, _ draft: RepairDraft, depth: Int = 0) -> SocketType? {
    guard let place = draft.places[link.source] else { return nil }
    let node = draft.nodes[place]
    guard let definition = draft.knowledge.catalog[node.classType] else { return .any }
    guard definition.outputs.indices.contains(link.slot) else { return nil }
    let output = definition.outputs[link.slot]
    guard let template = output.matchTemplate else {
      return output.type == matchType ? .any : output.type
    }
    guard depth < deepest else { return .any }
    return carried(template, at: place, draft, depth: depth + 1) ?? .any
  }

  /// The concrete type that the linked sockets of a template carry, or `nil`.
  private static func carried(
    _ template: String, at place: Int, besides name: String? = nil, _ draft: RepairDraft,
    depth: Int
  ) -> SocketType? {
    for input in draft.inputs(place) where input.name != name {
      guard case .matchType(template, _) = input.dynamic,
        case .link(let link)? = draft.nodes[place][input.name],
        let type = carried(link, draft, depth: depth), type != .any
      else { continue }
      return type
    }
    return nil
  }

  /// The type a socket wants: of a match-type socket what its fellows carry, else what is allowed.
  static func wanted(_ input: InputDefinition, at place: Int, _ draft: RepairDraft) -> SocketType {
    guard case .matchType(let template, let allowed) = input.dynamic else {
      return input.type == matchType ? .any : input.type
    }
    return carried(template, at: place, besides: input.name, draft, depth: 0)
      ?? .named(allowed.isEmpty ? "*" : allowed)
  }

  /// Whether a link may stand at an input: for the server, and for its templates.
  static func fits(
    _ link: Link, _ input: InputDefinition, at place: Int, _ draft: RepairDraft
  ) -> Bool {
    guard let source = draft.places[link.source],
      let carried = carried(link, draft)
    else { return false }
    let classType = draft.nodes[source].classType
    guard let definition = draft.knowledge.catalog[classType] else { return true }
    let output = definition.outputs[link.slot]
    let consumer = draft.nodes[place].classType
    guard draft.knowledge.check.accepts(output.type, from: classType, at: input, of: consumer)
    else { return false }
    if case .matchType = input.dynamic { return wanted(input, at: place, draft).accepts(carried) }
    return output.matchTemplate == nil || input.type.accepts(carried)
  }

  /// Why a link cannot stay, as the second half of a sentence; `nil` for a good one.
  ///
  /// - Parameters:
  ///   - link: The link.
  ///   - input: The input it stands at; `nil` when the class is not known well enough.
  ///   - place: The consumer.
  ///   - draft: The workflow.
  /// - Returns: The reason.
  static func problem(
    _ link: Link, _ input: InputDefinition?, _ place: Int, _ draft: RepairDraft
  ) -> String? {
    guard let source = draft.places[link.source] else {
      return "node \(link.source) does not exist"
    }
    guard let carried = carried(link, draft) else {
      return "\(draft.name(source)) has no output \(link.slot)"
    }
    if source == place { return "a node cannot feed itself" }
    guard let input, !fits(link, input, at: place, draft) else { return nil }
    return "\(carried.name) does not fit \(wanted(input, at: place, draft).name)"
  }
}
