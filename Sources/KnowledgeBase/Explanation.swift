public import JSON
public import WorkflowGraph

/// A workflow in plain words, read off its nodes and links.
public struct Explanation: Equatable, Sendable {
  /// What one node does.
  public struct Step: Equatable, Sendable {
    /// The node's id.
    public var id: String
    /// Its class type.
    public var classType: String
    /// Its title, or the name the frontend shows.
    public var name: String
    /// Input and the step that feeds it, in the order of the node's inputs.
    public var takes: [(input: String, from: String)]
    /// Input and value as text, in the order of the node's inputs.
    public var values: [(input: String, value: String)]
    /// The names of the outputs that are used; of all when the node ends the workflow.
    public var gives: [String]
    /// Whether ComfyUI runs the workflow for this node's sake.
    public var isResult: Bool
    /// Whether no definition of the class is known.
    public var isUnknown: Bool

    /// The step in one sentence.
    public var sentence: String {
      var parts: [String] = []
      if isUnknown { parts.append("unknown class \(classType)") }
      if !takes.isEmpty {
        parts.append("takes " + takes.map { "\($0.input) from \($0.from)" }.joined(separator: ", "))
      }
      if !values.isEmpty {
        parts.append("with " + values.map { "\($0.input) \($0.value)" }.joined(separator: ", "))
      }
      if !gives.isEmpty { parts.append("gives " + gives.joined(separator: ", ")) }
      if isResult { parts.append("is a result") }
      return "\(name) (\(id)) " + (parts.isEmpty ? "stands alone" : parts.joined(separator: "; "))
        + "."
    }

    /// Compares all parts.
    public static func == (left: Step, right: Step) -> Bool { left.json == right.json }
  }

  /// What the workflow is about: the names of the tasks, model families and techniques it shows.
  public var concepts: [String]
  /// The steps, each after those it depends on.
  public var steps: [Step]

  /// The longest text shown of a value, in characters.
  static let longestValue = 160

  /// Reads a workflow.
  public init(_ workflow: Workflow, catalog: NodeCatalog) {
    concepts = ConceptLexicon.standard.entries.map(\.concept)
      .filter { concept in workflow.nodes.contains(where: concept.isMet) }
      .map { $0.name.replacing("_", with: " ") }
    var used: [String: Set<Int>] = [:]
    for link in workflow.links { used[link.source, default: []].insert(link.slot) }
    let names = Dictionary(
      workflow.nodes.map { ($0.id, Self.name(of: $0, catalog)) }, uniquingKeysWith: { $1 })
    steps = TopologicalOrder(workflow, catalog: catalog).indices.map { place in
      let node = workflow.nodes[place]
      return Self.step(node, catalog[node.classType], names, used: used[node.id] ?? [])
    }
  }

  private static func name(of node: Node, _ catalog: NodeCatalog) -> String {
    if let title = node.title, !title.isEmpty { return title }
    return catalog[node.classType]?.displayName ?? node.classType
  }

  private static func step(
    _ node: Node, _ definition: NodeDefinition?, _ names: [String: String], used: Set<Int>
  ) -> Step {
    let outputs = definition?.outputs ?? []
    var step = Step(
      id: node.id, classType: node.classType, name: names[node.id] ?? node.classType, takes: [],
      values: [],
      gives: used.sorted().map { $0 < outputs.count ? outputs[$0].name : "output \($0)" },
      isResult: definition?.isOutputNode ?? false, isUnknown: definition == nil)
    for input in node.inputs {
      switch input.value {
      case .link(let link):
        let source = names[link.source].map { "\($0) (\(link.source))" }
        step.takes.append((input.name, source ?? "a node that is not there (\(link.source))"))
      case .literal(let value): step.values.append((input.name, shown(value)))
      }
    }
    return step
  }

  private static func shown(_ value: JSONValue) -> String {
    guard let text = value.string else { return cut(value.text()) }
    return ModelFolders.isFile(value) ? cut(text) : "\"\(cut(text))\""
  }

  private static func cut(_ text: String) -> String {
    text.count > longestValue ? text.prefix(longestValue) + "…" : text
  }

  /// The workflow in sentences: one about all of it, then a numbered one for each step.
  public var text: String {
    let about = concepts.isEmpty ? "" : ": " + concepts.joined(separator: ", ")
    let nodes = steps.count == 1 ? "1 node" : "\(steps.count) nodes"
    return ([nodes + about + "."] + steps.enumerated().map { "\($0 + 1). \($1.sentence)" })
      .map { $0 + "\n" }.joined()
  }

  /// The same as JSON.
  public var json: JSONValue {
    [
      "nodes": .int(steps.count), "concepts": .array(concepts.map { .string($0) }),
      "steps": .array(steps.map(\.json)),
    ]
  }
}

extension Explanation.Step {
  var json: JSONValue {
    func pairs(_ list: [(String, String)]) -> JSONValue {
      .object(JSONObject(list.map { ($0.0, .string($0.1)) }))
    }
    return [
      "id": .string(id), "class_type": .string(classType), "name": .string(name),
      "takes": pairs(takes.map { ($0.input, $0.from) }),
      "values": pairs(values.map { ($0.input, $0.value) }),
      "gives": .array(gives.map { .string($0) }), "is_result": .bool(isResult),
      "is_unknown": .bool(isUnknown),
    ]
  }
}
