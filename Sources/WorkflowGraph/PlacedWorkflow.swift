/// A workflow with looks: what the UI format and the SVG picture need.
///
/// Lengths are canvas units; a node's title bar (30 high) is drawn *above* `y`.
public struct PlacedWorkflow: Equatable, Sendable {
  /// The workflow itself.
  public var workflow: Workflow
  /// The look of each node, in the order of `workflow.nodes`.
  public var placements: [NodePlacement]
  /// Titled frames behind the nodes.
  public var groups: [NodeGroup]
  /// Text boxes beside the graph.
  public var notes: [Note]

  /// Makes a placed workflow.
  public init(
    workflow: Workflow, placements: [NodePlacement], groups: [NodeGroup] = [], notes: [Note] = []
  ) {
    precondition(workflow.nodes.count == placements.count, "one placement per node")
    self.workflow = workflow
    self.placements = placements
    self.groups = groups
    self.notes = notes
  }
}

/// A rectangle on the canvas.
public struct CanvasRectangle: Equatable, Sendable {
  /// Left edge.
  public var x: Double
  /// Top edge; for a node the lower edge of its title bar.
  public var y: Double
  /// Width.
  public var width: Double
  /// Height, for a node without its title bar.
  public var height: Double

  /// Makes a rectangle.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// The look of one node.
public struct NodePlacement: Equatable, Sendable {
  /// Position and size without the title bar.
  public var frame: CanvasRectangle
  /// The title shown, or `nil` for the display name.
  public var title: String?
  /// Title bar colour such as `#232`, or `nil`.
  public var color: String?
  /// Body colour such as `#353`, or `nil`.
  public var bodyColor: String?

  /// Makes a placement.
  public init(
    frame: CanvasRectangle, title: String? = nil, color: String? = nil, bodyColor: String? = nil
  ) {
    self.frame = frame
    self.title = title
    self.color = color
    self.bodyColor = bodyColor
  }
}

/// A titled frame behind nodes.
public struct NodeGroup: Equatable, Sendable {
  /// The title.
  public var title: String
  /// The whole frame, title included.
  public var frame: CanvasRectangle
  /// Colour such as `#3f789e`.
  public var color: String

  /// Makes a group.
  public init(title: String, frame: CanvasRectangle, color: String = "#3f789e") {
    self.title = title
    self.frame = frame
    self.color = color
  }
}

/// A text box beside the graph.
public struct Note: Equatable, Sendable {
  /// Markdown text.
  public var text: String
  /// Position and size without the title bar.
  public var frame: CanvasRectangle

  /// Makes a note.
  public init(text: String, frame: CanvasRectangle) {
    self.text = text
    self.frame = frame
  }
}
