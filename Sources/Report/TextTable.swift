import Escaping

/// How a table is written.
public enum TableStyle: Equatable, Sendable {
  /// For people: aligned columns for a terminal of this width; empty columns are left out and
  /// names are cut.
  case columns(width: Int)
  /// For scripts: all columns, separated by tabs, nothing cut.
  case plain
  /// For spreadsheets: all columns as RFC 4180, lines ending in CR LF, no cell a formula.
  case csv
}

/// One cell: text of unknown origin, or a number that needs no escaping.
enum TableCell: Equatable {
  case none
  case text(String)
  case number(String)

  init(_ text: String?) { self = text.map(TableCell.text) ?? .none }

  init(_ number: Int) { self = .number(String(number)) }

  /// A score with two digits after the point.
  init(score: Double?) {
    guard let score, score.isFinite, abs(score) < 1e6 else {
      self = .none
      return
    }
    let hundredths = Int((score * 100).rounded())
    let rest = abs(hundredths % 100)
    let sign = hundredths < 0 ? "-" : ""
    self = .number("\(sign)\(abs(hundredths / 100)).\(rest < 10 ? "0" : "")\(rest)")
  }

  var terminalText: String {
    switch self {
    case .none: "-"
    case .text(let text): TerminalEscaping.escape(text)
    case .number(let text): text
    }
  }

  var csvText: String {
    switch self {
    case .none: ""
    case .text(let text): TableEscaping.cell(text)
    case .number(let text): text
    }
  }
}

/// Rows under fixed headings.
struct TextTable {
  struct Column {
    var title: String
    var isRightAligned = false
    /// Whether the column is made narrower where the terminal is too narrow.
    var isElastic = false
  }

  static let narrowest = 8

  var columns: [Column]
  var rows: [[TableCell]]

  func text(_ style: TableStyle) -> String {
    switch style {
    case .columns(let width): return aligned(width: width)
    case .plain:
      let lines = [columns.map(\.title)] + rows.map { $0.map(\.terminalText) }
      return lines.map { $0.joined(separator: "\t") + "\n" }.joined()
    case .csv:
      let lines = [columns.map(\.title)] + rows.map { $0.map(\.csvText) }
      return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
  }

  private func aligned(width: Int) -> String {
    let kept = columns.indices.filter { column in
      rows.isEmpty || rows.contains { $0[column] != .none }
    }
    let cells = rows.map { row in kept.map { row[$0].terminalText } }
    let shown = kept.map { columns[$0] }
    let widths = widths(shown, cells, width: width)
    let lines = [shown.map(\.title)] + cells
    return lines.map { line(shown, $0, widths) + "\n" }.joined()
  }

  private func widths(_ shown: [Column], _ cells: [[String]], width: Int) -> [Int] {
    var widths = shown.indices.map { column in
      cells.reduce(TerminalEscaping.columns(of: shown[column].title)) {
        max($0, TerminalEscaping.columns(of: $1[column]))
      }
    }
    for column in shown.indices where shown[column].isElastic {
      let excess = widths.reduce(2 * (widths.count - 1), +) - width
      if excess > 0 {
        widths[column] = max(min(widths[column], Self.narrowest), widths[column] - excess)
      }
    }
    return widths
  }

  private func line(_ shown: [Column], _ cells: [String], _ widths: [Int]) -> String {
    var result = ""
    for (index, cell) in cells.enumerated() {
      let cut = TerminalEscaping.line(cell, width: widths[index])
      let blanks = String(
        repeating: " ", count: max(0, widths[index] - TerminalEscaping.columns(of: cut)))
      if index > 0 { result += "  " }
      if shown[index].isRightAligned {
        result += blanks + cut
      } else {
        result += index == cells.count - 1 ? cut : cut + blanks
      }
    }
    return result
  }
}
