import JSON
import OperatingSystem
import Spool

/// Shows how it stands: `state/live.json` for `status`, lines for whoever watches.
///
/// The file is renamed into place without a sync, at most every 2 s: it is worth nothing after a
/// crash. Used by the control thread.
struct LiveProgress {
  private static let name = Array("live.json".utf8)
  private static let draft = Array(".live.json.tmp".utf8)

  let state: DirectoryHandle
  let command: String
  let output: RunnerOutput
  private var nextFile: Int64 = 0
  private var nextLine: Int64 = 0
  private var nextNote: Int64 = 0
  private var lastTokens: (tokens: Int, at: Int64)?
  /// Tokens per second, smoothed.
  private(set) var speed: Double?

  init(state: DirectoryHandle, command: String, output: RunnerOutput) {
    self.state = state
    self.command = command
    self.output = output
  }

  /// Shows the state if it is time.
  mutating func show(_ loop: LoopState, waiting: Int, boot: Int64, wall: Int64) {
    guard boot >= nextFile else { return }
    nextFile = boot + 2000
    measure(loop.tokens, at: boot)
    write(json(loop, waiting: waiting, boot: boot, wall: wall))
    guard !loop.running.isEmpty || loop.hindrance != nil else { return }
    let line = self.line(loop, waiting: waiting)
    if let standing = output.standing {
      standing(line)
    } else if boot >= nextNote, nextNote > 0 {
      output.note(line)
      nextNote = boot + 10_000
    } else if nextNote == 0 {
      nextNote = boot + 10_000
    }
  }

  /// Takes the file away at the end.
  func end() {
    do throws(SystemCallError) {
      try state.remove(Self.name)
    } catch {
      // Nobody misses it: the file tells nothing about a runner that is gone.
      return
    }
  }

  private mutating func measure(_ tokens: Int, at boot: Int64) {
    if let last = lastTokens, boot > last.at {
      let now = Double(tokens - last.tokens) * 1000 / Double(boot - last.at)
      speed = speed.map { 0.7 * $0 + 0.3 * max(0, now) } ?? max(0, now)
    }
    lastTokens = (tokens, boot)
  }

  /// For example `7 of 20 done, 1 dead; a-red-fox-0123456789ab: round 2, 512 tokens; 310 tokens/s`.
  private func line(_ loop: LoopState, waiting: Int) -> String {
    let summary = loop.summary
    let total = summary.done + summary.dead + summary.expired + loop.running.count + waiting
    var parts = [
      "\(summary.done) of \(total) done" + (summary.dead > 0 ? ", \(summary.dead) dead" : "")
    ]
    for worker in loop.running.keys.sorted() {
      guard let job = loop.running[worker] else { continue }
      parts.append("\(job.folder): round \(job.round), \(job.tokens) tokens")
    }
    if let speed, !loop.running.isEmpty { parts.append("\(Int(speed.rounded())) tokens/s") }
    if let hindrance = loop.hindrance { parts.append("waits: \(hindrance.sentence)") }
    return parts.joined(separator: "; ")
  }

  private func json(_ loop: LoopState, waiting: Int, boot: Int64, wall: Int64) -> JSONValue {
    let jobs = loop.running.keys.sorted().compactMap { worker -> JSONValue? in
      guard let job = loop.running[worker] else { return nil }
      return [
        "worker": .int(worker), "row": .int(Int(job.row)), "job": .string(job.folder),
        "stage": .string(job.isGenerating ? "generating" : "publishing"),
        "round": .int(job.round), "rounds": .int(job.attemptLimit), "tokens": .int(job.tokens),
        "milliseconds": .int(Int(boot - job.startedAt)),
      ]
    }
    return [
      "schema": "nightloom.live/1", "time": .string(CalendarTime.text(utc: wall)),
      "pid": .int(ThisProcess.id), "command": .string(command), "jobs": .array(jobs),
      "ready": .int(waiting), "done": .int(loop.summary.done), "dead": .int(loop.summary.dead),
      "tokens": .int(loop.tokens), "rescans": .int(loop.rescans),
      "overflows": .int(loop.overflows),
      "errors": .object(
        JSONObject(loop.errors.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })),
      "tokens_per_second": speed.map { .double($0.rounded()) } ?? .null,
      "settings_error": loop.settingsError.map { .string($0) } ?? .null,
      "waits": loop.hindrance.map {
        ["reason": .string($0.reason), "sentence": .string($0.sentence)]
      } ?? .null,
    ]
  }

  private func write(_ value: JSONValue) {
    do throws(SystemCallError) {
      let file = try state.open(Self.draft, [.write, .create, .truncate], mode: 0o640)
      defer { state.disk.close(file) }
      // Group members may read it, whatever the umask says.
      try state.disk.setMode(file, 0o640)
      try state.disk.writeAll(file, value.bytes(.pretty) + [0x0A])
      try state.rename(Self.draft, to: state, Self.name, replacing: true)
    } catch {
      // A full disk is told by the work itself; a missing live file harms nothing.
      return
    }
  }
}
