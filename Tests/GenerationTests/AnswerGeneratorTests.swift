import Generation
import Sampling
import Testing
import Tokenization
import Transformer
import WorkflowCode
import WorkflowGraph

@Suite struct AnswerGeneratorTests {
  private static let candidates = [
    "KSampler", "CheckpointLoaderSimple", "VAEDecode", "SaveImage", "CLIPTextEncode",
    "EmptyLatentImage",
  ]

  private func request(
    seeds: [UInt64], isMasked: Bool = true, maximumTokens: Int = 700
  ) -> SamplingRequest {
    SamplingRequest(
      prompt: "a fox", candidates: Self.candidates, seeds: seeds, isMasked: isMasked,
      maximumTokens: maximumTokens)
  }

  @Test(arguments: [true, false])
  func `A scripted response comes back exactly`(isMasked: Bool) throws {
    let response = try SampleWorkflows.response(for: SampleWorkflows.textToImage)
    let ids = TinyModel.encoder.response(response)
    let generator = AnswerGenerator(try RandomModel.scripted([ids]))
    let answers = try generator.answers(request(seeds: [1, 2], isMasked: isMasked))
    for answer in answers {
      #expect(answer.text == TinyModel.encoder.text(of: ids))
      #expect(answer.tokens == ids.count)
      #expect(answer.isComplete)
      #expect(answer.meanLogProbability <= 0 && answer.meanLogProbability > -0.01)
    }
    #expect(answers.count == 2)
  }

  @Test func `Tokens and what they were chosen from come when asked for`() throws {
    let generator = AnswerGenerator(try RandomModel.bundle())
    var asked = request(seeds: [5, 6], maximumTokens: 60)
    asked.recordsChoices = true
    let plain = try generator.answers(request(seeds: [5, 6], maximumTokens: 60))
    for (answer, silent) in zip(try generator.answers(asked), plain) {
      #expect(answer.text == silent.text)
      #expect(silent.ids.isEmpty && silent.choices.isEmpty)
      #expect(answer.ids.count == answer.tokens && answer.choices.count == answer.tokens)
      #expect(zip(answer.choices, answer.ids).allSatisfy { $0.mask.contains($1) })
      #expect(TinyModel.encoder.text(of: answer.ids) == answer.text)
    }
    asked.isMasked = false
    #expect(try generator.answers(asked).allSatisfy { $0.choices.isEmpty && !$0.ids.isEmpty })
  }

  @Test func `Rows end on their own and do not disturb each other`() throws {
    let texts = ["short", "a longer answer of many words", ""]
    let scripts = texts.map { TinyModel.encoder.tokenizer.encode($0) }
    let generator = AnswerGenerator(try RandomModel.scripted(scripts))
    let answers = try generator.answers(request(seeds: [1, 2, 3, 4], isMasked: false))
    #expect(answers.map(\.text) == texts + ["short"])
    let lengths = (scripts + [scripts[0]]).map { $0.count + 1 }
    #expect(answers.map(\.tokens) == lengths)
    #expect(answers.allSatisfy { $0.isComplete })
  }

  @Test func `A seed gives the same answer in any batch`() throws {
    let generator = AnswerGenerator(try RandomModel.bundle())
    let together = try generator.answers(request(seeds: [5, 6, 7], maximumTokens: 320))
    let again = try generator.answers(request(seeds: [5, 6, 7], maximumTokens: 320))
    let alone = try generator.answers(request(seeds: [6], maximumTokens: 320))
    #expect(together == again)
    #expect(alone.map(\.text) == [together[1].text])
    let difference = alone[0].meanLogProbability - together[1].meanLogProbability
    #expect(abs(difference) < 1e-5, "a batch may round sums otherwise, no more")
    #expect(together[0].text != together[2].text)
  }

  @Test func `Answers of a model of random weights always parse`() throws {
    let generator = AnswerGenerator(try RandomModel.bundle())
    for answer in try generator.answers(request(seeds: [1, 2, 3, 4])) {
      #expect(answer.isComplete)
      let parts = TranscriptParser.parts(of: answer.text, isKnown: TinyModel.catalog.contains)
      let response = try #require(parts.response, "\(answer.text)")
      let lowered = Lowering(SampleWorkflows.identifiers).read(response.code)
      #expect(lowered.workflow != nil, "\(lowered.diagnostics) \(response.code)")
    }
  }

  @Test func `Stopping gives back what there is`() throws {
    let ids = TinyModel.encoder.response(
      try SampleWorkflows.response(for: SampleWorkflows.textToImage))
    let generator = AnswerGenerator(try RandomModel.scripted([ids]))
    var asked = 0
    var heard: [Int] = []
    let answers = try generator.answers(
      request(seeds: [1, 2]),
      isStopped: {
        asked += 1; return asked > 3
      },
      progress: { heard.append($0) })
    // Three passes, and behind each token what the mask leaves no choice of.
    let count = answers[0].tokens
    #expect(answers.map(\.tokens) == [count, count] && (3..<ids.count).contains(count))
    #expect(answers.allSatisfy { !$0.isComplete })
    #expect(answers[0].text == TinyModel.encoder.text(of: Array(ids.prefix(count))))
    #expect(heard.count == 3 && heard == heard.sorted() && heard.last == 2 * count)
    let none = try generator.answers(request(seeds: [1]), isStopped: { true })
    #expect(none.map(\.tokens) == [0])
    #expect(none.map(\.meanLogProbability) == [0])
  }

  @Test func `The longest answer is kept`() throws {
    let ids = TinyModel.encoder.tokenizer.encode("a b c d e f g h")
    let generator = AnswerGenerator(try RandomModel.scripted([ids]))
    let answers = try generator.answers(request(seeds: [1], isMasked: false, maximumTokens: 2))
    #expect(answers.map(\.tokens) == [2])
    #expect(answers.map(\.isComplete) == [false])
  }

  @Test func `A wish longer than the context is an error`() throws {
    let generator = AnswerGenerator(try RandomModel.bundle())
    var long = request(seeds: [1])
    long.prompt = String(repeating: "fox ", count: 2_000)
    #expect(throws: DecodingError.self) { try generator.answers(long) }
    long.seeds = []
    #expect(throws: DecodingError.notPositive(what: "the number of rows", value: 0)) {
      try generator.answers(long)
    }
  }
}
