import Escaping

/// A picture of figures as one SVG file that needs nothing else: panels below one another.
public struct Chart: Sendable {
  /// The heading.
  public var title: String
  /// The panels, from top to bottom.
  public var panels: [ChartPanel]

  /// Makes a chart.
  public init(_ title: String, _ panels: [ChartPanel]) {
    self.title = title
    self.panels = panels
  }

  private static let width = 900
  private static let left = 210
  private static let right = 30
  private static let curveHeight = 220
  private static let rowHeight = 24
  /// Colours that people who do not see all of them tell apart.
  ///
  /// Source: Okabe and Ito, "Color Universal Design" (2008).
  private static let colours = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
  ]

  /// The file.
  public var svg: String {
    var top = 50
    var body = Self.text(self.title, x: 20, y: 30, size: 18)
    for panel in panels {
      body += Self.text(panel.title, x: 20, y: top + 16, size: 14)
      switch panel.content {
      case .curves(let curves, let axis):
        body += Self.curves(curves, axis, top: top + 30)
        top += 30 + Self.curveHeight + 60
      case .intervals(let rows):
        body += Self.intervals(rows, top: top + 30)
        top += 30 + rows.count * Self.rowHeight + 50
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.width)" height="\(top)" \
      viewBox="0 0 \(Self.width) \(top)" font-family="sans-serif">
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(body)</svg>

      """
  }

  // MARK: - Panels

  private static func curves(_ curves: [ChartCurve], _ axis: String, top: Int) -> String {
    let xs = ChartScale(covering: curves.flatMap { $0.points.map(\.x) }, marks: 8)
    let ys = ChartScale(covering: curves.flatMap { $0.points.map(\.y) })
    let bottom = top + curveHeight
    func x(_ value: Double) -> Double { across(xs.place(value)) }
    func y(_ value: Double) -> Double { Double(bottom) - ys.place(value) * Double(curveHeight) }
    var body = ""
    for mark in ys.marks {
      body += line(Double(left), y(mark.value), Double(width - right), y(mark.value), "#dddddd")
      body += text(mark.text, x: Double(left - 8), y: y(mark.value) + 4, anchor: "end")
    }
    for mark in xs.marks {
      body += line(x(mark.value), Double(bottom), x(mark.value), Double(bottom + 5), "#666666")
      body += text(mark.text, x: x(mark.value), y: Double(bottom + 20), anchor: "middle")
    }
    body += text(axis, x: Double(width - right), y: Double(bottom + 38), anchor: "end")
    for (number, curve) in curves.enumerated() {
      let colour = colours[number % colours.count]
      let points = curve.points.filter { $0.x.isFinite && $0.y.isFinite }
        .map { "\(short(x($0.x))),\(short(y($0.y)))" }.joined(separator: " ")
      body += "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(colour)\""
      body += " stroke-width=\"1.5\"/>\n"
      let row = Double(top + 10 + number * 18)
      body += line(20, row, 40, row, colour, width: 3)
      body += text(curve.name, x: 46, y: row + 4)
    }
    return body
  }

  private static func intervals(_ rows: [ChartInterval], top: Int) -> String {
    let values = rows.flatMap { [$0.value, $0.range?.lowerBound, $0.range?.upperBound] }
    let xs = ChartScale(covering: values.compactMap { $0 }, marks: 8)
    let bottom = top + rows.count * rowHeight
    var body = ""
    for mark in xs.marks {
      let x = across(xs.place(mark.value))
      body += line(x, Double(top), x, Double(bottom), "#dddddd")
      body += text(mark.text, x: x, y: Double(bottom + 16), anchor: "middle")
    }
    for (number, row) in rows.enumerated() {
      let y = Double(top + number * rowHeight + rowHeight / 2)
      body += text(row.name, x: Double(left - 8), y: y + 4, anchor: "end")
      if let range = row.range {
        let ends = (across(xs.place(range.lowerBound)), across(xs.place(range.upperBound)))
        body += line(ends.0, y, ends.1, y, colours[0], width: 2)
      }
      let x = across(xs.place(row.value))
      body += "<circle cx=\"\(short(x))\" cy=\"\(short(y))\" r=\"4\" fill=\"\(colours[1])\"/>\n"
    }
    return body
  }

  // MARK: - Marks

  private static func across(_ place: Double) -> Double {
    Double(left) + place * Double(width - left - right)
  }

  private static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String, width: Int = 1
  ) -> String {
    "<line x1=\"\(short(x1))\" y1=\"\(short(y1))\" x2=\"\(short(x2))\" y2=\"\(short(y2))\""
      + " stroke=\"\(colour)\" stroke-width=\"\(width)\"/>\n"
  }

  private static func text(
    _ text: String, x: Double, y: Double, size: Int = 12, anchor: String = "start"
  ) -> String {
    "<text x=\"\(short(x))\" y=\"\(short(y))\" font-size=\"\(size)\" text-anchor=\"\(anchor)\">"
      + MarkupEscaping.escape(text) + "</text>\n"
  }

  private static func text(_ text: String, x: Int, y: Int, size: Int) -> String {
    Self.text(text, x: Double(x), y: Double(y), size: size)
  }

  /// A coordinate with at most one digit behind the point.
  private static func short(_ value: Double) -> String {
    ChartScale.text(value, step: 0.1)
  }
}
