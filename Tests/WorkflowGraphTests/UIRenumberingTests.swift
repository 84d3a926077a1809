import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

@Suite struct UIRenumberingTests {
  private static let first = "11111111-0000-0000-0000-000000000000"
  private static let second = "22222222-0000-0000-0000-000000000000"

  /// A loader and an encoder with the ids 1 and 2, whose conditioning leaves the subgraph.
  private static func subgraph(_ id: String) -> JSONValue {
    [
      "id": .string(id),
      "nodes": [
        ["id": 1, "type": "Loader", "widgets_values": ["a"], "outputs": []],
        [
          "id": 2, "type": "Encode", "widgets_values": ["inner"],
          "inputs": [["name": "clip", "type": "CLIP", "link": 1]],
        ],
      ],
      "links": [
        [
          "id": 1, "origin_id": 1, "origin_slot": 1, "target_id": 2, "target_slot": 0,
          "type": "CLIP",
        ],
        [
          "id": 2, "origin_id": 2, "origin_slot": 0, "target_id": -20, "target_slot": 0,
          "type": "CONDITIONING",
        ],
      ],
      "inputs": [], "outputs": [["name": "out", "type": "CONDITIONING"]],
    ]
  }

  private static let file: JSONValue = [
    "last_node_id": 30,
    "nodes": [
      ["id": 1, "type": .string(first), "inputs": [], "outputs": []],
      [
        "id": 5, "type": .string(second), "inputs": [], "outputs": [],
        "properties": ["proxyWidgets": [["2", "text"]]], "widgets_values": ["promoted"],
      ],
      [
        "id": 6, "type": "Sampler",
        "inputs": [
          ["name": "positive", "type": "CONDITIONING", "link": 7],
          ["name": "negative", "type": "CONDITIONING", "link": 8],
        ],
      ],
    ],
    "links": [[7, 1, 0, 6, 0, "CONDITIONING"], [8, 5, 0, 6, 1, "CONDITIONING"]],
    "definitions": ["subgraphs": [subgraph(first), subgraph(second)]],
  ]

  @Test func idsThatAreTakenGetTheNextNumbersAndLinksFollow() throws {
    let workflow = try UIFormat.read(Self.file, catalog: Sample.catalog).workflow
    // 1 is taken by the root; then 1 and 2 of the second definition by the first.
    #expect(workflow.nodes.map(\.id) == ["1:31", "1:2", "5:32", "5:33", "6"])
    #expect(workflow.nodes[1]["clip"] == .link(Link(source: "1:31", slot: 1)))
    #expect(workflow.nodes[3]["clip"] == .link(Link(source: "5:32", slot: 1)))
    #expect(workflow.nodes[4]["positive"] == .link(Link(source: "1:2", slot: 0)))
    #expect(workflow.nodes[4]["negative"] == .link(Link(source: "5:33", slot: 0)))
  }

  @Test func promotedWidgetsFollowTheirNode() throws {
    let workflow = try UIFormat.read(Self.file, catalog: Sample.catalog).workflow
    #expect(workflow.nodes[1]["text"] == .literal("inner"))
    #expect(workflow.nodes[3]["text"] == .literal("promoted"))
  }

  @Test func numbersBeyondThoseOfABrowserStartAgain() throws {
    var file = try #require(Self.file.object)
    file["last_node_id"] = .int(1 << 53)
    let workflow = try UIFormat.read(.object(file), catalog: Sample.catalog).workflow
    #expect(workflow.nodes.map(\.id) == ["1:2", "1:3", "5:4", "5:7", "6"])
  }
}
