import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

@Suite struct UIDocumentTests {
  @Test func linksOfBothSchemasAreTheSame() throws {
    let row = try #require(UILink.read([5, 1, 0, "2:3", 4, "IMAGE"]))
    let object = try #require(
      UILink.read([
        "id": 5, "origin_id": 1, "origin_slot": 0, "target_id": "2:3", "target_slot": 4,
      ]))
    for (id, link) in [row, object] {
      #expect(id == "5")
      #expect([link.origin, link.target] == ["1", "2:3"])
      #expect([link.originSlot, link.targetSlot] == [0, 4])
    }
    #expect(UILink.read([5, 1, 0]) == nil)
    #expect(UILink.read(nil) == nil)
  }

  @Test func ofTwoNodesWithOneIDTheFirstIsRead() throws {
    let document = try UIDocument([
      "nodes": [["id": 1, "type": "A"], ["id": 1, "type": "B"], ["id": "2", "type": "C"]]
    ])
    #expect(document.root.nodes.map(\.type) == ["A", "C"])
  }

  /// Takes a small file with every feature apart and checks that reading survives.
  @Test func damagedFilesNeverTrap() throws {
    struct Broken: Error {}
    let guid = "aaaaaaaa-0000-0000-0000-000000000001"
    let whole: JSONValue = [
      "nodes": [
        ["id": 1, "type": .string(guid), "mode": 0, "widgets_values": [1, nil, ["a": 1]]],
        [
          "id": 2, "type": "Sampler", "mode": 4, "widgets_values": [1, "fixed"],
          "inputs": [["name": "latent", "type": "LATENT", "link": 1, "widget": ["name": "x"]]],
        ],
        ["id": 3, "type": "GetNode", "widgets_values": ["x"]], ["id": 4, "type": "workflow/G"],
        ["id": 5, "type": "Save", "inputs": [["name": "images", "type": "IMAGE", "link": 2]]],
      ],
      "links": [[1, 3, 0, 2, 0, "LATENT"], [2, 2, 0, 5, 0, "IMAGE"]],
      "definitions": [
        "subgraphs": [
          [
            "id": .string(guid), "inputs": [["name": "a"]], "outputs": [["name": "b"]],
            "nodes": [["id": 1, "type": "workflow/G"]],
            "links": [
              [
                "id": 1, "origin_id": -10, "origin_slot": 0, "target_id": -20,
                "target_slot": 0,
              ]
            ],
          ]
        ]
      ],
      "extra": [
        "groupNodes": [
          "G": [
            "nodes": [["type": "Scale", "index": 0, "inputs": [["name": "image"]]]],
            "links": [[0, 0, 0, 0]], "external": [[0, 0, "IMAGE"]],
            "config": ["0": ["input": ["image": ["visible": true]]]],
          ]
        ],
        "ue_links": [["downstream": 5, "downstream_slot": 0, "upstream": 2, "upstream_slot": 0]],
      ],
    ]
    try forAll(count: 3000, { damaged(whole, &$0) }) { json in
      guard let result = try? UIFormat.read(json, catalog: Sample.catalog) else { return }
      result.workflow.checkInvariants()
      if result.placements.count != result.workflow.nodes.count { throw Broken() }
      _ = Normalization.canonicalText(result.workflow, catalog: Sample.catalog)
    }
  }

  /// Replaces about one value in thirty by another of any kind.
  private func damaged(_ json: JSONValue, _ generator: inout TestGenerator) -> JSONValue {
    if generator.next() % 30 == 0 {
      let others: [JSONValue] = [
        nil, true, -1, 0, 1.5, 99_999_999_999, "x", "", [], [1, 2, 3, 4, 5], [:], ["id": 1],
      ]
      return others[Int(generator.next() % UInt64(others.count))]
    }
    switch json {
    case .array(let elements): return .array(elements.map { damaged($0, &generator) })
    case .object(let object):
      return .object(JSONObject(object.map { ($0.key, damaged($0.value, &generator)) }))
    default: return json
    }
  }
}
