/// One part of a chart.
public struct ChartPanel: Sendable {
  /// What the panel shows.
  public enum Content: Sendable {
    /// Curves over one horizontal axis, named below it.
    case curves([ChartCurve], over: String)
    /// Values with their intervals, one row each.
    case intervals([ChartInterval])
  }

  /// The heading.
  public var title: String
  /// What it shows.
  public var content: Content

  /// Makes a panel.
  public init(_ title: String, _ content: Content) {
    self.title = title
    self.content = content
  }
}

/// Points that are joined by lines.
public struct ChartCurve: Sendable {
  /// What the legend calls it.
  public var name: String
  /// The points, from left to right.
  public var points: [(x: Double, y: Double)]

  /// Makes a curve.
  public init(_ name: String, _ points: [(x: Double, y: Double)]) {
    self.name = name
    self.points = points
  }

  /// The curve of means over `width` points in a row, at the last of them.
  public func averaged(over width: Int) -> ChartCurve {
    guard width > 1, points.count > width else { return self }
    var sum = points[..<width].reduce(0) { $0 + $1.y }
    var averaged = [(x: points[width - 1].x, y: sum / Double(width))]
    for place in width..<points.count {
      sum += points[place].y - points[place - width].y
      averaged.append((points[place].x, sum / Double(width)))
    }
    return ChartCurve(name, averaged)
  }
}

/// A value with what surrounds it.
public struct ChartInterval: Sendable {
  /// What stands before the row.
  public var name: String
  /// The value.
  public var value: Double
  /// The interval; `nil` where none is known.
  public var range: ClosedRange<Double>?

  /// Makes a row.
  public init(_ name: String, _ value: Double, _ range: ClosedRange<Double>? = nil) {
    self.name = name
    self.value = value
    self.range = range
  }
}
