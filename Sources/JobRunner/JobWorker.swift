import Dispatch
import Generation
import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization

/// One worker: claims a job, lets it be generated, publishes and records it, and again.
final class JobWorker {
  private let loop: JobLoop
  private let number: Int
  private let generator: any JobWorking
  private let publisher: ResultPublisher

  init(loop: JobLoop, number: Int, generator: any JobWorking) {
    self.loop = loop
    self.number = number
    self.generator = generator
    publisher = ResultPublisher(loop)
  }

  /// Works until the loop ends.
  func run() {
    while loop.goesOn {
      if !turn() { loop.rest() }
    }
  }

  /// Claims a job, lets it be generated, publishes and records it.
  /// - Returns: `false` when there was nothing to do, or the queue has no room now.
  func turn() -> Bool {
    do {
      guard let job = try loop.claim(number), let lease = job.lease else { return false }
      try process(job, lease)
      loop.clear(.queue)
      return true
    } catch let error as SQLiteError where error.isFull || error.isBusy {
      // Claim or end could not be written: the row is untouched, the next try finds it.
      loop.hinder(.queue, "disk", "\(error)")
      loop.release(number)
      return false
    } catch {
      loop.release(number)
      loop.fail(error)
      return true
    }
  }

  // MARK: - One job

  private func process(_ job: Job, _ lease: Lease) throws {
    let course = JobCourse(loop, number, job)
    let record = job.request.flatMap(RequestRecord.init)
    let request = record?.generation(job, course.configuration)
    let work = request.map { request in
      Result {
        try generator.work(
          request, isStopped: { course.isStopped() }, progress: { course.progress($0, $1) })
      }
    }
    var outcome = (try? work?.get()) ?? .nothing
    course.complete(&outcome.attempts)
    if isCancelledAtLast() || course.isCancelled {
      return try drop(job, lease, outcome, .cancelled(detail: nil))
    }
    guard let record, let request, let work else {
      return try bury(job, lease, .internal, "the stored request cannot be read", .nothing)
    }
    switch work {
    case .failure(let error as GenerationFailure):
      try bury(job, lease, .inputTooLong, "\(error)", .nothing)
    case .failure(let error):
      try bury(job, lease, .internal, "the generator failed: \(error)", .nothing)
    case .success:
      if let reason = course.handBackReason { return try handBack(job, lease, reason) }
      if course.isStalled { return try stalled(job, lease, outcome, course) }
      try end(job, lease, record, request, outcome, course)
    }
  }

  /// From here on no user can end the job; whether one has until now, also after the last token.
  private func isCancelledAtLast() -> Bool {
    loop.state.withLock { state in
      state.running[number]?.isGenerating = false
      return state.running[number]?.isCancelled ?? false
    }
  }

  private func end(
    _ job: Job, _ lease: Lease, _ record: RequestRecord, _ request: GenerationRequest,
    _ outcome: JobOutcome, _ course: JobCourse
  ) throws {
    guard let best = outcome.bestMetric else {
      if course.isPastDeadline {
        return try drop(job, lease, outcome, .expired)
      }
      return try bury(
        job, lease, outcome.failedPolicyOnly ? .policy : .noValidAnswer,
        "none of \(outcome.attempts.reduce(0) { $0 + $1.answers.count }) answers in"
          + " \(outcome.attempts.count) rounds passed every rule", outcome)
    }
    let isLow = best < request.retryBelow
    if isLow, course.configuration.onLowScore == .fail {
      return try bury(
        job, lease, .lowScore,
        "the best metric \(Self.rounded(best)) is below the threshold of \(request.retryBelow)",
        outcome)
    }
    var flags: [JobFlag] = []
    if isLow { flags.append(.lowScore) }
    if course.isCutShort { flags.append(.cutShort) }
    if outcome.policy.isFlagged { flags.append(.policy) }
    let draft = ResultDraft(
      job: job, record: record, request: request, outcome: outcome, flags: flags,
      generator: loop.generator, startedAt: course.startedAtWall, now: loop.clocks.wall.now)
    guard
      let standing = try publisher.publish(.results(loop.spool), job, draft.members, draft.files)
    else { return try unpublished(job, lease) }
    // An older copy of the queue, put back by hand, does not know that the job was dead once. Not
    // before the result stands: from then on no successor can give the job up.
    try Outbox.deadLetters(loop.spool).setAside(JobName(slug: job.slug, key: job.key))
    try finish(job, lease, .done(standing.result), standing, outcome)
  }

  private func bury(
    _ job: Job, _ lease: Lease, _ reason: JobReason, _ sentence: String, _ outcome: JobOutcome
  ) throws {
    let grave = ResultDraft.grave(
      job, reason, sentence, outcome, engine: loop.generator.engine)
    guard
      let standing = try publisher.publish(
        .deadLetters(loop.spool), job, schema: "nightloom.reason/1", grave.members, grave.files)
    else { return try unpublished(job, lease) }
    try finish(job, lease, .dead(reason, detail: sentence), standing, outcome)
  }

  // MARK: - Ends

  private func finish(
    _ job: Job, _ lease: Lease, _ ending: Ending, _ standing: StandingResult, _ outcome: JobOutcome
  ) throws {
    // A result that already stood tells its own rounds; ours were never published then.
    let attempts = standing.isOurs ? outcome.attempts : standing.attempts
    let isOurs = try record(lease, attempts, ending)
    let seconds = (state { $0.running[self.number]?.startedAt }).map { started in
      Double(loop.clocks.boot.now - started) / 1000
    }
    loop.release(number) { summary in
      guard isOurs else { return }
      summary.count(ending, attempts)
    }
    loop.output.note(Self.line(job, ending, attempts, seconds ?? 0))
  }

  /// Ends without a folder.
  private func drop(
    _ job: Job, _ lease: Lease, _ outcome: JobOutcome, _ ending: Ending
  ) throws {
    let isOurs = try record(lease, outcome.attempts, ending)
    loop.release(number) { summary in
      if isOurs { summary.count(ending, outcome.attempts) }
    }
    loop.output.note(Self.line(job, ending, outcome.attempts, 0))
  }

  /// Rounds first, then the end with the fence; a full disk is waited for.
  private func record(_ lease: Lease, _ attempts: [Attempt], _ ending: Ending) throws -> Bool {
    try persist { [clocks = loop.clocks] queue in
      let known = Set(try queue.attempts(of: lease.row).map(\.number))
      for attempt in attempts where !known.contains(attempt.number) {
        guard try queue.recordAttempt(attempt, lease) else { break }
      }
      let now = clocks.wall.now
      guard try queue.finish(lease, ending, now: now) else {
        try queue.note(
          .lateResult, job: lease.row, "a result came after its lease had ended", now: now)
        return false
      }
      return true
    }
  }

  private func handBack(_ job: Job, _ lease: Lease, _ reason: String) throws {
    _ = try persist { [clocks = loop.clocks] queue in
      try queue.handBack(lease, reason, now: clocks.wall.now)
    }
    loop.release(number)
    loop.output.note("\(job.folderName): handed back, it begins anew another time (\(reason))")
  }

  /// The disk gave no room for the result: told to end, hand back; else count a failure.
  private func unpublished(_ job: Job, _ lease: Lease) throws {
    if loop.stop.level == .handBack {
      return try handBack(job, lease, "the runner was told to end")
    }
    let sentence = "the result could not be published"
    guard try fail(job, lease, .inputOutput, sentence) == .exhausted else { return }
    _ = try persist { [clocks = loop.clocks] queue in
      try queue.finish(lease, .dead(.inputOutput, detail: sentence), now: clocks.wall.now)
    }
    loop.release(number) { $0.dead += 1 }
  }

  /// No token came for too long; the generator stopped when it was told to.
  private func stalled(
    _ job: Job, _ lease: Lease, _ outcome: JobOutcome, _ course: JobCourse
  ) throws {
    let sentence = "no token came for \(course.configuration.stallTimeout / 1000) s"
    guard try fail(job, lease, .stalled, sentence) == .exhausted else { return }
    try bury(job, lease, .stalled, sentence, outcome)
  }

  /// Counts a failure that may pass; when it was the last one allowed, the job still runs.
  private func fail(
    _ job: Job, _ lease: Lease, _ reason: JobReason, _ sentence: String
  ) throws -> TransientOutcome {
    let outcome = try persist { [clocks = loop.clocks] queue in
      try queue.failTransiently(lease, reason, detail: sentence, now: clocks.wall.now)
    }
    if outcome != .exhausted { loop.release(number) }
    loop.output.note("\(job.folderName): \(sentence) (\(reason.rawValue))")
    return outcome
  }

  /// Writes to the queue, waiting as long as the disk is full and nobody says stop.
  private func persist<Result: Sendable>(
    _ work: @Sendable (JobQueue) throws -> Result
  ) throws -> Result {
    while true {
      do {
        let result = try loop.queue.sync(work)
        loop.clear(.queue)
        return result
      } catch let error as SQLiteError where error.isFull || error.isBusy {
        loop.hinder(.queue, "disk", "\(error)")
        guard publisher.waitForDisk() else { throw error }
      }
    }
  }

  private func state<Value: Sendable>(_ read: (LoopState) -> Value) -> Value {
    let copy = loop.state.withLock { $0 }
    return read(copy)
  }

  // MARK: - Words

  private static func line(
    _ job: Job, _ ending: Ending, _ attempts: [Attempt], _ seconds: Double
  ) -> String {
    let tokens = attempts.reduce(0) { $0 + $1.outputTokens }
    let rounds = attempts.count == 1 ? "1 round" : "\(attempts.count) rounds"
    let work = "\(rounds), \(tokens) tokens, \(rounded(seconds)) s"
    switch ending {
    case .done(let result):
      let metric = result.bestScore.map { ", metric \(rounded($0))" } ?? ""
      let low = result.flags.contains(.lowScore) ? ", low-score" : ""
      return "\(job.folderName): done\(metric)\(low) (\(work))"
    case .dead(let reason, let detail):
      return "\(job.folderName): dead, \(reason.rawValue): \(detail) (\(work))"
    case .cancelled: return "\(job.folderName): cancelled"
    case .expired: return "\(job.folderName): its deadline passed (expired)"
    }
  }

  private static func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension JobOutcome {
  /// Whether an answer was good but for the policy on what workflows may reach for.
  var failedPolicyOnly: Bool {
    attempts.flatMap(\.answers).contains { $0.gates["failed_rule"]?.string == "policy" }
  }

  /// What a request gives that could not be worked on.
  static let nothing = JobOutcome(files: [], attempts: [], bestMetric: nil)
}

extension RunSummary {
  /// Counts one job that ended.
  mutating func count(_ ending: Ending, _ rounds: [Attempt]) {
    attempts += rounds.count
    tokens += rounds.reduce(0) { $0 + $1.outputTokens }
    switch ending {
    case .done(let result):
      done += 1
      if result.flags.contains(.lowScore) { low += 1 }
      if let metric = result.bestScore { metrics.append(metric) }
    case .dead: dead += 1
    case .expired: expired += 1
    case .cancelled: break
    }
  }
}
