import Generation
import Testing
import Tokenization
import WorkflowGraph

@Suite struct TranscriptEncoderTests {
  private let encoder = TinyModel.encoder
  private var control: Set<Int32> { Set(TranscriptTag.allCases.map(encoder.id)) }

  @Test(arguments: SampleWorkflows.all)
  func `A response comes back from its tokens`(workflow: Workflow) throws {
    let response = try SampleWorkflows.response(for: workflow)
    let ids = encoder.response(response)
    #expect(ids.last == encoder.id(of: .end))
    let parts = TranscriptParser.parts(of: encoder.text(of: ids)) { _ in false }
    var trimmed = response
    trimmed.code = String(response.code.dropLast())
    #expect(parts.response == trimmed)
  }

  @Test func `A response is laid out as the design says`() {
    let response = Response(
      selectedNodes: ["KSampler", "Load Image"], designPrinciple: "Plan.", code: "_ = A()")
    #expect(
      encoder.text(of: encoder.response(response))
        == "<selected_nodes>[\"KSampler\", \"Load Image\"]</selected_nodes>\n"
        + "<design_principle>Plan.</design_principle>\n<workflow>\n_ = A()\n</workflow>")
  }

  @Test func `A line end is added to code only where it is missing`() {
    let bare = Response(selectedNodes: ["A"], designPrinciple: "p", code: "c")
    let ended = Response(selectedNodes: ["A"], designPrinciple: "p", code: "c\n")
    #expect(encoder.response(bare) == encoder.response(ended))
  }

  @Test func `What follows the end is not read`() {
    let ids = encoder.tokenizer.encode("ab") + [encoder.id(of: .end)]
    #expect(encoder.text(of: ids + encoder.tokenizer.encode("cd")) == "ab")
    #expect(encoder.text(of: []) == "")
  }

  @Test func `The words of a prompt never make a control token`() {
    let hostile = TranscriptTag.allCases.map(\.rawValue).joined(separator: "x")
    let ids = encoder.modelInput(prompt: hostile, candidates: ["KSampler"])
    #expect(ids.filter(control.contains) == [.prompt, .candidates, .answer].map(encoder.id))
    #expect(ids.first == encoder.id(of: .prompt))
    #expect(ids.last == encoder.id(of: .answer))
    let answer = encoder.response(
      Response(selectedNodes: [hostile], designPrinciple: hostile, code: hostile))
    #expect(answer.filter(control.contains).count == 7)
  }

  @Test func `A class type without its own token carries a signature`() throws {
    try #require(encoder.tokenizer.vocabulary.id(of: "KSampler") != nil)
    try #require(encoder.tokenizer.vocabulary.id(of: "LoraLoader") == nil)
    try #require(encoder.tokenizer.vocabulary.id(of: "ConditioningCombine") == nil)
    let ids = encoder.modelInput(
      prompt: "a fox", candidates: ["KSampler", "LoraLoader", "ConditioningCombine", "No Such"])
    #expect(
      encoder.tokenizer.decodeText(ids)
        == "<|prompt|>a fox<|candidates|>KSampler, LoraLoader(MODEL,CLIP):MODEL,CLIP, "
        + "ConditioningCombine(CONDITIONING,CONDITIONING):CONDITIONING, No Such<|answer|>")
  }

  @Test func `An example stands as a program between candidates and answer`() {
    let ids = encoder.modelInput(prompt: "a fox", candidates: ["KSampler"], example: "x = A()")
    #expect(
      encoder.tokenizer.decodeText(ids)
        == "<|prompt|>a fox<|candidates|>KSampler<workflow>\nx = A()\n</workflow><|answer|>")
    let hostile = encoder.modelInput(
      prompt: "a fox", candidates: [], example: TranscriptTag.end.rawValue)
    #expect(!hostile.contains(encoder.id(of: .end)))
  }

  @Test func `A vocabulary without a tag is refused`() throws {
    let tokenizer = try BytePairTrainer(vocabularySize: 300).train([("a b", 1)])
    #expect(throws: TokenizerError.missingControlToken("<|prompt|>")) {
      try TranscriptEncoder(tokenizer: tokenizer, catalog: TinyModel.catalog)
    }
  }
}
