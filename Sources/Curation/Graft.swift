import WorkflowGraph

/// Moves a piece of one workflow into another.
///
/// The piece is what a link of the giving workflow depends on, back to its loaders or back to where
/// it is entered. What a workflow has once (model, text encoder, VAE, conditioning) the piece takes
/// from its new workflow where that feeds an input of the same name.
struct Graft {
  /// The most nodes that are moved.
  static let largestPiece = 20

  /// The workflow that gives the piece.
  let giver: Workflow
  /// The link at whose beginning the piece ends.
  let root: Link
  /// A link inside the giver that is fed by what stood in the piece's place; `nil` for a piece that
  /// begins with its own loaders.
  let entry: Link?
  /// Whether both workflows are of one model family; otherwise a piece that brings a model of its
  /// own is refused.
  let isRelated: Bool

  /// The workflow with the piece before an input.
  ///
  /// - Parameters:
  ///   - host: The workflow that takes the piece.
  ///   - joint: The link in whose place it comes.
  ///   - prefix: What the ids of moved nodes begin with; no id of the host does.
  ///   - catalog: The definitions of both workflows' nodes.
  /// - Returns: The workflow, with what it no longer needs still in it; `nil` when the piece does
  ///   not fit.
  func grown(
    on host: Workflow, at joint: Joint, prefix: String, _ catalog: NodeCatalog
  ) -> Workflow? {
    guard root != entry else { return nil }
    let supplies = Self.supplies(of: host, notBehind: joint.consumer, catalog)
    let types = Self.types(giver, catalog)
    let places = giver.places
    var moved: [Node] = []
    var seen: Set<String> = [root.source]
    var waiting = [root.source]
    while let id = waiting.popLast() {
      guard let place = places[id], moved.count < Self.largestPiece else { return nil }
      var node = giver.nodes[place]
      node.id = prefix + id
      for index in node.inputs.indices {
        guard case .link(let link) = node.inputs[index].value else { continue }
        if link == entry {
          node.inputs[index].value = .link(joint.link)
          continue
        }
        let type = types[link] ?? "*"
        if let known = supplies[Supply(type: type, input: node.inputs[index].name)] {
          node.inputs[index].value = .link(known)
          continue
        }
        if !isRelated, Joint.sharedTypes.contains(type) { return nil }
        node.inputs[index].value = .link(Link(source: prefix + link.source, slot: link.slot))
        if seen.insert(link.source).inserted { waiting.append(link.source) }
      }
      moved.append(node)
    }
    var grown = host
    grown.nodes += moved
    guard let consumer = grown.nodes.firstIndex(where: { $0.id == joint.consumer }) else {
      return nil
    }
    grown.nodes[consumer][joint.input] = .link(Link(source: prefix + root.source, slot: root.slot))
    return grown
  }

  /// What an input of a name asks for.
  private struct Supply: Hashable {
    var type: String
    var input: String
  }

  /// What feeds inputs of shared types, except for what depends on `consumer`.
  private static func supplies(
    of host: Workflow, notBehind consumer: String, _ catalog: NodeCatalog
  ) -> [Supply: Link] {
    var behind: Set<String> = [consumer]
    let links = host.links
    var isGrowing = true
    while isGrowing {
      let count = behind.count
      for link in links where behind.contains(link.source) { behind.insert(link.target) }
      isGrowing = behind.count > count
    }
    var supplies: [Supply: Link] = [:]
    for joint in Joint.joints(of: host, catalog)
    where Joint.sharedTypes.contains(joint.type) && !behind.contains(joint.link.source) {
      supplies[Supply(type: joint.type, input: joint.input)] = joint.link
    }
    return supplies
  }

  private static func types(_ workflow: Workflow, _ catalog: NodeCatalog) -> [Link: String] {
    var types: [Link: String] = [:]
    for joint in Joint.joints(of: workflow, catalog) { types[joint.link] = joint.type }
    return types
  }
}
