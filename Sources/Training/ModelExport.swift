import Generation
import Kernels
public import Tokenization
public import Transformer

/// Turns a training snapshot into a model file.
public enum ModelExport {
  /// The GGUF file of a snapshot with its tokenizer inside.
  ///
  /// - Parameters:
  ///   - snapshot: The state whose parameters are written.
  ///   - tokenizer: The tokenizer the run used.
  ///   - name: The model's name.
  ///   - type: How matrices are stored.
  ///   - positions: How many positions the file allows; those it was trained for when `nil`. A mask
  ///     keeps room for an ending that is written as long as can be, and seldom uses it.
  /// - Returns: The bytes of the file.
  /// - Throws: ``TrainingError`` or ``GGUFError`` when shapes do not agree.
  public static func gguf(
    _ snapshot: Snapshot, tokenizer: TokenizerState, name: String, type: GGUFTensorType = .q8_0,
    positions: Int? = nil
  ) throws -> [UInt8] {
    var configuration = snapshot.configuration
    configuration.contextLength = positions ?? configuration.contextLength
    let model = TrainableModel(configuration, seed: 0)
    model.parameters.fill(snapshot.parameters)
    let metadata =
      [
        GGUFField("general.name", .string(name)),
        GGUFField(ModelBundle.readsExamplesKey, .bool(true)),
      ] + TokenizerMetadata.fields(tokenizer)
    return try gguf(model, metadata: metadata, type: type)
  }

  /// The GGUF file of a model in training.
  ///
  /// - Throws: ``TrainingError`` or ``GGUFError`` when shapes do not agree.
  public static func gguf(
    _ model: TrainableModel, metadata: [GGUFField] = [], type: GGUFTensorType
  ) throws -> [UInt8] {
    var tensors: [String: [Float]] = [:]
    for tensor in TensorName.all(model.configuration) {
      tensors[tensor.name] = try model.withTensor(tensor.name)
    }
    return try ModelWeights.gguf(
      configuration: model.configuration, tensors: tensors, metadata: metadata, type: type
    ).encoded()
  }
}
