import Charts
import Foundation
import Testing

@Suite struct ChartTests {
  private let chart = Chart(
    "a <b> & \"c\"",
    [
      ChartPanel("Loss", .curves([ChartCurve("train", [(0, 1), (10, 0)])], over: "step")),
      ChartPanel(
        "F1", .intervals([ChartInterval("own", 0.5, 0.4...0.6), ChartInterval("no", 0.1)])),
    ])

  @Test func `It is well-formed, and text is only text`() throws {
    let parser = XMLElements()
    try parser.read(chart.svg)
    #expect(parser.names["polyline"] == 1 && parser.names["circle"] == 2)
    #expect(parser.names["b"] == nil)
    #expect(chart.svg.contains("a &lt;b&gt; &amp; &quot;c&quot;"))
  }

  @Test func `Curves go from corner to corner of their panel`() {
    #expect(chart.svg.contains("points=\"210.0,80.0 870.0,300.0\""))
  }

  @Test func `Without panels a title is left`() {
    #expect(Chart("nothing", []).svg.contains(">nothing</text>"))
  }
}

/// Counts the elements of a document.
private final class XMLElements {
  var names: [String: Int] = [:]

  /// - Throws: what is not well-formed.
  func read(_ text: String) throws {
    var open: [Substring] = []
    for piece in text.split(separator: "<").dropFirst(0) where piece.contains(">") {
      let tag = piece.prefix { $0 != ">" }
      if tag.hasPrefix("/") {
        try #require(open.popLast() == tag.dropFirst())
        continue
      }
      let name = tag.prefix { $0 != " " && $0 != "/" && $0 != "\n" }
      names[String(name), default: 0] += 1
      try #require(tag.filter { $0 == "\"" }.count.isMultiple(of: 2))
      if !tag.hasSuffix("/") { open.append(name) }
    }
    try #require(open.isEmpty)
  }
}
