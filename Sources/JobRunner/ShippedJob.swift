import Distribution
import Generation
import Hashing
import JSON
import JobStore

/// A job on its way to another host: everything that decides its result, settings included.
struct ShippedJob {
  let job: Job
  let record: RequestRecord
  let request: GenerationRequest
  /// No new round is begun after so many milliseconds.
  let timeBudget: Int64
  /// Whether a metric that stays low is no result.
  let failsLow: Bool

  /// Prepares a job of the queue; `nil` when its request cannot be read.
  init?(_ job: Job, _ configuration: RunnerConfiguration) {
    guard let record = job.request.flatMap(RequestRecord.init),
      let request = record.generation(job, configuration)
    else { return nil }
    (self.job, self.record, self.request) = (job, record, request)
    timeBudget = configuration.timeBudget
    failsLow = configuration.onLowScore == .fail
  }

  /// Reads what ``entry`` wrote; `nil` when a member is missing.
  init?(_ entry: ShipmentManifest.Entry) {
    guard let bytes = entry.body["request"]?.string.map({ Array($0.utf8) }),
      let record = RequestRecord(bytes), let facts = entry.body["job"],
      let job = Job(shipped: facts, request: bytes), job.key == entry.key, job.slug == entry.slug,
      let settings = entry.body["generation"], let request = GenerationRequest(shipped: settings),
      let budget = entry.body["time_budget"]?.int
    else { return nil }
    (self.job, self.record, self.request) = (job, record, request)
    timeBudget = Int64(budget)
    failsLow = entry.body["fails_low"]?.bool ?? false
  }

  /// The job as the shipment holds it.
  var entry: ShipmentManifest.Entry {
    ShipmentManifest.Entry(
      slug: job.slug, key: job.key,
      body: [
        "job": job.shipped, "request": .string(String(decoding: record.bytes, as: UTF8.self)),
        "generation": request.shipped, "time_budget": .int(Int(timeBudget)),
        "fails_low": .bool(failsLow),
      ])
  }
}

extension GenerationRequest {
  /// Every setting, as it was resolved where the job was accepted.
  fileprivate var shipped: JSONValue {
    [
      "prompt": .string(prompt), "negative": .string(negative), "key": .string(hex(key)),
      "answers": .int(answers), "keep": .int(keep), "attempts": .int(attempts),
      "retry_below": .double(retryBelow), "temperature": .double(Double("\(temperature)") ?? 0),
      "top_p": .double(Double("\(topP)") ?? 0), "max_tokens": .int(maximumTokens),
      "first_attempt": .int(firstAttempt),
      "workflow_seed": workflowSeed.map { .int($0) } ?? .null,
    ]
  }

  fileprivate init?(shipped json: JSONValue) {
    guard let prompt = json["prompt"]?.string, let key = json["key"]?.string.flatMap(bytes),
      let answers = json["answers"]?.int, let keep = json["keep"]?.int,
      let attempts = json["attempts"]?.int, let retryBelow = json["retry_below"]?.double,
      let temperature = json["temperature"]?.double, let topP = json["top_p"]?.double,
      let maximumTokens = json["max_tokens"]?.int, let firstAttempt = json["first_attempt"]?.int
    else { return nil }
    self.init(prompt: prompt, key: key)
    negative = json["negative"]?.string ?? ""
    (self.answers, self.keep, self.attempts) = (answers, keep, attempts)
    (self.retryBelow, self.temperature, self.topP) = (retryBelow, Float(temperature), Float(topP))
    (self.maximumTokens, self.firstAttempt) = (maximumTokens, firstAttempt)
    workflowSeed = json["workflow_seed"]?.int
  }
}

/// Bytes from hexadecimal digits.
private func bytes(_ digits: String) -> [UInt8]? {
  let digits = Array(digits.utf8)
  guard digits.count.isMultiple(of: 2) else { return nil }
  var bytes: [UInt8] = []
  for place in stride(from: 0, to: digits.count, by: 2) {
    let pair = String(decoding: digits[place...(place + 1)], as: UTF8.self)
    guard let byte = UInt8(pair, radix: 16) else { return nil }
    bytes.append(byte)
  }
  return bytes
}
