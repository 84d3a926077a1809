import Configuration
import JobRunner
import OperatingSystem
import Spool

/// One life of a runner: its signals, its service manager, its settings and their renewal.
enum RunnerSession {
  /// Works until the mode or a signal ends it.
  ///
  /// - Throws: ``RunnerError/locked(process:path:)`` when another runner is at work, else
  ///   ``CommandFailure``.
  static func run(_ arguments: Arguments, mode: JobLoop.Mode) throws -> RunSummary {
    let setup = try RunnerSetup(arguments)
    let configuration = try settings(setup, mode)
    try refuseRoot(setup)
    let spool = try setup.spool()
    let stop = StopSignal()
    let output = RunnerSetup.output(isQuiet: arguments.has("quiet"))
    var links = RunnerLinks()
    links.notice = notice
    let isJSON = arguments.has("json")
    links.leave = { @Sendable sentence in
      let failure = CommandFailure(
        .software, sentence,
        hint: "start it again; the job is taken up, and given up after 3 starts")
      Console.error(failure, asJSON: isJSON)
      ThisProcess.exit(failure.status.rawValue)
    }
    links.readSettings = { @Sendable in try again(setup, mode) }
    let signals = SignalWatch(stop, leave: { ThisProcess.exit($0) }, reload: links.reload.raise)
    return try withExtendedLifetime(signals) {
      do {
        let loop = try JobLoop(
          spool, configuration, mode: mode, stop: stop, output: output, links: links
        ) { try setup.generator(workers: configuration.workers) }
        if mode == .run { output.note("watching \(spool.path)/inbox (process \(ThisProcess.id))") }
        return try loop.run()
      } catch let error as RunnerError {
        if case .locked = error { throw error }
        throw RunnerSetup.failure(error)
      }
    }
  }

  private static func settings(
    _ setup: RunnerSetup, _ mode: JobLoop.Mode
  ) throws -> RunnerConfiguration {
    var configuration = try setup.configuration()
    guard mode == .once else { return configuration }
    configuration.deadline = try setup.deadline()
    if setup.arguments.text("max-jobs") != nil {
      configuration.jobLimit = try setup.arguments.int("max-jobs", 0)
    }
    if setup.arguments.has("no-window") { configuration.window = "any" }
    return configuration
  }

  // MARK: - Service

  /// The service manager that the environment names.
  private static var notice: ServiceNotice {
    let process = Environment.value("WATCHDOG_PID").flatMap { Int($0) }
    let isOurs = process.map { $0 == ThisProcess.id } ?? true
    return ServiceNotice(
      address: Environment.value("NOTIFY_SOCKET"),
      watchdogMicroseconds: isOurs ? Environment.value("WATCHDOG_USEC").flatMap { Int64($0) } : nil)
  }

  /// A service does not need the rights of root; in a container, where root is nobody else, and by
  /// hand it is the user's own choice.
  private static func refuseRoot(_ setup: RunnerSetup) throws {
    let isService =
      notice.isHeard || setup.places.spool.hasPrefix("/var/spool/")
    guard isService, ThisProcess.isRoot, !setup.arguments.has("allow-root") else { return }
    throw CommandFailure(
      .noPermission, "as a service nightloom does not run as root: prompts are foreign input",
      hint: "give the unit a user (User=nightloom), or say --allow-root")
  }

  // MARK: - Settings read again

  /// Directives that are looked at only once.
  private static let fixed: [(name: String, text: @Sendable (ConfigurationFile) -> String)] = [
    (Directives.spool.name, { $0[Directives.spool] }),
    (Directives.state.name, { $0[Directives.state] }),
    (Directives.controlSocket.name, { $0[Directives.controlSocket] }),
    (Directives.inboxAccess.name, { $0[Directives.inboxAccess] }),
    (Directives.model.name, { $0[Directives.model] }),
    (Directives.catalog.name, { $0[Directives.catalog] }),
    (Directives.knowledgeBase.name, { $0[Directives.knowledgeBase] }),
    (Directives.workers.name, { "\($0[Directives.workers])" }),
    (Directives.threads.name, { "\($0[Directives.threads])" }),
  ]

  private static func again(
    _ old: RunnerSetup, _ mode: JobLoop.Mode
  ) throws -> ReloadedSettings {
    do {
      let setup = try RunnerSetup(old.arguments)
      return ReloadedSettings(
        try settings(setup, mode),
        needRestart: fixed.filter { $0.text(setup.file) != $0.text(old.file) }.map(\.name))
    } catch let failure as CommandFailure {
      throw SettingsError(failure.message)
    } catch let error as UsageError {
      throw SettingsError(error.message)
    }
  }
}
