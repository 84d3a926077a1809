import Generation
import JobStore
import Testing

@testable import JobRunner

@Suite("StubGenerator")
struct StubGeneratorTests {
  @Test("the same request gives the same files, another key others")
  func deterministic() throws {
    let request = GenerationRequest(prompt: "a cat", key: [1])
    let other = GenerationRequest(prompt: "a cat", key: [2])
    let found = try [request, request, other].map { request in
      try StubGenerator().makeWorker().work(request, isStopped: { false }, progress: { _, _ in })
    }
    #expect(found[0].files == found[1].files && found[0].files != found[2].files)
    #expect(found[0].attempts == found[1].attempts)
  }

  @Test("a stop before the first token leaves no round")
  func stops() throws {
    let outcome = try StubGenerator(delayMilliseconds: 60_000).makeWorker().work(
      GenerationRequest(prompt: "a cat", key: [1]), isStopped: { true }, progress: { _, _ in })
    #expect(outcome.attempts.isEmpty && outcome.bestMetric == nil)
  }
}
