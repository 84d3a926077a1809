public import PromptSyntax
public import Spool

/// The settings of a runner, as values: only the executable reads files.
///
/// Times are milliseconds.
public struct RunnerConfiguration: Sendable {
  /// What becomes of a job whose best metric stays below the threshold.
  public enum LowScore: String, Sendable {
    /// Published with the flag `low-score`.
    case publish
    /// Given up as `low-score`.
    case fail
  }

  /// When a request dropped again is the same request.
  public enum Dedupe: String, Sendable {
    /// When the file name is the same too.
    case name
    /// Whatever the file is called.
    case content
    /// Never.
    case off
  }

  /// Jobs generated at the same time.
  public var workers = 1
  /// Where the runner can be asked; `nil` for nowhere.
  public var controlSocket: String?
  /// Answers sampled per round.
  public var answers = 8
  /// Answers published.
  public var keep = 3
  /// Rounds at most.
  public var attempts = 3
  /// Below this metric another round follows.
  public var retryBelow = 0.6
  /// What becomes of a metric that stays low.
  public var onLowScore = LowScore.publish
  /// Temperature of the first round.
  public var temperature: Float = 0.7
  /// What each further round adds to the temperature.
  public var temperatureStep: Float = 0.15
  /// Nucleus.
  public var topP: Float = 0.95
  /// Longest answer in tokens.
  public var maximumTokens = 3072
  /// No new round begins after this time.
  public var timeBudget: Int64 = 1_800_000
  /// Fixes sampling and the workflows' own seed for the whole run.
  public var runSeed: Int?
  /// When a request dropped again makes no new job.
  public var dedupe = Dedupe.name

  /// The reader of prompt files with its limits.
  public var parser = PromptParser()
  /// When a file is complete.
  public var settling = Settling.Rules()
  /// How often the inbox is looked through even if no change is told.
  public var scanInterval: Int64 = 60_000
  /// Below this free space nothing is accepted or begun.
  public var minimumFreeBytes = 1 << 30

  /// Programs that are run when something ended.
  public var hooks = HookCommands()

  /// Local hours in which jobs begin: `any` or `HH:MM-HH:MM`.
  public var window = "any"
  /// Whether running jobs are handed back at the end of the window.
  public var stopsAtWindowEnd = false
  /// How long running jobs may go on after the wish to end.
  public var drainTime: Int64 = 90_000
  /// A worker that makes no token for this time is stopped.
  public var stallTimeout: Int64 = 300_000
  /// How long after a full or unwritable disk the next try is made.
  public var outageInterval: Int64 = 5_000

  /// How long failed jobs, held files, requests and transcripts of ended jobs are kept.
  public var keepDays = 90
  /// Where counters and gauges are written for a monitor; `nil` for nowhere.
  public var metricsFile: String?
  /// Where jobs for other hosts and their results are; `nil` for `shipments` in the state folder.
  public var shipments: String?
  /// The program's version, for the monitor.
  public var version = ""

  /// One-shot: how long unsettled files are waited for.
  public var patience: Int64 = 15_000
  /// One-shot: how long a full or unwritable disk is waited for.
  public var outagePatience: Int64 = 15_000
  /// One-shot: how long jobs in backoff are waited for.
  public var backoffPatience: Int64 = 600_000
  /// Nothing is claimed after this time, UTC.
  public var deadline: Int64?
  /// At most so many jobs are claimed.
  public var jobLimit: Int?

  /// Makes the defaults of the specification.
  public init() {}
}
