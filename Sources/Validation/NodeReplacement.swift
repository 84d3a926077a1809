import JSON
import WorkflowGraph

/// The server's first step: nodes of classes that are gone take the class that replaced them.
///
/// Inputs are carried over only as far as the table says, so most are lost.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: app/node_replace_manager.py.
struct NodeReplacement {
  let catalog: NodeCatalog
  let hooks: HookTable

  /// The prompt with replaced nodes; `nil` where the server raises (HTTP 500).
  func apply(_ prompt: JSONObject) -> JSONObject? {
    var replaced: [String: HookTable.Replacement] = [:]
    for member in prompt {
      switch member.value {
      case .object(let node):
        guard let classType = node["class_type"], let inputs = node["inputs"] else { continue }
        switch classType {
        case .array, .object: return nil
        case .string(let name):
          if !catalog.contains(name), let entry = hooks.replacement(of: name),
            catalog.contains(entry.newClass)
          {
            replaced[member.key] = entry
          }
        default: break
        }
        guard inputs.object != nil else { return nil }
      case .array, .string: continue
      case .null, .bool, .number: return nil
      }
    }
    if replaced.isEmpty { return prompt }
    var result = prompt
    for member in prompt {
      guard let entry = replaced[member.key] else { continue }
      guard let node = renamed(member.value, by: entry) else { return nil }
      result[member.key] = node
    }
    return remapped(result, by: replaced)
  }

  /// The node in its new class, or `nil` where a needed part is absent.
  private func renamed(
    _ node: JSONValue, by entry: HookTable.Replacement
  ) -> JSONValue? {
    guard var object = node.object, object["_meta"]?.object != nil else { return nil }
    var inputs = JSONObject()
    for map in entry.inputs {
      if let value = map.value {
        inputs[map.new] = value
      } else if let old = map.old {
        guard let value = object["inputs"]?[old] else { return nil }
        inputs[map.new] = value
      }
    }
    object["class_type"] = .string(entry.newClass)
    object["inputs"] = .object(inputs)
    return .object(object)
  }

  /// Links that leave a replaced node take the slots of its new class.
  private func remapped(
    _ prompt: JSONObject, by replaced: [String: HookTable.Replacement]
  ) -> JSONObject {
    guard replaced.values.contains(where: { $0.outputs.contains { $0.key != $0.value } }) else {
      return prompt
    }
    var result = prompt
    for member in prompt {
      guard var node = member.value.object, var inputs = node["inputs"]?.object else { continue }
      for input in inputs {
        guard let link = input.value.array, link.count == 2, let id = link[0].string,
          let slot = link[1].int, let new = replaced[id]?.outputs[slot]
        else { continue }
        inputs[input.key] = .array([link[0], .int(new)])
      }
      node["inputs"] = .object(inputs)
      result[member.key] = .object(node)
    }
    return result
  }
}
