import JSON
public import WorkflowGraph

/// Sizes and anchor points of nodes, in canvas units.
///
///     +- title bar (30, above y) -+
///     | o input          output o |  slot rows of 20
///     | [ widget          value ] |  widget rows of 20 + 4, text areas of 166
///     +---------------------------+
///
/// A size is the largest of what the face needs (the frontend's rule), what displays of the
/// frontend's own need and the median in official templates, rounded up to the grid.
/// Source: PRODUCT.md 4.7.
public enum CanvasGeometry {
  /// The grid everything stands on.
  public static let grid = 10.0
  /// The height of a title bar, drawn above a node's position.
  public static let titleHeight = 30.0
  /// The height of one row of sockets.
  public static let slotHeight = 20.0
  /// The height of one widget with its gap.
  public static let widgetHeight = 24.0
  /// The height of a text area.
  public static let textAreaHeight = 166.0
  /// The width of one character.
  public static let characterWidth = 8.4

  /// The size of a node without its title bar.
  ///
  /// - Parameters:
  ///   - face: What the node shows.
  ///   - classType: Chooses the median size.
  ///   - title: The title shown.
  /// - Returns: Width and height, multiples of ``grid``.
  public static func size(
    of face: NodeFace, classType: String, title: String
  ) -> (width: Double, height: Double) {
    let median = medianSizes[classType] ?? displaySizes[classType] ?? (0, 0)
    return (
      onGrid(max(width(of: face, title), median.0)), onGrid(max(height(of: face), median.1))
    )
  }

  /// The height that sockets and widgets need.
  public static func height(of face: NodeFace) -> Double {
    let rows = slotRows(of: face) + 6
    guard !face.widgets.isEmpty else { return max(rows, 26) }
    return rows + 8 + face.widgets.reduce(0) { $0 + minimumHeight(of: $1) }
  }

  /// The least `value` not below `value` that lies on the grid.
  public static func onGrid(_ value: Double) -> Double { (value / grid).rounded(.up) * grid }

  private static func width(of face: NodeFace, _ title: String) -> Double {
    let plain = face.sockets.filter { !$0.isWidget }
    let inputs = plain.map { shownWidth($0.name) }.max() ?? 0
    let outputs = face.outputs.map { shownWidth($0.name) }.max() ?? 0
    var width = max(140, inputs + outputs + 60, shownWidth(title) + 50)
    if !face.widgets.isEmpty { width = max(width, 270) }
    for widget in face.widgets {
      if widget.isMultiline { width = max(width, 400) }
      // Names of files are worth reading; longer texts are cut.
      let value = widget.isMultiline ? 0 : shownWidth(widget.value.string ?? "")
      width = max(width, min(shownWidth(widget.name) + max(value, 60) + 50, 420))
    }
    return min(width, 600)
  }

  private static func shownWidth(_ text: String) -> Double {
    Double(min(text.count, 60)) * characterWidth
  }

  private static func slotRows(of face: NodeFace) -> Double {
    let plain = face.sockets.lazy.filter { !$0.isWidget }.count
    return Double(max(plain, face.outputs.count, 1)) * slotHeight
  }

  static func minimumHeight(of widget: NodeFace.Widget) -> Double {
    widget.isMultiline ? textAreaHeight : widgetHeight
  }

  /// Median sizes in official templates.
  private static let medianSizes: [String: (Double, Double)] = [
    "KSampler": (310, 350), "KSamplerAdvanced": (305, 510), "CLIPTextEncode": (430, 192),
    "CheckpointLoaderSimple": (388, 140), "UNETLoader": (370, 110), "VAELoader": (370, 90),
    "CLIPLoader": (380, 143), "LoraLoaderModelOnly": (420, 140), "EmptyLatentImage": (300, 120),
    "LoadImage": (310, 370), "VAEEncode": (228, 79), "VAEDecode": (230, 78),
    "PreviewImage": (330, 314), "SaveImage": (530, 517), "MarkdownNote": (430, 420),
  ]

  /// What nodes need whose displays only the browser has (players, viewers, texts shown).
  ///
  /// Source: all 3,970 classes of the extended definitions created in ComfyUI frontend 1.58.1; 3D
  /// viewers, which it would leave no room to see in, as in the smallest of the official templates.
  private static let displaySizes: [String: (Double, Double)] = [
    "Load3D": (400, 600), "Load3DAdvanced": (400, 600), "LoadAudio": (0, 136),
    "Preview3D": (400, 550), "Preview3DAdvanced": (400, 550), "PreviewAny": (210, 122),
    "PreviewAudio": (210, 88), "PreviewGaussianSplat": (400, 550),
    "PreviewPointCloud": (400, 550), "RecordAudio": (0, 112), "Save3DAdvanced": (400, 550),
    "SaveAudio": (0, 112), "SaveAudioAdvanced": (0, 160), "SaveAudioMP3": (0, 136),
    "SaveAudioOpus": (0, 136), "SaveGLB": (400, 550), "SaveGaussianSplat": (400, 550),
    "SavePointCloud": (400, 550), "SaveText": (0, 170), "WebcamCapture": (0, 184),
  ]
}

// MARK: - Anchors

extension CanvasGeometry {
  /// The middle of an input socket, relative to the node's position.
  ///
  /// - Parameters:
  ///   - face: What the node shows.
  ///   - index: The position among `face.sockets`.
  ///   - height: The node's height.
  /// - Returns: The distance downwards; the socket lies on the left edge.
  public static func inputAnchor(_ face: NodeFace, _ index: Int, height: Double) -> Double {
    let socket = face.sockets[index]
    if socket.isWidget,
      let place = face.widgets.firstIndex(where: { $0.name == socket.name && $0.kind == .input })
    {
      let row = widgetRows(face, height: height)[place]
      return row.top + min(row.height, slotHeight) / 2
    }
    let row = face.sockets[..<index].lazy.filter { !$0.isWidget }.count
    return outputAnchor(row)
  }

  /// The middle of output `slot`, relative to the node's position.
  public static func outputAnchor(_ slot: Int) -> Double { (Double(slot) + 0.7) * slotHeight }

  /// The rows of all widgets relative to the node's position; text areas share what is left over.
  public static func widgetRows(
    _ face: NodeFace, height: Double
  ) -> [(top: Double, height: Double)] {
    let areas = Double(face.widgets.lazy.filter(\.isMultiline).count)
    let spare = areas > 0 ? max(0, height - self.height(of: face)) / areas : 0
    var top = slotRows(of: face) + 6
    return face.widgets.map { widget in
      let full = minimumHeight(of: widget) + (widget.isMultiline ? spare : 0)
      defer { top += full }
      return (top, full - 4)
    }
  }
}
