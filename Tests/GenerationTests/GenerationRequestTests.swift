import Generation
import Testing

@Suite struct GenerationRequestTests {
  @Test func `Rounds widen the retrieval and keep the last width`() {
    #expect((-1...6).map(RetryPolicy.candidates) == [20, 20, 20, 32, 48, 48, 48, 48])
  }

  @Test func `Rounds get hotter, up to a limit`() {
    let temperatures = (0...6).map { RetryPolicy.temperature(0.7, attempt: $0) }
    let wanted: [Float] = [0.7, 0.7, 0.85, 1, 1.15, 1.2, 1.2]
    #expect(zip(temperatures, wanted).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `The defaults are those of the documentation`() {
    let request = GenerationRequest(prompt: "a fox", key: [1])
    #expect(request.answers == 8)
    #expect(request.keep == 3)
    #expect(request.attempts == 3)
    #expect(request.retryBelow == 0.6)
    #expect(request.temperature == 0.7)
    #expect(request.topP == 0.95)
    #expect(request.negative == "")
    #expect(request.workflowSeed == nil)
  }
}
