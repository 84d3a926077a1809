import JSON

/// The parts of a UI file that matter for its meaning, as they stand in the file.
struct UIDocument {
  var root: UIGraph
  /// Subgraph definitions by GUID and group nodes by both spellings of their type.
  var subgraphs: [String: UIGraph]
  /// Whether the file names the links that cg-use-everywhere adds.
  var namesImpliedLinks = false
}

/// One canvas: the root, a subgraph or a group node.
struct UIGraph {
  var nodes: [UINode] = []
  var places: [String: Int] = [:]
  var links: [String: UILink] = [:]
  /// The sockets of a subgraph's instance; empty for the root.
  var inputs: [UISocket] = []
  var outputs: [UISocket] = []
  /// The links that each input of a subgraph feeds, in the file's order.
  var inputLinks: [Int: [UILink]] = [:]
  /// The link that feeds each output of a subgraph.
  var outputLinks: [Int: UILink] = [:]
  /// Group nodes keep the values of all inner nodes in one row.
  var isGroupNode = false

  static let inputNode = "-10"
  static let outputNode = "-20"
}

/// A node as the file has it.
struct UINode {
  var id: String
  var type: String
  var mode: Int
  var title: String?
  var inputs: [UISocket]
  var outputs: [UISocket]
  var widgets: JSONValue?
  var properties: JSONObject
  var frame: CanvasRectangle
  var color: String?
  var bodyColor: String?

  var isMuted: Bool { mode == 2 }
  var isBypassed: Bool { mode == 4 }
}

/// An input or output of a UI node.
struct UISocket {
  var name: String
  var type: String
  var link: String?
  /// The name of the widget the socket belongs to.
  var widget: String?
}

/// One entry of a link table.
struct UILink {
  var origin: String
  var originSlot: Int
  var target: String
  var targetSlot: Int
}

// MARK: - Reading

extension UIDocument {
  /// Reads schema 0.4 and 1; unknown and damaged parts are left out, never trapped on.
  init(_ json: JSONValue) throws(WorkflowFormatError) {
    guard let object = json.object, object["nodes"]?.array != nil else {
      throw .notAWorkflow(place: "the file", expected: "an object with a list of nodes")
    }
    root = UIGraph(object)
    subgraphs = [:]
    addImpliedLinks(object["extra"]?["ue_links"]?.array ?? [])
    var order: [String] = []
    Self.collect(object, into: &subgraphs, order: &order, depth: 0)
    let lastNode = object["last_node_id"] ?? object["state"]?["lastNodeId"]
    renumberRepeatedNodes(order: order, lastNode: lastNode?.int ?? 0)
    for group in object["extra"]?["groupNodes"]?.object ?? JSONObject() {
      guard let body = group.value.object else { continue }
      let graph = UIGraph(groupNode: body)
      for separator in ["/", ">"] { subgraphs["workflow\(separator)\(group.key)"] = graph }
    }
  }

  /// Adds the links of `extra.ue_links`, which newer versions of cg-use-everywhere save with the
  /// file: `{downstream, downstream_slot, upstream, upstream_slot}`, where nothing else is linked.
  private mutating func addImpliedLinks(_ rows: [JSONValue]) {
    for (number, row) in rows.enumerated() {
      guard let target = row["downstream"].flatMap(idText), let place = root.places[target],
        let slot = row["downstream_slot"]?.int, root.nodes[place].inputs.indices.contains(slot),
        let origin = row["upstream"].flatMap(idText), root.places[origin] != nil,
        let originSlot = row["upstream_slot"]?.int
      else { continue }
      namesImpliedLinks = true
      guard root.nodes[place].inputs[slot].link == nil else { continue }
      let id = "implied\(number)"
      root.links[id] = UILink(
        origin: origin, originSlot: originSlot, target: target, targetSlot: slot)
      root.nodes[place].inputs[slot].link = id
    }
  }

  private static func collect(
    _ object: JSONObject, into subgraphs: inout [String: UIGraph], order: inout [String],
    depth: Int
  ) {
    guard depth < 32 else { return }
    for definition in object["definitions"]?["subgraphs"]?.array ?? [] {
      guard let body = definition.object, let id = body["id"]?.string else { continue }
      if subgraphs[id] == nil {
        subgraphs[id] = UIGraph(body)
        order.append(id)
      }
      collect(body, into: &subgraphs, order: &order, depth: depth + 1)
    }
  }
}

extension UIGraph {
  init(_ object: JSONObject) {
    for value in object["nodes"]?.array ?? [] {
      guard let node = UINode(value), places[node.id] == nil else { continue }
      places[node.id] = nodes.count
      nodes.append(node)
    }
    inputs = (object["inputs"]?.array ?? []).map(UISocket.init)
    outputs = (object["outputs"]?.array ?? []).map(UISocket.init)
    var fed: [String] = []
    for value in object["links"]?.array ?? [] {
      guard let (id, link) = UILink.read(value) else { continue }
      links[id] = link
      if link.target == Self.outputNode { outputLinks[link.targetSlot] = link }
      if link.origin == Self.inputNode { fed.append(id) }
    }
    let named = (object["inputs"]?.array ?? []).flatMap { input in
      (input["linkIds"]?.array ?? []).compactMap(idText)
    }
    var seen: Set<String> = []
    for id in named + fed where seen.insert(id).inserted {
      guard let link = links[id], link.origin == Self.inputNode else { continue }
      inputLinks[link.originSlot, default: []].append(link)
    }
  }
}

extension UINode {
  init?(_ json: JSONValue) {
    guard let object = json.object, let id = object["id"].flatMap(idText) else { return nil }
    self.id = id
    type = object["type"]?.string ?? ""
    mode = object["mode"]?.int ?? 0
    title = object["title"]?.string
    inputs = (object["inputs"]?.array ?? []).map(UISocket.init)
    outputs = (object["outputs"]?.array ?? []).map(UISocket.init)
    widgets = object["widgets_values"]
    properties = object["properties"]?.object ?? JSONObject()
    let position = pair(object["pos"]), size = pair(object["size"])
    frame = CanvasRectangle(
      x: position?.0 ?? 0, y: position?.1 ?? 0, width: size?.0 ?? 0, height: size?.1 ?? 0)
    color = object["color"]?.string
    bodyColor = object["bgcolor"]?.string
  }
}

extension UISocket {
  init(_ json: JSONValue) {
    name = json["name"]?.string ?? ""
    // Old files hold numbers such as -1 for triggers; like the frontend's, they match nothing.
    type = json["type"]?.string ?? json["type"]?.number?.text ?? "*"
    link = json["link"].flatMap(idText)
    widget = json["widget"]?["name"]?.string
  }
}

extension UILink {
  /// Reads `[id, from, slot, to, slot, type]` or `{id, origin_id, ...}`.
  static func read(_ json: JSONValue) -> (String, UILink)? {
    if let row = json.array {
      guard row.count >= 5, let id = idText(row[0]), let origin = idText(row[1]),
        let originSlot = row[2].int, let target = idText(row[3]), let targetSlot = row[4].int
      else { return nil }
      return (
        id,
        UILink(origin: origin, originSlot: originSlot, target: target, targetSlot: targetSlot)
      )
    }
    guard let id = json["id"].flatMap(idText), let origin = json["origin_id"].flatMap(idText),
      let originSlot = json["origin_slot"]?.int, let target = json["target_id"].flatMap(idText),
      let targetSlot = json["target_slot"]?.int
    else { return nil }
    return (
      id, UILink(origin: origin, originSlot: originSlot, target: target, targetSlot: targetSlot)
    )
  }
}

/// Ids are numbers or texts; both are told by their text.
func idText(_ json: JSONValue) -> String? { json.string ?? json.number?.text }

/// Two lengths as an array or as an object with the keys "0" and "1".
private func pair(_ json: JSONValue?) -> (Double, Double)? {
  guard let json else { return nil }
  guard let first = json[0]?.double ?? json["0"]?.double,
    let second = json[1]?.double ?? json["1"]?.double, first.isFinite, second.isFinite
  else { return nil }
  return (first, second)
}
