import Configuration
import Generation
import Hashing
import JSON
import JobRunner
import JobStore
import OperatingSystem
import PromptSyntax
import Spool
import Transformer

/// Maps the command line and the configuration to what a runner needs.
struct RunnerSetup {
  /// The options that `once` and `run` share.
  static let options = [
    Option("spool", "dir", "Folder of inbox, outbox, dead, hold and state [the configuration's]."),
    Option("answers", "n", "Answers sampled per round [8]."),
    Option("keep", "n", "Answers published of each job [3]."),
    Option("attempts", "n", "Rounds of answers a job may take [3]."),
    Option("seed", "n", "Fixes sampling and the workflows' own seed for the whole run."),
    Option("fixed", nil, "Sample with the built-in settings instead of the tuned ones."),
    Option("workers", "n", "Jobs generated at the same time [1]."),
    Option("threads", "n", "Threads that compute one job [all processors, shared by workers]."),
    Option("model", "file", "The model file [the configuration's]."),
    Option("json", nil, "One JSON object as the last line on standard output."),
    Option("allow-root", nil, "Run as a service with the rights of root all the same."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
    Option("stub-model", nil, "For fault tests: results without a model."),
    Option("stub-delay-ms", "n", "For fault tests: time of one round with --stub-model [0]."),
  ]

  let arguments: Arguments
  let installation: Installation
  let file: ConfigurationFile

  init(_ arguments: Arguments) throws {
    self.arguments = arguments
    installation = Installation(arguments)
    file = try installation.configuration(arguments)
  }

  /// Where the parts of the spool are.
  var places: SpoolPlaces { SpoolPlaces(arguments, file) }

  /// The settings, flags before the file.
  func configuration() throws -> RunnerConfiguration {
    var settings = RunnerConfiguration()
    settings.workers = try count("workers", file[Directives.workers])
    settings.answers = try count("answers", file[Directives.answers])
    settings.keep = try count("keep", file[Directives.keep])
    settings.attempts = try count("attempts", file[Directives.attempts])
    settings.retryBelow = file[Directives.retryBelow]
    settings.onLowScore = .init(rawValue: file[Directives.onLowScore]) ?? .publish
    let sampling = try installation.sampling(file)
    settings.temperature = Float(sampling.temperature)
    settings.topP = Float(sampling.topP)
    settings.temperatureStep = Float(sampling.temperatureStep)
    settings.maximumTokens = file[Directives.maxTokens]
    settings.timeBudget = milliseconds(file[Directives.timeBudget])
    settings.dedupe = .init(rawValue: file[Directives.dedupe]) ?? .name
    if arguments.text("seed") != nil { settings.runSeed = try arguments.int("seed", 0) }
    settings.controlSocket = places.controlSocket
    watching(&settings)
    settings.window = file[Directives.window]
    settings.stopsAtWindowEnd = file[Directives.windowEnd] == "stop"
    settings.drainTime = milliseconds(file[Directives.drainTime])
    settings.keepDays = file[Directives.keepDays]
    let metrics = file[Directives.metricsFile]
    settings.metricsFile = metrics.isEmpty ? nil : metrics
    settings.shipments = shipments
    settings.version = Nightloom.version
    settings.hooks.onDone = file[Directives.onDone]
    settings.hooks.onDead = file[Directives.onDead]
    settings.hooks.onIdle = file[Directives.onIdle]
    settings.stallTimeout = milliseconds(file[Directives.stallTimeout])
    return settings
  }

  /// The folder of jobs for other hosts.
  var shipments: String {
    let named = arguments.text("spool") == nil ? file[Directives.shipments] : ""
    return named.isEmpty ? places.state + "/shipments" : named
  }

  private func watching(_ settings: inout RunnerConfiguration) {
    settings.settling.quiet = milliseconds(file[Directives.settle])
    settings.settling.isStrict = file[Directives.settleStrict]
    settings.scanInterval = Int64(file[Directives.scanSeconds]) * 1000
    settings.minimumFreeBytes = file[Directives.minFree]
    settings.parser.maximumFileBytes = file[Directives.maxFileBytes]
    settings.parser.maximumBatchBytes = file[Directives.maxBatchBytes]
    settings.parser.maximumPromptBytes = file[Directives.maxPromptBytes]
  }

  /// The folders, made when missing.
  func spool() throws -> SpoolDirectory {
    do {
      return try SpoolDirectory(
        places.spool, statePath: places.separateState, access: access, user: ThisProcess.user)
    } catch {
      throw Self.failure(.spool(error))
    }
  }

  private var access: SpoolDirectory.Access {
    switch file[Directives.inboxAccess] {
    case "group": .group
    case "anyone": .anyone
    default: .user
    }
  }

  /// Makes the generator: the model, or the stub of fault tests.
  func generator(workers: Int) throws -> any JobGenerator {
    if arguments.has("stub-model") {
      return StubGenerator(delayMilliseconds: try arguments.int("stub-delay-ms", 0))
    }
    let engine = try installation.engine(arguments)
    let facts = try engineFacts()
    let share = max(1, ThisProcess.processorCount / max(1, workers))
    let threads = file.sets(Directives.threads) ? min(share, file[Directives.threads]) : share
    return WorkflowJobGenerator(
      engine, threads: try count("threads", threads), engine: Self.digest(facts), facts: facts
    ) { error in error is DecodingError }
  }

  /// The digest of all that decides results, without loading any of it.
  func engineDigest() throws -> String { try engineIdentity().digest }

  /// The same with what it is the digest of.
  func engineIdentity() throws -> (digest: String, facts: JSONObject) {
    if arguments.has("stub-model") { return (StubGenerator().engine, StubGenerator().facts) }
    let facts = try engineFacts()
    return (Self.digest(facts), facts)
  }

  private static func digest(_ facts: JSONObject) -> String {
    SHA256.hex(JSONValue.object(facts).bytes())
  }

  private func engineFacts() throws -> JSONObject {
    let path = arguments.text("model") ?? file[Directives.model]
    return JSONObject([
      ("model", .string(SHA256.hex(try installation.read(path)))),
      ("knowledge_base", .string(try digest(Directives.knowledgeBase))),
      ("catalog", .string(try digest(Directives.catalog))), ("version", .string(Nightloom.version)),
      ("policy", .string(file[Directives.policy])),
      ("safe_nodes", .array(file[Directives.safeNodes].sorted().map { .string($0) })),
      ("paid_services", .string(file[Directives.paidServices])),
    ])
  }

  /// The digest of all files in a folder, by name.
  private func digest(_ folder: Directive<String>) throws -> String {
    let path = file[folder]
    var hash = SHA256()
    for name in try DirectoryHandle(path).list().sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let file = try installation.read(path + "/" + String(decoding: name, as: UTF8.self))
      hash.update(name + [0] + Array(SHA256.hex(file).utf8))
    }
    return hex(hash.digest())
  }

  /// Where messages go: standard error, with one standing line on a terminal.
  static func output(isQuiet: Bool) -> RunnerOutput {
    if isQuiet { return .silent }
    guard StandardStreams.errors.isTerminal else { return RunnerOutput(note: Console.note) }
    let width = StandardStreams.errors.columns ?? 80
    let clear = "\r\u{1B}[K"
    return RunnerOutput(
      note: { Console.note(clear + $0) },
      standing: { Console.standing(clear + $0.prefix(max(20, width - 1))) })
  }

  /// The failure a person sees for what keeps a runner from working.
  static func failure(_ error: RunnerError) -> CommandFailure {
    let status: ExitStatus
    switch error {
    case .locked: status = .temporaryFailure
    case .damagedQueue: status = .inputOutput
    case .queue(.newerVersion): status = .configuration
    case .queue(let error): status = error.isFull || error.isBusy ? .temporaryFailure : .inputOutput
    case .controlSocket: status = .configuration
    case .spool(.insecure): status = .noPermission
    case .spool(.networkFileSystem): status = .configuration
    case .spool(.system(let call)):
      status = call.isFull ? .temporaryFailure : call.isDenied ? .noPermission : .cannotCreate
    case .spool: status = .inputOutput
    }
    return CommandFailure(status, error.description, hint: error.hint)
  }

  /// A moment given as `HH:MM` or as an ISO time.
  func deadline() throws -> Int64? {
    guard let text = arguments.text("deadline") else { return nil }
    guard let moment = RunnerTime.moment(text, now: WallClock.system.now) else {
      throw UsageError(message: "--deadline wants a time such as 06:00, not '\(text)'")
    }
    return moment
  }

  private func count(_ name: String, _ fallback: Int) throws -> Int {
    let value = try arguments.int(name, fallback)
    guard (1...256).contains(value) else {
      throw UsageError(message: "--\(name) wants a number from 1 to 256, not '\(value)'")
    }
    return value
  }

  private func milliseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1000) }
}
