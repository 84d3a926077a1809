public import JSON
public import Sampling

/// How freely the rounds of a job are sampled.
public struct SamplingSetting: Equatable, Sendable {
  /// The temperature of the first round, 0 to 2.
  public var temperature: Double
  /// The nucleus, above 0 to 1.
  public var topP: Double
  /// What each further round adds to the temperature, -1 to 1.
  public var temperatureStep: Double

  /// What holds where nothing was tuned and nothing else is said.
  public static let builtIn = SamplingSetting(
    temperature: 0.7, topP: 0.95, temperatureStep: 0.15)

  /// Describes a setting.
  public init(temperature: Double, topP: Double, temperatureStep: Double) {
    self.temperature = temperature
    self.topP = topP
    self.temperatureStep = temperatureStep
  }

  /// Whether every value is in its range.
  var isPossible: Bool {
    (0...2).contains(temperature) && topP > 0 && topP <= 1 && (-1...1).contains(temperatureStep)
  }
}

extension GenerationRequest {
  /// Takes a setting over.
  public mutating func sample(as setting: SamplingSetting) {
    temperature = Float(setting.temperature)
    topP = Float(setting.topP)
    temperatureStep = Float(setting.temperatureStep)
  }
}

/// The content of `Config/sampling.json`: which setting a bandit found best, and on what evidence.
///
/// Only `nightloom tune` writes it, from held-out workflows with gold. Runners read it and never
/// learn from their own nights, for two reasons. Without gold all they have is how much the answers
/// agree, which rises by itself as the temperature falls: at temperature 0 all answers are one, so
/// that learning from it would end there. And a job's bytes would depend on the jobs before it,
/// which breaks the promise that the same file, settings, weights and seed give the same bytes.
///
///     {"schema": "nightloom.sampling/1", "temperature": 0.7, "top_p": 0.95,
///      "temperature_step": 0.15, "reasons": […], "tuned_on": {…},
///      "first": [{"temperature": …, "top_p": …, "temperature_step": …, "score": RECORD,
///                 "agreement": RECORD}, …],
///      "retry": […]}                              RECORD is {"pulls": n, "mean": x, "squares": y}
public struct TunedSampling: Equatable, Sendable {
  /// A setting that was tried.
  public struct Arm: Equatable, Sendable {
    /// What was tried.
    public var setting: SamplingSetting
    /// (1 + gain) / 2 of each pull, the gain in F1 over the reference.
    public var score: ArmRecord
    /// The same of the metric that ranking sees without gold; teaches nothing, see above.
    public var agreement: ArmRecord

    /// Starts or goes on with a setting.
    public init(
      _ setting: SamplingSetting, score: ArmRecord = ArmRecord(),
      agreement: ArmRecord = ArmRecord()
    ) {
      self.setting = setting
      self.score = score
      self.agreement = agreement
    }
  }

  /// The setting to use.
  public var chosen: SamplingSetting
  /// Why, in sentences.
  public var reasons: [String]
  /// What the evidence stands on: set, model, seed; records of other evidence are not mixed.
  public var tunedOn: JSONObject
  /// What was tried for first rounds.
  public var first: [Arm]
  /// What was tried for further rounds.
  public var retry: [Arm]

  /// Gathers the parts.
  public init(
    chosen: SamplingSetting, reasons: [String], tunedOn: JSONObject, first: [Arm], retry: [Arm]
  ) {
    self.chosen = chosen
    self.reasons = reasons
    self.tunedOn = tunedOn
    self.first = first
    self.retry = retry
  }

  /// What is wrong with a file.
  public struct Malformed: Error, Equatable, CustomStringConvertible {
    /// The sentence.
    public let description: String
  }

  private static let schema = "nightloom.sampling/1"

  /// Reads what ``json`` wrote.
  ///
  /// - Throws: ``Malformed`` with the first thing that is wrong.
  public init(json: JSONValue) throws(Malformed) {
    guard json["schema"]?.string == Self.schema else {
      throw Malformed(description: "it is not of the schema \(Self.schema)")
    }
    guard let setting = SamplingSetting(json) else {
      throw Malformed(
        description: "it needs temperature from 0 to 2, top_p above 0 to 1, temperature_step"
          + " from -1 to 1")
    }
    chosen = setting
    reasons = (json["reasons"]?.array ?? []).compactMap(\.string)
    tunedOn = json["tuned_on"]?.object ?? JSONObject([])
    first = try Self.arms(json, "first")
    retry = try Self.arms(json, "retry")
  }

  private static func arms(_ json: JSONValue, _ name: String) throws(Malformed) -> [Arm] {
    var arms: [Arm] = []
    for (place, entry) in (json[name]?.array ?? []).enumerated() {
      guard let setting = SamplingSetting(entry),
        let score = entry["score"].flatMap(ArmRecord.init),
        let agreement = entry["agreement"].flatMap(ArmRecord.init)
      else {
        throw Malformed(description: "entry \(place + 1) of '\(name)' is no setting with records")
      }
      arms.append(Arm(setting, score: score, agreement: agreement))
    }
    return arms
  }

  /// The file's content.
  public var json: JSONValue {
    var object = JSONObject([("schema", .string(Self.schema))])
    for member in chosen.members { object[member.0] = member.1 }
    object["reasons"] = .array(reasons.map { .string($0) })
    object["tuned_on"] = .object(tunedOn)
    for (name, arms) in [("first", first), ("retry", retry)] {
      object[name] = .array(
        arms.map { arm in
          .object(
            JSONObject(
              arm.setting.members + [("score", arm.score.json), ("agreement", arm.agreement.json)]))
        })
    }
    return .object(object)
  }
}

extension SamplingSetting {
  init?(_ json: JSONValue) {
    guard let temperature = json["temperature"]?.double, let topP = json["top_p"]?.double,
      let step = json["temperature_step"]?.double
    else { return nil }
    self.init(temperature: temperature, topP: topP, temperatureStep: step)
    if !isPossible { return nil }
  }

  var members: [(String, JSONValue)] {
    [
      ("temperature", .double(temperature)), ("top_p", .double(topP)),
      ("temperature_step", .double(temperatureStep)),
    ]
  }
}

extension ArmRecord {
  init?(_ json: JSONValue) {
    guard let pulls = json["pulls"]?.int, pulls >= 0, let mean = json["mean"]?.double,
      let squares = json["squares"]?.double, squares >= 0, squares.isFinite, mean.isFinite
    else { return nil }
    self.init(pulls: pulls, mean: mean, squares: squares)
  }

  var json: JSONValue {
    ["pulls": .int(pulls), "mean": .double(mean), "squares": .double(squares)]
  }
}
