import Canvas
import JSON
import Testing
import WorkflowGraph

@Suite("Our layout beside the author's")
struct LayoutComparisonTests {
  private func file(_ catalog: NodeCatalog) -> JSONValue {
    let workflow = UIFormat.completed(CanvasFixtures.sdxl, catalog: catalog)
    return UIFormat.write(
      WorkflowLayout.place(workflow, catalog: catalog), catalog: catalog, id: "x")
  }

  @Test("A file we placed ourselves is as good as our layout of it")
  func same() throws {
    let catalog = try CanvasFixtures.coreCatalog()
    let comparison = try #require(LayoutComparison(file(catalog), catalog: catalog))
    #expect(comparison.author.nodes == comparison.own.nodes)
    #expect(comparison.crossingsRatio == 1)
    #expect(abs(comparison.lengthRatio - 1) < 0.05)
  }

  @Test("A file with a muted node has other nodes than its workflow and is not compared")
  func muted() throws {
    let catalog = try CanvasFixtures.coreCatalog()
    var root = try #require(file(catalog).object)
    var nodes = try #require(root["nodes"]?.array)
    var node = try #require(nodes[0].object)
    node["mode"] = 2
    nodes[0] = .object(node)
    root["nodes"] = .array(nodes)
    #expect(LayoutComparison(.object(root), catalog: catalog) == nil)
  }

  @Test("What is no UI file is not compared")
  func noFile() throws {
    #expect(LayoutComparison([1, 2], catalog: try CanvasFixtures.coreCatalog()) == nil)
  }
}
