import Canvas
import JSON
import TestSupport
import Testing
import WorkflowGraph

@Suite("Laws of the layout")
struct WorkflowLayoutLawTests {
  private func check(_ mayLoop: Bool, _ law: (PlacedWorkflow) throws -> Void) throws {
    try forAll(
      seed: 7, count: 120,
      { generator in CanvasFixtures.workflow(&generator, maximum: 40, mayLoop: mayLoop) },
      law: { workflow in
        try law(
          WorkflowLayout.place(workflow, catalog: CanvasFixtures.catalog, note: "a\nb"))
      })
  }

  @Test(
    "No two nodes come nearer than 40 above each other, and none overlap, cycles or not",
    arguments: [false, true])
  func noOverlap(mayLoop: Bool) throws {
    try check(mayLoop) { placed in
      let frames =
        placed.placements.map { CanvasFixtures.covered($0.frame) }
        + placed.notes.map { CanvasFixtures.covered($0.frame) }
      for (index, a) in frames.enumerated() {
        for b in frames[(index + 1)...] where CanvasFixtures.overlap(a, b, gap: 39.9) {
          throw Broken("\(a) meets \(b)")
        }
      }
    }
  }

  @Test("Links of an acyclic graph run left to right")
  func leftToRight() throws {
    try check(false) { placed in
      let places = placed.workflow.places
      for link in placed.workflow.links {
        guard let source = places[link.source], let target = places[link.target] else { continue }
        let from = placed.placements[source].frame
        guard from.x + from.width + 40 <= placed.placements[target].frame.x else {
          throw Broken("\(link)")
        }
      }
    }
  }

  @Test("Everything stands on the grid, and no size is below the frontend's minimum")
  func onGrid() throws {
    try check(true) { placed in
      let frames =
        placed.placements.map(\.frame) + placed.groups.map(\.frame) + placed.notes.map(\.frame)
      for frame in frames {
        for value in [frame.x, frame.y, frame.width, frame.height]
        where value.truncatingRemainder(dividingBy: 10) != 0 {
          throw Broken("\(frame)")
        }
        guard frame.width >= 140, frame.height >= 26 else { throw Broken("\(frame)") }
      }
    }
  }

  @Test("Groups contain exactly their members and do not overlap", arguments: [false, true])
  func groups(mayLoop: Bool) throws {
    try check(mayLoop) { placed in
      let nodes = placed.placements.map { CanvasFixtures.covered($0.frame) }
      for node in nodes {
        let holders = placed.groups.filter { CanvasFixtures.overlap($0.frame, node) }
        guard holders.count == 1, CanvasFixtures.contains(holders[0].frame, node) else {
          throw Broken("\(node) in \(holders)")
        }
      }
      for (index, group) in placed.groups.enumerated() {
        let frame = group.frame
        for other in placed.groups[(index + 1)...]
        where CanvasFixtures.overlap(frame, other.frame) {
          throw Broken("\(group) meets \(other)")
        }
        for note in placed.notes
        where CanvasFixtures.overlap(frame, CanvasFixtures.covered(note.frame)) {
          throw Broken("\(group) meets the note")
        }
      }
    }
  }

  @Test("The same graph is placed the same way, and the workflow is not touched")
  func deterministic() throws {
    try forAll(
      seed: 3, count: 100, { CanvasFixtures.workflow(&$0, mayLoop: true) },
      law: { workflow in
        let first = WorkflowLayout.place(workflow, catalog: CanvasFixtures.catalog)
        let second = WorkflowLayout.place(workflow, catalog: CanvasFixtures.catalog)
        guard first == second, first.workflow == workflow else { throw Broken("differs") }
      })
  }

  @Test("The order of the node list plays no role")
  func permuted() throws {
    try forAll(
      seed: 13, count: 100,
      { generator -> (Workflow, Workflow) in
        let workflow = CanvasFixtures.workflow(&generator, mayLoop: true)
        return (workflow, Workflow(nodes: workflow.nodes.shuffled(using: &generator)))
      },
      law: { workflow, shuffled in
        let first = WorkflowLayout.place(workflow, catalog: CanvasFixtures.catalog)
        let second = WorkflowLayout.place(shuffled, catalog: CanvasFixtures.catalog)
        guard first.groups == second.groups else { throw Broken("groups differ") }
        let places = shuffled.places
        for (node, look) in zip(workflow.nodes, first.placements) {
          guard let place = places[node.id], second.placements[place] == look else {
            throw Broken("\(node.id) stands elsewhere")
          }
        }
      })
  }

  @Test("The UI file of a placed graph opens as the completed workflow")
  func roundTrip() throws {
    try forAll(
      seed: 11, count: 200, { CanvasFixtures.workflow(&$0) },
      law: { workflow in
        let catalog = CanvasFixtures.catalog
        let completed = UIFormat.completed(workflow, catalog: catalog)
        let placed = WorkflowLayout.place(completed, catalog: catalog)
        let file = UIFormat.write(placed, catalog: catalog, id: "x")
        var back = try UIFormat.read(file, catalog: catalog).workflow
        for place in back.nodes.indices { back.nodes[place].title = nil }
        guard back == completed else { throw Broken("\(back)") }
      })
  }
}
