import Canvas
import Testing
import WorkflowGraph

@Suite("Sizes and anchors")
struct CanvasGeometryTests {
  private func face(_ type: String) throws -> NodeFace {
    let catalog = try CanvasFixtures.coreCatalog()
    return NodeFace(Node(id: "1", classType: type), definition: catalog[type])
  }

  @Test(
    "Heights agree with the frontend's own minimums",
    arguments: [
      ("KSampler", 262.0), ("CLIPTextEncode", 200), ("CheckpointLoaderSimple", 98),
      ("EmptyLatentImage", 106), ("VAEDecode", 46),
    ])
  func minimums(_ type: String, _ height: Double) throws {
    #expect(try CanvasGeometry.height(of: face(type)) == height)
  }

  @Test("A size is the larger of need and median, on the grid")
  func sizes() throws {
    let sampler = try CanvasGeometry.size(
      of: face("KSampler"), classType: "KSampler", title: "KSampler")
    #expect(sampler == (310, 350))
    let encoder = try CanvasGeometry.size(
      of: face("CLIPTextEncode"), classType: "CLIPTextEncode", title: "x")
    #expect(encoder == (430, 200))
  }

  @Test("Widget rows lie below the sockets, one below the other, inside the node")
  func rows() throws {
    let face = try face("KSampler")
    let rows = CanvasGeometry.widgetRows(face, height: 350)
    #expect(rows.count == 7 && rows[0].top == 86 && rows[1].top == 110)
    #expect(CanvasGeometry.inputAnchor(face, 1, height: 350) == 34)
    let area = try CanvasGeometry.widgetRows(self.face("CLIPTextEncode"), height: 300)
    #expect(area[0].top == 26 && area[0].height == 262)
  }
}
