import Kernels

/// The weights of a decoder of the Llama kind, checked against their configuration.
///
/// Immutable and shared. Invariant: every tensor of ``TensorName/all(_:)`` is present with its
/// shape, and there is no other, so that nothing a file says is silently left out.
///
/// Source: ggml-org/ggml, docs/gguf.md, section "LLM"; ggml-org/llama.cpp, architecture `llama`.
/// Differs: no biases, no scaled rotary embedding, rotary dimension = head size.
public struct ModelWeights: Sendable {
  /// The model's shape.
  public let configuration: ModelConfiguration
  private let source: Source

  private enum Source: Sendable {
    case file(GGUFReader)
    case numbers([String: [Float]])
  }

  /// Takes the weights of a GGUF file; nothing is copied yet.
  ///
  /// - Throws: ``GGUFError`` when metadata or tensors are not those of a Llama model.
  public init(_ reader: GGUFReader) throws(GGUFError) {
    configuration = try ModelConfiguration(reader)
    source = .file(reader)
    let expected = TensorName.all(configuration)
    for (name, rows, columns) in expected {
      guard let tensor = reader.tensor(named: name) else { throw .missingTensor(name) }
      guard tensor.rows == rows, tensor.columns == columns else {
        throw .wrongShape(
          tensor: name, expected: "(\(rows), \(columns))",
          found: "(\(tensor.rows), \(tensor.columns))")
      }
    }
    let known = Set(expected.map(\.name))
    for tensor in reader.tensors where !known.contains(tensor.name) {
      throw .unsupported(
        what: "the tensor \(tensor.name) is not part of the llama architecture as known here",
        hint: "use a model without it")
    }
  }

  /// Takes weights from memory, row-major under their names.
  ///
  /// - Throws: ``GGUFError`` when a tensor is absent or has another number of elements.
  public init(
    configuration: ModelConfiguration, tensors: [String: [Float]]
  ) throws(GGUFError) {
    for (name, rows, columns) in TensorName.all(configuration) {
      guard let numbers = tensors[name] else { throw .missingTensor(name) }
      guard numbers.count == rows * columns else {
        throw .wrongShape(
          tensor: name, expected: "(\(rows), \(columns))", found: "(\(numbers.count))")
      }
    }
    self.configuration = configuration
    source = .numbers(tensors)
  }

  /// The numbers of a tensor, row-major; empty for a name that is not in ``TensorName/all(_:)``.
  public func floats(_ name: String) -> [Float] {
    switch source {
    case .file(let reader): reader.tensor(named: name).map(reader.floats) ?? []
    case .numbers(let tensors): tensors[name] ?? []
    }
  }

  func dense(_ name: String, _ rows: Int, _ columns: Int) -> LinearMap {
    .dense(floats(name), rows: rows, columns: columns)
  }

  /// The matrix for products with rounded activations: blocks and halves of a file stay as they
  /// are; other numbers are rounded to Q8_0, or stay dense where rows do not divide into blocks.
  func quantized(_ name: String, _ rows: Int, _ columns: Int) -> LinearMap {
    if let map = stored(name) { return map }
    guard columns % QuantizedForm.q8_0.blockNumbers == 0 else { return dense(name, rows, columns) }
    return .quantized(QuantizedMatrix(quantizing: floats(name), rows: rows, columns: columns))
  }

  /// The matrix where it lies in the file, when it is stored in blocks.
  private func stored(_ name: String) -> LinearMap? {
    guard case .file(let reader) = source, let tensor = reader.tensor(named: name),
      let form = tensor.type.form
    else { return nil }
    return .quantized(
      QuantizedMatrix(
        bytes: reader.data(of: tensor), rows: tensor.rows, columns: tensor.columns, form: form,
        owner: reader.bytes))
  }
}

// MARK: - Export

extension ModelWeights {
  /// Makes the GGUF file of a model, readable here and by llama.cpp.
  ///
  /// Writes `general.architecture`, `general.file_type` and the `llama.*` keys from the
  /// configuration; `metadata` adds `general.name`, `tokenizer.ggml.*` and whatever else, and
  /// wins where it holds a key that would be written anyway.
  ///
  /// - Parameters:
  ///   - configuration: The model's shape.
  ///   - tensors: Row-major numbers under the names of ``TensorName/all(_:)``.
  ///   - metadata: Further keys, written after the model's own in the order given.
  ///   - type: How matrices are stored; norms are always F32.
  /// - Returns: A writer with everything in it.
  /// - Throws: ``GGUFError`` when a tensor is absent or has another number of elements.
  public static func gguf(
    configuration: ModelConfiguration, tensors: [String: [Float]], metadata: [GGUFField],
    type: GGUFTensorType = .q8_0
  ) throws(GGUFError) -> GGUFWriter {
    let weights = try ModelWeights(configuration: configuration, tensors: tensors)
    let given = Set(metadata.map(\.key))
    let own = configuration.metadata(type: type).filter { !given.contains($0.key) }
    var writer = GGUFWriter(metadata: own + metadata)
    for (name, rows, columns) in TensorName.all(configuration) {
      let isNorm = name.hasSuffix("norm.weight")
      try writer.add(
        name, dimensions: isNorm ? [columns] : [columns, rows], type: type,
        numbers: weights.floats(name))
    }
    return writer
  }
}

extension ModelConfiguration {
  /// The metadata that describes this shape, in the order files carry it.
  func metadata(type: GGUFTensorType) -> [GGUFField] {
    func count(_ key: String, _ value: Int) -> GGUFField {
      GGUFField(key, .uint32(UInt32(clamping: value)))
    }
    return [
      GGUFField("general.architecture", .string("llama")),
      GGUFField("general.name", .string("nightloom")),
      GGUFField("general.file_type", .uint32(type.fileType)),
      count("general.quantization_version", 2),
      count("llama.vocab_size", vocabularySize),
      count("llama.context_length", contextLength),
      count("llama.embedding_length", channels),
      count("llama.block_count", layers),
      count("llama.feed_forward_length", feedForwardChannels),
      count("llama.attention.head_count", heads),
      count("llama.attention.head_count_kv", keyValueHeads),
      GGUFField("llama.attention.layer_norm_rms_epsilon", .float32(normEpsilon)),
      GGUFField("llama.rope.freq_base", .float32(ropeBase)),
      count("llama.rope.dimension_count", headSize),
    ]
  }

  /// Reads the shape of a llama model from its metadata and checks every number.
  ///
  /// - Throws: ``GGUFError`` naming the key.
  public init(_ reader: GGUFReader) throws(GGUFError) {
    let architecture = try reader.string("general.architecture")
    guard architecture == "llama" else {
      throw .unsupported(
        what: "its architecture is \"\(architecture)\"", hint: "use a model of the llama kind")
    }
    func count(_ key: String, _ most: Int, default value: Int? = nil) throws(GGUFError) -> Int {
      if let value, reader["llama." + key] == nil { return value }
      let number = try reader.integer("llama." + key)
      guard number >= 1, number <= most else {
        throw .valueOutOfRange(key: "llama." + key, value: "\(number)", allowed: "1 to \(most)")
      }
      return number
    }
    func positive(_ key: String, default value: Double?) throws(GGUFError) -> Float {
      if let value, reader["llama." + key] == nil { return Float(value) }
      let number = Float(try reader.float("llama." + key))
      guard number.isFinite, number > 0 else {
        throw .valueOutOfRange(
          key: "llama." + key, value: "\(number)", allowed: "a positive number")
      }
      return number
    }
    let channels = try count("embedding_length", 65_536)
    let heads = try count("attention.head_count", 1_024)
    let keyValueHeads = try count("attention.head_count_kv", 1_024, default: heads)
    try Self.check(reader, channels: channels, heads: heads, keyValueHeads: keyValueHeads)
    guard let embedding = reader.tensor(named: TensorName.tokenEmbedding) else {
      throw .missingTensor(TensorName.tokenEmbedding)
    }
    let vocabulary = try Self.vocabulary(reader, embedding)
    self.init(
      vocabularySize: vocabulary, channels: channels, layers: try count("block_count", 1_024),
      heads: heads, keyValueHeads: keyValueHeads,
      feedForwardChannels: try count("feed_forward_length", 1 << 20),
      contextLength: try count("context_length", 1 << 24),
      ropeBase: try positive("rope.freq_base", default: 10_000),
      normEpsilon: try positive("attention.layer_norm_rms_epsilon", default: nil),
      tiesEmbeddings: reader.tensor(named: TensorName.output) == nil)
  }

  private static func check(
    _ reader: GGUFReader, channels: Int, heads: Int, keyValueHeads: Int
  ) throws(GGUFError) {
    guard channels % heads == 0, channels / heads % 2 == 0 else {
      throw .valueOutOfRange(
        key: "llama.attention.head_count", value: "\(heads)",
        allowed: "a divisor of \(channels) with an even quotient")
    }
    guard heads % keyValueHeads == 0 else {
      throw .valueOutOfRange(
        key: "llama.attention.head_count_kv", value: "\(keyValueHeads)",
        allowed: "a divisor of \(heads)")
    }
    for key in ["rope.dimension_count", "attention.key_length", "attention.value_length"]
    where reader["llama." + key] != nil {
      let number = try reader.integer("llama." + key)
      guard number == channels / heads else {
        throw .valueOutOfRange(
          key: "llama." + key, value: "\(number)", allowed: "\(channels / heads)")
      }
    }
    if reader["llama.rope.scaling.type"] != nil {
      let scaling = try reader.string("llama.rope.scaling.type")
      guard scaling == "none" else {
        throw .unsupported(
          what: "its rotary embedding is scaled (\(scaling))", hint: "use a model without it")
      }
    }
  }

  private static func vocabulary(
    _ reader: GGUFReader, _ embedding: GGUFTensor
  ) throws(GGUFError) -> Int {
    guard case .array(let tokens) = reader["tokenizer.ggml.tokens"] else { return embedding.rows }
    guard tokens.count == embedding.rows else {
      throw .wrongShape(
        tensor: TensorName.tokenEmbedding, expected: "(\(tokens.count), …)",
        found: "(\(embedding.rows), \(embedding.columns))")
    }
    return embedding.rows
  }
}
