public import KnowledgeBase
public import WorkflowGraph

/// K: the weighted share of the wishes in the instruction that an answer meets.
///
/// Only nodes that an output node depends on count, so idle nodes earn nothing.
public struct Coverage: Sendable {
  /// What one answer covers.
  public struct Result: Equatable, Sendable {
    /// The names of the wishes met, in the order of the concepts.
    public let met: [String]
    /// The names of the wishes missed.
    public let missed: [String]
    /// The weighted share met, from 0 to 1; `nil` when nothing was asked for.
    public let value: Double?
  }

  private let concepts: [Concept]
  private let catalog: NodeCatalog

  /// Prepares for the concepts of one instruction.
  public init(_ concepts: [Concept], catalog: NodeCatalog) {
    self.concepts = concepts
    self.catalog = catalog
  }

  /// The wishes a workflow meets.
  public func result(of workflow: Workflow) -> Result {
    let nodes = Self.nodesUpstreamOfOutputs(workflow, catalog)
    let isMet = concepts.map { concept in nodes.contains { concept.isMet(by: $0) } }
    let total = concepts.reduce(0) { $0 + $1.weight }
    let met = zip(concepts, isMet).reduce(0) { $0 + ($1.1 ? $1.0.weight : 0) }
    return Result(
      met: zip(concepts, isMet).filter(\.1).map(\.0.name),
      missed: zip(concepts, isMet).filter { !$0.1 }.map(\.0.name),
      value: total > 0 ? met / total : nil)
  }

  /// The structural wishes that no candidate could meet: a reason to look wider next time.
  public func unreachable(with candidates: Set<String>) -> [Concept] {
    concepts.filter { concept in
      concept.kind != .value && concept.kind != .family
        && !candidates.contains { concept.isMet(byClassType: $0) }
    }
  }

  /// The output nodes and all they depend on, in document order.
  ///
  /// A class type the catalog lacks
  /// counts as an output when it feeds nothing.
  static func nodesUpstreamOfOutputs(_ workflow: Workflow, _ catalog: NodeCatalog) -> [Node] {
    let places = workflow.places
    let sources = Set(workflow.links.map(\.source))
    var pending = workflow.nodes.indices.filter { place in
      let node = workflow.nodes[place]
      return catalog[node.classType]?.isOutputNode ?? !sources.contains(node.id)
    }
    var isReached = [Bool](repeating: false, count: workflow.nodes.count)
    for place in pending { isReached[place] = true }
    while let place = pending.popLast() {
      for input in workflow.nodes[place].inputs {
        guard case .link(let link) = input.value, let source = places[link.source],
          !isReached[source]
        else { continue }
        isReached[source] = true
        pending.append(source)
      }
    }
    return zip(workflow.nodes, isReached).filter(\.1).map(\.0)
  }
}
