public import JSON
public import WorkflowGraph

/// Draws a placed workflow as a picture that stands alone: no script, no font, no outward reference.
///
/// Groups lie behind links, links behind nodes, as on the canvas. Sockets and widgets are those of
/// ``NodeFace``, so the picture shows what the file holds.
public enum SVGDrawing {
  /// Draws the picture.
  ///
  /// - Parameters:
  ///   - placed: The workflow with its looks.
  ///   - catalog: The definitions.
  ///   - metadata: What ``SVGMetadata/element(ui:api:)`` gave, or nothing.
  /// - Returns: The document; the same arguments give the same bytes.
  public static func draw(
    _ placed: PlacedWorkflow, catalog: NodeCatalog, metadata: String = ""
  ) -> String {
    var pen = SVGPen()
    let graph = CanvasGraph(placed.workflow, catalog)
    for group in placed.groups { pen.add(group) }
    for edge in graph.edges { pen.add(edge, graph, placed.placements) }
    for (place, look) in placed.placements.enumerated() {
      let title =
        look.title ?? graph.definitions[place]?.displayName
        ?? placed.workflow.nodes[place].classType
      pen.add(graph.faces[place], title: title, look, isKnown: graph.definitions[place] != nil)
    }
    for note in placed.notes { pen.add(note) }
    return document(pen.body, bounds(of: placed), metadata)
  }

  /// Draws the picture with the workflow inside, in both formats.
  ///
  /// - Parameters:
  ///   - placed: The workflow with its looks.
  ///   - catalog: The definitions.
  ///   - ui: The UI format of the same workflow.
  ///   - api: The API format of the same workflow.
  /// - Returns: The document.
  public static func draw(
    _ placed: PlacedWorkflow, catalog: NodeCatalog, ui: JSONValue, api: JSONValue
  ) -> String {
    draw(placed, catalog: catalog, metadata: SVGMetadata.element(ui: ui, api: api))
  }

  private static func bounds(of placed: PlacedWorkflow) -> CanvasRectangle {
    let titled = placed.placements.map(\.frame) + placed.notes.map(\.frame)
    let frames =
      placed.groups.map(\.frame)
      + titled.map {
        CanvasRectangle(
          x: $0.x, y: $0.y - CanvasGeometry.titleHeight, width: $0.width,
          height: $0.height + CanvasGeometry.titleHeight)
      }
    let left = frames.map(\.x).min() ?? 0, top = frames.map(\.y).min() ?? 0
    let right = frames.map { $0.x + $0.width }.max() ?? 100
    let bottom = frames.map { $0.y + $0.height }.max() ?? 100
    return CanvasRectangle(
      x: left - 30, y: top - 30, width: right - left + 60, height: bottom - top + 60)
  }

  private static func document(
    _ body: String, _ bounds: CanvasRectangle, _ metadata: String
  ) -> String {
    let x = SVGPen.text(bounds.x), y = SVGPen.text(bounds.y)
    let width = SVGPen.text(bounds.width), height = SVGPen.text(bounds.height)
    let box = "\(x) \(y) \(width) \(height)"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="\(box)" font-family="Inter, Arial, Helvetica, sans-serif" font-size="14">
      \(metadata)
      <rect x="\(x)" y="\(y)" width="\(width)" height="\(height)" fill="#1e1e22"/>
      \(body)</svg>

      """
  }
}
