import JSON
import Testing

@testable import WorkflowGraph

/// Subgraphs and group nodes.
@Suite struct UIScopesTests {
  private static let guid = "aaaaaaaa-0000-0000-0000-000000000001"
  private static let other = "aaaaaaaa-0000-0000-0000-000000000002"

  private func read(_ text: String) throws -> UIImport {
    let filled = text.replacing("GUID1", with: Self.guid).replacing("GUID2", with: Self.other)
    return try UIFormat.read(JSONValue.parse(filled), catalog: Sample.catalog)
  }

  private func words(_ result: UIImport) -> [String] {
    result.workflow.nodes.map { node in
      let inputs = node.inputs.map { "\($0.name)=\($0.value.text)" }
      return ([node.id, node.classType] + inputs).joined(separator: " ")
    }
  }

  /// A subgraph that scales twice, with the factor of the first scaling promoted.
  private let twice = """
    {"id": "GUID1", "name": "twice", "version": 1,
     "inputs": [{"name": "image", "type": "IMAGE"}, {"name": "factor", "type": "FLOAT"}],
     "outputs": [{"name": "IMAGE", "type": "IMAGE"}],
     "nodes": [
       {"id": 1, "type": "Scale", "widgets_values": [3], "inputs": [
         {"name": "image", "type": "IMAGE", "link": 1},
         {"name": "factor", "type": "FLOAT", "link": 2, "widget": {"name": "factor"}}]},
       {"id": 2, "type": "Scale", "widgets_values": [4], "inputs": [
         {"name": "image", "type": "IMAGE", "link": 3}]}],
     "links": [
       {"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 1, "target_slot": 0},
       {"id": 2, "origin_id": -10, "origin_slot": 1, "target_id": 1, "target_slot": 1},
       {"id": 3, "origin_id": 1, "origin_slot": 0, "target_id": 2, "target_slot": 0},
       {"id": 4, "origin_id": 2, "origin_slot": 0, "target_id": -20, "target_slot": 0}]}
    """

  private func file(instance: String, subgraphs: String) -> String {
    """
    {"version": 1, "nodes": [{"id": 7, "type": "LoadImage"}, \(instance),
       {"id": 9, "type": "Save", "inputs": [{"name": "images", "type": "IMAGE", "link": 2}]}],
     "links": [
       {"id": 1, "origin_id": 7, "origin_slot": 0, "target_id": 8, "target_slot": 0},
       {"id": 2, "origin_id": 8, "origin_slot": 0, "target_id": 9, "target_slot": 0}],
     "definitions": {"subgraphs": [\(subgraphs)]}}
    """
  }

  private func instance(_ more: String, type: String = "GUID1") -> String {
    """
    {"id": 8, "type": "\(type)", "outputs": [{"name": "IMAGE", "type": "IMAGE"}], "inputs": [
      {"name": "image", "type": "IMAGE", "link": 1}]\(more)}
    """
  }

  private func expected(factor: String) -> [String] {
    [
      #"7 LoadImage image="x.png""#, "8:1 Scale image=[7, 0] factor=\(factor)",
      "8:2 Scale image=[8:1, 0] factor=4",
      #"9 Save images=[8:2, 0] prefix="out""#,
    ]
  }

  @Test func subgraphsAreFlattenedWithTheirInstancesID() throws {
    #expect(
      try words(read(file(instance: instance(""), subgraphs: twice))) == expected(factor: "3"))
  }

  @Test func promotedValuesReachTheInnerWidget() throws {
    let forms = [
      #", "widgets_values": [9]"#,
      #", "widgets_values": [9], "properties": {"proxyWidgets": [["-1", "factor"]]}"#,
      #", "widgets_values": [9], "properties": {"proxyWidgets": [["1", "factor"]]}"#,
      #"""
      , "widgets_values": [9], "properties":
        {"proxyWidgets": [["-1", "$$canvas-image-preview"], ["-1", "factor"]]}
      """#,
    ]
    for form in forms {
      let result = try read(file(instance: instance(form), subgraphs: twice))
      #expect(words(result) == expected(factor: "9"))
    }
  }

  @Test func subgraphsNest() throws {
    let outer = """
      {"id": "GUID2", "inputs": [{"name": "picture", "type": "IMAGE"}],
       "outputs": [{"name": "IMAGE", "type": "IMAGE"}],
       "nodes": [{"id": 5, "type": "GUID1", "widgets_values": [6], "inputs": [
         {"name": "image", "type": "IMAGE", "link": 1}]}],
       "links": [
         {"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 5, "target_slot": 0},
         {"id": 2, "origin_id": 5, "origin_slot": 0, "target_id": -20, "target_slot": 0}]}
      """
    let named = instance("", type: "GUID2").replacing("\"image\"", with: "\"picture\"")
    let result = try read(file(instance: named, subgraphs: twice + "," + outer))
    #expect(
      words(result) == [
        #"7 LoadImage image="x.png""#, "8:5:1 Scale image=[7, 0] factor=6",
        "8:5:2 Scale image=[8:5:1, 0] factor=4", #"9 Save images=[8:5:2, 0] prefix="out""#,
      ])
  }

  @Test func bypassedInstancesHandOnAndMutedOnesVanish() throws {
    let bypassed = try read(file(instance: instance(#", "mode": 4"#), subgraphs: twice))
    #expect(
      words(bypassed) == [#"7 LoadImage image="x.png""#, #"9 Save images=[7, 0] prefix="out""#])
    let muted = try read(file(instance: instance(#", "mode": 2"#), subgraphs: twice))
    #expect(words(muted) == [#"7 LoadImage image="x.png""#, #"9 Save prefix="out""#])
  }

  @Test func circularAndMissingSubgraphsAreReported() throws {
    let circular = """
      {"id": "GUID1", "inputs": [], "outputs": [], "nodes": [{"id": 3, "type": "GUID1"}],
       "links": []}
      """
    let first = try read(file(instance: instance(""), subgraphs: circular))
    #expect(words(first) == [#"7 LoadImage image="x.png""#, #"9 Save prefix="out""#])
    #expect(
      first.issues.map(\.description) == [
        "node 8:3 (\(Self.guid)): this subgraph contains itself and was left out"
      ])
    let second = try read(file(instance: instance(""), subgraphs: ""))
    #expect(words(second) == [#"7 LoadImage image="x.png""#, #"9 Save prefix="out""#])
    #expect(
      second.issues.map(\.description) == [
        "node 8 (\(Self.guid)): the file lacks the definition of this subgraph; save it again"
      ])
  }

  @Test func subgraphsThatUnfoldWithoutEndAreRefused() {
    let subgraphs = (0..<30).map { level in
      let inner = level < 29 ? "level\(level + 1)" : "Scale"
      let nodes = [1, 2].map { #"{"id": \#($0), "type": "\#(inner)"}"# }.joined(separator: ",")
      return #"{"id": "level\#(level)", "nodes": [\#(nodes)], "links": []}"#
    }.joined(separator: ",")
    #expect(throws: WorkflowFormatError.tooManyNodes(limit: 50_000)) {
      try read(
        #"{"nodes": [{"id": 1, "type": "level0"}], "definitions": {"subgraphs": [\#(subgraphs)]}}"#)
    }
  }

  @Test func groupNodesAreExpanded() throws {
    let result = try read(
      """
      {"nodes": [{"id": 7, "type": "LoadImage"},
         {"id": 8, "type": "workflow>Pair", "widgets_values": [5, 6],
          "inputs": [{"name": "image", "type": "IMAGE", "link": 1}],
          "outputs": [{"name": "IMAGE", "type": "IMAGE"}]},
         {"id": 9, "type": "Save", "inputs": [{"name": "images", "type": "IMAGE", "link": 2}]}],
       "links": [[1, 7, 0, 8, 0, "IMAGE"], [2, 8, 0, 9, 0, "IMAGE"]],
       "extra": {"groupNodes": {"Pair": {
         "nodes": [
           {"type": "Scale", "index": 0, "widgets_values": [3], "inputs": [
             {"name": "image", "type": "IMAGE", "link": 11}],
            "outputs": [{"name": "IMAGE", "type": "IMAGE"}]},
           {"type": "Scale", "index": 1, "widgets_values": [4], "inputs": [
             {"name": "image", "type": "IMAGE", "link": 12}],
            "outputs": [{"name": "IMAGE", "type": "IMAGE"}]}],
         "links": [[0, 0, 1, 0, 12, "IMAGE"], [null, 0, 0, 0, 11, "IMAGE"]],
         "external": []}}}}
      """)
    #expect(
      words(result) == [
        #"7 LoadImage image="x.png""#, "8:0 Scale image=[7, 0] factor=5",
        "8:1 Scale image=[8:0, 0] factor=6",
        #"9 Save images=[8:1, 0] prefix="out""#,
      ])
    #expect(result.issues.isEmpty)
  }

  @Test func whatNothingFeedsTakesTheValueOfTheFirstWidgetBehindIt() throws {
    let shared = twice.replacing(
      #"{"name": "image", "type": "IMAGE", "link": 3}]}"#,
      with: #"{"name": "image", "type": "IMAGE", "link": 3},"#
        + #" {"name": "amount", "type": "FLOAT", "link": 5}]}"#
    ).replacing(
      #"{"id": 4, "origin_id": 2"#,
      with: #"{"id": 5, "origin_id": -10, "origin_slot": 1, "target_id": 2, "target_slot": 1},"#
        + #"{"id": 4, "origin_id": 2"#)
    let lines = try words(read(file(instance: instance(""), subgraphs: shared)))
    #expect(lines[1].hasSuffix("factor=3"))
    #expect(lines[2].hasSuffix("amount=3"))
  }
}
