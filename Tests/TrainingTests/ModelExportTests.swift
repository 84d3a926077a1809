import Generation
import Testing
import Tokenization
import Training
import Transformer

@Suite struct ModelExportTests {
  private let snapshot: Snapshot
  private let tokenizer: TokenizerState

  init() throws {
    let trained = try BytePairTrainer(
      vocabularySize: 300, controlTokens: TranscriptTag.allCases.map(\.rawValue),
      eos: TranscriptTag.end.rawValue
    ).train([("image_1 = Load()", 1)])
    tokenizer = trained.state
    let model = TrainableModel(
      ModelConfiguration(
        vocabularySize: trained.vocabulary.count, channels: 32, layers: 1, heads: 2,
        keyValueHeads: 2, feedForwardChannels: 32, contextLength: 64), seed: 3)
    snapshot = try SFTTrainer(
      model, examples: [TrainingExample(tokens: [1, 2, 3], responseStart: 1)],
      settings: SFTSettings(
        schedule: LearningRateSchedule(peak: 0.01, totalSteps: 1), batchTokens: 50)
    ).snapshot()
  }

  private func configuration(positions: Int?) throws -> ModelConfiguration {
    let file = try ModelExport.gguf(
      snapshot, tokenizer: tokenizer, name: "tiny", type: .f32, positions: positions)
    return try ModelWeights(GGUFReader(GGUFBytes(file))).configuration
  }

  @Test func `a file allows as many positions as it is told, else those of the snapshot`() throws {
    #expect(try configuration(positions: nil).contextLength == 64)
    #expect(try configuration(positions: 4_096).contextLength == 4_096)
  }

  @Test func `more positions change nothing else`() throws {
    var longer = try configuration(positions: nil)
    longer.contextLength = 128
    #expect(try configuration(positions: 128) == longer)
  }
}
