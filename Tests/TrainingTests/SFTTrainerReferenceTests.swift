import Foundation
import TestSupport
import Testing
import Training
import Transformer

/// Fifty steps of fine-tuning against PyTorch in double precision
/// (Tests/Fixtures/generate/training.py): forward and backward pass, clipping, AdamW and schedule.
struct SFTTrainerReferenceTests {
  private struct Reference: Decodable {
    struct Example: Decodable {
      let tokens: [Int32]
      let responseStart: Int
    }
    let steps: Int
    let peak: Double
    let warmUpShare: Double
    let decayShare: Double
    let floor: Double
    let decay: Float
    let clip: Double
    let examples: [Example]
    let losses: [Double]
  }

  @Test func `the loss curve is PyTorch's`() throws {
    let file = repositoryRoot.appendingPathComponent("Tests/Fixtures/reference/training.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    let start = try #require(try ReferenceModel.all()["tied"])
    func size(_ letter: String) throws -> Int { Int(try #require(start.configuration[letter])) }
    let configuration = ModelConfiguration(
      vocabularySize: try size("V"), channels: try size("C"), layers: try size("L"),
      heads: try size("H"), keyValueHeads: try size("KV"), feedForwardChannels: try size("F"),
      contextLength: 32)
    let model = try TrainableModel(configuration) { start.parameters[$0] }
    let trainer = try SFTTrainer(
      model,
      examples: reference.examples.map {
        TrainingExample(tokens: $0.tokens, responseStart: $0.responseStart)
      },
      settings: SFTSettings(
        schedule: LearningRateSchedule(
          peak: reference.peak, totalSteps: reference.steps, warmUpShare: reference.warmUpShare,
          form: .trapezoid(decayShare: reference.decayShare, floor: reference.floor)),
        batchTokens: 1_000, decay: reference.decay, clip: reference.clip))
    let clock = countingClock()
    let losses = try (1...reference.steps).map { step in
      try #require(try trainer.run(until: .init(maximumSteps: step), clock: clock))
    }
    #expect(losses.count == reference.losses.count)
    // The first loss is above 3.5, the last below 0.01.
    let worst = zip(losses, reference.losses).map { abs($0 - $1) }.max()
    #expect(try #require(worst) < 1e-3)
  }
}
