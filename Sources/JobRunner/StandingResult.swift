import JSON
import JobStore
import Spool

/// What the record of a published folder tells the queue.
///
/// The end of a job is always read from the folder that stands, be it ours of this moment or one
/// that a dead process published: so both ways give the same row. When ours cannot be read now,
/// the record that was written tells the same.
struct StandingResult: Sendable {
  /// The record.
  let record: JSONObject
  /// Whether this process published it with this claim.
  var isOurs = false

  /// The result as the job's row keeps it.
  var result: JobResult {
    JobResult(
      digest: record["end"]?.string ?? "", engine: record["engine"]?.string ?? "",
      bestScore: record["score"]?.double,
      flags: (record["flags"]?.array ?? []).compactMap { $0.string.flatMap(JobFlag.init) })
  }

  /// Why the job is dead.
  var ending: Ending {
    .dead(
      record["reason"]?.string.flatMap(JobReason.init) ?? .internal,
      detail: record["sentence"]?.string ?? "")
  }

  /// The rounds, without the transcripts.
  var attempts: [Attempt] { (record["rounds"]?.array ?? []).compactMap(Self.attempt) }

  /// Whether every number of `attempts` is in `record`.
  static func members(_ attempts: [Attempt]) -> JSONValue {
    .array(
      attempts.map { attempt in
        [
          "number": .int(attempt.number),
          "seeds": .array(attempt.seeds.map { .string(String($0)) }),
          "temperature": .double(attempt.temperature),
          "input_tokens": .int(attempt.inputTokens), "output_tokens": .int(attempt.outputTokens),
          "milliseconds": .int(Int(attempt.milliseconds)), "verdict": .string(attempt.verdict),
          "changes": attempt.changes.map { .string($0) } ?? .null,
          "ended": .int(Int(attempt.endedAt)),
        ]
      })
  }

  private static func attempt(_ json: JSONValue) -> Attempt? {
    guard let number = json["number"]?.int else { return nil }
    return Attempt(
      number: number,
      seeds: (json["seeds"]?.array ?? []).compactMap { $0.string.flatMap { UInt64($0) } },
      temperature: json["temperature"]?.double ?? 0, inputTokens: json["input_tokens"]?.int ?? 0,
      outputTokens: json["output_tokens"]?.int ?? 0,
      milliseconds: Int64(json["milliseconds"]?.int ?? 0),
      verdict: json["verdict"]?.string ?? "", changes: json["changes"]?.string,
      endedAt: Int64(json["ended"]?.int ?? 0))
  }
}
