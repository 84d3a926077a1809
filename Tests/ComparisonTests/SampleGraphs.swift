import WorkflowGraph

/// One node written shortly: inputs fed by source and slot.
func made(_ id: String, _ classType: String, _ links: [(String, String, Int)] = []) -> Node {
  Node(
    id: id, classType: classType,
    inputs: links.map { NodeInput(name: $0.0, value: .link(Link(source: $0.1, slot: $0.2))) })
}

/// The seven nodes and nine links of text to image.
let textToImage = Workflow(nodes: [
  made("1", "CheckpointLoaderSimple"),
  made("2", "CLIPTextEncode", [("clip", "1", 1)]),
  made("3", "CLIPTextEncode", [("clip", "1", 1)]),
  made("4", "EmptyLatentImage"),
  made(
    "5", "KSampler",
    [("model", "1", 0), ("positive", "2", 0), ("negative", "3", 0), ("latent_image", "4", 0)]),
  made("6", "VAEDecode", [("samples", "5", 0), ("vae", "1", 2)]),
  made("7", "SaveImage", [("images", "6", 0)]),
])

extension Workflow {
  /// The workflow with one input of a node fed by another source, or cut off.
  func feeding(_ id: String, _ input: String, from source: String?) -> Workflow {
    var copy = self
    for index in copy.nodes.indices where copy.nodes[index].id == id {
      copy.nodes[index][input] = source.map { .link(Link(source: $0, slot: 0)) }
    }
    return copy
  }

  /// The workflow without a node and its links.
  func removing(_ id: String) -> Workflow {
    var copy = self
    copy.nodes.removeAll { $0.id == id }
    for index in copy.nodes.indices {
      copy.nodes[index].inputs.removeAll { input in
        guard case .link(let link) = input.value else { return false }
        return link.source == id
      }
    }
    return copy
  }

  /// The workflow with other node ids.
  func renamed(_ rename: (String) -> String) -> Workflow {
    Workflow(
      nodes: nodes.map { node in
        Node(
          id: rename(node.id), classType: node.classType,
          inputs: node.inputs.map { input in
            guard case .link(let link) = input.value else { return input }
            return NodeInput(
              name: input.name, value: .link(Link(source: rename(link.source), slot: link.slot)))
          })
      })
  }
}
