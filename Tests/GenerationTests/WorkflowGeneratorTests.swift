import Generation
import JSON
import Ranking
import Testing
import Validation
import WorkflowGraph

@Suite struct WorkflowGeneratorTests {
  @Test func `A good answer passes every rule and is complete`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    let result = try WorkflowGenerator(engine).run(SmallEngine.request())
    #expect(result.answers.map(\.number) == [1, 2])
    let best = try #require(result.best)
    #expect(best.repairs == [])
    let workflow = try #require(best.workflow)
    #expect(engine.validator.validate(workflow).passesGate)
    let texts = workflow.nodes.compactMap { node -> JSONValue? in
      if case .literal(let value)? = node["text"] { value } else { nil }
    }
    #expect(texts == ["text to image of a (red|blue) fox", "blurry"])
    let seed = SeedDerivation.workflow(key: Array("job".utf8))
    let sampler = try #require(workflow.nodes.first { $0.classType == "KSampler" })
    #expect(sampler["seed"] == .literal(.int(seed)))
  }

  @Test func `Rounds say what they did`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    var request = SmallEngine.request()
    request.temperature = 0.5
    let result = try WorkflowGenerator(engine).run(request)
    #expect(
      result.rounds == [
        "Round 1: 2 answers at temperature 0.5 from \(result.candidates.count) candidate nodes."
      ])
    #expect(result.tokens == result.answers.reduce(0) { $0 + $1.tokens })
    let wanted = Set(SampleWorkflows.textToImage.nodes.map(\.classType))
    #expect(wanted.isSubset(of: result.candidates))
  }

  @Test func `A low score brings further rounds with new seeds, up to the limit`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    var request = SmallEngine.request()
    (request.attempts, request.retryBelow, request.firstAttempt) = (3, 2, 5)
    let result = try WorkflowGenerator(engine).run(request)
    #expect(result.answers.map(\.number) == Array(1...6))
    #expect(result.answers.map(\.attempt) == [5, 5, 6, 6, 7, 7])
    #expect(Set(result.answers.map(\.seed)).count == 6)
    #expect(
      result.answers[2].seed == SeedDerivation.answer(key: request.key, attempt: 6, answer: 1))
    #expect(result.rounds.count == 5)
    #expect(result.rounds[1].hasPrefix("Retry: "))
    #expect(result.rounds[4].hasPrefix("Round 7: 2 answers at temperature 1.0 from "))
  }

  @Test func `A good score needs one round`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    var request = SmallEngine.request()
    (request.attempts, request.retryBelow) = (3, 0)
    #expect(try WorkflowGenerator(engine).run(request).rounds.count == 1)
  }

  @Test func `An answer cut short fails the format rule`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    var request = SmallEngine.request()
    request.maximumTokens = 5
    let result = try WorkflowGenerator(engine).run(request)
    #expect(result.best == nil)
    #expect(result.ranked.answers.map(\.score.failure?.gate) == [.format, .format])
    #expect(
      result.ranked.answers.first?.score.failure?.reason
        == "The response did not end within its tokens.")
  }

  @Test func `Stopping ends with what there is`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    var request = SmallEngine.request()
    request.attempts = 3
    var heard: [[Int]] = []
    let result = try WorkflowGenerator(engine).run(
      request, isStopped: { heard.count >= 4 }, progress: { heard.append([$0, $1]) })
    #expect(heard.map(\.[0]) == [1, 1, 1, 1])
    #expect(zip(heard, heard.dropFirst()).allSatisfy { $0[1] < $1[1] })
    #expect(result.answers.count == 2)
    #expect(result.rounds.count == 1)
  }

  @Test func `Only known, offline nodes are offered`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    let result = try WorkflowGenerator(engine).run(SmallEngine.request())
    for name in result.candidates {
      let definition = try #require(TinyModel.catalog[name])
      #expect(!definition.isAPINode && !definition.isDeprecated && definition.tier != .observed)
    }
    #expect(Set(result.candidates).count == result.candidates.count)
  }
}
