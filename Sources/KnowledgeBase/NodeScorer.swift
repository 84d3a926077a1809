public import JSON

/// Says how likely a class type belongs to a wish: a linear model of ``NodeEvidence``, in one look
/// or two.
public struct NodeScorer: Equatable, Sendable {
  /// What it is called in tables.
  public var name: String
  /// The weights of the first look.
  public var first: [NodeFeature: Double]
  /// The weights of the second look; empty when there is none.
  public var second: [NodeFeature: Double]

  /// Makes a scorer.
  public init(
    name: String, first: [NodeFeature: Double], second: [NodeFeature: Double] = [:]
  ) {
    self.name = name
    self.first = first
    self.second = second
  }

  /// Ranks by the nearest workflows alone, without anything learned.
  public static let nearest = NodeScorer(name: "nearest workflows", first: [.similar: 10])

  /// The scorer as JSON: name and both lists of weights, in the order of ``NodeFeature``.
  public var json: JSONValue {
    ["name": .string(name), "first": Self.json(first), "second": Self.json(second)]
  }

  private static func json(_ weights: [NodeFeature: Double]) -> JSONValue {
    var members = JSONObject()
    for feature in NodeFeature.allCases {
      guard let weight = weights[feature] else { continue }
      members[feature.rawValue] = .double(weight)
    }
    return .object(members)
  }

  /// Reads what ``json`` writes; `nil` without a name or with a feature that is not known.
  public init?(json: JSONValue) {
    guard let name = json["name"]?.string, let first = Self.weights(json["first"]),
      let second = Self.weights(json["second"])
    else { return nil }
    self.init(name: name, first: first, second: second)
  }

  private static func weights(_ json: JSONValue?) -> [NodeFeature: Double]? {
    guard let members = json?.object?.members else { return nil }
    var weights: [NodeFeature: Double] = [:]
    for member in members {
      guard let feature = NodeFeature(rawValue: member.key), let weight = member.value.double
      else { return nil }
      weights[feature] = weight
    }
    return weights
  }
}
