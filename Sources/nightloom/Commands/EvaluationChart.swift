import Charts
import Evaluation
import JSON

/// An evaluation as a picture: F1 of every row with its interval, and the best of N.
enum EvaluationChart {
  /// What the paper states of its own model and test set; neither is public in full.
  private static let paper = (name: "ComfyUI-R1, 7B, own 200", node: 0.62, graph: 0.51)

  static func chart(_ report: EvaluationReport) -> Chart {
    let rows = report.systems + report.baselines
    var panels = [
      intervals("Node F1", "node.f1", rows, paper.node),
      intervals("Graph F1", "graph.f1", rows, paper.graph),
    ]
    let curves = report.systems.flatMap { row in
      ["node", "graph"].map { curve(row, $0) }.filter { $0.points.count > 1 }
    }
    if !curves.isEmpty {
      panels.append(ChartPanel("Best by gold of N answers, F1", .curves(curves, over: "N")))
    }
    let set = report.settings["set"]?.string ?? ""
    let count = report.settings["workflows"]?.int ?? 0
    let candidates = report.settings["candidates"]?.string ?? ""
    return Chart("\(count) workflows of \(set), candidates: \(candidates)", panels)
  }

  private static func intervals(
    _ title: String, _ key: String, _ rows: [EvaluationRow], _ stated: Double
  ) -> ChartPanel {
    let measured = rows.compactMap { row in
      row.figures[key].map { ChartInterval(row.name, $0.mean, $0.low...$0.high) }
    }
    return ChartPanel(title, .intervals(measured + [ChartInterval(paper.name, stated)]))
  }

  private static func curve(_ row: EvaluationRow, _ name: String) -> ChartCurve {
    let points = Figures.curveCounts(row.oracleAnswers).compactMap { count in
      row.figures["best.\(count).\(name).f1"].map { (x: Double(count), y: $0.mean) }
    }
    return ChartCurve("\(row.name), \(name)", points)
  }
}
