import Generation
import JSON
import JobRunner
import JobStore
import OperatingSystem
import Spool

/// What a job costs beside its generation: claim, twelve files published, end recorded.
struct OverheadBench {
  let folder: String
  let count: Int

  func run() throws -> Bool {
    let spool = try SpoolDirectory(folder, user: ThisProcess.user)
    for number in 0..<count {
      try spool.inbox.create(
        Array("o\(number).txt".utf8), Array("wish \(number)".utf8), mode: 0o640)
    }
    var settings = RunnerConfiguration()
    settings.minimumFreeBytes = 0
    let loop = try JobLoop(spool, settings, mode: .once) { TwelveFiles() }
    let summary = try loop.run()
    guard summary.done == count else {
      throw ToolError("\(summary.done) of \(count) jobs are done")
    }
    let history = try JobHistory(path: folder + "/state/queue.db")
    let times = try history.history().compactMap { job in
      job.startedAt.flatMap { started in job.endedAt.map { Double($0 - started) } }
    }.sorted()
    return Goal(
      name: "a job of no generation and 12 files, p50 of \(count)", value: times[times.count / 2],
      unit: "ms", bound: .most(100)
    ).report()
  }
}

/// A generator that takes no time and leaves as many files as a real one.
private struct TwelveFiles: JobGenerator, JobWorking {
  var engine: String { "bench" }
  var facts: JSONObject { JSONObject() }
  func makeWorker() -> any JobWorking { self }

  func work(
    _ request: GenerationRequest, isStopped: () -> Bool, progress: (Int, Int) -> Void
  ) throws -> JobOutcome {
    let bytes = [UInt8](repeating: 0x61, count: 12 << 10)
    // Prompt and manifest are added to these.
    let files = (1...10).map { ResultFile("\($0).api.json", bytes) }
    let attempt = Attempt(
      number: request.firstAttempt, seeds: [1], temperature: 0.7, inputTokens: 1, outputTokens: 1,
      milliseconds: 0, verdict: "accepted", endedAt: 0)
    return JobOutcome(files: files, attempts: [attempt], bestMetric: 0.9)
  }
}
