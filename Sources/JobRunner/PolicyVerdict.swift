public import JSON

/// What the policy on workflows says of the published answers, as `manifest.json` tells it.
public struct PolicyVerdict: Equatable, Sendable {
  /// The policy in force: `mode` and `safe_nodes`.
  public let policy: JSONValue
  /// Each finding with the place of its answer.
  public let findings: [JSONValue]

  /// Makes the verdict of a generator that has no policy.
  public init() {
    policy = .null
    findings = []
  }

  /// Reads what `rank.json` says of its first `places` answers.
  ///
  /// Answers that failed a rule are not published; what they failed stands in `rank.json` alone.
  public init(rank: JSONValue, places: Int) {
    policy = rank["policy"] ?? .null
    let published = (rank["answers"]?.array ?? []).filter { $0["failed_rule"]?.isNull == true }
      .prefix(max(places, 0))
    findings = published.enumerated().flatMap { place, answer in
      (answer["policy"]?.array ?? []).map { finding in
        var members = JSONObject([("answer", .int(place + 1))])
        for member in finding.object ?? JSONObject() { members[member.key] = member.value }
        return .object(members)
      }
    }
  }

  /// Whether something was found in what is published, which only a policy that flags lets happen.
  public var isFlagged: Bool { !findings.isEmpty }

  /// The members of `manifest.json` under `policy`.
  public var json: JSONValue {
    guard !policy.isNull else { return .null }
    var members = policy.object ?? JSONObject()
    members["verdict"] = isFlagged ? "flagged" : "clean"
    members["findings"] = .array(findings)
    return .object(members)
  }
}
