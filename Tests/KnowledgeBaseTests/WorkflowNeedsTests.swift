import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@Suite struct WorkflowNeedsTests {
  private let folders = ModelFolders(json: [
    "Two": ["a": ["clip"], "b": ["clip"]], "Media": ["image": ["input"]],
  ])
  private let catalog = NodeCatalog([
    definition("Two", ["a", "b"], pack: "core", tier: .core), definition("Media", ["image"]),
    definition("Other", ["file"], pack: "Good-Pack"),
  ])

  private static func definition(
    _ classType: String, _ inputs: [String], pack: String = "core", tier: DefinitionTier = .extended
  ) -> NodeDefinition {
    NodeDefinition(
      classType: classType, pack: pack, tier: tier,
      inputs: inputs.map {
        InputDefinition(name: $0, type: .named("COMBO"), choices: [], choicesAreFiles: true)
      })
  }

  private func node(_ id: String, _ classType: String, _ values: [(String, String)]) -> Node {
    Node(
      id: id, classType: classType,
      inputs: values.map { NodeInput(name: $0.0, value: .literal(.string($0.1))) })
  }

  private func needs(_ inventory: Inventory?, installed: Set<String> = ["Two", "Media"])
    -> WorkflowNeeds
  {
    let workflow = Workflow(nodes: [
      node("1", "Two", [("a", "t5.safetensors"), ("b", "t5.safetensors")]),
      node("2", "Two", [("a", "t5.safetensors"), ("b", "None")]),
      node("3", "Media", [("image", "fox.png")]), node("4", "Other", [("file", "x.pt")]),
      node("5", "Nobody", []),
    ])
    return WorkflowNeeds(
      workflow, catalog: catalog, folders: folders, hasClass: installed.contains,
      inventory: inventory)
  }

  @Test func `Packs and files are named once, with the nodes that want them`() {
    #expect(
      needs(nil).json == [
        "packs": [
          ["pack": "", "class_types": ["Nobody"]],
          ["pack": "Good-Pack", "class_types": ["Other"]],
        ],
        "services": [],
        "files": [
          ["name": "t5.safetensors", "folders": ["clip"], "nodes": ["1", "2"]],
          ["name": "x.pt", "folders": [], "nodes": ["4"]],
        ],
      ])
  }

  @Test func `A paid service is a need that no server meets`() {
    let catalog = NodeCatalog(
      ["B", "A"].map {
        NodeDefinition(classType: $0, category: "partner/video/Kling", isAPINode: true)
      })
    let workflow = Workflow(
      nodes: ["B", "A", "B"].enumerated().map { place, classType in
        Node(id: "\(place)", classType: classType)
      })
    let needs = WorkflowNeeds(
      workflow, catalog: catalog, folders: folders, hasClass: { _ in true }, inventory: nil)
    #expect(needs.services.map(\.name) == ["Kling"])
    #expect(needs.services.map(\.classTypes) == [["A", "B"]])
    #expect(!needs.isEmpty && needs.packs.isEmpty)
  }

  @Test func `What is there is no need`() {
    let inventory = Inventory([InventoryItem(folder: "clip", name: "t5.safetensors")])
    let all = needs(inventory, installed: ["Two", "Media", "Other", "Nobody"])
    #expect(all.packs == [] && all.files.map(\.name) == ["x.pt"])
    #expect(!all.isEmpty)
  }
}
