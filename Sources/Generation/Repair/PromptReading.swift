public import JSON
public import WorkflowGraph

/// Reads API prompts that are to be mended, and says what reading alone changes.
public enum PromptReading {
  /// The nodes of a prompt, or of the body of a request that holds one, `{prompt: {…}, …}`.
  public static func nodes(_ json: JSONValue) -> JSONValue {
    guard let inner = json["prompt"], inner.object != nil, inner["class_type"] == nil else {
      return json
    }
    return inner
  }

  /// Reads a prompt; a node without `class_type` gets an empty one, for rules to find it.
  ///
  /// - Parameter prompt: The object of nodes.
  /// - Returns: The workflow.
  /// - Throws: ``WorkflowFormatError`` when nothing in it is a node.
  public static func read(_ prompt: JSONValue) throws(WorkflowFormatError) -> Workflow {
    guard var object = prompt.object else { return try APIFormat.read(prompt) }
    for member in object.members {
      guard var node = member.value.object, node["inputs"]?.object != nil else { continue }
      if node["class_type"]?.isNull ?? true { node["class_type"] = "" }
      object[member.key] = .object(node)
    }
    return try APIFormat.read(.object(object))
  }

  /// What of a prompt stands otherwise in the workflow only because it was read.
  ///
  /// Entries that are no nodes are left out; a list that is no link is wrapped, since the server
  /// would take it for one.
  static func changes(_ prompt: JSONValue, _ workflow: Workflow) -> [Repair] {
    var repairs: [Repair] = []
    let places = workflow.places
    for member in prompt.object?.members ?? [] {
      guard let node = member.value.object,
        node["class_type"]?.string != nil || node["inputs"] != nil
      else {
        repairs.append(
          Repair(.dropped, classType: "", node: member.key, reason: "it is no node"))
        continue
      }
      guard let place = places[member.key] else { continue }
      for input in node["inputs"]?.object?.members ?? [] {
        let value = input.value
        guard value.array != nil, workflow.nodes[place][input.key] == .literal(value) else {
          continue
        }
        repairs.append(
          Repair(
            .value, classType: workflow.nodes[place].classType, node: member.key, input: input.key,
            old: value.text(), new: "{\"__value__\": \(value.text())}",
            reason: "the server takes a bare list for a link"))
      }
    }
    return repairs
  }
}
