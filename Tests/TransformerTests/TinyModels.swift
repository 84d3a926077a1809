import TestSupport
import Transformer

/// Small random models for tests.
enum TinyModels {
  /// Two layers with grouped queries; columns divide into blocks of 32.
  static let configuration = ModelConfiguration(
    vocabularySize: 96, channels: 64, layers: 2, heads: 4, keyValueHeads: 2,
    feedForwardChannels: 96, contextLength: 128)

  /// A model with everything the architecture has: heads of 24 channels, four of which are wider
  /// than the stream, and a scaled rotary embedding.
  static func variant(_ architecture: ModelArchitecture, tied: Bool = true) -> ModelConfiguration {
    var c = ModelConfiguration(
      vocabularySize: 96, channels: 64, layers: 2, heads: 4, keyValueHeads: 2, headSize: 24,
      feedForwardChannels: 96, contextLength: 128, ropeBase: 1_000_000, tiesEmbeddings: tied)
    c.architecture = architecture
    c.hasAttentionBias = architecture == .qwen2
    if architecture == .llama {
      c.ropeFactors = (0..<12).map { 1 + Float($0) / 2 }
    } else {
      c.ropeScale = 2
    }
    return c
  }

  /// Random tensors; norms near one, matrices scaled so that activations keep their size.
  static func tensors(
    _ configuration: ModelConfiguration, seed: UInt64 = 7
  ) -> [String: [Float]] {
    var generator = TestGenerator(state: seed)
    var tensors: [String: [Float]] = [:]
    for (name, rows, columns) in TensorName.all(configuration) {
      let scale = name == TensorName.tokenEmbedding ? 1 : 1.7 / Float(columns).squareRoot()
      tensors[name] = (0..<rows * columns).map { _ in
        let number = Float.random(in: -1...1, using: &generator)
        return name.hasSuffix("norm.weight") ? 1 + 0.2 * number : scale * number
      }
    }
    return tensors
  }

  static func weights(_ configuration: ModelConfiguration = configuration) throws -> ModelWeights {
    try ModelWeights(configuration: configuration, tensors: tensors(configuration))
  }

  static func tokens(_ count: Int, seed: UInt64 = 3) -> [Int32] {
    var generator = TestGenerator(state: seed)
    return (0..<count).map { _ in
      Int32.random(in: 0..<Int32(configuration.vocabularySize), using: &generator)
    }
  }
}

/// The largest difference between two runs of numbers.
func largestDifference(
  _ left: some Collection<Float>, _ right: some Collection<Float>
) -> Float {
  zip(left, right).reduce(left.count == right.count ? 0 : .infinity) {
    max($0, abs($1.0 - $1.1))
  }
}
