public import WorkflowGraph

/// What is wired to what in a workflow: class types and links, without values, titles or places.
public struct WorkflowSkeleton: Equatable, Sendable {
  /// The most nodes that are kept; a longer example would fill a small model's context.
  public static let maximumNodes = 40

  /// A node with its links.
  public struct Part: Equatable, Sendable {
    /// ComfyUI's class type.
    public var classType: String
    /// The inputs that are linked.
    public var links: [Incoming]

    /// Makes a part.
    public init(classType: String, links: [Incoming] = []) {
      self.classType = classType
      self.links = links
    }
  }

  /// A link into an input.
  public struct Incoming: Equatable, Sendable {
    /// The input's name.
    public var input: String
    /// The place of the node it comes from.
    public var source: Int
    /// The output it comes from, from 0.
    public var slot: Int

    /// Makes a link.
    public init(input: String, source: Int, slot: Int) {
      self.input = input
      self.source = source
      self.slot = slot
    }
  }

  /// The nodes in the workflow's order; links name places in it.
  public var parts: [Part]

  /// Takes parts as they are.
  public init(parts: [Part]) { self.parts = parts }

  /// The skeleton of a workflow, `nil` when it has more than ``maximumNodes`` nodes or none.
  public init?(_ workflow: Workflow) {
    guard (1...Self.maximumNodes).contains(workflow.nodes.count) else { return nil }
    let places = workflow.places
    parts = workflow.nodes.map { node in
      Part(
        classType: node.classType,
        links: node.inputs.compactMap { input in
          guard case .link(let link) = input.value, let source = places[link.source] else {
            return nil
          }
          return Incoming(input: input.name, source: source, slot: link.slot)
        })
    }
  }

  /// The skeleton as a workflow; ids count from 1.
  public var workflow: Workflow {
    Workflow(
      nodes: parts.enumerated().map { place, part in
        Node(
          id: String(place + 1), classType: part.classType,
          inputs: part.links.map {
            NodeInput(
              name: $0.input, value: .link(Link(source: String($0.source + 1), slot: $0.slot)))
          })
      })
  }
}
