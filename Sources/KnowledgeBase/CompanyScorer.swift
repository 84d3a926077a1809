public import JSON

/// Says which of given class types belong together, whatever the wish: a linear model of
/// ``CompanyFeature``.
///
/// Candidates come as a set (PAPER.md section 5): those of one workflow know one another from
/// other workflows, a stranger among them knows nobody.
public struct CompanyScorer: Equatable, Sendable {
  /// The weights; a feature without one counts nothing.
  public var weights: [CompanyFeature: Double]
  /// The log odds of a class type of which nothing is known.
  public var bias: Double

  /// Makes a scorer.
  public init(weights: [CompanyFeature: Double], bias: Double) {
    self.weights = weights
    self.bias = bias
  }

  /// Log odds of rows of features, each in the order of ``CompanyFeature``.
  public func odds(_ rows: [[Double]]) -> [Double] {
    let weights = CompanyFeature.allCases.map { self.weights[$0] ?? 0 }
    return rows.map { row in zip(row, weights).reduce(bias) { $0 + $1.0 * $1.1 } }
  }

  /// The scorer as JSON: the bias, then the weights in the order of ``CompanyFeature``.
  public var json: JSONValue {
    var members = JSONObject()
    members["bias"] = .double(bias)
    for feature in CompanyFeature.allCases {
      guard let weight = weights[feature] else { continue }
      members[feature.rawValue] = .double(weight)
    }
    return .object(members)
  }

  /// Reads what ``json`` writes; `nil` without a bias or with a feature that is not known.
  public init?(json: JSONValue) {
    guard let bias = json["bias"]?.double, let members = json.object?.members else { return nil }
    self.init(weights: [:], bias: bias)
    for member in members where member.key != "bias" {
      guard let feature = CompanyFeature(rawValue: member.key), let weight = member.value.double
      else { return nil }
      weights[feature] = weight
    }
  }
}

/// What is known of a candidate before a model reads the wish.
public struct Leaning: Equatable, Sendable {
  /// The log odds that the workflow has the class type.
  public var odds: Double
  /// How many nodes of it known workflows have; `nil` when that is not known.
  public var counts: CountRecord?
  /// Which values its nodes have in known workflows; `nil` when that is not known.
  public var values: ValueRecord?
  /// Which results its inputs take in known workflows; `nil` when that is not known.
  public var links: LinkRecord?
  /// How surely it leads to each candidate, see ``NodeOrder``; empty when that is not known.
  public var leads: [Double]
  /// The names of the deeds asked for that the class type meets, see ``Concept/isDeed``.
  public var deeds: [String] = []

  /// Makes a leaning.
  public init(
    odds: Double, counts: CountRecord? = nil, values: ValueRecord? = nil,
    links: LinkRecord? = nil, leads: [Double] = []
  ) {
    self.odds = odds
    self.counts = counts
    self.values = values
    self.links = links
    self.leads = leads
  }
}
