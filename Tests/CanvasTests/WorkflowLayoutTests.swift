import Canvas
import Foundation
import JSON
import TestSupport
import Testing
import WorkflowGraph

@Suite("Layout of a real-looking workflow")
struct WorkflowLayoutTests {
  @Test("An SDXL workflow stands in five titled stages from left to right")
  func stages() throws {
    let catalog = try CanvasFixtures.coreCatalog()
    let placed = WorkflowLayout.place(CanvasFixtures.sdxl, catalog: catalog, note: "Plan")
    #expect(
      placed.groups.map(\.title)
        == ["Load models", "Prompt", "Latent image", "Sampling", "Output"])
    #expect(placed.placements[3].title == "CLIP Text Encode (Positive Prompt)")
    #expect(placed.placements[3].color == "#232" && placed.placements[3].bodyColor == "#353")
    #expect(placed.placements[4].title == "CLIP Text Encode (Negative Prompt)")
    #expect(placed.placements[4].color == "#322" && placed.placements[4].bodyColor == "#533")
    #expect(placed.placements[6].title == nil && placed.placements[6].color == nil)
    #expect(placed.notes.map(\.text) == ["Plan"])
    #expect(placed.placements[6].frame.width == 310 && placed.placements[6].frame.height == 350)
  }

  @Test("A layer of many nodes is divided into columns, none of them endless")
  func tallLayers() throws {
    let nodes = (0..<60).map { Node(id: "\($0)", classType: "Loader") }
    let placed = WorkflowLayout.place(Workflow(nodes: nodes), catalog: CanvasFixtures.catalog)
    let frames = placed.placements.map(\.frame)
    #expect((frames.map { $0.y + $0.height }.max() ?? 0) < 2600)
    #expect(Set(frames.map(\.x)).count > 1)
  }

  @Test("An empty workflow gives an empty canvas")
  func empty() {
    let placed = WorkflowLayout.place(Workflow(), catalog: CanvasFixtures.catalog)
    #expect(placed.placements.isEmpty && placed.groups.isEmpty && placed.notes.isEmpty)
  }

  @Test(
    "An example picture is written where NIGHTLOOM_EXAMPLE names a file",
    .enabled(if: ProcessInfo.processInfo.environment["NIGHTLOOM_EXAMPLE"] != nil))
  func example() throws {
    let catalog = try CanvasFixtures.coreCatalog()
    let workflow = UIFormat.completed(CanvasFixtures.sdxl, catalog: catalog)
    let note = """
      # lighthouse, answer 1 of 4

      **Plan.** Base SDXL with a watercolor LoRA; a second sampling pass at 1.5 times the size \
      sharpens the waves.

      - checkpoint: sd_xl_base_1.0.safetensors
      - LoRA: watercolor_xl.safetensors (0.8)

      Score 0.91: valid, agrees with 3 of 4 answers.
      """
    let placed = WorkflowLayout.place(workflow, catalog: catalog, note: note)
    let ui = UIFormat.write(placed, catalog: catalog, id: "1b4e28ba-2fa1-41d2-883f-0016d3cca427")
    let svg = SVGDrawing.draw(
      placed, catalog: catalog, ui: ui, api: APIFormat.write(workflow, inTopologicalOrder: true))
    let path = ProcessInfo.processInfo.environment["NIGHTLOOM_EXAMPLE"] ?? ""
    try Data(svg.utf8).write(to: URL(fileURLWithPath: path))
    try Data(ui.bytes(.pretty)).write(to: URL(fileURLWithPath: path + ".json"))
  }
}
