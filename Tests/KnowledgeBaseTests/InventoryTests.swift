import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@Suite struct InventoryTests {
  private let folders = ModelFolders(json: [
    "VAELoader": ["vae_name": ["vae"]], "LoadImage": ["image": ["input"]],
    "DualCLIPLoader": ["clip_name1": ["clip", "text_encoders"]],
  ])
  private let catalog = ObjectInfoFormat.read([
    "VAELoader": ["input": ["required": ["vae_name": [["old.safetensors", "pixel_space"]]]]],
    "LoadImage": ["input": ["required": ["image": [["fox.png"]]]]],
    "DualCLIPLoader": [
      "input": ["required": ["clip_name1": ["COMBO", ["options": ["t5.safetensors"]]]]]
    ],
  ])

  private func choices(_ catalog: NodeCatalog, _ classType: String) -> [JSONValue]? {
    catalog[classType]?.inputs.first?.choices
  }

  @Test func `Items are sorted by code points, each once`() {
    let items = [("vae", "b.pt"), ("loras", "é.pt"), ("loras", "z.pt"), ("vae", "b.pt")]
      .map { InventoryItem(folder: $0.0, name: $0.1) }
    #expect(Inventory(items).items.map(\.name) == ["z.pt", "é.pt", "b.pt"])
  }

  @Test func `Choice lists show what is installed, special choices first`() {
    let inventory = Inventory([
      InventoryItem(folder: "vae", name: "new.safetensors"),
      InventoryItem(folder: "text_encoders", name: "b.safetensors"),
      InventoryItem(folder: "clip", name: "c.safetensors"),
    ])
    let fitted = inventory.fitted(catalog, folders: folders, absence: .hasNoFile)
    #expect(choices(fitted, "VAELoader") == ["pixel_space", "new.safetensors"])
    #expect(choices(fitted, "DualCLIPLoader") == ["b.safetensors", "c.safetensors"])
    #expect(choices(fitted, "LoadImage") == ["fox.png"])
    #expect(
      fitted["VAELoader"]?.inputs.first?.type == .choices(["pixel_space", "new.safetensors"]))
  }

  @Test func `Where nothing is installed the caller says what the list holds`() {
    let none = Inventory([InventoryItem(folder: "loras", name: "a.pt")])
    #expect(
      choices(none.fitted(catalog, folders: folders, absence: .keepsNames), "VAELoader")
        == ["old.safetensors", "pixel_space"])
    #expect(
      choices(none.fitted(catalog, folders: folders, absence: .hasNoFile), "VAELoader")
        == ["pixel_space"])
  }

  @Test func `A server's own definitions tell its files`() {
    let items = Inventory(catalog, folders: folders).items
    #expect(
      items == [
        InventoryItem(folder: "clip", name: "t5.safetensors"),
        InventoryItem(folder: "vae", name: "old.safetensors"),
      ])
  }

  @Test func `The file is read back as it was`() throws {
    let inventory = Inventory([
      InventoryItem(folder: "vae", name: "a.pt", bytes: 5),
      InventoryItem(folder: "vae", name: "b.pt"),
    ])
    #expect(try Inventory(json: inventory.json) == inventory)
    let error = #expect(throws: KnowledgeBaseError.self) { try Inventory(json: ["folders": 1]) }
    #expect(error?.description.contains("not of the schema nightloom.inventory/1") == true)
  }
}
