import WorkflowGraph

/// The links of a workflow by place, with what each node shows.
struct CanvasGraph {
  /// One link between places of `workflow.nodes`.
  struct Edge {
    var source: Int
    var slot: Int
    var target: Int
    /// The position among the target's sockets.
    var socket: Int
    /// The name of the target's input.
    var input: String
    /// Whether the link agrees with the topological order; only links on cycles do not.
    var isForward: Bool
  }

  let workflow: Workflow
  let definitions: [NodeDefinition?]
  let faces: [NodeFace]
  /// All nodes, sources before targets; nodes on cycles last.
  let order: [Int]
  /// The links whose two ends exist, by target and socket.
  let edges: [Edge]

  init(_ workflow: Workflow, _ catalog: NodeCatalog) {
    self.workflow = workflow
    definitions = workflow.nodes.map { catalog[$0.classType] }
    order = TopologicalOrder(workflow, catalog: catalog).indices
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    let places = workflow.places
    func origin(_ value: InputValue?) -> (place: Int, slot: Int)? {
      guard case .link(let link) = value, let place = places[link.source],
        (0...NodeFace.maximumSlot).contains(link.slot)
      else { return nil }
      return (place, link.slot)
    }
    var outputCounts = [Int](repeating: 0, count: workflow.nodes.count)
    for node in workflow.nodes {
      for input in node.inputs {
        guard let (place, slot) = origin(input.value) else { continue }
        outputCounts[place] = max(outputCounts[place], slot + 1)
      }
    }
    faces = workflow.nodes.indices.map { place in
      NodeFace(
        workflow.nodes[place], definition: catalog[workflow.nodes[place].classType],
        outputCount: outputCounts[place])
    }
    var edges: [Edge] = []
    for (target, face) in faces.enumerated() {
      for (socket, input) in face.sockets.enumerated() {
        guard let (source, slot) = origin(workflow.nodes[target][input.name]) else { continue }
        edges.append(
          Edge(
            source: source, slot: slot, target: target, socket: socket, input: input.name,
            isForward: ranks[source] < ranks[target]))
      }
    }
    self.edges = edges
  }

  /// The type a link carries: the output's, or the input's where the output is vague.
  func type(of edge: Edge) -> String {
    let output = faces[edge.source].outputs[edge.slot].type
    return output == "*" ? faces[edge.target].sockets[edge.socket].type : output
  }
}
