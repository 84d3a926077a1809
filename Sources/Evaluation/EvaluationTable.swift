import JSON

/// An evaluation as text for a terminal.
public struct EvaluationTable {
  private let report: EvaluationReport

  /// Prepares.
  public init(_ report: EvaluationReport) { self.report = report }

  /// The tables, about 100 columns wide, ending in a line break.
  public var text: String {
    let rows = report.systems + report.baselines
    var parts = [settings, main(rows), intervals(rows)]
    parts.append(passes(rows))
    if !report.systems.isEmpty {
      parts += [hallucinations(report.systems), lengths(report.systems)]
      parts += [oracle(report.systems), curves(report.systems), choices(report.systems)]
    }
    parts += [sizes(rows), subsets(rows), worfeval(rows)]
    parts.append(report.notes.map { "- \($0)" }.joined(separator: "\n"))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  // MARK: - Parts

  private var settings: String {
    let width = (report.settings.keys.map(\.count).max() ?? 0) + 2
    return report.settings.map { member in
      Self.padded(member.key, width) + (member.value.string ?? member.value.text())
    }.joined(separator: "\n")
  }

  private func main(_ rows: [EvaluationRow]) -> String {
    var lines = [
      [
        "main figures", "FV", "FV-cand", "node P", "R", "F1", "graph P", "R", "F1", "type P", "R",
        "F1",
      ]
    ]
    let triples = ["node", "graph", "type"].flatMap { name in
      ["precision", "recall", "f1"].map { "\(name).\($0)" }
    }
    for row in rows {
      lines.append([row.name] + shares(row, ["fv", "fv_candidates"] + triples))
      if report.systems.contains(where: { $0.name == row.name }) {
        lines.append(
          ["  parsed"] + shares(row, ["format.parsed"]) + [""]
            + shares(row, triples.map { "parsed." + $0 }))
      }
    }
    return Self.table(lines)
      + "\nAn answer that fails FV counts 0; in rows \"parsed\" only one that cannot be parsed"
      + "\n(their first column is the share parsed)."
  }

  private func intervals(_ rows: [EvaluationRow]) -> String {
    let keys = ["fv", "node.f1", "graph.f1", "type.f1", "static.clean"]
    return Self.table(
      [["95 % intervals", "FV", "node F1", "graph F1", "type F1", "clean"]]
        + rows.map { row in [row.name] + keys.map { Self.interval(row.figures[$0]) } })
  }

  private func passes(_ rows: [EvaluationRow]) -> String {
    let keys = ["accepted", "clean", "gate", "clean_exact_tier"]
    return Self.table(
      [
        [
          "static pass", "accepted", "clean", "gate", "clean*", "| repaired", "accepted", "clean",
          "gate", "clean*", "| placed: values", "words", "deeds", "idle",
        ]
      ]
        + rows.map { row in
          [row.name] + shares(row, keys.map { "static." + $0 }) + shares(row, ["repaired"])
            + shares(row, keys.map { "repaired.static." + $0 })
            + shares(row, ["values", "words", "deeds", "idle"].map { "placed." + $0 })
        })
      + "\n* of answers whose nodes all have exact definitions; of others only links are checked."
      + report.systems.map {
        "\nRepair's gain in clean, in pairs, \($0.name): "
          + Self.interval($0.figures["gain.repair.static.clean"])
      }.joined()
      + "\nPlaced: values that wishes name, and wishes' words in a text area where gold has one;"
      + "\ndeeds: tasks, ways and techniques named that are met; idle: of answers that bring a"
      + "\npicture, video or sound in, those that show one as it came."
  }

  private func hallucinations(_ rows: [EvaluationRow]) -> String {
    let keys = ["name_unknown", "name_not_offered", "input_name", "output_slot", "link_type"]
    return Self.table(
      [
        [
          "answers that invent", "a name", "not offered", "an input", "an output", "a link's type",
        ]
      ] + rows.map { row in [row.name] + shares(row, keys.map { "hallucination." + $0 }) })
  }

  private func lengths(_ rows: [EvaluationRow]) -> String {
    Self.table(
      [["length", "tokens", "truncated", "nodes", "tokens/s", "seconds", "unanswered", "inexact"]]
        + rows.map { row in
          [
            row.name, Self.decimal(row.figures["tokens"]?.mean, 1),
            Self.decimal(row.figures["truncated"]?.mean, 3),
            Self.decimal(row.figures["nodes"]?.mean, 1), Self.decimal(row.tokensPerSecond, 1),
            Self.decimal(row.seconds, 1), String(row.unanswered),
            Self.decimal(row.figures["graph.inexact"]?.mean, 3),
          ]
        })
  }

  private func oracle(_ rows: [EvaluationRow]) -> String {
    let sampled = rows.filter { $0.oracleAnswers > 0 }
    guard !sampled.isEmpty else { return "" }
    let keys = [
      "oracle.fv", "oracle.node.f1", "oracle.graph.f1", "oracle.type.f1", "oracle.static.clean",
      "sampled.fv", "sampled.node.f1", "sampled.graph.f1", "sampled.static.gate",
    ]
    return Self.table(
      [
        [
          "best by gold", "N", "FV", "node F1", "graph F1", "type F1", "clean", "| mean FV",
          "node F1", "graph F1", "gate",
        ]
      ] + sampled.map { row in [row.name, String(row.oracleAnswers)] + shares(row, keys) })
  }

  /// What the best of the first answers reaches, by their number.
  private func curves(_ rows: [EvaluationRow]) -> String {
    let counts = Figures.curveCounts(rows.map(\.oracleAnswers).max() ?? 0)
    if counts.count < 2 { return "" }
    let lines = rows.flatMap { row in
      ["node", "graph"].map { name in
        ["\(row.name), \(name) F1"] + shares(row, counts.map { "best.\($0).\(name).f1" })
      }
    }
    return Self.table([["best by gold of N"] + counts.map(String.init)] + lines)
  }

  /// What rules choose that do not know gold, with intervals.
  private func choices(_ rows: [EvaluationRow]) -> String {
    var lines: [[String]] = []
    let keys = ["node.f1", "graph.f1", "human.node.f1", "human.graph.f1"]
    for row in rows {
      for rule in row.choiceRules {
        lines.append(
          ["\(row.name), \(rule)"] + keys.map { Self.interval(row.figures["choice.\(rule).\($0)"]) }
        )
      }
    }
    if lines.isEmpty { return "" }
    return Self.table(
      [["chosen without gold", "node F1", "graph F1", "human wishes: node F1", "graph F1"]] + lines)
      + "\n\n" + gains(rows)
  }

  /// What a rule gains over another, sample by sample.
  private func gains(_ rows: [EvaluationRow]) -> String {
    let lines = rows.flatMap { row in
      row.figures.keys.filter { $0.hasPrefix("gain.") && $0.hasSuffix(".node.f1") }.map { key in
        let pair = key.dropFirst("gain.".count).dropLast(".node.f1".count)
        let graph = "gain.\(pair).graph.f1"
        return ["\(row.name), \(pair.replacing(".over", with: " over"))"]
          + [key, graph].map { Self.interval(row.figures[$0]) }
      }
    }
    return Self.table([["gain, in pairs", "node F1", "graph F1"]] + lines)
  }

  /// What each system of a report gains over the one of the same name in an earlier one.
  ///
  /// - Parameters:
  ///   - report: The report.
  ///   - earlier: What an earlier report kept of its samples, by system.
  ///   - bootstrap: The resampled sets.
  /// - Returns: The table; `nil` when no system has the same samples in both.
  public static func gains(
    of report: EvaluationReport, over earlier: [String: SampleFigures], _ bootstrap: Bootstrap
  ) -> String? {
    var lines: [[String]] = []
    for row in report.systems {
      guard let before = earlier[row.name] else { continue }
      for key in row.samples.keys {
        guard let gain = row.samples.difference(key, over: before, key, bootstrap) else { continue }
        lines.append(["\(row.name), \(key)", interval(gain)])
      }
    }
    return lines.isEmpty ? nil : table([["gain over the earlier report, in pairs", ""]] + lines)
  }

  private func sizes(_ rows: [EvaluationRow]) -> String {
    grouped(
      "by gold nodes", rows,
      SizeBucket.allCases.map { (prefix: "size.\($0.rawValue).", name: $0.rawValue) })
  }

  private func subsets(_ rows: [EvaluationRow]) -> String {
    grouped(
      "subsets", rows,
      [("curated.", "curated"), ("prompt.human.", "human wish"), ("prompt.rule.", "rule")])
  }

  /// FV, node F1 and graph F1 of each group of samples, side by side.
  private func grouped(
    _ title: String, _ rows: [EvaluationRow], _ groups: [(prefix: String, name: String)]
  ) -> String {
    var lines: [[String]] = [[title], ["samples"]]
    for group in groups {
      lines[0] += ["\(group.name): FV", "node", "graph"]
      let count = rows.first?.figures[group.prefix + "fv"]?.count ?? 0
      lines[1] += [String(count), "", ""]
    }
    for row in rows {
      var line = [row.name]
      for group in groups {
        line += shares(row, ["fv", "node.f1", "graph.f1"].map { group.prefix + $0 })
      }
      lines.append(line)
    }
    return Self.table(lines)
  }

  private func worfeval(_ rows: [EvaluationRow]) -> String {
    let keys = ["node", "graph"].flatMap { name in
      ["precision", "recall", "f1"].map { "worfeval.\(name).\($0)" }
    }
    return Self.table(
      [["WorFEval mode", "node P", "R", "F1", "graph P", "R", "F1"]]
        + rows.map { row in [row.name] + shares(row, keys) })
      + "\nFor standing beside the paper only: exact names instead of sentence embeddings, no START"
      + "\nand END, k-th of equal names paired with k-th, 0 where the official code crashes."
  }

  // MARK: - Text

  private func shares(_ row: EvaluationRow, _ keys: [String]) -> [String] {
    keys.map { Self.decimal(row.figures[$0]?.mean, 3) }
  }

  static func interval(_ estimate: Estimate?) -> String {
    guard let estimate else { return "-" }
    return
      "\(decimal(estimate.mean, 3)) [\(decimal(estimate.low, 3)), \(decimal(estimate.high, 3))]"
  }

  /// A number with a fixed count of decimals, rounded half up; `-` for none.
  static func decimal(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite, abs(value) < 1e12 else { return "-" }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let whole = Int((abs(value) * Double(scale)).rounded())
    let digits = String(whole % scale)
    let fraction = String(repeating: "0", count: max(0, decimals - digits.count)) + digits
    let sign = value < 0 && whole > 0 ? "-" : ""
    return sign + String(whole / scale) + (decimals > 0 ? "." + fraction : "")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Columns two blanks apart; the first flush left, the rest flush right.
  static func table(_ lines: [[String]]) -> String {
    let columns = lines.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { line in
      var text = ""
      for (column, cell) in line.enumerated() {
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        text += column == 0 ? cell + blanks : "  " + blanks + cell
      }
      return String(text.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
