import Hashing
public import JSON
public import JobStore
public import OperatingSystem
import PromptSyntax
import Spool

/// What a run would do with each file in the inbox, found without changing anything.
///
/// Files are read as ``Intake`` reads them, with the same parser and the same names of requests.
/// Those that still have to settle count as settled.
public struct InboxForecast: Sendable {
  /// A request, or a file, that would not be taken.
  public struct Refusal: Equatable, Sendable {
    /// A reason of the closed list.
    public let reason: String
    /// What is wrong.
    public let sentence: String
    /// What to do about it.
    public let hint: String?
  }

  /// What would become of one file.
  public struct File: Equatable, Sendable {
    /// Its name, printable.
    public let name: String
    /// Requests that would become jobs.
    public var accepted = 0
    /// Requests that an earlier job stands for.
    public var duplicate = 0
    /// Requests that would go to `dead/`.
    public var refused: [Refusal] = []
    /// Why it would be moved to `hold/`, or `nil`.
    public var held: Refusal?
    /// Why it would be left where it is, or `nil`.
    public var left: String?
    /// What the parser warns of.
    public var warnings: [String] = []

    /// Requests in the file, as far as it can be read.
    public var requests: Int { accepted + duplicate + refused.count }
  }

  /// The files by the bytes of their names.
  public private(set) var files: [File] = []
  /// Ready jobs that a run would take up too.
  public let ready: Int
  private let configuration: RunnerConfiguration
  private let engine: String
  private let now: Int64
  /// Requests that earlier files of this forecast would make.
  private var made: Set<String> = []

  /// Looks through an inbox.
  ///
  /// - Parameters:
  ///   - inbox: The folder; only read.
  ///   - history: The queue, or `nil` before the first run.
  ///   - configuration: The settings.
  ///   - engine: Digest of what results come from: a request done by it is not done again.
  ///   - now: UTC milliseconds.
  /// - Throws: What the disk or the queue reports.
  public init(
    _ inbox: DirectoryHandle, _ history: JobHistory?, _ configuration: RunnerConfiguration,
    engine: String, now: Int64
  ) throws {
    self.configuration = configuration
    self.engine = engine
    self.now = now
    ready = try history?.counts().first { $0.state == .ready }?.count ?? 0
    for entry in try InboxScan.run(inbox) { try look(entry, inbox, history) }
  }

  /// 65 when something would be refused or held, else 0: what a run would end with at best.
  public var exitCode: Int32 {
    files.contains { !$0.refused.isEmpty || $0.held != nil } ? 65 : 0
  }

  private mutating func look(
    _ entry: InboxScan.Entry, _ inbox: DirectoryHandle, _ history: JobHistory?
  ) throws {
    var file = File(name: displayName(entry.name))
    switch settled(entry) {
    case .hold(let reason)?: file.held = Refusal(reason)
    case .ready?: try read(entry.name, &file, inbox, history)
    case nil, .ignore?, .wait?:
      file.left = "only files that were moved in or end in .ready are read (settle_strict)"
    }
    files.append(file)
  }

  /// What settling says once the file has stood still for long enough.
  private func settled(_ entry: InboxScan.Entry) -> Settling.Verdict? {
    var rules = Settling.Rules()
    (rules.quiet, rules.linked, rules.odd) = (0, 0, 0)
    rules.isStrict = configuration.settling.isStrict
    var settling = Settling(rules)
    settling.notice(entry.name, .still, now: 0)
    return settling.look(entry.name, entry.status, now: 0)
  }

  private mutating func read(
    _ name: [UInt8], _ file: inout File, _ inbox: DirectoryHandle, _ history: JobHistory?
  ) throws {
    guard PromptParser.form(name) != nil else {
      file.held = Refusal(.unknownType)
      return
    }
    let limit = configuration.parser.maximumBytes(name)
    switch try PromptFileReader.read(name, in: inbox, limit: limit) {
    case .gone: file.left = "it is gone"
    case .changed: file.left = "it is still being written"
    case .hold(let reason): file.held = Refusal(reason)
    case .tooLarge(let size, _):
      let refusal = Refusal(
        reason: JobReason.tooLarge.rawValue,
        sentence: "the file has \(size) bytes, more than the limit of \(limit)",
        hint: DropAssembly.hint(.tooLarge))
      if size > Intake.largestBurial { file.held = refusal } else { file.refused = [refusal] }
    case .read(let bytes, let status):
      let source = NewSource(
        name: name, device: status.device, inode: status.inode, size: Int64(status.size),
        modifiedNanoseconds: status.modified, changedNanoseconds: status.changed,
        sha256: SHA256.hex(bytes))
      guard try history?.recognises(source) != true else {
        file.left = "it was accepted before and only waits to be removed"
        return
      }
      try count(name, bytes, &file, history)
    }
  }

  private mutating func count(
    _ name: [UInt8], _ bytes: [UInt8], _ file: inout File, _ history: JobHistory?
  ) throws {
    let parsed = configuration.parser.parse(bytes, fileName: name)
    file.warnings = parsed.diagnostics.filter { $0.severity == .warning }.map(\.description)
    let assembly = DropAssembly(
      name: name, bytes: bytes, configuration: configuration, now: now,
      isSettledWithoutClose: false)
    for item in assembly.items(parsed) {
      if let burial = item.burial {
        file.refused.append(Refusal(burial.reason))
      } else if try isDuplicate(item.job.identity, history) {
        file.duplicate += 1
      } else {
        file.accepted += 1
        made.insert(item.job.identity)
      }
    }
  }

  private func isDuplicate(_ identity: String, _ history: JobHistory?) throws -> Bool {
    guard configuration.dedupe != .off else { return false }
    if made.contains(identity) { return true }
    guard case .duplicate? = try history?.decide(identity: identity, engine: engine) else {
      return false
    }
    return true
  }
}

extension InboxForecast.Refusal {
  fileprivate init(_ reason: HoldReason) {
    self.init(reason: reason.rawValue, sentence: reason.sentence, hint: reason.hint)
  }

  fileprivate init(_ file: ReasonFile) {
    self.init(reason: file.reason, sentence: file.sentence, hint: file.hint)
  }

  fileprivate var text: String { "\(reason): \(sentence)" + (hint.map { "; \($0)" } ?? "") }

  fileprivate var json: JSONValue {
    [
      "reason": .string(reason), "sentence": .string(sentence),
      "hint": hint.map { .string($0) } ?? .null,
    ]
  }
}

// MARK: - Words

extension InboxForecast {
  /// A line for each file and each thing that is wrong, then one line of `name=value`.
  public var text: String {
    let lines = files.flatMap { file -> [String] in
      [file.summary] + file.refused.map { "  refused, \($0.text)" }
        + file.warnings.map { "  warning: \($0)" }
    }
    let total =
      "nightloom once --dry-run: files=\(files.count) requests=\(sum(\.requests))"
      + " accepted=\(sum(\.accepted)) duplicate=\(sum(\.duplicate))"
      + " refused=\(sum(\.refused.count)) held=\(files.count { $0.held != nil })"
      + " ready=\(ready) exit=\(exitCode)"
    return (lines + [total]).joined(separator: "\n") + "\n"
  }

  /// The same as one object.
  public var json: JSONValue {
    [
      "schema": "nightloom.once-dry-run/1", "requests": .int(sum(\.requests)),
      "accepted": .int(sum(\.accepted)), "duplicate": .int(sum(\.duplicate)),
      "refused": .int(sum(\.refused.count)), "held": .int(files.count { $0.held != nil }),
      "ready": .int(ready), "exit": .int(Int(exitCode)), "files": .array(files.map(\.json)),
    ]
  }

  private func sum(_ number: (File) -> Int) -> Int { files.reduce(0) { $0 + number($1) } }
}

extension InboxForecast.File {
  fileprivate var summary: String {
    if let held { return "\(name): would be moved to hold/, \(held.text)" }
    if let left { return "\(name): would be left, \(left)" }
    let parts = [
      accepted == 0 ? nil : "\(accepted) would be accepted",
      duplicate == 0 ? nil : "\(duplicate) stood for by earlier jobs",
      refused.isEmpty ? nil : "\(refused.count) would be refused",
    ]
    return "\(name): \(requests == 1 ? "1 request" : "\(requests) requests"), "
      + parts.compactMap { $0 }.joined(separator: ", ")
  }

  fileprivate var json: JSONValue {
    [
      "name": .string(name), "requests": .int(requests), "accepted": .int(accepted),
      "duplicate": .int(duplicate), "refused": .array(refused.map(\.json)),
      "held": held?.json ?? .null, "left": left.map { .string($0) } ?? .null,
      "warnings": .array(warnings.map { .string($0) }),
    ]
  }
}
