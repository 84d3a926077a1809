public import JSON

/// Why a job is dead, as `reason.json` tells it.
public struct ReasonFile: Equatable, Sendable {
  /// One finding in the prompt file.
  public struct Finding: Equatable, Sendable {
    /// The line, counted from 1; 0 for the whole file.
    public let line: Int
    /// The byte in the file.
    public let byte: Int
    /// `error` or `warning`.
    public let severity: String
    /// What is wrong.
    public let sentence: String

    /// Makes a finding from its parts.
    public init(line: Int, byte: Int, severity: String, sentence: String) {
      self.line = line
      self.byte = byte
      self.severity = severity
      self.sentence = sentence
    }
  }

  /// A reason of the closed list.
  public var reason: String
  /// What happened, for a person.
  public var sentence: String
  /// What to do next.
  public var hint: String?
  /// What is wrong with the prompt file.
  public var findings: [Finding]
  /// How many attempts were made.
  public var attempts: Int

  /// Makes a reason from its parts.
  public init(
    reason: String, sentence: String, hint: String? = nil, findings: [Finding] = [],
    attempts: Int = 0
  ) {
    self.reason = reason
    self.sentence = sentence
    self.hint = hint
    self.findings = findings
    self.attempts = attempts
  }

  /// The members of `reason.json` between its start and its list of files.
  public var members: JSONObject {
    let list = findings.map { finding -> JSONValue in
      [
        "line": .int(finding.line), "byte": .int(finding.byte),
        "severity": .string(finding.severity), "sentence": .string(finding.sentence),
      ]
    }
    return JSONObject([
      ("reason", .string(reason)), ("sentence", .string(sentence)),
      ("hint", hint.map { .string($0) } ?? .null), ("diagnostics", .array(list)),
      ("attempts", .int(attempts)),
    ])
  }
}

extension Outbox {
  /// Publishes `dead/<slug>-<id>/` with the input's original bytes, the reason, more members of the
  /// record and further files.
  /// - Throws: as ``publish(_:claim:schema:_:_:now:)``.
  public func bury(
    _ job: JobName, claim: Int, _ reason: ReasonFile, _ more: JSONObject = JSONObject(),
    input: [UInt8], _ files: [ResultFile] = [], now: Int64
  ) throws(SpoolError) -> Outcome {
    var members = reason.members
    for member in more { members[member.key] = member.value }
    return try publish(
      job, claim: claim, schema: "nightloom.reason/1", members,
      [ResultFile("input", input)] + files, now: now)
  }
}
