import Generation
import KnowledgeBase
import Sampling
import Testing
import Tokenization
import Training
import Transformer
import WorkflowGraph

struct PolicyRolloutTests {
  private static let catalog = NodeCatalog([
    NodeDefinition(
      classType: "Load", outputs: [OutputDefinition(name: "IMAGE", type: .named("IMAGE"))]),
    NodeDefinition(
      classType: "Save", isOutputNode: true,
      inputs: [InputDefinition(name: "images", type: .named("IMAGE"))]),
  ])

  private let policy: TrainableModel
  private let bundle: ModelBundle
  private let asked = ["a hare", "a fox"].map {
    PolicyPrompt(wish: $0, candidates: ["Save", "Load"], example: "image_1 = Load()\n")
  }

  init() throws {
    let trainer = BytePairTrainer(
      vocabularySize: 300, controlTokens: TranscriptTag.allCases.map(\.rawValue),
      eos: TranscriptTag.end.rawValue)
    let tokenizer = try trainer.train([("image_1 = Load()", 1)])
    policy = TrainableModel(
      ModelConfiguration(
        vocabularySize: tokenizer.vocabulary.count, channels: 32, layers: 1, heads: 2,
        keyValueHeads: 2, feedForwardChannels: 32, contextLength: 512), seed: 3)
    let weights = try ModelWeights(
      GGUFReader(GGUFBytes(try ModelExport.gguf(policy, type: .f32))))
    bundle = try ModelBundle(model: weights.model(), tokenizer: tokenizer, catalog: Self.catalog)
  }

  private func groups(
    _ masking: PolicyRollout.Turns, asking: [PolicyPrompt]? = nil, lanes: Int = 2,
    step: Int = 1, maximumTokens: Int = 160
  ) throws -> [[PolicyAnswer]] {
    let settings = GRPOSettings(
      update: SFTSettings(
        schedule: LearningRateSchedule(peak: 0.1, totalSteps: 1), lanes: lanes),
      groupSize: 3)
    return try PolicyRollout(
      bundle, settings: settings,
      drawing: .init(masking: masking, maximumTokens: maximumTokens)
    ).groups(of: policy, step: step, prompts: asking ?? asked) { prompt, text in
      (Double(prompt), text.contains("Load") ? nil : "empty")
    }
  }

  @Test func `each prompt gets a group of rewarded answers after its own model input`() throws {
    let found = try groups(.off, maximumTokens: 20)
    #expect(found.map(\.count) == [3, 3])
    #expect(found.map { $0.map(\.reward) } == [[0, 0, 0], [1, 1, 1]])
    for (group, prompt) in zip(found, asked) {
      let input = bundle.encoder.modelInput(
        prompt: prompt.wish, candidates: prompt.candidates, example: prompt.example)
      for answer in group {
        #expect(answer.example.tokens.starts(with: input))
        #expect(answer.example.responseStart == input.count)
        #expect((1...20).contains(answer.example.responseTokens))
        #expect(answer.example.choices == nil)
      }
    }
    #expect(Set(found[0].map(\.example.tokens)).count == 3)
  }

  @Test func `under masks every answer is a program, and each token was allowed`() throws {
    for answer in try groups(.on).joined() {
      #expect(answer.veto == nil)
      let choices = try #require(answer.example.choices)
      let response = answer.example.tokens.suffix(answer.example.responseTokens)
      #expect(choices.count == response.count)
      #expect(zip(choices, response).allSatisfy { $0.mask.contains($1) })
      #expect(response.last == bundle.encoder.id(of: .end))
    }
  }

  @Test func `mixed holds every other pair of prompts to the grammar`() throws {
    let asked = asked + asked
    let found = try groups(.mixed, asking: asked, maximumTokens: 20)
    #expect(
      found.map { $0.map { $0.example.choices != nil } } == [
        [true, true, true], [true, true, true], [false, false, false], [false, false, false],
      ])
  }

  @Test func `answers are leaned to the prompts that leanings hold for`() throws {
    var leaned = asked[0]
    let counts = CountRecord(rarity: 1, holders: [], usual: [0.9, 0.1])
    leaned.leanings = leaned.candidates.map { _ in Leaning(odds: 0.5, counts: counts) }
    let settings = GRPOSettings(
      update: SFTSettings(schedule: LearningRateSchedule(peak: 0.1, totalSteps: 1)), groupSize: 1)
    func areLeaned(_ leaning: PolicyRollout.Turns) throws -> [Bool] {
      try PolicyRollout(
        bundle, settings: settings,
        drawing: .init(masking: .on, leaning: leaning, maximumTokens: 160)
      ).groups(of: policy, step: 1, prompts: [leaned, leaned, leaned, leaned]) { _, _ in (0, nil) }
        .map { $0[0].example.choices?.contains { !$0.shifts.isEmpty } == true }
    }
    #expect(try areLeaned(.on) == [true, true, true, true])
    #expect(try areLeaned(.off) == [false, false, false, false])
    #expect(try areLeaned(.mixed) == [true, true, false, false])
  }

  @Test func `the same step gives the same answers in any number of lanes, another step others`()
    throws
  {
    let first = try groups(.off, maximumTokens: 20)
    #expect(try groups(.off, lanes: 1, maximumTokens: 20) == first)
    #expect(try groups(.off, step: 2, maximumTokens: 20) != first)
  }
}
