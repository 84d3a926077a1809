import Foundation
import Kernels
import TestSupport
import Training
import Transformer

/// A model small enough for debug builds.
let tinyConfiguration = ModelConfiguration(
  vocabularySize: 17, channels: 16, layers: 2, heads: 4, keyValueHeads: 2,
  feedForwardChannels: 24, contextLength: 64)

/// Examples of 6 to 24 tokens.
func tinyExamples(_ count: Int, seed: UInt64 = 3) -> [TrainingExample] {
  var generator = TestGenerator(state: seed)
  return (0..<count).map { _ in
    let length = Int.random(in: 6...24, using: &generator)
    let tokens = (0..<length).map { _ in Int32.random(in: 0..<17, using: &generator) }
    return TrainingExample(
      tokens: tokens, responseStart: Int.random(in: 0..<length, using: &generator))
  }
}

/// A model from `Tests/Fixtures/reference/tiny_llama.json`.
struct ReferenceModel: Decodable {
  let configuration: [String: Float]
  let tokens: [Int32]
  let responseStart: Int
  let loss: Double
  let parameters: [String: [Float]]
  let gradients: [String: [Float]]

  static func all() throws -> [String: ReferenceModel] {
    let file = repositoryRoot.appendingPathComponent("Tests/Fixtures/reference/tiny_llama.json")
    return try JSONDecoder().decode([String: ReferenceModel].self, from: Data(contentsOf: file))
  }
}

/// A clock that goes on by one second each time it is read.
func countingClock() -> () -> Double {
  var now = 0.0
  return {
    now += 1
    return now
  }
}

/// Forty steps with a rate that changes a tiny model visibly.
func tinySettings(lanes: Int = 2, peak: Double = 0.01, tokens: Int = 60) -> SFTSettings {
  SFTSettings(
    schedule: LearningRateSchedule(peak: peak, totalSteps: 40), batchTokens: tokens, seed: 9,
    lanes: lanes)
}
