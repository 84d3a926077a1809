public import JSON
public import WorkflowGraph

/// Draws a placed workflow as a small PNG: groups, links and nodes in flat colours, no text.
///
/// For places that show no SVG. At most ``longestSide`` pixels wide and high whatever the canvas
/// measures. Frames that no canvas could show (not finite) are left out.
public enum PNGDrawing {
  /// The pixels of the longer side at most.
  public static let longestSide = 640
  private static let margin = 20.0

  /// Draws the picture with the workflow inside, in both formats.
  ///
  /// - Parameters:
  ///   - placed: The workflow with its looks.
  ///   - catalog: The definitions.
  ///   - ui: The UI format of the same workflow.
  ///   - api: The API format of the same workflow.
  /// - Returns: The bytes of the file; the same arguments give the same bytes.
  /// - Throws: ``WorkflowFormatError`` when the workflow is too long for a PNG.
  public static func draw(
    _ placed: PlacedWorkflow, catalog: NodeCatalog, ui: JSONValue, api: JSONValue
  ) throws(WorkflowFormatError) -> [UInt8] {
    try PNGFormat.embed(EmbeddedWorkflow(ui: ui, api: api), in: draw(placed, catalog: catalog))
  }

  /// Draws the picture.
  ///
  /// - Parameters:
  ///   - placed: The workflow with its looks.
  ///   - catalog: The definitions.
  /// - Returns: The bytes of the file.
  public static func draw(_ placed: PlacedWorkflow, catalog: NodeCatalog) -> [UInt8] {
    var raster = Raster(showing: frames(of: placed))
    for group in placed.groups { raster.fill(group.frame, .group) }
    let graph = CanvasGraph(placed.workflow, catalog)
    for edge in graph.edges {
      let source = placed.placements[edge.source].frame
      let target = placed.placements[edge.target].frame
      let socket = CanvasGeometry.inputAnchor(
        graph.faces[edge.target], edge.socket, height: target.height)
      raster.line(
        from: (source.x + source.width, source.y + CanvasGeometry.outputAnchor(edge.slot)),
        to: (target.x, target.y + socket))
    }
    for look in placed.placements { raster.node(look.frame, .title, .body) }
    for note in placed.notes { raster.node(note.frame, .noteTitle, .note) }
    return PNGFormat.picture(
      width: raster.width, height: raster.height, palette: Ink.allCases.map(\.color),
      pixels: raster.pixels)
  }

  private static func frames(of placed: PlacedWorkflow) -> [CanvasRectangle] {
    placed.groups.map(\.frame)
      + (placed.placements.map(\.frame) + placed.notes.map(\.frame)).map(titled)
  }

  fileprivate static func titled(_ frame: CanvasRectangle) -> CanvasRectangle {
    CanvasRectangle(
      x: frame.x, y: frame.y - CanvasGeometry.titleHeight, width: frame.width,
      height: frame.height + CanvasGeometry.titleHeight)
  }

  // MARK: - Pixels

  /// The colours, those of the SVG picture.
  private enum Ink: UInt8, CaseIterable {
    case canvas, group, link, title, body, noteTitle, note

    var color: [UInt8] {
      switch self {
      case .canvas: [0x1E, 0x1E, 0x22]
      case .group: [0x25, 0x2F, 0x3A]
      case .link: [0x9A, 0x9A, 0xA8]
      case .title: [0x33, 0x33, 0x3A]
      case .body: [0x4A, 0x4A, 0x55]
      case .noteTitle: [0x44, 0x33, 0x22]
      case .note: [0x66, 0x55, 0x33]
      }
    }
  }

  private struct Raster {
    let width: Int
    let height: Int
    private(set) var pixels: [UInt8]
    private let left: Double
    private let top: Double
    private let scale: Double

    init(showing frames: [CanvasRectangle]) {
      let shown = frames.filter(Self.isDrawable)
      left = (shown.map(\.x).min() ?? 0) - margin
      top = (shown.map(\.y).min() ?? 0) - margin
      let right = (shown.map { $0.x + $0.width }.max() ?? 100) + margin
      let bottom = (shown.map { $0.y + $0.height }.max() ?? 100) + margin
      scale = min(1, Double(longestSide) / max(right - left, bottom - top))
      width = min(longestSide, max(1, Int(((right - left) * scale).rounded(.up))))
      height = min(longestSide, max(1, Int(((bottom - top) * scale).rounded(.up))))
      pixels = [UInt8](repeating: Ink.canvas.rawValue, count: width * height)
    }

    private static func isDrawable(_ frame: CanvasRectangle) -> Bool {
      [frame.x, frame.y, frame.width, frame.height].allSatisfy { abs($0) < 1e9 }
        && frame.width >= 0 && frame.height >= 0
    }

    mutating func node(_ frame: CanvasRectangle, _ title: Ink, _ body: Ink) {
      fill(titled(frame), title)
      fill(frame, body)
    }

    mutating func fill(_ frame: CanvasRectangle, _ ink: Ink) {
      guard Self.isDrawable(frame) else { return }
      let columns = clamped(frame.x, frame.width, from: left, below: width)
      for row in clamped(frame.y, frame.height, from: top, below: height) {
        for column in columns { pixels[row * width + column] = ink.rawValue }
      }
    }

    private func clamped(
      _ start: Double, _ length: Double, from origin: Double, below limit: Int
    ) -> Range<Int> {
      let first = Int(((start - origin) * scale).rounded())
      let last = Int(((start + length - origin) * scale).rounded())
      let low = min(max(first, 0), limit - 1)
      return low..<min(max(last, low + 1), limit)
    }

    /// A straight line, a pixel for each step along its longer axis.
    mutating func line(from start: (Double, Double), to end: (Double, Double)) {
      let points = [start.0 - left, start.1 - top, end.0 - left, end.1 - top].map { $0 * scale }
      guard points.allSatisfy({ abs($0) < 1e6 }) else { return }
      let across = points[2] - points[0], down = points[3] - points[1]
      let steps = min(4 * longestSide, max(1, Int(max(abs(across), abs(down)).rounded(.up))))
      for step in 0...steps {
        let share = Double(step) / Double(steps)
        let column = Int(points[0] + across * share), row = Int(points[1] + down * share)
        guard (0..<width).contains(column), (0..<height).contains(row) else { continue }
        pixels[row * width + column] = Ink.link.rawValue
      }
    }
  }
}
