import JSON
import JobStore

/// Jobs and their records as JSON; times are ISO 8601 in UTC, absent values are null.
///
/// Names and types never change inside a schema number; members may be added.
enum JobObject {
  static func job(_ job: Job) -> JSONValue {
    [
      "row": .int(Int(job.row)), "id": .string(job.id), "key": .string(job.key),
      "state": .string(job.state.rawValue), "name": .string(job.slug),
      "folder": .string(job.folderName), "custom_id": string(job.customID),
      "tags": .array(job.tags.map(JSONValue.string)), "priority": .int(job.priority),
      "drop": .int(job.dropNumber), "attempts": .int(job.attempts),
      "attempt_limit": .int(job.attemptLimit), "claim": .int(Int(job.claim)),
      "starts": .int(job.starts), "failures": .int(job.failures),
      "accepted": time(job.acceptedAt), "run_after": time(job.runAfter),
      "deadline": time(job.deadline), "window": string(job.window),
      "started": time(job.startedAt), "ended": time(job.endedAt),
      "score": number(job.bestScore), "flags": .array(job.flags.map { .string($0.rawValue) }),
      "reason": string(job.reason?.rawValue), "detail": string(job.detail),
      "shipment": string(job.shipment), "result": string(job.resultDigest),
      "engine": string(job.engine),
    ]
  }

  static func record(_ record: JobRecord) -> JSONValue {
    [
      "job": job(record.job),
      "request": record.job.request.map { request in
        (try? JSONValue.parse(request)) ?? .string(String(decoding: request, as: UTF8.self))
      } ?? .null,
      "source": record.source.map(source) ?? .null,
      "attempts": .array(record.attempts.map(attempt)),
      "events": .array(record.events.map(event)),
    ]
  }

  private static func source(_ source: NewSource) -> JSONValue {
    [
      "name": .string(String(decoding: source.name, as: UTF8.self)),
      "bytes": .int(Int(source.size)), "sha256": .string(source.sha256),
      "batch": string(source.batch),
    ]
  }

  private static func attempt(_ attempt: Attempt) -> JSONValue {
    [
      "number": .int(attempt.number), "claim": .int(Int(attempt.claim)),
      "seeds": .array(attempt.seeds.map { .number(JSONNumber(spelling: String($0))) }),
      "temperature": number(attempt.temperature), "input_tokens": .int(attempt.inputTokens),
      "output_tokens": .int(attempt.outputTokens),
      "milliseconds": .int(Int(attempt.milliseconds)), "verdict": .string(attempt.verdict),
      "changes": string(attempt.changes), "ended": time(attempt.endedAt),
      "answers": .array(attempt.answers.map(answer)),
    ]
  }

  private static func answer(_ answer: Answer) -> JSONValue {
    [
      "number": .int(answer.number), "score": number(answer.score), "gates": answer.gates,
      "parts": answer.parts, "graph": string(answer.graphDigest),
      "transcript": string(answer.transcript),
    ]
  }

  static func event(_ event: JobEvent) -> JSONValue {
    [
      "row": .int(Int(event.row)), "time": time(event.time),
      "job": event.job.map { .int(Int($0)) } ?? .null, "kind": .string(event.kind.rawValue),
      "from": string(event.from?.rawValue), "to": string(event.to?.rawValue),
      "claim": .int(Int(event.claim)), "reason": string(event.reason?.rawValue),
      "detail": string(event.detail),
    ]
  }

  /// The envelope of every `--json` output.
  static func envelope(_ schema: String, now: Int64, _ data: JSONValue) -> JSONValue {
    ["schema": .string(schema), "generated": time(now), "data": data]
  }

  static func string(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  static func time(_ milliseconds: Int64?) -> JSONValue {
    milliseconds.map { .string(TimeText.utc($0)) } ?? .null
  }

  static func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .double(value)
  }
}

extension JobState {
  /// Two letters, as squeue has them.
  var letters: String {
    switch self {
    case .ready: "RD"
    case .running: "RN"
    case .remote: "RM"
    case .done: "DN"
    case .dead: "DD"
    case .cancelled: "CA"
    case .expired: "EX"
    }
  }
}
