public import JSON

/// Writes schema 0.4, the form that the frontend opens without a message.
///
///     {id, revision, last_node_id, last_link_id, nodes[], links[], groups[], config, extra,
///     version}
///
/// Links are named at both ends, values stand by place with every control mode `fixed`, and a
/// widget fed by a link keeps its place: the frontend shifts or drops values silently otherwise.
/// Source: Comfy-Org/ComfyUI_frontend: src/platform/workflow/validation/schemas/workflowSchema.ts.
extension UIFormat {
  /// Writes a placed workflow as a UI file.
  ///
  /// Node ids are numbers there: ids that are numbers keep them, others get new ones. Links to
  /// nodes that do not exist, or to slots beyond ``NodeFace/maximumSlot``, are left out.
  ///
  /// - Parameters:
  ///   - placed: The workflow with its looks.
  ///   - catalog: Says which inputs are widgets, and in which order.
  ///   - id: The file's GUID; derive it from the job, so that a repeated run writes the same bytes.
  /// - Returns: The file.
  public static func write(
    _ placed: PlacedWorkflow, catalog: NodeCatalog, id: String
  ) -> JSONValue {
    UIFileWriter(placed, catalog).file(id: id.lowercased())
  }

  /// The workflow as the canvas holds it: widgets without a value get their start value, and
  /// literals that no widget can hold are left out.
  ///
  /// `read(write(w))` gives this workflow (frontend-only types aside, which an API file cannot
  /// hold), so write the API file from it. Nodes without an exact definition keep all values but
  /// nulls.
  ///
  /// - Parameters:
  ///   - workflow: Any workflow.
  ///   - catalog: The definitions.
  /// - Returns: The same nodes with inputs in definition order.
  public static func completed(_ workflow: Workflow, catalog: NodeCatalog) -> Workflow {
    let ids = Set(workflow.nodes.map(\.id))
    return Workflow(nodes: workflow.nodes.map { completed($0, catalog, ids) })
  }

  private static func completed(_ node: Node, _ catalog: NodeCatalog, _ ids: Set<String>) -> Node {
    let definition = catalog[node.classType]
    let face = NodeFace(node, definition: definition)
    var result = Node(id: node.id, classType: node.classType, title: node.title)
    for widget in face.widgets
    where (widget.kind == .input || widget.kind == .unsaved) && !widget.value.isNull {
      result[widget.name] = .literal(widget.value)
    }
    for input in node.inputs {
      guard case .link(let link) = input.value, ids.contains(link.source),
        (0...NodeFace.maximumSlot).contains(link.slot)
      else { continue }
      result[input.name] = input.value
    }
    result.inputs = InputOrder(definition, result.inputs).sorted(result.inputs)
    return result
  }

  /// The number each node has in a UI file, by its place in `workflow.nodes`.
  ///
  /// - Parameter workflow: The workflow; of nodes with one id the first keeps its number.
  /// - Returns: Numbers, all different, not negative.
  public static func nodeNumbers(_ workflow: Workflow) -> [Int] {
    var taken: Set<Int> = []
    let own = workflow.nodes.map { node -> Int? in
      guard let number = Int(node.id), String(number) == node.id,
        (0..<(1 << 53)).contains(number), taken.insert(number).inserted
      else { return nil }
      return number
    }
    // Above the highest, unless that leaves no room among the integers a browser holds exactly.
    let highest = taken.max() ?? 0
    var next = highest < 1 << 31 ? highest + 1 : 1
    return own.map { number in
      if let number { return number }
      while taken.contains(next) { next += 1 }
      taken.insert(next)
      return next
    }
  }
}

// MARK: - Writing

private struct UIFileWriter {
  private struct LinkRecord {
    var id: Int
    var origin: Int
    var originSlot: Int
    var target: Int
    var targetSlot: Int
    var type: String
  }

  private let placed: PlacedWorkflow
  private let catalog: NodeCatalog
  private let numbers: [Int]
  private let places: [String: Int]
  private var faces: [NodeFace] = []
  private var sockets: [[NodeFace.Socket]] = []
  private var links: [LinkRecord] = []
  private var incoming: [[Int: Int]]
  private var outgoing: [[Int: [Int]]]

  init(_ placed: PlacedWorkflow, _ catalog: NodeCatalog) {
    self.placed = placed
    self.catalog = catalog
    let workflow = placed.workflow
    numbers = UIFormat.nodeNumbers(workflow)
    places = workflow.places
    incoming = Array(repeating: [:], count: workflow.nodes.count)
    outgoing = Array(repeating: [:], count: workflow.nodes.count)
    addFaces(workflow)
    for target in workflow.nodes.indices { addLinks(into: target, workflow.nodes[target]) }
  }

  private mutating func addFaces(_ workflow: Workflow) {
    var outputCounts = [Int](repeating: 0, count: workflow.nodes.count)
    for node in workflow.nodes {
      for input in node.inputs {
        guard case .link(let link) = input.value, let (source, slot) = origin(link) else {
          continue
        }
        outputCounts[source] = max(outputCounts[source], slot + 1)
      }
    }
    faces = workflow.nodes.enumerated().map { place, node in
      NodeFace(node, definition: catalog[node.classType], outputCount: outputCounts[place])
    }
    sockets = zip(faces, workflow.nodes).map { Self.inFileOrder($0.sockets, of: $1) }
  }

  /// The sockets of groups that grow below a dynamic combo in reverse, without free ones.
  ///
  /// Frontend 1.58.1 drops links beyond the second or third of such a group, also those of its own
  /// files: it matches them by place while slots are still growing. In reverse most survive.
  private static func inFileOrder(
    _ sockets: [NodeFace.Socket], of node: Node
  ) -> [NodeFace.Socket] {
    func group(_ socket: NodeFace.Socket) -> Substring? {
      guard !socket.isWidget, let dot = socket.name.lastIndex(of: "."),
        socket.name[..<dot].contains(".")
      else { return nil }
      return socket.name[..<dot]
    }
    var result: [NodeFace.Socket] = []
    var rest = sockets[...]
    while let first = rest.first {
      let run = rest.prefix { group(first) != nil && group($0) == group(first) }
      result += run.isEmpty ? [first] : run.filter { node[$0.name] != nil }.reversed()
      rest = rest.dropFirst(max(run.count, 1))
    }
    return result
  }

  private func origin(_ link: Link) -> (place: Int, slot: Int)? {
    guard let place = places[link.source], (0...NodeFace.maximumSlot).contains(link.slot) else {
      return nil
    }
    return (place, link.slot)
  }

  private mutating func addLinks(into target: Int, _ node: Node) {
    for (slot, socket) in sockets[target].enumerated() {
      guard case .link(let link) = node[socket.name], let (source, sourceSlot) = origin(link) else {
        continue
      }
      let id = links.count + 1
      let outputType = faces[source].outputs[sourceSlot].type
      let isVague = socket.type == "*" || socket.type.contains(",")
      links.append(
        LinkRecord(
          id: id, origin: source, originSlot: sourceSlot, target: target, targetSlot: slot,
          type: isVague ? outputType : socket.type))
      incoming[target][slot] = id
      outgoing[source][sourceSlot, default: []].append(id)
    }
  }

  func file(id: String) -> JSONValue {
    let highest = numbers.max() ?? 0
    let firstNote = highest < 1 << 31 ? highest + 1 : (1...).first { !numbers.contains($0) } ?? 1
    let order = TopologicalOrder(placed.workflow, catalog: catalog).indices
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    var nodes = placed.workflow.nodes.indices.map { node($0, order: ranks[$0]) }
    var noteNumber = firstNote
    for (index, note) in placed.notes.enumerated() {
      while numbers.contains(noteNumber) { noteNumber += 1 }
      nodes.append(self.note(note, number: noteNumber, order: order.count + index))
      noteNumber += 1
    }
    return [
      "id": .string(id), "revision": 0,
      "last_node_id": .int(max(highest, noteNumber - 1)), "last_link_id": .int(links.count),
      "nodes": .array(nodes), "links": .array(links.map(link)),
      "groups": .array(placed.groups.enumerated().map { group($1, id: $0 + 1) }),
      "config": [:], "extra": ["ds": view()], "version": 0.4,
    ]
  }

  private func node(_ place: Int, order: Int) -> JSONValue {
    let node = placed.workflow.nodes[place]
    let look = placed.placements[place]
    let face = faces[place]
    var object = frame(number: numbers[place], type: node.classType, look.frame, order: order)
    object["inputs"] = .array(
      sockets[place].enumerated().map { input($1, link: incoming[place][$0]) })
    object["outputs"] = .array(
      face.outputs.enumerated().map { output($1, slot: $0, links: outgoing[place][$0] ?? []) })
    if let title = look.title { object["title"] = .string(title) }
    object["properties"] = properties(node.classType)
    let values = widgetValues(face, node.classType)
    if !values.isEmpty { object["widgets_values"] = .array(values) }
    if let color = look.color { object["color"] = .string(color) }
    if let color = look.bodyColor { object["bgcolor"] = .string(color) }
    return .object(object)
  }

  /// The row of values; one of a length that makes the frontend drop values gets a null more.
  private func widgetValues(_ face: NodeFace, _ classType: String) -> [JSONValue] {
    let values = face.widgets.filter { $0.kind != .unsaved }.map { $0.value.withoutCurveMark }
    guard face.isExact, let definition = catalog[classType], !values.isEmpty,
      values.count == WidgetOrder.forcedPlaces(definition).count
    else { return values }
    return values + [.null]
  }

  private func note(_ note: Note, number: Int, order: Int) -> JSONValue {
    var object = frame(number: number, type: "MarkdownNote", note.frame, order: order)
    object["inputs"] = []
    object["outputs"] = []
    object["properties"] = [:]
    object["widgets_values"] = [.string(note.text)]
    object["color"] = "#432"
    object["bgcolor"] = "#653"
    return .object(object)
  }

  private func frame(
    number: Int, type: String, _ frame: CanvasRectangle, order: Int
  ) -> JSONObject {
    JSONObject([
      ("id", .int(number)), ("type", .string(type)), ("pos", pair(frame.x, frame.y)),
      ("size", pair(frame.width, frame.height)), ("flags", .object(JSONObject())),
      ("order", .int(order)),
      ("mode", 0),
    ])
  }

  private func input(_ socket: NodeFace.Socket, link: Int?) -> JSONValue {
    var object = JSONObject([("name", .string(socket.name)), ("type", .string(socket.type))])
    if socket.isWidget { object["widget"] = ["name": .string(socket.name)] }
    object["link"] = link.map { .int($0) } ?? .null
    return .object(object)
  }

  private func output(_ socket: NodeFace.Socket, slot: Int, links: [Int]) -> JSONValue {
    [
      "name": .string(socket.name), "type": .string(socket.type), "slot_index": .int(slot),
      "links": .array(links.map { .int($0) }),
    ]
  }

  /// Packs are known by repository only, and a wrong registry id is worse than none.
  private func properties(_ classType: String) -> JSONValue {
    var object = JSONObject([("Node name for S&R", .string(classType))])
    if catalog[classType]?.tier == .core { object["cnr_id"] = "comfy-core" }
    return .object(object)
  }

  private func link(_ link: LinkRecord) -> JSONValue {
    [
      .int(link.id), .int(numbers[link.origin]), .int(link.originSlot), .int(numbers[link.target]),
      .int(link.targetSlot), .string(link.type),
    ]
  }

  private func group(_ group: NodeGroup, id: Int) -> JSONValue {
    let frame = group.frame
    return [
      "id": .int(id), "title": .string(group.title),
      "bounding": [
        number(frame.x), number(frame.y), number(frame.width), number(frame.height),
      ],
      "color": .string(group.color), "font_size": 24, "flags": [:],
    ]
  }

  /// The view of the whole workflow, for a window of 1600 x 900 pixels beside the frontend's bars.
  ///
  /// Below 8/14 the frontend draws boxes without their texts, so a view ends at 0.6: of a larger
  /// workflow it shows where reading starts, top left.
  private func view() -> JSONValue {
    let frames =
      placed.placements.map(\.frame) + placed.groups.map(\.frame) + placed.notes.map(\.frame)
    let left = frames.map(\.x).min() ?? 0, top = (frames.map(\.y).min() ?? 0) - 30
    let width = (frames.map { $0.x + $0.width }.max() ?? 0) - left
    let height = (frames.map { $0.y + $0.height }.max() ?? 0) - top
    let fit = min(1500 / max(width, 1), 780 / max(height, 1))
    let scale = (min(max(fit, 0.6), 1) * 20).rounded(.down) / 20
    let bars = (sidebar: 80.0, menu: 100.0)
    return [
      "scale": number(scale),
      "offset": pair((bars.sidebar / scale).rounded() - left, (bars.menu / scale).rounded() - top),
    ]
  }

  private func pair(_ first: Double, _ second: Double) -> JSONValue {
    .array([number(first), number(second)])
  }

  private func number(_ value: Double) -> JSONValue {
    guard value.isFinite else { return 0 }
    guard value == value.rounded(), abs(value) < 1e15 else { return .double(value) }
    return .int(Int(value))
  }
}
