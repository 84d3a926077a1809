import Canvas
import Foundation
import JSON
import TestSupport
import Testing
import WorkflowGraph

@Suite("Real workflows on the canvas", .enabled(if: DataFolder.isPresent))
struct CanvasCorpusTests {
  private func catalog() throws -> NodeCatalog {
    NodeCatalog(
      try ["core", "extended", "observed"].flatMap { name in
        let file = repositoryRoot.appendingPathComponent("Config/Catalog/\(name).catalog")
        return try CatalogFormat.read(Array(Data(contentsOf: file)))
      })
  }

  @Test("Every 25th train workflow is placed lawfully, drawn well-formed and read back")
  func everyLaw() throws {
    let catalog = try catalog()
    var count = 0
    var wrong: [String] = []
    var seconds = 0.0
    let rows = try DataFolder.read("workflows/train.jsonl.gz").split(separator: 0x0A)
    for (number, line) in rows.enumerated() where number % 25 == 0 {
      let row = try JSONValue.parse([UInt8](line), readsNonFinite: true)
      guard let json = row["workflow"] else { continue }
      // Some rows hold API files with foreign members, which no reader takes.
      guard
        let workflow = row["format"]?.string == "ui"
          ? try? UIFormat.read(json, catalog: catalog).workflow : try? APIFormat.read(json)
      else { continue }
      count += 1
      let start = ContinuousClock.now
      let completed = UIFormat.completed(workflow, catalog: catalog)
      let placed = WorkflowLayout.place(completed, catalog: catalog, note: "note")
      let ui = UIFormat.write(placed, catalog: catalog, id: "x")
      let svg = SVGDrawing.draw(placed, catalog: catalog, ui: ui, api: APIFormat.write(completed))
      seconds += (ContinuousClock.now - start) / .seconds(1)
      let id = row["id"]?.string ?? ""
      wrong += faults(placed).prefix(1).map { "\(id): \($0)" }
      if !SVGDrawingTests.isWellFormed(svg) { wrong.append("\(id): picture") }
      let back = try UIFormat.read(ui, catalog: catalog).workflow
      if back.links.count != completed.links.count { wrong.append("\(id): links lost") }
      if back.nodes.count != completed.nodes.count { wrong.append("\(id): nodes lost") }
    }
    print("placed, written and drawn: \(count) workflows in \(seconds) s; faults \(wrong.count)")
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  @Test("Beside the authors' own layouts, links are shorter at the median and cross no more")
  func besideTheAuthors() throws {
    let catalog = try catalog()
    var pairs: [LayoutComparison] = []
    let rows = try DataFolder.read("workflows/train.jsonl.gz").split(separator: 0x0A)
    for (number, line) in rows.enumerated() where number % 10 == 0 {
      let row = try JSONValue.parse([UInt8](line), readsNonFinite: true)
      guard row["format"]?.string == "ui", let file = row["workflow"],
        let pair = LayoutComparison(file, catalog: catalog), pair.own.nodes <= 60
      else { continue }
      pairs.append(pair)
    }
    try #require(pairs.count > 100)
    func total(_ count: (LayoutComparison) -> Int) -> Double {
      Double(pairs.reduce(0) { $0 + count($1) })
    }
    let crossings = pairs.map(\.crossingsRatio).sorted()[pairs.count / 2]
    let length = pairs.map(\.lengthRatio).sorted()[pairs.count / 2]
    let allCrossings = total(\.own.crossings) / total(\.author.crossings)
    let hidden = total(\.own.hidden) / total(\.author.hidden)
    print("beside \(pairs.count) authors: crossings \(crossings), length \(length) at the median;")
    print("all crossings \(allCrossings), all hidden links \(hidden)")
    #expect(pairs.allSatisfy { $0.own.overlaps == 0 && $0.own.leftward == 0 })
    #expect(crossings <= 1 && length <= 0.9)
    #expect(allCrossings <= 0.8 && hidden <= 0.6)
  }

  private func faults(_ placed: PlacedWorkflow) -> [String] {
    var faults: [String] = []
    let frames = placed.placements.map { CanvasFixtures.covered($0.frame) }
    for (index, a) in frames.enumerated() {
      if frames[(index + 1)...].contains(where: { CanvasFixtures.overlap(a, $0, gap: 39.9) }) {
        faults.append("node \(placed.workflow.nodes[index].id) overlaps")
      }
      let holders = placed.groups.filter { CanvasFixtures.overlap($0.frame, a) }
      if holders.count != 1 { faults.append("node \(placed.workflow.nodes[index].id) in groups") }
    }
    guard TopologicalOrder(placed.workflow).cycle.isEmpty else { return faults }
    let places = placed.workflow.places
    for link in placed.workflow.links {
      guard let source = places[link.source], let target = places[link.target] else { continue }
      let from = placed.placements[source].frame
      if from.x + from.width >= placed.placements[target].frame.x { faults.append("\(link)") }
    }
    return faults
  }
}
