public import JSON

/// A complete evaluation: settings, rows, and what must be said beside them.
public struct EvaluationReport: Sendable {
  /// What was run and how, in order: file digests, seeds, counts.
  public var settings: JSONObject
  /// The rows of the model or of the answers given.
  public var systems: [EvaluationRow]
  /// The rows of the baselines.
  public var baselines: [EvaluationRow]
  /// Sentences that belong beside the numbers.
  public var notes: [String]

  /// Gathers a report.
  public init(
    settings: JSONObject, systems: [EvaluationRow], baselines: [EvaluationRow], notes: [String]
  ) {
    self.settings = settings
    self.systems = systems
    self.baselines = baselines
    self.notes = notes
  }

  /// Everything, for files.
  public var json: JSONValue {
    [
      "settings": .object(settings),
      "systems": .array(systems.map(\.json)),
      "baselines": .array(baselines.map(\.json)),
      "notes": .array(notes.map { .string($0) }),
    ]
  }
}

extension EvaluationRow {
  /// The row for files; times depend on the machine.
  public var json: JSONValue {
    var object = JSONObject([
      ("name", .string(name)), ("seconds", .double(seconds)), ("tokens", .int(tokens)),
      ("unanswered", .int(unanswered)), ("oracle_answers", .int(oracleAnswers)),
      ("distinct_class_types", .int(distinctClassTypes)),
    ])
    if let tokensPerSecond { object["tokens_per_second"] = .double(tokensPerSecond) }
    object["figures"] = figures.json
    object["samples"] = samples.json
    return .object(object)
  }
}
