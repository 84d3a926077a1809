import JSON
public import WorkflowGraph

/// A workflow as a JSON list of nodes and of links, the form that code is compared with.
///
///     {"nodes": [[1, "EmptyLatentImage", {"width": 512}], [2, "KSampler", {}]],
///      "links": [[1, 0, 2, "latent_image"]]}
///
/// A node is its number, class type and values; a link goes from an output (node, slot) to an input
/// (node, name). Only ablation A2 writes and reads it: the paper finds that models do better with
/// code. Source: ComfyUI-R1 (arXiv 2506.09790), section 4.5; the exact form there is unknown.
public enum LinkList {
  /// The text, nodes numbered from 1 in the order in which they stand.
  public static func text(of workflow: Workflow) -> String {
    let places = workflow.places
    let nodes = workflow.nodes.enumerated().map { place, node -> JSONValue in
      let values = node.inputs.compactMap { input -> (String, JSONValue)? in
        guard case .literal(let value) = input.value else { return nil }
        return (input.name, value)
      }
      return [.int(place + 1), .string(node.classType), .object(JSONObject(values))]
    }
    let links = workflow.links.compactMap { link -> JSONValue? in
      guard let source = places[link.source], let target = places[link.target] else { return nil }
      return [.int(source + 1), .int(link.slot), .int(target + 1), .string(link.input)]
    }
    let list: JSONValue = ["nodes": .array(nodes), "links": .array(links)]
    return list.text()
  }

  /// Whether a code part means to be a list, right or wrong.
  public static func isMeant(by text: String) -> Bool {
    text.utf8.first { $0 > 0x20 } == 0x7B
  }

  /// Reads a list; `nil` when it is none, names a node twice or links to a node that is not there.
  public static func workflow(_ text: String) -> Workflow? {
    guard let json = try? JSONValue.parse(text), let nodes = json["nodes"]?.array,
      let links = json["links"]?.array
    else { return nil }
    var workflow = Workflow()
    var places: [Int: Int] = [:]
    for entry in nodes {
      guard let parts = entry.array, parts.count == 3, let number = parts[0].int,
        let classType = parts[1].string, let values = parts[2].object, places[number] == nil
      else { return nil }
      places[number] = workflow.nodes.count
      workflow.nodes.append(
        Node(
          id: String(number), classType: classType,
          inputs: values.map { NodeInput(name: $0.key, value: .literal($0.value)) }))
    }
    for entry in links {
      guard let parts = entry.array, parts.count == 4, let source = parts[0].int,
        let slot = parts[1].int, let target = parts[2].int.flatMap({ places[$0] }),
        let input = parts[3].string, places[source] != nil, slot >= 0
      else { return nil }
      workflow.nodes[target][input] = .link(Link(source: String(source), slot: slot))
    }
    return workflow
  }
}
