import WorkflowGraph

/// Titles and colours: text encoders say whether they are the positive or the negative prompt.
///
/// The role is found by walking back from inputs called `positive` and `negative` (and from the
/// only `conditioning` of a guider) through nodes that change conditionings. An encoder with both
/// roles keeps its plain title.
struct NodeTitles {
  /// The role a conditioning plays for a sampler.
  enum Role: String {
    case positive
    case negative

    var titleSuffix: String { self == .positive ? " (Positive Prompt)" : " (Negative Prompt)" }
    var color: String { self == .positive ? "#232" : "#322" }
    var bodyColor: String { self == .positive ? "#353" : "#533" }
  }

  /// The role of each node that makes a conditioning from something else.
  let roles: [Role?]
  private let graph: CanvasGraph

  /// Traces the roles of a graph.
  init(_ graph: CanvasGraph) {
    self.graph = graph
    var trace = Trace(graph)
    for (index, edge) in graph.edges.enumerated() {
      if let role = Role(rawValue: edge.input) {
        trace.follow(index, role)
      } else if edge.input == "conditioning",
        graph.faces[edge.target].outputs.map(\.type) == ["GUIDER"]
      {
        trace.follow(index, .positive)
      }
    }
    roles = trace.found.map { $0.count == 1 ? $0.first : nil }
  }

  /// The title shown for a node; `nil` for its display name.
  func title(_ place: Int) -> String? {
    if let title = graph.workflow.nodes[place].title, !title.isEmpty { return title }
    guard let role = roles[place] else { return nil }
    var name = displayName(place)
    for ending in [" (Prompt)", " (prompt)"] where name.hasSuffix(ending) {
      name = String(name.dropLast(ending.count))
    }
    return name + role.titleSuffix
  }

  /// The name the frontend shows for a node without title.
  func displayName(_ place: Int) -> String {
    graph.definitions[place]?.displayName ?? graph.workflow.nodes[place].classType
  }

  /// Walks links backwards, each at most once per role.
  private struct Trace {
    let graph: CanvasGraph
    let incoming: [[Int]]
    var found: [[Role]]
    private var seen: Set<String> = []

    init(_ graph: CanvasGraph) {
      self.graph = graph
      var incoming = [[Int]](repeating: [], count: graph.faces.count)
      for (index, edge) in graph.edges.enumerated() { incoming[edge.target].append(index) }
      self.incoming = incoming
      found = Array(repeating: [], count: graph.faces.count)
    }

    mutating func follow(_ start: Int, _ role: Role) {
      var waiting = [start]
      while let index = waiting.popLast() {
        guard seen.insert("\(index) \(role.rawValue)").inserted else { continue }
        let edge = graph.edges[index]
        guard graph.type(of: edge) == "CONDITIONING" else { continue }
        let further = conditionings(behind: edge, role)
        if further.isEmpty {
          if !found[edge.source].contains(role) { found[edge.source].append(role) }
        } else if graph.workflow.nodes[edge.source].classType != "ConditioningZeroOut" {
          waiting += further
        }
      }
    }

    /// The conditionings that a node makes the one of `edge` from.
    private func conditionings(behind edge: CanvasGraph.Edge, _ role: Role) -> [Int] {
      let all = incoming[edge.source].filter { graph.type(of: graph.edges[$0]) == "CONDITIONING" }
      let named = all.filter { Role(rawValue: graph.edges[$0].input) != nil }
      guard !named.isEmpty else { return all }
      let output = graph.faces[edge.source].outputs[edge.slot].name
      let wanted = Role(rawValue: output.lowercased()) ?? role
      return named.filter { graph.edges[$0].input == wanted.rawValue }
    }
  }
}
