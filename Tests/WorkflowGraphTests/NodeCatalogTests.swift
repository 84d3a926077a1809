import Testing
import WorkflowGraph

@Suite struct NodeCatalogTests {
  @Test func ofTwoDefinitionsOfOneClassTheFirstWins() {
    let catalog = NodeCatalog([
      NodeDefinition(classType: "A", pack: "one"), NodeDefinition(classType: "B"),
      NodeDefinition(classType: "A", pack: "two"),
    ])
    #expect(catalog.count == 2)
    #expect(catalog["A"]?.pack == "one")
    #expect(catalog.contains("B"))
    #expect(!catalog.contains("A "))
  }
}
