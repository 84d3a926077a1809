public import JSON

/// The API format, the body of ComfyUI's `/prompt`.
///
///     {"<id>": {"class_type": "...", "inputs": {"<name>": <value>}, "_meta": {"title": "..."}}}
///
/// A value is a link `["<id>", slot]` only if it is an array of two whose first element is the id
/// of a node of the same file and whose second is an integer; every other array is a literal. A
/// literal is wrapped as `{"__value__": ...}` where it could be taken for a link or a wrap.
/// Source: Comfy-Org/ComfyUI v0.33.0: execution.py; COMFYUI.md part A.
public enum APIFormat {
  private static let wrap = "__value__"

  /// Reads an API workflow; `{"prompt": {...}}`, the whole body of a request, is read too.
  ///
  /// Members that cannot be nodes (neither `class_type` nor `inputs`) are comments and left out.
  ///
  /// - Throws: ``WorkflowFormatError`` when a node has no `class_type` or nothing is a node.
  public static func read(_ json: JSONValue) throws(WorkflowFormatError) -> Workflow {
    guard var object = json.object else {
      throw .notAWorkflow(place: "the file", expected: "an object of nodes by id")
    }
    if let inner = object["prompt"]?.object, object["prompt"]?["class_type"] == nil {
      object = inner
    }
    var nodes: [Node] = []
    nodes.reserveCapacity(object.count)
    for member in object {
      guard let node = member.value.object, let classType = node["class_type"]?.string else {
        // Files written by hand carry comments and titles beside the nodes.
        if member.value["inputs"] == nil { continue }
        throw .nodeWithoutClassType(id: member.key)
      }
      let inputs = (node["inputs"]?.object ?? JSONObject()).map { input in
        NodeInput(name: input.key, value: value(input.value, ids: object))
      }
      nodes.append(
        Node(
          id: member.key, classType: classType, inputs: inputs,
          title: node["_meta"]?["title"]?.string))
    }
    guard !nodes.isEmpty || object.isEmpty else {
      throw .notAWorkflow(place: "the file", expected: "an object of nodes by id")
    }
    return Workflow(nodes: nodes)
  }

  /// Writes an API workflow, nodes in document order or in topological order.
  public static func write(_ workflow: Workflow, inTopologicalOrder: Bool = false) -> JSONValue {
    let order =
      inTopologicalOrder
      ? TopologicalOrder(workflow).indices.map { workflow.nodes[$0] } : workflow.nodes
    return .object(JSONObject(order.map { ($0.id, json($0)) }))
  }

  private static func json(_ node: Node) -> JSONValue {
    var object = JSONObject()
    object["class_type"] = .string(node.classType)
    object["inputs"] = .object(JSONObject(node.inputs.map { ($0.name, json($0.value)) }))
    if let title = node.title { object["_meta"] = ["title": .string(title)] }
    return .object(object)
  }

  private static func json(_ value: InputValue) -> JSONValue {
    switch value {
    case .link(let link): .array([.string(link.source), .int(link.slot)])
    case .literal(let literal):
      literal.array != nil || wrapped(literal) != nil
        ? .object(JSONObject([(wrap, literal)])) : literal
    }
  }

  private static func value(_ json: JSONValue, ids: JSONObject) -> InputValue {
    if let pair = json.array, pair.count == 2, let source = pair[0].string, let slot = pair[1].int,
      ids[source] != nil
    {
      return .link(Link(source: source, slot: slot))
    }
    return .literal(wrapped(json) ?? json)
  }

  /// What `{"__value__": x}` wraps; an object with further keys (curves carry `__type__`) is kept.
  private static func wrapped(_ json: JSONValue) -> JSONValue? {
    guard let object = json.object, object.count == 1 else { return nil }
    return object[wrap]
  }
}
