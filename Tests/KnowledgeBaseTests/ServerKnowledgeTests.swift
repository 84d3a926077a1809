import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@Suite struct ServerKnowledgeTests {
  private let catalog = NodeCatalog([
    NodeDefinition(classType: "Own", pack: "core", tier: .core),
    NodeDefinition(classType: "Custom", pack: "Good-Pack", tier: .extended),
  ])
  private let workflow = Workflow(nodes: [
    Node(id: "1", classType: "Own"), Node(id: "2", classType: "Custom"),
  ])

  private func packs(_ installed: NodeCatalog?) -> [String] {
    ServerKnowledge(
      catalog: catalog, installed: installed, folders: ModelFolders(json: [:]), inventory: nil
    ).needs(of: workflow).packs.map(\.name)
  }

  @Test func `Without imported definitions only ComfyUI's own classes are there`() {
    #expect(packs(nil) == ["Good-Pack"])
  }

  @Test func `Imported definitions say what is there`() {
    #expect(packs(catalog) == [])
    #expect(packs(NodeCatalog([])) == ["Good-Pack", "core"])
  }
}
