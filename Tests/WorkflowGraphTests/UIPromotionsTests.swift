import JSON
import Testing

@testable import WorkflowGraph

/// What instances of subgraphs hold for the widgets inside.
///
/// All expectations but those for nulls are what ComfyUI's frontend 1.58.1 queues for the same
/// files with ImageScaleBy in the place of Scale.
@Suite struct UIPromotionsTests {
  private static let inner = "aaaaaaaa-0000-0000-0000-000000000001"
  private static let outer = "aaaaaaaa-0000-0000-0000-000000000002"

  /// Scales twice, by 3 and by 4; the first factor is an input named "strength".
  private static let twice: JSONValue = [
    "id": .string(inner),
    "inputs": [["name": "strength", "type": "FLOAT", "linkIds": [2]]],
    "nodes": [
      [
        "id": 1, "type": "Scale", "widgets_values": [3],
        "inputs": [["name": "factor", "link": 2, "widget": ["name": "factor"]]],
      ],
      ["id": 2, "type": "Scale", "widgets_values": [4], "inputs": []],
    ],
    "links": [["id": 2, "origin_id": -10, "origin_slot": 0, "target_id": 1, "target_slot": 0]],
  ]

  /// Holds one instance of ``twice``, node 5, whose factor is an input if `isLinked`.
  private static func around(_ row: JSONValue, isLinked: Bool = false) -> JSONValue {
    let socket: JSONValue = [
      "name": "strength", "link": isLinked ? 1 : nil, "widget": ["name": "strength"],
    ]
    return [
      "id": .string(outer),
      "inputs": isLinked ? [["name": "power", "type": "FLOAT", "linkIds": [1]]] : [],
      "nodes": [
        ["id": 5, "type": .string(inner), "widgets_values": row, "inputs": [socket]]
      ],
      "links": isLinked
        ? [["id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 5, "target_slot": 0]] : [],
    ]
  }

  /// The factors that a file with one instance, node 8, gives.
  private func factors(
    _ row: JSONValue?, _ properties: JSONValue = [:], in subgraphs: [JSONValue] = [twice]
  ) throws -> [String] {
    let file: JSONValue = [
      "nodes": [
        [
          "id": 8, "type": subgraphs[0]["id"] ?? nil, "widgets_values": row ?? nil, "inputs": [],
          "properties": properties,
        ]
      ],
      "links": [], "definitions": ["subgraphs": .array(subgraphs)],
    ]
    return try UIFormat.read(file, catalog: Sample.catalog).workflow.nodes.map {
      "\($0.id)=\($0["factor"]?.text ?? "absent")"
    }
  }

  @Test func inputsThatFeedWidgetsTakeTheValuesInOrder() throws {
    #expect(try factors(nil) == ["8:1=3", "8:2=4"])
    #expect(try factors([9]) == ["8:1=9", "8:2=4"])
    #expect(try factors([nil]) == ["8:1=3", "8:2=4"])
  }

  @Test func rowsNameInnerWidgets() throws {
    func rows(_ rows: JSONValue, _ values: JSONValue) throws -> [String] {
      try factors(values, ["proxyWidgets": rows])
    }
    #expect(try rows([["-1", "strength"]], [9]) == ["8:1=9", "8:2=4"])
    #expect(try rows([["1", "factor"]], [9]) == ["8:1=9", "8:2=4"])
    #expect(try rows([["2", "factor"]], [9]) == ["8:1=9", "8:2=9"])
    #expect(try rows([["2", "factor"], ["-1", "strength"]], [9, 10]) == ["8:1=10", "8:2=9"])
    #expect(try rows([["1", "$$canvas"], ["2", "factor"]], [9, 8]) == ["8:1=9", "8:2=8"])
    #expect(try rows([["1", "$$canvas"], ["2", "factor"]], [9]) == ["8:1=9", "8:2=4"])
    #expect(try rows([["2", "no widget"]], [9]) == ["8:1=9", "8:2=4"])
    #expect(
      try rows(#"[["2","factor"],["1","factor"]]"#, [9, 8]) == ["8:1=8", "8:2=9"], "rows as text")
  }

  @Test func valuesOfRowsThatWereNotUnderstoodAreKeptApart() throws {
    let kept: JSONValue = ["originalEntry": ["-1", "strength"], "hostValue": 12]
    #expect(
      try factors([9], ["proxyWidgetErrorQuarantine": [kept]]) == ["8:1=12", "8:2=4"])
  }

  @Test func instancesInsideInstancesAreMeantByInputWidgetOrNode() throws {
    func nested(_ row: JSONValue, _ values: JSONValue = [9]) throws -> [String] {
      try factors(values, ["proxyWidgets": [row]], in: [Self.around([6]), Self.twice])
    }
    #expect(try nested(["5", "strength"]) == ["8:5:1=9", "8:5:2=4"])
    #expect(try nested(["5", "factor"]) == ["8:5:1=9", "8:5:2=4"])
    #expect(try nested(["5", "1: factor"]) == ["8:5:1=9", "8:5:2=4"])
    #expect(try nested(["5", "factor", "2"]) == ["8:5:1=6", "8:5:2=9"])
    #expect(try nested(["5", "strength"], []) == ["8:5:1=6", "8:5:2=4"])
  }

  @Test func withoutAValueTheNearestInstanceInsideDecides() throws {
    func nested(_ row: JSONValue, _ values: JSONValue?) throws -> [String] {
      try factors(values, in: [Self.around(row, isLinked: true), Self.twice])
    }
    #expect(try nested([6], [9]) == ["8:5:1=9", "8:5:2=4"])
    #expect(try nested([6], nil) == ["8:5:1=6", "8:5:2=4"])
    #expect(try nested(nil, nil) == ["8:5:1=3", "8:5:2=4"])
  }

  @Test func aPromotedPrimitiveHandsItsValueOn() throws {
    var body = try #require(Self.twice.object)
    body["nodes"] = [
      ["id": 1, "type": "PrimitiveNode", "widgets_values": [3, "fixed"]],
      [
        "id": 2, "type": "Scale", "widgets_values": [4],
        "inputs": [["name": "factor", "link": 7, "widget": ["name": "factor"]]],
      ],
    ]
    body["links"] = [
      ["id": 7, "origin_id": 1, "origin_slot": 0, "target_id": 2, "target_slot": 0]
    ]
    let rows: JSONValue = ["proxyWidgets": [["1", "value"]]]
    #expect(try factors([9], rows, in: [.object(body)]) == ["8:2=9"])
    #expect(try factors(nil, rows, in: [.object(body)]) == ["8:2=3"])
  }
}
