import JSON

// A group node (`workflow/NAME`, `workflow>NAME`) is an early kind of subgraph: its type stands in
// `extra.groupNodes` as {nodes, links, external, config}. Inner links name nodes by index. Every
// inner input that no inner link feeds becomes a socket of the instance, every output that feeds
// nothing inside (or is listed as external) an output, both in node order; `config` may hide or
// rename them. The values of all inner nodes stand in one row on the instance.
// Source: COMFYUI.md C2; ComfyUI frontend 1.58.1: extensions/core/groupNode.ts.

extension UIGraph {
  /// Turns a group node's definition into a subgraph with the same sockets.
  init(groupNode object: JSONObject) {
    self.init()
    isGroupNode = true
    for (index, value) in (object["nodes"]?.array ?? []).enumerated() {
      guard var body = value.object else { continue }
      body["id"] = .int(index)
      guard var node = UINode(.object(body)) else { continue }
      for input in node.inputs.indices { node.inputs[input].link = nil }
      places[node.id] = nodes.count
      nodes.append(node)
    }
    var fed: Set<[Int]> = []
    var feeding: Set<[Int]> = []
    for (number, value) in (object["links"]?.array ?? []).enumerated() {
      guard let target = value[2]?.int, let targetSlot = value[3]?.int,
        let origin = value[0]?.int, let originSlot = value[1]?.int,
        let place = places[String(target)], nodes[place].inputs.indices.contains(targetSlot)
      else { continue }
      let id = "inner\(number)"
      links[id] = UILink(
        origin: String(origin), originSlot: originSlot, target: String(target),
        targetSlot: targetSlot)
      nodes[place].inputs[targetSlot].link = id
      fed.insert([target, targetSlot])
      feeding.insert([origin, originSlot])
    }
    for value in object["external"]?.array ?? [] {
      guard let origin = value[0]?.int, let slot = value[1]?.int else { continue }
      feeding.remove([origin, slot])
    }
    expose(object["config"]?.object ?? JSONObject(), fed: fed, feeding: feeding)
  }

  private mutating func expose(_ config: JSONObject, fed: Set<[Int]>, feeding: Set<[Int]>) {
    for place in nodes.indices {
      guard let index = Int(nodes[place].id) else { continue }
      let own = config[nodes[place].id]
      for (slot, socket) in nodes[place].inputs.enumerated() where !fed.contains([index, slot]) {
        let rule = own?["input"]?[socket.name]
        if rule?["visible"]?.bool == false { continue }
        exposeInput(socket, rule?["name"]?.string, place, slot)
      }
      for (slot, socket) in nodes[place].outputs.enumerated() {
        let rule = own?["output"]?[String(slot)]
        guard rule?["visible"]?.bool ?? !feeding.contains([index, slot]) else { continue }
        outputLinks[outputs.count] = UILink(
          origin: nodes[place].id, originSlot: slot, target: Self.outputNode,
          targetSlot: outputs.count)
        outputs.append(
          UISocket(name: rule?["name"]?.string ?? socket.name, type: socket.type))
      }
    }
  }

  private mutating func exposeInput(
    _ socket: UISocket, _ rename: String?, _ place: Int, _ slot: Int
  ) {
    let node = nodes[place]
    var name = rename ?? socket.name
    if inputs.contains(where: { $0.name == name }) { name = "\(node.title ?? node.type) \(name)" }
    let id = "outer\(inputs.count)"
    let link = UILink(
      origin: Self.inputNode, originSlot: inputs.count, target: node.id, targetSlot: slot)
    links[id] = link
    inputLinks[inputs.count] = [link]
    nodes[place].inputs[slot].link = id
    inputs.append(UISocket(name: name, type: socket.type, widget: socket.widget))
  }
}
