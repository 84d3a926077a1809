import Hashing
import JSON
import JobStore
import OperatingSystem
import PromptSyntax
import Spool

/// Makes of one prompt file what the queue accepts and what goes to `dead/`; pure.
struct DropAssembly {
  /// One job to be, with the names it is known by.
  struct Item {
    var identity: RequestIdentity
    var job: NewJob
    /// Set when it goes to `dead/`.
    var burial: Burial?
  }

  /// What a folder in `dead/` shows.
  struct Burial {
    var reason: ReasonFile
    var input: [UInt8]
  }

  let name: [UInt8]
  let bytes: [UInt8]
  let configuration: RunnerConfiguration
  /// UTC milliseconds.
  let now: Int64
  let isSettledWithoutClose: Bool

  /// The jobs of a file that was parsed, failures included, in the order of the file.
  func items(_ file: PromptFile) -> [Item] {
    let requests = file.requests.map { request in (request.item, item(request)) }
    var failures: [(Int, Item)] = []
    var seen: [String: Int] = [:]
    for group in groups(file.errors) {
      var made = failed(group)
      let occurrence = seen[made.identity.identity, default: 0]
      seen[made.identity.identity] = occurrence + 1
      made.identity.occurrence = occurrence
      made.job.identity = made.identity.identity
      failures.append((group[0].item ?? -1, made))
    }
    return (requests + failures).enumerated()
      .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element.1)
  }

  /// The one dead job of a file that was not parsed.
  func tooLarge(_ size: Int, limit: Int) -> Item {
    dead(
      ReasonFile(
        reason: JobReason.tooLarge.rawValue,
        sentence: "the file has \(size) bytes, more than the limit of \(limit)",
        hint: "split it into several files"),
      .tooLarge, input: bytes, customID: nil)
  }

  private func item(_ request: PromptRequest) -> Item {
    let identity = RequestIdentity(
      sourceName: configuration.dedupe == .content ? [] : name, customID: request.customID,
      request: request.canonical, occurrence: request.occurrence, name: request.header.name,
      fileName: name)
    var job = NewJob(
      identity: identity.identity, slug: identity.names(drop: 1).slug,
      request: RequestRecord(request, in: bytes).bytes)
    job.customID = request.customID
    job.tags = request.header.tags
    job.priority = request.priority
    job.runAfter = request.header.notBefore.flatMap { LocalTime.moment($0, now: now) } ?? now
    job.deadline = request.header.deadline.flatMap { LocalTime.moment($0, now: now) }
    job.window = request.header.window
    job.attemptLimit = request.header.attempts ?? configuration.attempts
    if isSettledWithoutClose { job.flags.append(.settledWithoutClose) }
    return Item(identity: identity, job: job, burial: nil)
  }

  /// The errors of each item together, errors about the whole file first.
  private func groups(_ errors: [PromptDiagnostic]) -> [[PromptDiagnostic]] {
    Dictionary(grouping: errors) { $0.item ?? -1 }.sorted { $0.key < $1.key }.map(\.value)
  }

  private func failed(_ errors: [PromptDiagnostic]) -> Item {
    let first = errors[0]
    let reason = first.reason.flatMap { JobReason(rawValue: $0.rawValue) } ?? .internal
    let findings = errors.map {
      ReasonFile.Finding(
        line: $0.line, byte: $0.byteOffset, severity: $0.severity.rawValue, sentence: $0.sentence)
    }
    return dead(
      ReasonFile(
        reason: reason.rawValue, sentence: first.description, hint: Self.hint(reason),
        findings: findings),
      reason, input: first.range.map { Array(bytes[$0]) } ?? bytes, customID: first.customID)
  }

  private func dead(
    _ file: ReasonFile, _ reason: JobReason, input: [UInt8], customID: String?
  ) -> Item {
    let identity = RequestIdentity(
      sourceName: configuration.dedupe == .content ? [] : name, customID: customID,
      request: Array("\(reason.rawValue) \(SHA256.hex(input))".utf8), occurrence: 0, name: nil,
      fileName: name)
    var record = RequestRecord()
    record.original = String(decoding: input.prefix(4096), as: UTF8.self)
    var job = NewJob(
      identity: identity.identity, slug: identity.names(drop: 1).slug, request: record.bytes,
      refusal: Refusal(reason, file.sentence))
    job.customID = customID
    return Item(identity: identity, job: job, burial: Burial(reason: file, input: input))
  }

  static func hint(_ reason: JobReason) -> String {
    switch reason {
    case .invalidUTF8: "save the file as UTF-8 text and drop it again"
    case .empty: "write the wish into the file and drop it again"
    case .tooLarge, .tooManyVariants: "split it into several prompts and drop them again"
    case .badHeader, .badLine: "correct the line and drop the file again"
    case .unknownType: "use .txt, .md, .prompt, .jsonl, .ndjson, .csv or no ending"
    default: "correct the file and drop it again"
    }
  }
}
