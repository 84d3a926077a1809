import Generation
import TestSupport
import Tokenization
import Transformer
import WorkflowGraph

/// A model of random weights over the tiny tokenizer: it knows nothing, but always the same.
enum RandomModel {
  static let configuration = ModelConfiguration(
    vocabularySize: TinyModel.encoder.tokenizer.vocabulary.count, channels: 32, layers: 1,
    heads: 2, keyValueHeads: 2, feedForwardChannels: 32, contextLength: 1_024)

  static func tensors(seed: UInt64 = 5) -> [String: [Float]] {
    var random = TestGenerator(state: seed)
    var tensors: [String: [Float]] = [:]
    for (name, rows, columns) in TensorName.all(configuration) {
      tensors[name] = (0..<rows * columns).map { _ in Float.random(in: -0.5...0.5, using: &random) }
    }
    return tensors
  }

  static func bundle() throws -> ModelBundle {
    let weights = try ModelWeights(configuration: configuration, tensors: tensors())
    return try ModelBundle(
      model: DenseModel(weights), tokenizer: TinyModel.encoder.tokenizer, catalog: TinyModel.catalog
    )
  }

  /// A model whose row r writes `scripts[r % count]`, then ends.
  static func scripted(_ scripts: [[Int32]]) throws -> ModelBundle {
    let end = TinyModel.encoder.id(of: .end)
    return try ModelBundle(
      model: ScriptedModel(
        vocabularySize: configuration.vocabularySize, scripts: scripts, end: end),
      tokenizer: TinyModel.encoder.tokenizer, catalog: TinyModel.catalog)
  }
}
