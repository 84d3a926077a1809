import Generation
import Hashing
import JSON
import JobStore
import PromptSyntax
import Spool

/// A request as it stands in the queue.
///
/// The canonical request (prompt and header keys) with one more member, `source`, for what the
/// result shows of the file it came from.
struct RequestRecord: Sendable, Equatable {
  /// Prompt and header as one object with sorted keys; `nil` when the text could not be read.
  var settings: JSONObject?
  /// The item's bytes in the file, as text.
  var original = ""
  /// Warnings that go with the result.
  var warnings: [String] = []
  /// Added to the workflow's seed.
  var seedOffset = 0
  /// How many equal requests stood before it in the file.
  var occurrence = 0

  init() {}

  /// What one request of a file leaves in the queue.
  init(_ request: PromptRequest, in bytes: [UInt8]) {
    settings = (try? JSONValue.parse(request.canonical))?.object
    original = String(decoding: bytes[request.range], as: UTF8.self)
    warnings = request.warnings.map(\.description)
    seedOffset = request.seedOffset
    occurrence = request.occurrence
  }

  /// Reads what ``bytes`` wrote; `nil` when a single bit of it is another one.
  init?(_ bytes: [UInt8]) {
    guard let body = Self.opened(bytes), let json = try? JSONValue.parse(body),
      json.object != nil
    else { return nil }
    settings = json["prompt"] == nil ? nil : json.object
    settings?["source"] = nil
    let source = json["source"] ?? .null
    original = source["original"]?.string ?? ""
    warnings = (source["warnings"]?.array ?? []).compactMap(\.string)
    seedOffset = source["seed_offset"]?.int ?? 0
    occurrence = source["occurrence"]?.int ?? 0
  }

  /// The form in the queue.
  var bytes: [UInt8] {
    var object = settings ?? JSONObject()
    object["source"] = [
      "original": .string(original), "warnings": .array(warnings.map { .string($0) }),
      "seed_offset": .int(seedOffset), "occurrence": .int(occurrence),
    ]
    return Self.sealed(JSONValue.object(object).bytes())
  }

  /// An object with its own digest as last member, so that a damaged file makes no wrong result.
  private static func sealed(_ body: [UInt8]) -> [UInt8] {
    body.dropLast() + Array(",\"sha256\":\"\(SHA256.hex(body))\"}".utf8)
  }

  /// The name under which the queue keeps that all its requests have their digests.
  static let sealedForm = "requests-have-digests"

  /// The form of now of what a build before the digests wrote; `nil` for anything else.
  ///
  /// Those wrote `source` as last member, which no damaged digest is.
  static func renewed(_ bytes: [UInt8]) -> [UInt8]? {
    guard let last = (try? JSONValue.parse(bytes))?.object?.keys.last, last == "source" else {
      return nil
    }
    return sealed(bytes)
  }

  private static func opened(_ bytes: [UInt8]) -> [UInt8]? {
    let tail = ",\"sha256\":\"\"}".utf8.count + 64
    guard bytes.count > tail else { return nil }
    let body = bytes.dropLast(tail) + [0x7D]
    return sealed(Array(body)) == bytes ? Array(body) : nil
  }

  /// The request's own bytes, from which its names follow; `nil` when it could not be read.
  var canonical: [UInt8]? { settings.map { JSONValue.object($0).bytes() } }

  /// The wish, or `nil` when there is none.
  var prompt: String? { settings?["prompt"]?.string }

  /// What is asked of the generator; header values win over the configuration.
  func generation(_ job: Job, _ configuration: RunnerConfiguration) -> GenerationRequest? {
    guard let prompt else { return nil }
    var request = GenerationRequest(
      prompt: prompt + explicitWords, key: key(job, prompt, configuration))
    request.negative = settings?["negative"]?.string ?? ""
    request.answers = settings?["answers"]?.int ?? configuration.answers
    request.keep = settings?["keep"]?.int ?? configuration.keep
    request.attempts = job.attemptLimit
    request.retryBelow = settings?["retry-below"]?.double ?? configuration.retryBelow
    request.temperature = configuration.temperature
    request.temperatureStep = configuration.temperatureStep
    request.topP = configuration.topP
    request.maximumTokens = configuration.maximumTokens
    request.firstAttempt = job.attempts + 1
    if let seed = settings?["seed"]?.int ?? configuration.runSeed {
      request.workflowSeed = (seed + seedOffset) & 0x1F_FFFF_FFFF_FFFF
    }
    return request
  }

  /// What sampling derives from: the job's key, or with a seed for the whole run the same as
  /// `generate --seed` takes, so that both give the same answers to the same wish.
  private func key(_ job: Job, _ prompt: String, _ configuration: RunnerConfiguration) -> [UInt8] {
    guard let seed = configuration.runSeed else { return Array(job.key.utf8) }
    let repeated = occurrence > 0 ? "\n\(occurrence)" : ""
    return SHA256.digest(Array("generate\n\(seed)\n\(prompt)\(repeated)".utf8))
  }

  /// Header values that a wish states in words: the generator reads numbers out of the wish.
  private var explicitWords: String {
    var words: [String] = []
    if let family = settings?["family"]?.string { words.append(family) }
    if let size = settings?["size"]?.string { words.append(size) }
    if let steps = settings?["steps"]?.int { words.append("\(steps) steps") }
    if let cfg = settings?["cfg"]?.number { words.append("cfg \(cfg.text)") }
    return words.isEmpty ? "" : "\n" + words.joined(separator: ", ")
  }
}

/// What makes two requests the same, from which identity and keys are made.
struct RequestIdentity: Sendable, Hashable {
  var sourceName: [UInt8]
  var customID: String?
  var request: [UInt8]
  var occurrence: Int
  /// The stated name, when there is one.
  var name: String?
  /// The file's name, when `sourceName` is left out of the key.
  var fileName: [UInt8]

  /// The names of the n-th drop; drop 0 names the request itself.
  func names(drop: Int) -> JobName {
    JobName(
      sourceName: sourceName, customID: customID, request: request, occurrence: occurrence,
      drop: drop, name: name, slugSource: fileName)
  }

  /// Equal for each drop of the same request.
  var identity: String { names(drop: 0).key }
}
