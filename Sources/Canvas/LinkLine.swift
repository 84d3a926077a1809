import WorkflowGraph

/// A link as a straight line between its sockets, which is where its curve begins and ends.
struct LinkLine {
  var startX: Double
  var startY: Double
  var endX: Double
  var endY: Double

  var length: Double {
    let x = endX - startX, y = endY - startY
    return (x * x + y * y).squareRoot()
  }

  /// Whether the lines meet at an inner point of both.
  func crosses(_ other: LinkLine) -> Bool {
    side(other.startX, other.startY) * side(other.endX, other.endY) < 0
      && other.side(startX, startY) * other.side(endX, endY) < 0
  }

  /// On which side of the line a point lies: -1, 0 or 1.
  private func side(_ x: Double, _ y: Double) -> Double {
    let area = (endX - startX) * (y - startY) - (endY - startY) * (x - startX)
    return area > 0 ? 1 : area < 0 ? -1 : 0
  }

  /// Whether a part of the line lies inside a rectangle.
  ///
  /// Source: Liang and Barsky, ACM TOG 3(1), 1984.
  func enters(_ rectangle: CanvasRectangle) -> Bool {
    var first = 0.0, last = 1.0
    /// Keeps what lies between two parallel edges; `false` if that is nothing.
    func clip(_ start: Double, _ way: Double, _ low: Double, _ high: Double) -> Bool {
      guard way != 0 else { return low < start && start < high }
      let toLow = (low - start) / way, toHigh = (high - start) / way
      first = max(first, min(toLow, toHigh))
      last = min(last, max(toLow, toHigh))
      return first < last
    }
    return clip(startX, endX - startX, rectangle.x, rectangle.x + rectangle.width)
      && clip(startY, endY - startY, rectangle.y, rectangle.y + rectangle.height)
  }
}
