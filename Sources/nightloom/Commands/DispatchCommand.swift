import Distribution
import JSON
import JobRunner
import JobStore
import OperatingSystem

/// `nightloom dispatch`: sends ready jobs to other hosts; the runner takes the results home.
///
/// The runner marks jobs and writes the shipment, this process launches: programs of schedulers
/// need the network, which the runner's unit forbids.
enum DispatchCommand: Subcommand {
  static let name = "dispatch"
  static let summary = "Sends ready jobs to a cluster; their results come home by themselves."
  static let usage =
    "--engine slurm|local [--jobs N] [--wait] | --resume ID | --take-back ID"
  static let options =
    [
      Option("engine", "name", "slurm, or local for child processes of this machine."),
      Option("jobs", "n", "At most so many [all that may run now, at most 10000]."),
      Option("chunk", "n", "Jobs of one task [what took 20 minutes lately, else 25]."),
      Option("parallel", "n", "Tasks at the same time [local: 1, slurm: what it gives]."),
      Option("hosts", "names", "slurm: only these hosts, as sbatch names them."),
      Option("wait", nil, "slurm: wait for the end; local always does."),
      Option("resume", "id", "Launch a shipment again: what has a result is skipped."),
      Option("take-back", "id", "End a shipment: what has no result is ready again."),
      Option("model", "file", "The model file on every host [the configuration's]."),
      Option("threads", "n", "Threads of one task [all processors]."),
      Option("stub-model", nil, "For fault tests: results without a model."),
      Option("stub-delay-ms", "n", "For fault tests: time of one round with --stub-model [0]."),
    ] + ControlSession.options

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    do {
      return try Dispatch(arguments).run()
    } catch let error as DistributionError {
      throw ChunkCommand.failure(error)
    }
  }
}

/// One call of `dispatch`.
private struct Dispatch {
  private let arguments: Arguments
  private let session: ControlSession
  private let setup: RunnerSetup

  init(_ arguments: Arguments) throws {
    self.arguments = arguments
    let ways = ["engine", "take-back"].filter { arguments.text($0) != nil }
    guard ways.count == 1 else {
      throw UsageError(message: "say --engine slurm or --engine local, or --take-back ID")
    }
    if let engine = arguments.text("engine"), !["slurm", "local"].contains(engine) {
      throw UsageError(message: "--engine wants slurm or local, not '\(engine)'")
    }
    session = try ControlSession(arguments)
    setup = try RunnerSetup(arguments)
  }

  func run() throws -> ExitStatus {
    if let id = arguments.text("take-back") { return try takeBack(try find(id)) }
    let shipment: Shipment
    if let id = arguments.text("resume") {
      shipment = try find(id)
      guard !shipment.isClosed else {
        throw CommandFailure(
          .temporaryFailure, "shipment \(id) is closed: the runner takes it home",
          hint: "what has no result is in the queue again within a minute")
      }
    } else {
      let limit = try arguments.int("jobs", 10_000, atLeast: 1, atMost: 10_000)
      let chunk =
        arguments.text("chunk") == nil
        ? nil : try arguments.int("chunk", 1, atLeast: 1, atMost: 1000)
      let answer = try session.ask(.ship(limit: limit, chunk: chunk))
      guard let path = answer["path"]?.string else {
        return tell("no job may be sent now", [("shipment", .null), ("jobs", 0)])
      }
      shipment = try Shipment(path: path)
      Console.note("shipment \(shipment.id): \(answer["jobs"]?.int ?? 0) jobs")
    }
    let manifest = try shipment.manifest()
    return arguments.text("engine") == "local"
      ? try launchHere(shipment, manifest) : try launchBySlurm(shipment, manifest)
  }

  private func find(_ id: String) throws -> Shipment {
    guard let folder = try? DirectoryHandle(setup.shipments),
      let shipment = try Shipment.find(id, in: folder)
    else {
      throw CommandFailure(
        .noInput, "there is no shipment '\(displayName(Array(id.utf8)))' in \(setup.shipments)",
        hint: "ls \(setup.shipments) names them")
    }
    guard !shipment.isMerged else {
      throw CommandFailure(.noInput, "shipment \(id) is over: its results are in the outbox")
    }
    return shipment
  }

  // MARK: - Launching

  private func launchHere(
    _ shipment: Shipment, _ manifest: ShipmentManifest
  ) throws -> ExitStatus {
    let command = try command(shipment)
    let parallel = try arguments.int("parallel", 1, atLeast: 1, atMost: 256)
    let ends = LocalLauncher.run(chunks: manifest.chunkCount, parallel: parallel) { number in
      command + ["--index", "\(number)"]
    }
    let failed = ends.filter { $0.status != 0 }
    for end in failed {
      Console.note("part \(end.chunk) ended with \(end.status): \(end.words)")
    }
    try shipment.close()
    return try waitForEnd(shipment, manifest, isGood: failed.isEmpty)
  }

  private func launchBySlurm(
    _ shipment: Shipment, _ manifest: ShipmentManifest
  ) throws -> ExitStatus {
    let options = SlurmLauncher.Options(
      parallel: arguments.text("parallel") == nil
        ? nil : try arguments.int("parallel", 1, atLeast: 1), hosts: arguments.text("hosts"))
    let array: String
    let command = try command(shipment)
    do throws(DistributionError) {
      array = try SlurmLauncher(shipment).launch(
        chunks: manifest.chunkCount, command, options)
    } catch {
      throw CommandFailure(
        .unavailable, "shipment \(shipment.id) is written, but not launched: \(error)",
        hint: "nightloom dispatch --engine slurm --resume \(shipment.id) tries again,"
          + " --take-back \(shipment.id) ends it")
    }
    Console.note("Slurm job \(array), \(manifest.chunkCount) tasks; logs in \(shipment.path)/logs")
    if arguments.has("wait") { return try waitForEnd(shipment, manifest, isGood: true) }
    return tell(
      "shipment \(shipment.id) is launched; the runner takes its results home",
      facts(shipment, manifest) + [("slurm", .string(array))])
  }

  /// Program and arguments of a chunk on whatever host, but for its number.
  private func command(_ shipment: Shipment) throws -> [String] {
    var words = [
      try realPath("/proc/self/exe"), "chunk", "--shipment", try realPath(shipment.path),
    ]
    let named = arguments.text("config") ?? Environment.value("NIGHTLOOM_CONFIG")
    let configuration = try? realPath(named ?? "Config/nightloom.conf")
    if let configuration { words += ["--config", configuration] }
    if let model = arguments.text("model") { words += ["--model", try realPath(model)] }
    for name in ["threads", "stub-delay-ms"] {
      if let value = arguments.text(name) { words += ["--\(name)", value] }
    }
    if arguments.has("stub-model") { words.append("--stub-model") }
    return words
  }

  // MARK: - The end

  /// Waits until no task is left and the runner has taken everything.
  private func waitForEnd(
    _ shipment: Shipment, _ manifest: ShipmentManifest, isGood: Bool
  ) throws -> ExitStatus {
    try waitForMerge(shipment)
    let left = try QueueReader(arguments).history.left(of: manifest.entries.map(\.key))
    let words =
      "\(manifest.entries.count - left) of \(manifest.entries.count) jobs of shipment"
      + " \(shipment.id) are done" + (left == 0 ? "" : "; the others are in the queue again")
    let status = tell(words, facts(shipment, manifest) + [("left", .int(left))])
    return left == 0 && isGood ? status : .temporaryFailure
  }

  private func waitForMerge(_ shipment: Shipment) throws {
    while !shipment.isClosed { ThisProcess.pause(milliseconds: 1000) }
    _ = try session.ask(.merge)
    let history = try QueueReader(arguments).history
    var (left, since) = (try history.status(limit: 0).count(.remote), BootClock.system.now)
    while !shipment.isMerged {
      ThisProcess.pause(milliseconds: 100)
      let now = try history.status(limit: 0).count(.remote)
      if now != left { (left, since) = (now, BootClock.system.now) }
      guard BootClock.system.now < since + 120_000 else {
        throw CommandFailure(
          .temporaryFailure, "the runner has not taken home shipment \(shipment.id) yet",
          hint: "it looks every minute; nightloom status tells what keeps it")
      }
    }
  }

  private func takeBack(_ shipment: Shipment) throws -> ExitStatus {
    if let array = try SlurmLauncher(shipment).cancel() {
      Console.note("Slurm job \(array) is cancelled")
    }
    try shipment.close()
    try waitForMerge(shipment)
    return tell(
      "shipment \(shipment.id) is over: what had no result is in the queue again",
      [("shipment", .string(shipment.id))])
  }

  private func facts(
    _ shipment: Shipment, _ manifest: ShipmentManifest
  ) -> [(String, JSONValue)] {
    [
      ("shipment", .string(shipment.id)), ("path", .string(shipment.path)),
      ("jobs", .int(manifest.entries.count)), ("chunks", .int(manifest.chunkCount)),
    ]
  }

  private func tell(_ words: String, _ facts: [(String, JSONValue)]) -> ExitStatus {
    if arguments.has("json") {
      let object = session.envelope(DispatchCommand.name, .object(JSONObject(facts)))
      Console.output(object.text() + "\n")
    } else {
      Console.lines(words + "\n")
    }
    return .success
  }
}
