import Charts
import JSON

/// The log of a training as a picture: one panel for each figure of its steps.
enum TrainingChart {
  /// What is drawn, from top to bottom, and what it is called; absent figures have no panel.
  private static let figures = [
    ("loss", "Loss per token"), ("reward", "Reward"), ("vetoes", "Share of vetoed answers"),
    ("flat", "Share of prompts whose answers are all rewarded alike"),
    ("divergence", "KL divergence from the first model"), ("clipped", "Share of clipped ratios"),
    ("semanticLoss", "Semantic loss per token"),
    ("imitationLoss", "Loss of known answers per token"),
    ("tokens", "Tokens of an answer"), ("learningRate", "Learning rate"),
    ("gradientNorm", "Norm of the gradient"), ("tokensPerSecond", "Tokens per second"),
  ]

  /// - Throws: ``CommandFailure`` for a file that is no log of a training.
  static func chart(_ log: [UInt8], named name: String) throws -> Chart {
    let steps = try log.split(separator: 0x0A).map { line in
      guard let step = try? JSONValue.parse(Array(line)), step["step"]?.int != nil else {
        throw CommandFailure(
          .dataError, "\(name) is no log of a training", hint: "name a file of train --log")
      }
      return step
    }
    let panels = figures.compactMap { key, title in
      var curves = [curve(steps, key)]
      if key == "loss" { curves.append(curve(steps, "heldOutLoss", named: "held out")) }
      curves = curves.filter { !$0.points.isEmpty }
      return curves.isEmpty ? nil : ChartPanel(title, .curves(curves, over: "step"))
    }
    return Chart(name, panels)
  }

  /// A figure over the steps, averaged over a fiftieth of them.
  private static func curve(
    _ steps: [JSONValue], _ key: String, named name: String? = nil
  ) -> ChartCurve {
    let points = steps.compactMap { step in
      value(step, key).map { (x: step["step"]?.double ?? 0, y: $0) }
    }
    return ChartCurve(name ?? key, points)
      .averaged(over: name == nil ? max(1, points.count / 50) : 1)
  }

  /// The figure of a step; of vetoes, which are counted by their reason, the sum.
  private static func value(_ step: JSONValue, _ key: String) -> Double? {
    if let reasons = step[key]?.object {
      return reasons.map(\.value).compactMap(\.double).reduce(0, +)
    }
    return step[key]?.double
  }
}
