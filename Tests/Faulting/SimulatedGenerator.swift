import Generation
import JSON
import JobRunner

/// The stub generator with something happening at one of its tokens.
struct SimulatedGenerator: JobGenerator {
  private let stub = StubGenerator()
  /// Called once in each round of work.
  let meddle: @Sendable () -> Void

  var engine: String { stub.engine }
  var facts: JSONObject { stub.facts }
  func makeWorker() -> any JobWorking { Worker(stub: stub.makeWorker(), meddle: meddle) }

  private struct Worker: JobWorking {
    let stub: any JobWorking
    let meddle: @Sendable () -> Void

    func work(
      _ request: GenerationRequest, isStopped: () -> Bool, progress: (Int, Int) -> Void
    ) throws -> JobOutcome {
      var tokens = 0
      return try stub.work(
        request,
        isStopped: {
          tokens += 1
          if tokens == 20 { meddle() }
          return isStopped()
        }, progress: progress)
    }
  }
}
