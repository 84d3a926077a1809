import Distribution
import JSON
import JobRunner
import OperatingSystem

/// `nightloom chunk`: works off one part of a shipment; what schedulers call on other hosts.
enum ChunkCommand: Subcommand {
  static let name = "chunk"
  static let summary = "Works off one part of a shipment, on any host; called by 'dispatch'."
  static let usage = "--shipment DIR --index N | --shipment DIR --close"
  static let options = [
    Option("shipment", "dir", "The shipment's folder."),
    Option("index", "n", "Which part, counted from 0."),
    Option("close", nil, "Only say that no part will begin any more."),
    Option("model", "file", "The model file [the configuration's]."),
    Option("threads", "n", "Threads used [all processors]."),
    Option("json", nil, "One JSON object as the last line on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
    Option("stub-model", nil, "For fault tests: results without a model."),
    Option("stub-delay-ms", "n", "For fault tests: time of one round with --stub-model [0]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    do {
      let shipment = try Shipment(path: try arguments.required("shipment"))
      if arguments.has("close") {
        try shipment.close()
        return .success
      }
      return try work(shipment, arguments)
    } catch let error as DistributionError {
      throw failure(error)
    }
  }

  private static func work(_ shipment: Shipment, _ arguments: Arguments) throws -> ExitStatus {
    _ = try arguments.required("index")
    let number = try arguments.int("index", 0, atLeast: 0)
    let setup = try RunnerSetup(arguments)
    // Before the model is loaded: another engine writes nothing.
    let manifest = try shipment.manifest()
    let engine = try setup.engineIdentity()
    try manifest.require(engine: engine.digest, facts: engine.facts, path: shipment.path)
    _ = try manifest.chunk(number)
    let stop = StopSignal()
    let signals = SignalWatch(stop, leave: { ThisProcess.exit($0) })
    return try withExtendedLifetime(signals) {
      let runner = ChunkRunner(
        shipment, try setup.generator(workers: 1), place: try place(), stop: stop)
      let summary = try runner.run(number)
      let words =
        "nightloom chunk: index=\(number) done=\(summary.done) skipped=\(summary.skipped)"
        + " failed=\(summary.failed) cut=\(summary.isCutShort ? "yes" : "no")\n"
      Console.output(arguments.has("json") ? json(number, summary).text() + "\n" : words)
      return .success
    }
  }

  private static func json(_ number: Int, _ summary: ChunkRunner.Summary) -> JSONValue {
    [
      "schema": "nightloom.chunk/1", "index": .int(number), "done": .int(summary.done),
      "skipped": .int(summary.skipped), "failed": .int(summary.failed),
      "cut": .bool(summary.isCutShort),
    ]
  }

  /// This machine, and Slurm's task when there is one.
  private static func place() throws -> ChunkRunner.Place {
    let name = try readFile("/proc/sys/kernel/hostname", limit: 256)
    let host = Environment.value("SLURMD_NODENAME") ?? String(decoding: name, as: UTF8.self)
    return ChunkRunner.Place(
      host: String(host.prefix { $0 != "\n" }), task: Environment.value("SLURM_ARRAY_TASK_ID"),
      restart: Environment.value("SLURM_RESTART_COUNT").flatMap { Int($0) } ?? 0)
  }

  /// The failure a person sees.
  static func failure(_ error: DistributionError) -> CommandFailure {
    let status: ExitStatus =
      switch error {
      case .damaged, .otherEngine: .configuration
      case .noChunk: .usage
      case .refused: .unavailable
      case .system(let call): call.isMissing ? .noInput : .inputOutput
      }
    return CommandFailure(status, error.description, hint: error.hint)
  }
}
