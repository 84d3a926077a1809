import JSON
import Testing

@testable import WorkflowGraph

@Suite struct UIFormatTests {
  /// Reads a UI file written as its `nodes`, its `links`, and further members.
  private func read(nodes: String, links: String = "", more: String = "") throws -> UIImport {
    let text = "{\"nodes\": [\(nodes)], \"links\": [\(links)]\(more.isEmpty ? "" : ", " + more)}"
    return try UIFormat.read(JSONValue.parse(text), catalog: Sample.catalog)
  }

  /// A node with one input `name` fed by `link`.
  private func node(
    _ id: Int, _ type: String, input: String = "image", kind: String = "IMAGE", link: Int? = nil,
    more: String = ""
  ) -> String {
    let socket = link.map { "{\"name\":\"\(input)\",\"type\":\"\(kind)\",\"link\":\($0)}" } ?? ""
    let rest = more.isEmpty ? "" : ", " + more
    return "{\"id\":\(id),\"type\":\"\(type)\",\"inputs\":[\(socket)]\(rest)}"
  }

  private func words(_ result: UIImport) -> [String] {
    result.workflow.nodes.map { node in
      let inputs = node.inputs.map { "\($0.name)=\($0.value.text)" }
      return ([node.id, node.classType] + inputs).joined(separator: " ")
    }
  }

  @Test func valuesAreNamedAndInputsStandInDefinitionOrder() throws {
    let result = try read(
      nodes: """
        {"id": 5, "type": "Sampler", "title": "Mine", "pos": [10, 20], "size": {"0": 3, "1": 4},
         "inputs": [{"name": "latent", "type": "LATENT", "link": 2},
           {"name": "steps", "type": "INT", "link": 1, "widget": {"name": "steps"}}],
         "widgets_values": [42, "randomize", 20, 7.5, "ddim", 1]},
        {"id": 1, "type": "Dice", "widgets_values": [9, "fixed", 12]},
        {"id": 2, "type": "Empty", "widgets_values": [64, null]}
        """, links: #"[1, 1, 0, 5, 1, "INT"], [2, 2, 0, 5, 0, "LATENT"]"#)
    #expect(
      words(result) == [
        #"5 Sampler seed=42 steps=[1, 0] cfg=7.5 sampler="ddim" latent=[2, 0] denoise=1"#,
        "1 Dice image_seed=9 sides=12", "2 Empty width=64 batch=1",
      ])
    #expect(result.workflow.nodes[0].title == "Mine")
    #expect(result.placements[0].frame == CanvasRectangle(x: 10, y: 20, width: 3, height: 4))
    #expect(result.issues.isEmpty)
  }

  @Test func controlModesAreSkippedWhetherDueOrNot() throws {
    func values(_ row: String) throws -> [String] {
      words(try read(nodes: node(1, "Sampler", more: "\"widgets_values\": [\(row)]")))
    }
    let expected = [#"1 Sampler seed=4 steps=9 cfg=2 sampler="euler" denoise=1"#]
    #expect(try values(#"4, "increment", 9, 2, "euler", 1"#) == expected)
    #expect(try values(#"4, 9, 2, "euler", 1"#) == expected)
    #expect(try values(#"4, true, 9, 2, "euler", 1"#) == expected)
    #expect(try values(#"4, null, 9, 2, "euler", 1"#) == expected)
  }

  @Test func valuesByNameAreTakenByName() throws {
    let row = #""widgets_values": {"sides": 6, "image_seed": 2, "videopreview": {}}"#
    #expect(try words(read(nodes: node(1, "Dice", more: row))) == ["1 Dice image_seed=2 sides=6"])
    let seen = #""widgets_values": {"amount": 6, "videopreview": {}}"#
    #expect(try words(read(nodes: node(1, "Seen", more: seen))) == ["1 Seen amount=6"])
  }

  @Test func dynamicCombosReadTheirOptionsValues() throws {
    let result = try read(
      nodes: node(1, "Resize", more: #""widgets_values": ["factor", 1.5, 7, true]"#))
    #expect(words(result) == [#"1 Resize mode="factor" mode.by=1.5 blur=7 tidy=true"#])
  }

  @Test func reroutesVanish() throws {
    let result = try read(
      nodes: [
        node(1, "LoadImage"), node(2, "Reroute", input: "", kind: "*", link: 1),
        node(3, "Reroute (rgthree)", input: "", kind: "*", link: 2), node(4, "Save", link: 3),
        node(5, "Reroute"), node(6, "Scale", link: 4),
      ].joined(separator: ","),
      links: """
        [1, 1, 1, 2, 0, "MASK"], [2, 2, 0, 3, 0, "*"], [3, 3, 0, 4, 0, "IMAGE"],
        [4, 5, 0, 6, 0, "*"]
        """)
    #expect(
      words(result) == [
        #"1 LoadImage image="x.png""#, #"4 Save prefix="out" image=[1, 1]"#, "6 Scale factor=2.0",
      ])
  }

  @Test func aCircleOfReroutesIsReported() throws {
    let result = try read(
      nodes: [
        node(1, "Reroute", link: 1), node(2, "Reroute", link: 2), node(3, "Save", link: 3),
      ].joined(separator: ","), links: "[1, 2, 0, 1, 0], [2, 1, 0, 2, 0], [3, 2, 0, 3, 0]")
    #expect(words(result) == [#"3 Save prefix="out""#])
    #expect(
      result.issues.map(\.description) == [
        "node 3 (Save): the link of image runs in a circle of reroutes and was left out"
      ])
  }

  @Test func longChainsOfReroutesAreFollowed() throws {
    let count = 5000
    let nodes = (1...count).map { node($0, "Reroute", link: $0 - 1) }
    let links = (0...count).map { "[\($0), \($0), 0, \($0 + 1), 0]" }
    let result = try read(
      nodes: ([node(0, "LoadImage")] + nodes + [node(count + 1, "Save", link: count)])
        .joined(separator: ","), links: links.joined(separator: ","))
    #expect(
      words(result) == [#"0 LoadImage image="x.png""#, #"5001 Save prefix="out" image=[0, 0]"#])
  }

  @Test func primitivesAreWrittenIntoTheirTargets() throws {
    let result = try read(
      nodes: """
        {"id": 1, "type": "PrimitiveNode", "widgets_values": [77, "fixed"]},
        {"id": 2, "type": "PrimitiveNode"},
        {"id": 3, "type": "Dice", "widgets_values": [1, "fixed", 6], "inputs": [
          {"name": "sides", "type": "INT", "link": 1, "widget": {"name": "sides"}},
          {"name": "image_seed", "type": "INT", "link": 2, "widget": {"name": "image_seed"}}]}
        """, links: #"[1, 1, 0, 3, 0, "INT"], [2, 2, 0, 3, 1, "INT"]"#)
    #expect(words(result) == ["3 Dice image_seed=1 sides=77"])
  }

  @Test func namedLinksAreJoined() throws {
    let result = try read(
      nodes: [
        node(1, "LoadImage"), node(2, "SetNode", link: 1, more: #""widgets_values": ["A"]"#),
        node(3, "GetNode", more: #""widgets_values": ["A"]"#), node(4, "Save", link: 2),
        node(5, "GetNode", more: #""widgets_values": ["B"]"#), node(6, "Scale", link: 3),
      ].joined(separator: ","), links: "[1, 1, 0, 2, 0], [2, 3, 0, 4, 0], [3, 5, 0, 6, 0]")
    #expect(
      words(result) == [
        #"1 LoadImage image="x.png""#, #"4 Save prefix="out" image=[1, 0]"#, "6 Scale factor=2.0",
      ])
    #expect(
      result.issues.map(\.description) == [
        "node 6 (Scale): no SetNode is named \"B\"; the link was left out"
      ])
  }

  @Test func mutedNodesTakeTheirLinksWithThem() throws {
    let result = try read(
      nodes: [
        node(1, "LoadImage", more: #""mode": 2"#), node(2, "Save", link: 1),
      ].joined(separator: ","), links: "[1, 1, 0, 2, 0]")
    #expect(words(result) == [#"2 Save prefix="out""#])
    #expect(result.issues.isEmpty)
  }

  @Test func bypassedNodesHandOnByType() throws {
    let bypassed = """
      {"id": 2, "type": "Mixer", "mode": 4, "outputs": [{"name": "m", "type": "IMAGE"}],
       "inputs": [{"name": "a", "type": "MODEL", "link": 1}, {"name": "b", "type": "IMAGE",
       "link": 2}]}
      """
    let result = try read(
      nodes: [node(1, "Loader"), node(3, "LoadImage"), bypassed, node(4, "Save", link: 3)]
        .joined(separator: ","), links: "[1, 1, 0, 2, 0], [2, 3, 0, 2, 1], [3, 2, 0, 4, 0]")
    #expect(
      words(result) == [
        #"1 Loader name="a""#, #"3 LoadImage image="x.png""#, #"4 Save prefix="out" image=[3, 0]"#,
      ])
  }

  @Test func notesAreCollected() throws {
    let result = try read(
      nodes: [
        node(1, "Note", more: #""widgets_values": ["Hello"]"#),
        node(2, "MarkdownNote", more: #""widgets_values": ["You"], "mode": 2"#),
        node(3, "LoadImage"),
      ].joined(separator: ","))
    #expect(result.notes == ["Hello", "You"])
    #expect(words(result) == [#"3 LoadImage image="x.png""#])
  }

  @Test func linksThatTheBrowserAddsAreReportedUnlessTheFileNamesThem() throws {
    let nodes = [
      node(1, "LoadImage"), node(2, "Anything Everywhere", link: 1),
      #"{"id": 3, "type": "Save", "inputs": [{"name": "images", "type": "IMAGE", "link": null}]}"#,
    ].joined(separator: ",")
    let bare = try read(nodes: nodes, links: "[1, 1, 0, 2, 0]")
    #expect(words(bare) == [#"1 LoadImage image="x.png""#, #"3 Save prefix="out""#])
    #expect(
      bare.issues.map(\.description) == [
        "node 2 (Anything Everywhere): its links exist only in the browser; "
          + "connect the nodes directly and save again"
      ])
    let named = try read(
      nodes: nodes, links: "[1, 1, 0, 2, 0]",
      more: """
        "extra": {"ue_links": [{"downstream": 3, "downstream_slot": 0, "upstream": "1",
          "upstream_slot": 0, "controller": 2, "type": "IMAGE"}]}
        """)
    #expect(words(named) == [#"1 LoadImage image="x.png""#, #"3 Save images=[1, 0] prefix="out""#])
    #expect(named.issues.isEmpty)
  }

  @Test func unknownAndPartlyKnownNodesKeepLinksAndReportValues() throws {
    let result = try read(
      nodes: [
        node(1, "LoadImage"), node(2, "Unheard", link: 1, more: #""widgets_values": [1, 2]"#),
        node(3, "Seen", link: 2, more: #""widgets_values": [5, "x"]"#),
        """
        {"id": 4, "type": "Seen", "widgets_values": [5, "fixed", 6], "inputs": [
          {"name": "amount", "type": "INT", "widget": {"name": "amount"}, "link": null},
          {"name": "other", "type": "INT", "widget": {"name": "other"}, "link": null}]}
        """,
      ].joined(separator: ","), links: "[1, 1, 0, 2, 0], [2, 2, 0, 3, 0]")
    #expect(
      words(result) == [
        #"1 LoadImage image="x.png""#, "2 Unheard image=[1, 0]", "3 Seen image=[2, 0]",
        "4 Seen amount=5 other=6",
      ])
    #expect(
      result.issues.map(\.description) == [
        "node 2 (Unheard): this class type is not known; its links were kept as the file names them",
        "node 2 (Unheard): its values could not be told apart and were left out; "
          + "import the node's definition",
        "node 3 (Seen): its values could not be told apart and were left out; "
          + "import the node's definition",
      ])
  }

  @Test func damagedLinksAreReportedNotTrappedOn() throws {
    let result = try read(
      nodes: [node(1, "Save", link: 7), node(2, "Save", link: 8), "5", "{}", "null"]
        .joined(separator: ","), links: #"[8, 99, 0, 2, 0], [], null, [1, "x"], {"id": 3}"#)
    #expect(words(result) == [#"1 Save prefix="out""#, #"2 Save prefix="out""#])
    #expect(result.issues.map(\.kind) == [.linkBroken, .linkBroken])
  }

  @Test func whatIsNoUIFileIsRefused() {
    #expect(
      throws: WorkflowFormatError.notAWorkflow(
        place: "the file", expected: "an object with a list of nodes")
    ) { try UIFormat.read(["nodes": 1], catalog: Sample.catalog) }
  }
}
