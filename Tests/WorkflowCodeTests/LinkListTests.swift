import JSON
import TestSupport
import Testing
import WorkflowCode
import WorkflowGraph

@Suite struct LinkListTests {
  private static let workflow = Workflow(nodes: [
    Node(
      id: "7", classType: "EmptyLatentImage",
      inputs: [NodeInput(name: "width", value: .literal(512))]),
    Node(
      id: "a:3", classType: "KSampler",
      inputs: [NodeInput(name: "latent_image", value: .link(Link(source: "7", slot: 0)))]),
  ])

  private static let text =
    "{\"nodes\":[[1,\"EmptyLatentImage\",{\"width\":512}],[2,\"KSampler\",{}]],"
    + "\"links\":[[1,0,2,\"latent_image\"]]}"

  @Test func `A workflow is written as nodes and links, and read back with new numbers`() throws {
    #expect(LinkList.text(of: Self.workflow) == Self.text)
    let read = try #require(LinkList.workflow(Self.text))
    #expect(read.nodes.map(\.id) == ["1", "2"])
    #expect(LinkList.text(of: read) == Self.text)
  }

  @Test(arguments: [
    "", "latent_1 = EmptyLatentImage()", "{}", "{\"nodes\":[],\"links\":{}}",
    "{\"nodes\":[[1,\"A\",{}],[1,\"B\",{}]],\"links\":[]}",
    "{\"nodes\":[[1,\"A\"]],\"links\":[]}", "{\"nodes\":[[\"1\",\"A\",{}]],\"links\":[]}",
    "{\"nodes\":[[1,\"A\",{}]],\"links\":[[2,0,1,\"x\"]]}",
    "{\"nodes\":[[1,\"A\",{}]],\"links\":[[1,0,2,\"x\"]]}",
    "{\"nodes\":[[1,\"A\",{}]],\"links\":[[1,-1,1,\"x\"]]}",
  ])
  func `What is no list is refused`(text: String) {
    #expect(LinkList.workflow(text) == nil)
  }

  @Test func `A list is told from code by its first sign`() {
    #expect(LinkList.isMeant(by: " \n{\"nodes\""))
    #expect(!LinkList.isMeant(by: "latent_1 = EmptyLatentImage()") && !LinkList.isMeant(by: ""))
  }

  @Test func `No text makes the reader trap`() throws {
    let pieces = ["[", "]", "{", "}", "\"nodes\":", "\"links\":", "1", ",", "\"A\"", "0", "-1"]
    try forAll {
      generator in
      "{\"nodes\":[[1,\"A\",{}"
        + (0..<14).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    } law: {
      _ = LinkList.workflow($0)
    }
  }
}
