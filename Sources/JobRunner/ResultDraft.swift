import Generation
import JSON
import JobStore
import OperatingSystem
import Report
import Spool

/// What is published of one job: the members of its record and its files; pure.
struct ResultDraft {
  let job: Job
  let record: RequestRecord
  let request: GenerationRequest
  let outcome: JobOutcome
  let flags: [JobFlag]
  let generator: any JobGenerator
  /// UTC milliseconds.
  let startedAt: Int64
  let now: Int64

  /// The generator's files and the request's own bytes.
  var files: [ResultFile] {
    outcome.files + [ResultFile("prompt.txt", Array(record.original.utf8))]
  }

  /// What `manifest.json` says beside names, key, claim and files.
  var members: JSONObject {
    JSONObject([
      ("name", .string(job.slug)), ("custom_id", job.customID.map { .string($0) } ?? .null),
      ("score", outcome.bestMetric.map { .double($0) } ?? .null),
      ("flags", .array((job.flags + flags).map { .string($0.rawValue) })),
      ("engine", .string(generator.engine)), ("generator", .object(generator.facts)),
      ("settings", settings), ("policy", outcome.policy.json),
      ("rounds", StandingResult.members(outcome.attempts)),
      ("warnings", .array(record.warnings.map { .string($0) })),
      ("identity", .string(job.identity)), ("drop", .int(job.dropNumber)),
      ("accepted", .string(CalendarTime.text(utc: job.acceptedAt))),
      ("started", .string(CalendarTime.text(utc: startedAt))),
      ("finished", .string(CalendarTime.text(utc: now))),
    ])
  }

  private var settings: JSONValue {
    [
      "answers": .int(request.answers), "keep": .int(request.keep),
      "attempts": .int(request.attempts), "retry_below": .double(request.retryBelow),
      "temperature": Self.short(request.temperature), "top_p": Self.short(request.topP),
      "temperature_step": Self.short(request.temperatureStep),
      "max_tokens": .int(request.maximumTokens), "first_attempt": .int(request.firstAttempt),
      "workflow_seed": .int(
        request.workflowSeed ?? SeedDerivation.workflow(key: request.key)),
      "negative": .string(request.negative),
    ]
  }

  /// A single-precision number as it was stated, 0.7 and not 0.699999988.
  private static func short(_ value: Float) -> JSONValue { .double(Double("\(value)") ?? 0) }

  /// What `dead/` shows of a job that is given up.
  static func grave(
    _ job: Job, _ reason: JobReason, _ sentence: String, _ outcome: JobOutcome, engine: String
  ) -> (members: JSONObject, files: [ResultFile]) {
    let file = ReasonFile(
      reason: reason.rawValue, sentence: sentence, hint: hint(reason),
      attempts: job.attempts + outcome.attempts.count)
    var members = file.members
    for member in Burying.facts(job) { members[member.key] = member.value }
    members["engine"] = .string(engine)
    members["score"] = outcome.bestMetric.map { .double($0) } ?? .null
    members["rounds"] = StandingResult.members(outcome.attempts)
    let transcripts = outcome.attempts.flatMap(\.answers).compactMap(\.transcript).prefix(3)
    let rejected = transcripts.enumerated().map { place, text in
      ResultFile("rejected/\(place + 1).txt", Array(text.utf8))
    }
    return (
      members,
      [
        ResultFile("input", Burying.input(job)),
        ResultFile("log.txt", Array(log(job, reason, sentence, outcome).utf8)),
      ]
        + outcome.files.filter { $0.name == "rank.json" || $0.name == "reasoning.md" } + rejected
    )
  }

  /// What happened when, one line each; times are UTC.
  private static func log(
    _ job: Job, _ reason: JobReason, _ sentence: String, _ outcome: JobOutcome
  ) -> String {
    var lines = [
      CalendarTime.text(utc: job.acceptedAt) + " accepted",
      CalendarTime.text(utc: job.startedAt ?? job.acceptedAt)
        + " begun, claim \(job.claim), start \(job.starts), failures \(job.failures)",
    ]
    lines += outcome.attempts.map { round in
      CalendarTime.text(utc: round.endedAt) + " " + JobLog.text(round)
    }
    lines.append("\(reason.rawValue): \(sentence)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func hint(_ reason: JobReason) -> String {
    switch reason {
    case .inputTooLong: "shorten the wish and drop it again"
    case .noValidAnswer: "say in plainer words what you want, or raise 'answers' or 'attempts'"
    case .lowScore: "say more exactly what you want, or lower 'retry-below'"
    case .policy: "rank.json says what each answer reached for; safe_nodes names classes you trust"
    default: "see log.txt; drop the prompt again when the cause is gone"
    }
  }
}
