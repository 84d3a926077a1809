import WorkflowGraph

/// Places the note left of the graph, at its upper edge.
enum NotePlacement {
  /// The note's frame, right of which the graph may begin.
  ///
  /// The height follows the text, up to a screen's height; a longer text scrolls.
  static func place(_ text: String) -> Note {
    let width = 430.0
    let perLine = Int((width - 30) / CanvasGeometry.characterWidth)
    var lines = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      lines += 1 + line.utf16.count / perLine
    }
    let height = min(max(Double(lines) * 22 + 40, 120), 1000)
    return Note(
      text: text,
      frame: CanvasRectangle(
        x: 0, y: StageGroups.headroom, width: width, height: CanvasGeometry.onGrid(height)))
  }

  /// The space between the note and the graph.
  static let gap = 60.0
}
