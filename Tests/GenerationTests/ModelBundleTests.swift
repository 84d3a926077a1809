import Foundation
import Generation
import Testing
import Tokenization
import Transformer
import WorkflowGraph

@Suite struct ModelBundleTests {
  /// Writes `bytes` to a file of its own and removes it afterwards.
  private func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws
    -> Result
  {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("nightloom-\(UUID().uuidString).gguf")
    try Data(bytes).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    return try body(path.path)
  }

  private func model(
    _ type: GGUFTensorType, state: TokenizerState, further: [GGUFField] = []
  ) throws -> [UInt8] {
    try ModelWeights.gguf(
      configuration: RandomModel.configuration, tensors: RandomModel.tensors(),
      metadata: TokenizerMetadata.fields(state) + further, type: type
    ).encoded()
  }

  @Test(arguments: [GGUFTensorType.f32, .q8_0])
  func `A model file brings its tokenizer and answers`(type: GGUFTensorType) throws {
    let state = TinyModel.encoder.tokenizer.state
    let bundle = try withFile(try model(type, state: state)) {
      try ModelBundle.open($0, catalog: TinyModel.catalog)
    }
    #expect(bundle.model.configuration == RandomModel.configuration)
    #expect(bundle.encoder.tokenizer.state == state)
    #expect((bundle.model is QuantizedModel) == (type == .q8_0))
    #expect(bundle.catalog.count == TinyModel.catalog.count)
    let answers = try AnswerGenerator(bundle).answers(
      SamplingRequest(
        prompt: "a fox", candidates: ["PreviewImage", "LoadImage"], seeds: [1], maximumTokens: 20))
    #expect(answers.map(\.tokens) == [20])
  }

  @Test func `Only a model that was taught with examples is shown one`() throws {
    let request = SamplingRequest(
      prompt: "a fox", candidates: ["PreviewImage", "LoadImage"], seeds: [1], isMasked: false,
      maximumTokens: 40)
    var shown = request
    shown.example = "image_1, mask_1 = LoadImage()\n"
    for isTaught in [nil, false, true] {
      let field = isTaught.map { GGUFField(ModelBundle.readsExamplesKey, .bool($0)) }
      let file = try model(
        .f32, state: TinyModel.encoder.tokenizer.state, further: [field].compactMap { $0 })
      let generator = try withFile(file) {
        AnswerGenerator(try ModelBundle.open($0, catalog: TinyModel.catalog))
      }
      let isSame = try generator.answers(request) == generator.answers(shown)
      #expect(isSame == (isTaught != true))
    }
  }

  @Test func `A missing file, another file and a foreign tokenizer are refused`() throws {
    #expect {
      try ModelBundle.open("/nonexistent/model.gguf", catalog: TinyModel.catalog)
    } throws: {
      "\($0)".contains("/nonexistent/model.gguf")
    }
    #expect(throws: GGUFError.self) {
      try withFile(Array("no model".utf8)) {
        try ModelBundle.open($0, catalog: TinyModel.catalog)
      }
    }
    let foreign = try BytePairTrainer(vocabularySize: 300).train([("a b", 1)])
    #expect(throws: TokenizerError.missingControlToken("<|prompt|>")) {
      try ModelBundle(
        model: ScriptedModel(vocabularySize: 300, scripts: [], end: 0), tokenizer: foreign,
        catalog: TinyModel.catalog)
    }
  }
}
