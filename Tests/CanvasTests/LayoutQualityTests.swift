import Canvas
import JSON
import TestSupport
import Testing
import WorkflowGraph

@Suite("Measures of a layout")
struct LayoutQualityTests {
  /// Two sources feed two targets, crosswise or not.
  private func pairs(crossed: Bool, targetX: Double = 500) -> PlacedWorkflow {
    func target(_ id: String, _ source: String) -> Node {
      Node(
        id: id, classType: "Mystery",
        inputs: [NodeInput(name: "x", value: .link(Link(source: source, slot: 0)))])
    }
    let workflow = Workflow(nodes: [
      Node(id: "a", classType: "Mystery"), Node(id: "b", classType: "Mystery"),
      target("c", crossed ? "b" : "a"), target("d", crossed ? "a" : "b"),
    ])
    func place(_ x: Double, _ y: Double) -> NodePlacement {
      NodePlacement(frame: CanvasRectangle(x: x, y: y, width: 200, height: 100))
    }
    return PlacedWorkflow(
      workflow: workflow,
      placements: [place(0, 0), place(0, 300), place(targetX, 0), place(targetX, 300)])
  }

  private func measure(_ placed: PlacedWorkflow) -> LayoutQuality {
    LayoutQuality(placed, catalog: CanvasFixtures.catalog)
  }

  @Test("Level links do not cross and are as long as the space between the nodes")
  func level() {
    let quality = measure(pairs(crossed: false))
    #expect(quality.nodes == 4 && quality.links == 2)
    #expect(quality.crossings == 0 && quality.linkLength == 600)
    #expect(quality.overlaps == 0 && quality.leftward == 0)
    #expect(quality.width == 700 && quality.height == 430)
  }

  @Test("Links that change sides cross once")
  func crossed() {
    let quality = measure(pairs(crossed: true))
    #expect(quality.crossings == 1)
    #expect(quality.linkLength > 848 && quality.linkLength < 849)
  }

  @Test("Targets that do not begin right of their sources' ends are counted")
  func leftward() {
    #expect(measure(pairs(crossed: false, targetX: 200)).leftward == 2)
    #expect(measure(pairs(crossed: false, targetX: 210)).leftward == 0)
  }

  @Test("A title bar that reaches into the node above is an overlap")
  func overlaps() {
    var placed = pairs(crossed: false)
    placed.placements[1].frame.y = 120
    #expect(measure(placed).overlaps == 1)
    placed.placements[1].frame.y = 130
    #expect(measure(placed).overlaps == 0)
  }

  @Test("A link that runs behind a node that is not its end is counted")
  func hidden() {
    let workflow = Workflow(nodes: [
      Node(id: "a", classType: "Mystery"), Node(id: "b", classType: "Mystery"),
      Node(
        id: "c", classType: "Mystery",
        inputs: [NodeInput(name: "x", value: .link(Link(source: "a", slot: 0)))]),
    ])
    func hidden(_ y: Double) -> Int {
      let frames = [(0.0, 0.0), (300, y), (600, 0)].map { x, y in
        NodePlacement(frame: CanvasRectangle(x: x, y: y, width: 200, height: 100))
      }
      return measure(PlacedWorkflow(workflow: workflow, placements: frames)).hidden
    }
    // The link runs at a height of 14; the title bar above the node hides it too.
    #expect(hidden(0) == 1 && hidden(40) == 1)
    #expect(hidden(50) == 0 && hidden(-100) == 0)
  }

  @Test("An empty workflow measures nothing")
  func empty() {
    let quality = measure(PlacedWorkflow(workflow: Workflow(), placements: []))
    #expect(quality.nodes == 0 && quality.width == 0 && quality.height == 0)
  }
}
