/// Why nothing may begin although jobs are there; ends by itself.
struct Hindrance: Sendable, Equatable {
  /// Where it was met: each place clears only its own.
  enum Place: Int, Sendable, Comparable, CaseIterable {
    case space
    case intake
    case publishing
    case queue

    static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
  }

  /// `disk` or `outbox-unwritable`.
  var reason: String
  var sentence: String
  /// Milliseconds of the boot clock.
  var since: Int64
}

/// A job that a worker is busy with.
struct LiveJob: Sendable, Equatable {
  var row: Int64
  var folder: String
  var attemptLimit: Int
  /// The round, counted from 1.
  var round = 1
  /// Tokens of this round.
  var tokens = 0
  /// Tokens of the rounds before.
  var tokensBefore = 0
  /// Milliseconds of the boot clock.
  var startedAt: Int64
  /// When its last token came.
  var lastTokenAt: Int64?
  /// Whether tokens are to come: publishing makes none.
  var isGenerating = true
  /// A user wants its end: its worker stops at the next token.
  var isCancelled = false
  /// When its worker was told to stop because no token came.
  var stalledAt: Int64?
}

/// What workers and the control thread tell each other.
struct LoopState: Sendable {
  var running: [Int: LiveJob] = [:]
  /// A job that crashed the process before runs alone.
  var isSolo = false
  /// No more claims: the run is over.
  var isEnding = false
  var claimed = 0
  var hindrances: [Hindrance.Place: Hindrance] = [:]
  var summary = RunSummary()
  /// Full looks through the inbox, and lost change notices that asked for one.
  var rescans = 0
  var overflows = 0
  /// What went wrong since the start, by kind.
  var errors: [String: Int] = [:]
  /// Why settings that were to be read again were not.
  var settingsError: String?
  /// Somebody wants results of shipments taken home now.
  var wantsMerge = false
  /// What ends the run as a failure.
  var failure: (any Error)?

  /// The first hindrance in force.
  var hindrance: Hindrance? {
    Hindrance.Place.allCases.lazy.compactMap { hindrances[$0] }.first
  }

  /// Tokens written so far, running jobs included.
  var tokens: Int {
    running.values.reduce(summary.tokens) { $0 + $1.tokens + $1.tokensBefore }
  }
}
