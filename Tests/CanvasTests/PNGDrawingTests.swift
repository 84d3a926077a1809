import JSON
import TestSupport
import Testing
import WorkflowGraph

@testable import Canvas

@Suite struct PNGDrawingTests {
  private func place(_ frames: [CanvasRectangle]) -> PlacedWorkflow {
    var workflow = Workflow(nodes: [])
    for index in frames.indices { workflow.nodes.append(Node(id: "\(index)", classType: "X")) }
    if frames.count > 1 {
      workflow.nodes[1]["image"] = .link(Link(source: "0", slot: 0))
    }
    return PlacedWorkflow(workflow: workflow, placements: frames.map { NodePlacement(frame: $0) })
  }

  /// Width and height out of the header.
  private func size(_ bytes: [UInt8]) -> [Int] {
    [16, 20].map { bytes[$0..<$0 + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test func aSmallCanvasIsDrawnInItsOwnSize() throws {
    let placed = place([
      CanvasRectangle(x: 0, y: 0, width: 100, height: 50),
      CanvasRectangle(x: 200, y: 0, width: 100, height: 50),
    ])
    let ui: JSONValue = ["nodes": []]
    let bytes = try PNGDrawing.draw(placed, catalog: NodeCatalog([]), ui: ui, api: ["1": 2])
    #expect(size(bytes) == [340, 120])
    #expect(try EmbeddedFormat.read(bytes) == EmbeddedWorkflow(ui: ui, api: ["1": 2]))
    // The rows begin behind the stream's and the block's heads: 1 + 170 bytes each.
    let plain = PNGDrawing.draw(placed, catalog: NodeCatalog([]))
    let data = try #require(Array(plain).firstRange(of: Array("IDAT".utf8))).upperBound + 7
    func ink(_ column: Int, _ row: Int) -> UInt8 {
      let byte = plain[data + row * 171 + 1 + column / 2]
      return column % 2 == 0 ? byte >> 4 : byte & 15
    }
    #expect(ink(5, 5) == 0 && ink(30, 25) == 3 && ink(30, 60) == 4 && ink(170, 64) == 2)
  }

  @Test func hostileSizesEndInASmallPicture() {
    let frames: [[CanvasRectangle]] = [
      [], [CanvasRectangle(x: 0, y: 0, width: 0, height: 0)],
      [CanvasRectangle(x: .nan, y: .infinity, width: -1, height: 1e300)],
      [
        CanvasRectangle(x: -9e8, y: 0, width: 9e8, height: 1),
        CanvasRectangle(x: 9e8, y: 9e8, width: 9e8, height: 9e8),
      ],
      [
        CanvasRectangle(x: 0, y: 0, width: 1e12, height: 10),
        CanvasRectangle(x: 5, y: 5, width: 10, height: 10),
      ],
    ]
    for list in frames {
      let bytes = PNGDrawing.draw(place(list), catalog: NodeCatalog([]))
      #expect(size(bytes).allSatisfy { (1...PNGDrawing.longestSide).contains($0) })
    }
  }

  @Test func theSameWorkflowGivesTheSameBytes() {
    let placed = place([CanvasRectangle(x: 3, y: 4, width: 500, height: 900)])
    let catalog = NodeCatalog([])
    #expect(PNGDrawing.draw(placed, catalog: catalog) == PNGDrawing.draw(placed, catalog: catalog))
  }
}
