import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@Suite("Workflow skeletons")
struct WorkflowSkeletonTests {
  private let workflow = Workflow(nodes: [
    Node(
      id: "9", classType: "Save",
      inputs: [
        NodeInput(name: "images", value: .link(Link(source: "b", slot: 1))),
        NodeInput(name: "name", value: .literal("x")),
        NodeInput(name: "lost", value: .link(Link(source: "nowhere", slot: 0))),
      ], title: "Result"),
    Node(id: "b", classType: "Load", inputs: [NodeInput(name: "file", value: .literal("a.png"))]),
  ])

  @Test("Links stay, values, titles and links from nowhere go")
  func keepsWiring() throws {
    let skeleton = try #require(WorkflowSkeleton(workflow))
    #expect(
      skeleton.parts == [
        .init(classType: "Save", links: [.init(input: "images", source: 1, slot: 1)]),
        .init(classType: "Load"),
      ])
    let back = skeleton.workflow
    #expect(back.nodes.map(\.id) == ["1", "2"])
    #expect(
      back.nodes[0].inputs == [
        NodeInput(name: "images", value: .link(Link(source: "2", slot: 1)))
      ])
    #expect(WorkflowSkeleton(back) == skeleton)
  }

  @Test("A workflow without nodes or with too many has none")
  func limits() {
    func chain(_ count: Int) -> Workflow {
      Workflow(nodes: (0..<count).map { Node(id: "\($0)", classType: "A") })
    }
    #expect(WorkflowSkeleton(chain(0)) == nil)
    #expect(WorkflowSkeleton(chain(WorkflowSkeleton.maximumNodes)) != nil)
    #expect(WorkflowSkeleton(chain(WorkflowSkeleton.maximumNodes + 1)) == nil)
  }
}
