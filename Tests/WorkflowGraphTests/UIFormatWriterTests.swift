import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

@Suite("Writing the UI format")
struct UIFormatWriterTests {
  /// A placed workflow whose nodes stand in a row.
  static func place(_ workflow: Workflow) -> PlacedWorkflow {
    PlacedWorkflow(
      workflow: workflow,
      placements: workflow.nodes.indices.map {
        NodePlacement(
          frame: CanvasRectangle(x: Double($0) * 400, y: 80, width: 300, height: 200.5))
      })
  }

  static func write(_ workflow: Workflow, _ catalog: NodeCatalog = Sample.catalog) -> JSONValue {
    UIFormat.write(place(workflow), catalog: catalog, id: "1B4E28BA-2FA1-41D2-883F-0016D3CCA427")
  }

  @Test("A file has version, identity, counters, and everything a node needs")
  func shape() throws {
    var placed = Self.place(Sample.textToImage)
    placed.groups = [
      NodeGroup(title: "Sampling", frame: CanvasRectangle(x: 0, y: 0, width: 10, height: 20))
    ]
    placed.notes = [Note(text: "# Hi", frame: CanvasRectangle(x: 0, y: 0, width: 1, height: 2))]
    let file = UIFormat.write(placed, catalog: Sample.catalog, id: "ABC")
    #expect(
      file.object?.keys == [
        "id", "revision", "last_node_id", "last_link_id", "nodes", "links", "groups", "config",
        "extra", "version",
      ])
    #expect(file["version"]?.double == 0.4 && file["id"] == "abc" && file["revision"] == 0)
    #expect(file["last_node_id"] == 8 && file["last_link_id"] == 9)
    #expect(
      file["groups"]?[0]?.text()
        == ##"{"id":1,"title":"Sampling","bounding":[0,0,10,20],"color":"#3f789e","##
        + #""font_size":24,"flags":{}}"#)
    let note = file["nodes"]?[7]
    #expect(note?["type"] == "MarkdownNote" && note?["widgets_values"] == ["# Hi"])
    #expect(note?["color"] == "#432" && note?["bgcolor"] == "#653")
    let sampler = file["nodes"]?[4]
    #expect(sampler?["pos"] == [1600, 80] && sampler?["size"]?[1]?.double == 200.5)
    #expect(sampler?["mode"] == 0 && sampler?["flags"] == [:] && sampler?["order"] == 4)
    #expect(
      sampler?["properties"]?.text()
        == #"{"Node name for S&R":"Sampler","cnr_id":"comfy-core"}"#)
    #expect(file["config"] == [:])
  }

  @Test("A workflow opens beside the frontend's bars, whole or as large as texts are drawn")
  func view() throws {
    // The row is 400 wide for each node; a node alone is shown in full size.
    let one = Self.write(Workflow(nodes: [Sample.textToImage.nodes[0]]))
    #expect(one["extra"]?["ds"]?.text() == #"{"scale":1,"offset":[80,50]}"#)
    var placed = Self.place(Sample.textToImage)
    placed.placements.removeLast(2)
    placed.workflow.nodes.removeLast(2)
    let five = UIFormat.write(placed, catalog: Sample.catalog, id: "ABC")
    #expect(five["extra"]?["ds"]?.text() == #"{"scale":0.75,"offset":[107,83]}"#)
    placed = Self.place(Sample.textToImage)
    #expect(placed.placements.count == 7)
    let seven = UIFormat.write(placed, catalog: Sample.catalog, id: "ABC")
    #expect(seven["extra"]?["ds"]?.text() == #"{"scale":0.6,"offset":[133,117]}"#)
    placed.notes = [Note(text: "", frame: CanvasRectangle(x: -9_000, y: 0, width: 9, height: 9))]
    let wide = UIFormat.write(placed, catalog: Sample.catalog, id: "ABC")
    #expect(wide["extra"]?["ds"]?.text() == #"{"scale":0.6,"offset":[9133,197]}"#)
  }

  @Test("A seed is followed by its control mode, fixed")
  func control() {
    let sampler = Self.write(Sample.textToImage)["nodes"]?[4]
    #expect(sampler?["widgets_values"]?.text() == #"[42,"fixed",20,7.5,"ddim",1.0]"#)
  }

  @Test("A widget fed by a link keeps its place, its socket stands behind the plain ones")
  func linkedWidget() throws {
    var workflow = Sample.textToImage
    workflow.nodes.append(Node(id: "9", classType: "Dice"))
    workflow.nodes[4]["steps"] = .link(Link(source: "9", slot: 0))
    let sampler = Self.write(workflow)["nodes"]?[4]
    #expect(sampler?["widgets_values"]?.text() == #"[42,"fixed",20,7.5,"ddim",1.0]"#)
    #expect(
      sampler?["inputs"]?.array?.compactMap { $0["name"]?.string }
        == ["model", "positive", "negative", "latent", "steps"])
    #expect(sampler?["inputs"]?[4]?["widget"] == ["name": "steps"])
    #expect(sampler?["inputs"]?[3]?["widget"] == nil)
  }

  @Test("Every link is named at both ends, with its own id and type")
  func links() throws {
    let file = Self.write(Sample.textToImage)
    try checkLinks(file)
    #expect(file["links"]?[0] == [1, 1, 1, 2, 0, "CLIP"])
  }

  private func checkLinks(_ file: JSONValue) throws {
    var ids: Set<Int> = []
    for link in file["links"]?.array ?? [] {
      let id = try #require(link[0]?.int)
      #expect(ids.insert(id).inserted)
      let nodes = file["nodes"]?.array ?? []
      let origin = nodes.first { $0["id"] == link[1] }
      let target = nodes.first { $0["id"] == link[3] }
      let slot = try #require(link[2]?.int), socket = try #require(link[4]?.int)
      #expect(origin?["outputs"]?[slot]?["links"]?.array?.contains(.int(id)) == true)
      #expect(target?["inputs"]?[socket]?["link"] == .int(id))
    }
    #expect(file["last_link_id"] == .int(ids.count))
  }

  @Test("A widget that only the frontend knows stands in its place")
  func frontendWidget() {
    let load = Node(id: "1", classType: "LoadImage")
    let file = Self.write(Workflow(nodes: [load]))
    #expect(file["nodes"]?[0]?["widgets_values"] == ["x.png", "image"])
  }

  @Test("Curves are saved bare and queued with their mark")
  func curves() throws {
    let points: JSONValue = ["points": [[0, 0], [1, 1]]]
    let marked: JSONValue = ["__type__": "CURVE", "__value__": points]
    let catalog = NodeCatalog([
      NodeDefinition(
        classType: "Curve",
        inputs: [InputDefinition(name: "curve", type: .named("CURVE"), defaultValue: points)])
    ])
    var node = Node(id: "1", classType: "Curve")
    for value in [nil, InputValue.literal(marked)] {
      if let value { node["curve"] = value }
      let file = Self.write(Workflow(nodes: [node]), catalog)
      #expect(file["nodes"]?[0]?["widgets_values"] == [points])
      #expect(
        try UIFormat.read(file, catalog: catalog).workflow.nodes[0]["curve"] == .literal(marked))
    }
  }

  @Test("A row as long as one with values of sockets gets a null, so that none is dropped")
  func forcedSockets() throws {
    let catalog = NodeCatalog([
      NodeDefinition(
        classType: "Line",
        inputs: [
          InputDefinition(name: "text", type: .named("STRING"), isForcedSocket: true),
          InputDefinition(name: "seed", type: .named("INT")),
        ])
    ])
    var node = Node(id: "1", classType: "Line")
    node["seed"] = .literal(7)
    let file = Self.write(Workflow(nodes: [node]), catalog)
    #expect(file["nodes"]?[0]?["widgets_values"] == [7, "fixed", nil])
    #expect(try UIFormat.read(file, catalog: catalog).workflow == Workflow(nodes: [node]))
  }

  @Test("Numbers stay, other ids get numbers above them, twins and odd spellings too")
  func numbers() {
    let ids = ["7", "194:45", "007", "-1", "7", "0", "9007199254740993"]
    let workflow = Workflow(nodes: ids.map { Node(id: $0, classType: "Dice") })
    #expect(UIFormat.nodeNumbers(workflow) == [7, 8, 9, 10, 11, 0, 12])
    let huge = Workflow(nodes: ["4294967296", "a"].map { Node(id: $0, classType: "Dice") })
    #expect(UIFormat.nodeNumbers(huge) == [4_294_967_296, 1])
  }

  @Test("Links to nothing, to negative or absurd slots are left out, never trapped on")
  func hostileLinks() throws {
    var node = Node(id: "1", classType: "Save")
    for (index, slot) in [-1, 256, Int.max, Int.min].enumerated() {
      node["images\(index)"] = .link(Link(source: "2", slot: slot))
    }
    node["images"] = .link(Link(source: "nowhere", slot: 0))
    node["self"] = .link(Link(source: "1", slot: 255))
    let file = Self.write(Workflow(nodes: [node, Node(id: "2", classType: "Loader")]))
    try checkLinks(file)
    #expect(file["links"]?.array?.count == 1)
    #expect(file["nodes"]?[0]?["outputs"]?.array?.count == 256)
  }

  @Test("Unknown nodes keep links and values through their sockets")
  func unknown() throws {
    var node = Node(id: "2", classType: "Nobody knows")
    node["image"] = .link(Link(source: "1", slot: 0))
    node["seed"] = .literal(5)
    node["mode"] = .literal("slow")
    let workflow = Workflow(nodes: [Node(id: "1", classType: "Dice"), node])
    let file = Self.write(workflow)
    #expect(file["nodes"]?[1]?["widgets_values"] == [5, "fixed", "slow"])
    let back = try UIFormat.read(file, catalog: Sample.catalog).workflow
    #expect(back == UIFormat.completed(workflow, catalog: Sample.catalog))
    #expect(back.nodes[1].inputs.map(\.name) == ["seed", "mode", "image"])
  }

  @Test("Completing sets what widgets start with and drops what no widget can hold")
  func completed() {
    var sampler = Node(id: "1", classType: "Sampler")
    sampler["latent"] = .literal("text in a socket")
    sampler["nonsense"] = .literal(1)
    sampler["cfg"] = .literal(3.5)
    sampler["steps"] = .literal(.null)
    let node = UIFormat.completed(Workflow(nodes: [sampler]), catalog: Sample.catalog).nodes[0]
    #expect(node.inputs.map(\.name) == ["seed", "steps", "cfg", "sampler", "denoise"])
    #expect(node["cfg"] == .literal(3.5) && node["steps"] == .literal(20))
    #expect(node["sampler"] == .literal("euler"))
  }

  @Test("Reading a written file gives the completed workflow")
  func roundTrip() throws {
    let completed = UIFormat.completed(Sample.textToImage, catalog: Sample.catalog)
    #expect(completed == Sample.textToImage)
    let back = try UIFormat.read(Self.write(completed), catalog: Sample.catalog)
    #expect(back.workflow == completed)
    #expect(back.issues.isEmpty)
  }

  @Test(
    "Real API workflows of exactly known nodes come back as they were",
    .enabled(if: DataFolder.isPresent))
  func corpus() throws {
    let catalog = try #require(Corpus.extended)
    var count = 0
    var unchanged = 0
    var failures: [String] = []
    try Corpus.forEachRow { row in
      guard let json = row["format"]?.string == "api" ? row["workflow"] : row["api_workflow"],
        json.object != nil, let workflow = try? APIFormat.read(json),
        workflow.nodes.allSatisfy({
          catalog.contains($0.classType) && !FrontendTypes.isVirtual($0.classType)
        })
      else { return }
      count += 1
      let completed = UIFormat.completed(workflow, catalog: catalog)
      if completed == workflow { unchanged += 1 }
      let back = try UIFormat.read(Self.write(completed, catalog), catalog: catalog)
      let numbers = UIFormat.nodeNumbers(completed)
      let ids = Dictionary(
        zip(completed.nodes.map(\.id), numbers.map(String.init)), uniquingKeysWith: { a, _ in a })
      var expected = completed
      for place in expected.nodes.indices { expected.nodes[place].rename(ids) }
      guard back.workflow != expected else { return }
      let place = expected.nodes.indices.first {
        $0 >= back.workflow.nodes.count || expected.nodes[$0] != back.workflow.nodes[$0]
      }
      let node = place.map { expected.nodes[$0] }
      let got = place.flatMap {
        back.workflow.nodes.indices.contains($0) ? back.workflow.nodes[$0] : nil
      }
      let inputs = (node?.inputs ?? []).filter { got?[$0.name] != $0.value }.map(\.name)
      failures.append("\(row["id"]?.string ?? "") \(node?.classType ?? "") \(inputs)")
    }
    print("round trip: \(count - failures.count) of \(count); complete as found: \(unchanged)")
    #expect(failures.isEmpty, "\(failures.prefix(30).joined(separator: "\n"))")
    #expect(count > 100)
  }
}

extension Node {
  /// The node under another id, without title, its links renamed alike.
  mutating func rename(_ ids: [String: String]) {
    id = ids[id] ?? id
    title = nil
    for place in inputs.indices {
      guard case .link(var link) = inputs[place].value else { continue }
      link.source = ids[link.source] ?? link.source
      inputs[place].value = .link(link)
    }
  }
}
