/// Systems of several reports on the same samples, held against the first in pairs.
public struct SideBySide {
  /// One system under the name of what was changed for it.
  public struct Row: Sendable {
    /// The name shown.
    public let name: String
    /// What its report kept of its samples.
    public let samples: SampleFigures

    /// Names a system.
    public init(name: String, samples: SampleFigures) {
      self.name = name
      self.samples = samples
    }
  }

  private let rows: [Row]
  private let bootstrap: Bootstrap

  /// Holds rows against the first of them; `nil` when there is none or one has other samples.
  ///
  /// - Parameters:
  ///   - rows: The systems.
  ///   - draws: The number of resampled sets.
  ///   - generator: Draws the sets.
  public init?(
    _ rows: [Row], draws: Int = 10_000, using generator: inout some RandomNumberGenerator
  ) {
    guard let first = rows.first, rows.allSatisfy({ $0.samples.ids == first.samples.ids }) else {
      return nil
    }
    self.rows = rows
    bootstrap = Bootstrap(
      sampleCount: first.samples.ids.count, draws: draws, using: &generator)
  }

  /// What is shown, when all rows have it: the greedy answers, then what ranking puts first.
  static let figures = [
    (key: "fv", title: "FV"), (key: "node.f1", title: "node F1"),
    (key: "graph.f1", title: "graph F1"), (key: "static.clean", title: "clean"),
    (key: "repaired.static.clean", title: "clean, repaired"),
    (key: "choice.ranked first.node.f1", title: "ranked first: node F1"),
    (key: "choice.ranked first.graph.f1", title: "ranked first: graph F1"),
  ]

  /// Two tables: means with 95 % intervals, and what each row gains over the first.
  public var text: String {
    let shown = Self.figures.filter { figure in
      rows.allSatisfy { $0.samples[figure.key] != nil }
    }
    let titles = shown.map(\.title)
    let means = rows.map { row in
      [row.name]
        + shown.map { figure in
          EvaluationTable.interval(row.samples[figure.key].flatMap { bootstrap.estimate($0) })
        }
    }
    let gains = rows.dropFirst().map { row in
      [row.name]
        + shown.map { figure in
          EvaluationTable.interval(
            row.samples.difference(figure.key, over: rows[0].samples, figure.key, bootstrap))
        }
    }
    let count = rows[0].samples.ids.count
    let tables =
      [[["\(count) samples"] + titles] + means]
      + (gains.isEmpty ? [] : [[["gain over \(rows[0].name), in pairs"] + titles] + gains])
    return tables.map(EvaluationTable.table).joined(separator: "\n\n") + "\n"
  }
}
