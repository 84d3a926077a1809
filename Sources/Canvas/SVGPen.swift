import Escaping
import JSON
import WorkflowGraph

/// Collects the elements of a picture.
struct SVGPen {
  /// The elements so far, one per line.
  private(set) var body = ""

  mutating func add(_ group: NodeGroup) {
    let color = MarkupEscaping.escape(group.color)
    rectangle(
      group.frame, radius: 6,
      "fill=\"\(color)\" fill-opacity=\"0.22\" stroke=\"\(color)\" stroke-opacity=\"0.7\"")
    write(
      group.title, x: group.frame.x + 14, y: group.frame.y + 32, width: group.frame.width - 28,
      size: 24, "fill=\"#e4e8ec\" font-weight=\"600\"")
  }

  mutating func add(_ note: Note) {
    box(note.frame, title: "Note", color: "#432", bodyColor: "#653", border: "#222")
    let lines = Self.wrapped(
      note.text, width: note.frame.width - 24, size: 14, rows: Int((note.frame.height - 16) / 20))
    for (row, line) in lines.enumerated() {
      let isHeading = line.hasPrefix("#")
      let plain = line.drop { isHeading && ($0 == "#" || $0 == " ") }
      write(
        String(plain.replacing("**", with: "")), x: note.frame.x + 12,
        y: note.frame.y + 24 + Double(row) * 20,
        width: note.frame.width - 24, size: 14,
        isHeading ? "fill=\"#fff\" font-weight=\"700\"" : "fill=\"#f0e8d8\"")
    }
  }

  mutating func add(_ edge: CanvasGraph.Edge, _ graph: CanvasGraph, _ looks: [NodePlacement]) {
    let from = looks[edge.source].frame, to = looks[edge.target].frame
    let x = from.x + from.width, y = from.y + CanvasGeometry.outputAnchor(edge.slot)
    let endY =
      to.y
      + CanvasGeometry.inputAnchor(graph.faces[edge.target], edge.socket, height: to.height)
    let reach = max(40, min(abs(to.x - x) / 2, 200) + abs(endY - y) / 20)
    let path =
      "M\(Self.text(x)) \(Self.text(y)) C\(Self.text(x + reach)) \(Self.text(y)) "
      + "\(Self.text(to.x - reach)) \(Self.text(endY)) \(Self.text(to.x)) \(Self.text(endY))"
    let color = Self.color(of: graph.type(of: edge))
    body += "<path d=\"\(path)\" fill=\"none\" stroke=\"#111\" stroke-width=\"6\"/>\n"
    body += "<path d=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"3\"/>\n"
  }

  mutating func add(_ face: NodeFace, title: String, _ look: NodePlacement, isKnown: Bool) {
    let frame = look.frame
    box(
      frame, title: title, color: look.color ?? "#333", bodyColor: look.bodyColor ?? "#2f2f34",
      border: isKnown ? "#111" : "#c33")
    addSockets(face, frame)
    let rows = CanvasGeometry.widgetRows(face, height: frame.height)
    for (widget, row) in zip(face.widgets, rows) {
      let isLinked = face.sockets.contains { $0.isWidget && $0.name == widget.name }
      add(
        widget, isLinked: isLinked && face.isExact,
        CanvasRectangle(
          x: frame.x + 14, y: frame.y + row.top, width: frame.width - 28, height: row.height))
    }
  }

  private mutating func addSockets(_ face: NodeFace, _ frame: CanvasRectangle) {
    let half = frame.width / 2
    for (index, socket) in face.sockets.enumerated() {
      let y = frame.y + CanvasGeometry.inputAnchor(face, index, height: frame.height)
      dot(x: frame.x, y: y, socket.type)
      if socket.isWidget { continue }
      write(
        socket.name, x: frame.x + 12, y: y + 5, width: half, size: 13, "fill=\"#c4c4c8\"")
    }
    for (slot, output) in face.outputs.enumerated() {
      let y = frame.y + CanvasGeometry.outputAnchor(slot)
      guard y < frame.y + frame.height else { break }
      dot(x: frame.x + frame.width, y: y, output.type)
      write(
        output.name, x: frame.x + frame.width - 12, y: y + 5, width: half, size: 13,
        "fill=\"#c4c4c8\" text-anchor=\"end\"")
    }
  }

  private mutating func add(
    _ widget: NodeFace.Widget, isLinked: Bool, _ frame: CanvasRectangle
  ) {
    rectangle(
      frame, radius: widget.isMultiline ? 4 : frame.height / 2,
      "fill=\"#1b1b1f\" fill-opacity=\"\(isLinked ? "0.4" : "0.85")\" stroke=\"#555\"")
    let value = isLinked ? "" : Self.shown(widget.value)
    if widget.isMultiline {
      let lines = Self.wrapped(
        value, width: frame.width - 16, size: 13, rows: Int((frame.height - 6) / 18))
      for (row, line) in lines.enumerated() {
        write(
          line, x: frame.x + 8, y: frame.y + 18 + Double(row) * 18, width: frame.width - 16,
          size: 13, "fill=\"#e2e2e6\"")
      }
      return
    }
    let valueWidth = min(Self.width(value, size: 13), (frame.width - 30) * 0.68)
    write(
      widget.name, x: frame.x + 12, y: frame.y + 15, width: frame.width - 34 - valueWidth,
      size: 13, "fill=\"#9a9aa2\"")
    write(
      value, x: frame.x + frame.width - 12, y: frame.y + 15, width: (frame.width - 30) * 0.68,
      size: 13, "fill=\"#e2e2e6\" text-anchor=\"end\"")
  }
}

// MARK: - Strokes

extension SVGPen {
  private mutating func box(
    _ frame: CanvasRectangle, title: String, color: String, bodyColor: String, border: String
  ) {
    let bar = CanvasGeometry.titleHeight
    let whole = CanvasRectangle(
      x: frame.x, y: frame.y - bar, width: frame.width, height: frame.height + bar)
    rectangle(
      whole, radius: 8,
      "fill=\"\(MarkupEscaping.escape(bodyColor))\" stroke=\"\(border)\" stroke-width=\"2\"")
    let left = Self.text(frame.x), right = Self.text(frame.x + frame.width)
    let inner = Self.text(frame.width - 16), top = Self.text(frame.y - bar + 8)
    body +=
      "<path d=\"M\(left) \(Self.text(frame.y))V\(top)q0-8 8-8h\(inner)q8 0 8 8"
      + "V\(Self.text(frame.y))H\(left)z\" fill=\"\(MarkupEscaping.escape(color))\"/>\n"
    body += "<path d=\"M\(left) \(Self.text(frame.y))H\(right)\" stroke=\"#111\"/>\n"
    write(
      title, x: frame.x + 12, y: frame.y - 10, width: frame.width - 24, size: 15,
      "fill=\"#f2f2f4\" font-weight=\"600\"")
  }

  private mutating func rectangle(_ frame: CanvasRectangle, radius: Double, _ style: String) {
    body +=
      "<rect x=\"\(Self.text(frame.x))\" y=\"\(Self.text(frame.y))\" "
      + "width=\"\(Self.text(max(frame.width, 0)))\" height=\"\(Self.text(max(frame.height, 0)))\" "
      + "rx=\"\(Self.text(max(radius, 0)))\" \(style)/>\n"
  }

  private mutating func dot(x: Double, y: Double, _ type: String) {
    body +=
      "<circle cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"5\" "
      + "fill=\"\(Self.color(of: type))\" stroke=\"#111\"/>\n"
  }

  /// One line of text, cut to a width.
  private mutating func write(
    _ text: String, x: Double, y: Double, width: Double, size: Double, _ style: String
  ) {
    let cut = Self.cut(text, width: width, size: size)
    guard !cut.isEmpty else { return }
    body +=
      "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" font-size=\"\(Self.text(size))\" "
      + "\(style)>\(MarkupEscaping.escape(cut))</text>\n"
  }
}

// MARK: - Text

extension SVGPen {
  /// A coordinate with at most one decimal.
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "0" }
    let tenths = Int((value * 10).rounded())
    guard tenths % 10 != 0 else { return String(tenths / 10) }
    return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }

  private static func shown(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): number.text
    case .array, .object: value.text()
    }
  }

  /// An estimate: a sans-serif letter is about half as wide as its size, a wide one as wide.
  static func width(_ text: String, size: Double) -> Double {
    text.reduce(0) { $0 + width($1) } * size
  }

  private static func width(_ character: Character) -> Double {
    Double(TerminalEscaping.columns(of: String(character))) * 0.56
  }

  static func cut(_ text: String, width: Double, size: Double) -> String {
    var used = 0.0
    var result = ""
    for character in text {
      used += Self.width(character) * size
      if used > width { return result.isEmpty ? "" : result.dropLast() + "…" }
      result.append(character == "\n" || character == "\r\n" ? " " : character)
    }
    return result
  }

  /// Lines of about `width`, broken at blanks; the last of `rows` ends in `…` if there are more.
  static func wrapped(_ text: String, width: Double, size: Double, rows: Int) -> [String] {
    let limit = width / size
    var lines: [String] = []
    for paragraph in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      var line = ""
      var used = 0.0
      for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
        let length = word.reduce(0) { $0 + Self.width($1) }
        if !line.isEmpty, used + length > limit {
          lines.append(line)
          line = ""
          used = 0
        }
        line += (line.isEmpty ? "" : " ") + word
        used += length + 0.56
        if lines.count > rows { break }
      }
      lines.append(line)
      if lines.count > rows { break }
    }
    guard lines.count > rows, rows > 0 else { return Array(lines.prefix(max(rows, 0))) }
    return lines.prefix(rows - 1) + [lines[rows - 1] + " …"]
  }

  /// The frontend's link colours for the common types; others by a fixed sum of their letters.
  static func color(of type: String) -> String {
    if let known = colors[type] { return known }
    let sum = type.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
    return "hsl(\(sum % 360),45%,60%)"
  }

  private static let colors = [
    "MODEL": "#b39ddb", "CLIP": "#ffd500", "VAE": "#ff6e6e", "CONDITIONING": "#ffa931",
    "LATENT": "#ff9cf9", "IMAGE": "#64b5f6", "MASK": "#81c784", "CONTROL_NET": "#6ee7b7",
    "CLIP_VISION": "#a8dadc", "STYLE_MODEL": "#c2ffae", "GUIDER": "#66ffff", "NOISE": "#b0b0b0",
    "SAMPLER": "#ecb4b4", "SIGMAS": "#cdffcd", "INT": "#29699c", "FLOAT": "#92a1b0",
    "STRING": "#77ff77", "BOOLEAN": "#7d6a9c", "COMBO": "#a0a0a0", "*": "#a0a0a0",
    "UPSCALE_MODEL": "#e0c097",
  ]
}
