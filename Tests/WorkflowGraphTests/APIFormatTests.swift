import JSON
import Testing
import WorkflowGraph

@Suite struct APIFormatTests {
  private func read(_ text: String) throws -> Workflow { try APIFormat.read(JSONValue.parse(text)) }

  @Test func onlyAPairOfANodeIDAndAnIntegerIsALink() throws {
    let workflow = try read(
      """
      {"1": {"class_type": "A", "inputs": {}},
       "2": {"class_type": "B", "inputs": {
         "link": ["1", 0], "negative": ["1", -3], "missing": ["9", 0], "float": ["1", 0.0],
         "number": [1, 0], "long": ["1", 0, 0], "text": ["1", "0"], "words": ["a", "b"]}}}
      """)
    let node = try #require(workflow.node("2"))
    #expect(node["link"] == .link(Link(source: "1", slot: 0)))
    #expect(node["negative"] == .link(Link(source: "1", slot: -3)))
    for name in ["missing", "float", "number", "long", "text", "words"] {
      guard case .literal(let value) = node[name] else {
        Issue.record("\(name) is a link")
        continue
      }
      #expect(value.array != nil)
    }
  }

  @Test func wrappedArraysAreLiteralEvenIfTheyLookLikeLinks() throws {
    let text = #"{"1":{"class_type":"A","inputs":{"x":{"__value__":["1",0]}}}}"#
    let workflow = try read(text)
    #expect(workflow.node("1")?["x"] == .literal(["1", 0]))
    #expect(APIFormat.write(workflow).text() == text)
  }

  @Test func wrapsWithFurtherKeysAreKept() throws {
    let text =
      #"{"1":{"class_type":"A","inputs":{"x":{"__value__":[[0,1]],"__type__":"CURVE"}}}}"#
    #expect(try APIFormat.write(read(text)).text() == text)
  }

  @Test func titlesAreKept() throws {
    let text = #"{"1":{"class_type":"A","inputs":{},"_meta":{"title":"Mine"}}}"#
    #expect(try read(text).node("1")?.title == "Mine")
    #expect(try APIFormat.write(read(text)).text() == text)
  }

  @Test func missingInputsAndCommentsAreTolerated() throws {
    let workflow = try read(
      #"{"_comment": "by me", "version": 1, "_meta": {"a": 1}, "1": {"class_type": "A"}}"#)
    #expect(workflow == Workflow(nodes: [Node(id: "1", classType: "A")]))
  }

  @Test func theBodyOfARequestIsRead() throws {
    let workflow = try read(#"{"prompt": {"1": {"class_type": "A"}}, "client_id": "x"}"#)
    #expect(workflow.nodes.map(\.classType) == ["A"])
    #expect(try read(#"{"prompt": {"class_type": "A"}}"#).nodes.map(\.id) == ["prompt"])
  }

  @Test func whatIsNoWorkflowIsRefusedWithASentence() throws {
    func refusal(_ text: String) throws -> String {
      let json = try JSONValue.parse(text)
      do throws(WorkflowFormatError) {
        return "read as \(try APIFormat.read(json))"
      } catch {
        return error.description
      }
    }
    #expect(
      try refusal("[1]")
        == "not a ComfyUI workflow: the file is not an object of nodes by id; "
        + "export the file from ComfyUI again")
    #expect(
      try refusal(#"{"a": 1}"#)
        == "not a ComfyUI workflow: the file is not an object of nodes by id; "
        + "export the file from ComfyUI again")
    #expect(
      try refusal(#"{"3": {"inputs": {}}}"#)
        == "node \"3\" has no class_type; an API workflow needs one for every node")
  }

  @Test func topologicalOrderIsWrittenOnRequest() {
    var workflow = Sample.textToImage
    workflow.nodes.reverse()
    #expect(
      APIFormat.write(workflow).object?.keys == ["7", "6", "5", "4", "3", "2", "1"])
    #expect(
      APIFormat.write(workflow, inTopologicalOrder: true).object?.keys
        == ["1", "4", "2", "3", "5", "6", "7"])
  }

  @Test func readingWhatWasWrittenGivesTheWorkflow() throws {
    var workflow = Sample.textToImage
    workflow.nodes[0].inputs += [
      Sample.literal("list", ["1", 0]), Sample.literal("none", nil),
      Sample.literal("wrap", ["__value__": 5]), Sample.literal("empty", []),
      Sample.literal("twice", ["__value__": ["__value__": ["1", 0]]]),
    ]
    #expect(try APIFormat.read(APIFormat.write(workflow)) == workflow)
  }
}
