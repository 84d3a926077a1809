public import WorkflowGraph

/// Places the nodes of a workflow: from left to right, links short, few crossings, no overlap.
///
/// Laws: links of an acyclic graph run left to right; frames with their title bars keep 40 units
/// apart; everything stands on the 10-unit grid; groups contain exactly their members; the same
/// workflow gives the same placement, whatever the order of its node list.
///
/// Method, in steps with a file each: stages by what nodes give and take (``StageGroups``), layers
/// by least link spans (``LayerAssignment``), columns and groups (``ColumnPlan``), then the order
/// from top to bottom (``CrossingOrder``) and the heights (``RowCoordinates``) by turns
/// (``LayoutSearch``). Source: Sugiyama, Tagawa and Toda 1981; Gansner et al. 1993.
public enum WorkflowLayout {
  /// Places a workflow.
  ///
  /// - Parameters:
  ///   - workflow: Any workflow; links on cycles and to missing nodes do not count.
  ///   - catalog: The definitions, by which sizes, stages and titles are found.
  ///   - note: Markdown text for a note beside the graph.
  /// - Returns: The same workflow with a look for every node.
  public static func place(
    _ workflow: Workflow, catalog: NodeCatalog, note: String? = nil
  ) -> PlacedWorkflow {
    let graph = CanvasGraph(workflow, catalog)
    let titles = NodeTitles(graph)
    let boxes = LayoutGraph(graph, StageGroups.stages(graph), titles)
    let plan = ColumnPlan(boxes, layers: LayerAssignment.layers(boxes))
    let tops = LayoutSearch(boxes, plan).tops
    let notes = note.map { [NotePlacement.place($0)] } ?? []
    let left = notes.first.map { $0.frame.x + $0.frame.width + NotePlacement.gap } ?? 0
    let frames = boxes.boxes.enumerated().map { number, box in
      CanvasRectangle(
        x: left + Double(plan.lefts[number]) * CanvasGeometry.grid,
        y: Double(tops[number]) * CanvasGeometry.grid,
        width: Double(box.width) * CanvasGeometry.grid,
        height: Double(box.height) * CanvasGeometry.grid)
    }
    var numbers = graph.order
    for (number, place) in graph.order.enumerated() { numbers[place] = number }
    let placements = numbers.enumerated().map { place, number in
      NodePlacement(
        frame: frames[number], title: titles.title(place), color: titles.roles[place]?.color,
        bodyColor: titles.roles[place]?.bodyColor)
    }
    let groups = plan.groups.map { group in
      StageGroups.group(group.stage, around: group.members.map { frames[$0] })
    }
    return PlacedWorkflow(
      workflow: workflow, placements: placements, groups: groups, notes: notes)
  }
}
