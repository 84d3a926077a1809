/// The shape of a model as GGUF metadata, and back.
///
/// Source: ggml-org/ggml, docs/gguf.md, section "LLM"; ggml-org/llama.cpp, src/llama-arch.cpp.
extension ModelConfiguration {
  /// The metadata that describes this shape, in the order files carry it.
  public func metadata(type: GGUFTensorType) -> [GGUFField] {
    let prefix = architecture.rawValue + "."
    func count(_ key: String, _ value: Int) -> GGUFField {
      GGUFField(key, .uint32(UInt32(clamping: value)))
    }
    var fields = [
      GGUFField("general.architecture", .string(architecture.rawValue)),
      GGUFField("general.name", .string("nightloom")),
      GGUFField("general.file_type", .uint32(type.fileType)),
      count("general.quantization_version", 2),
      count(prefix + "vocab_size", vocabularySize),
      count(prefix + "context_length", contextLength),
      count(prefix + "embedding_length", channels),
      count(prefix + "block_count", layers),
      count(prefix + "feed_forward_length", feedForwardChannels),
      count(prefix + "attention.head_count", heads),
      count(prefix + "attention.head_count_kv", keyValueHeads),
      GGUFField(prefix + "attention.layer_norm_rms_epsilon", .float32(normEpsilon)),
      GGUFField(prefix + "rope.freq_base", .float32(ropeBase)),
      count(prefix + "rope.dimension_count", headSize),
    ]
    if queryChannels != channels {
      fields.append(count(prefix + "attention.key_length", headSize))
      fields.append(count(prefix + "attention.value_length", headSize))
    }
    if ropeScale != 1 {
      fields.append(GGUFField(prefix + "rope.scaling.type", .string("linear")))
      fields.append(GGUFField(prefix + "rope.scaling.factor", .float32(ropeScale)))
    }
    return fields
  }

  /// Reads the shape of a model from its metadata and checks every number.
  ///
  /// - Throws: ``GGUFError`` naming the key.
  public init(_ reader: GGUFReader) throws(GGUFError) {
    let name = try reader.string("general.architecture")
    guard let architecture = ModelArchitecture(rawValue: name) else {
      throw .unsupported(
        what: "its architecture is \"\(name)\"", hint: "use a \(ModelArchitecture.list) model")
    }
    let numbers = ModelNumbers(reader, architecture)
    let channels = try numbers.count("embedding_length", 65_536)
    let heads = try numbers.count("attention.head_count", 1_024)
    let keyValueHeads = try numbers.count("attention.head_count_kv", 1_024, default: heads)
    let headSize = try numbers.headSize(channels: channels, heads: heads)
    guard heads % keyValueHeads == 0 else {
      throw numbers.error(
        "attention.head_count_kv", "\(keyValueHeads)", "a divisor of \(heads)")
    }
    guard let embedding = reader.tensor(named: TensorName.tokenEmbedding) else {
      throw .missingTensor(TensorName.tokenEmbedding)
    }
    self.init(
      vocabularySize: try Self.vocabulary(reader, embedding), channels: channels,
      layers: try numbers.count("block_count", 1_024), heads: heads, keyValueHeads: keyValueHeads,
      headSize: headSize,
      feedForwardChannels: try numbers.count("feed_forward_length", 1 << 20),
      contextLength: try numbers.count("context_length", 1 << 24),
      ropeBase: try numbers.positive("rope.freq_base", default: 10_000),
      normEpsilon: try numbers.positive("attention.layer_norm_rms_epsilon", default: nil),
      tiesEmbeddings: reader.tensor(named: TensorName.output) == nil)
    self.architecture = architecture
    ropeScale = try numbers.ropeScale()
    ropeFactors = try numbers.ropeFactors(headSize: headSize)
    hasAttentionBias =
      architecture == .qwen2 || reader.tensor(named: TensorName.layer(0, .queryBias)) != nil
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

/// Numbers under the keys of one architecture, each within bounds.
private struct ModelNumbers {
  let reader: GGUFReader
  let prefix: String

  init(_ reader: GGUFReader, _ architecture: ModelArchitecture) {
    self.reader = reader
    prefix = architecture.rawValue + "."
  }

  func has(_ key: String) -> Bool { reader[prefix + key] != nil }

  func error(_ key: String, _ value: String, _ allowed: String) -> GGUFError {
    .valueOutOfRange(key: prefix + key, value: value, allowed: allowed)
  }

  func count(_ key: String, _ most: Int, default value: Int? = nil) throws(GGUFError) -> Int {
    if let value, !has(key) { return value }
    let number = try reader.integer(prefix + key)
    guard number >= 1, number <= most else { throw error(key, "\(number)", "1 to \(most)") }
    return number
  }

  func positive(_ key: String, default value: Double?) throws(GGUFError) -> Float {
    if let value, !has(key) { return Float(value) }
    let number = Float(try reader.float(prefix + key))
    guard number.isFinite, number > 0 else { throw error(key, "\(number)", "a positive number") }
    return number
  }

  /// The channels of one head as stated, or C / H.
  ///
  /// Keys, values and the rotary embedding have the same size here.
  func headSize(channels: Int, heads: Int) throws(GGUFError) -> Int {
    let stated = has("attention.key_length")
    guard stated || (channels % heads == 0 && channels / heads % 2 == 0) else {
      throw error(
        "attention.head_count", "\(heads)", "a divisor of \(channels) with an even quotient")
    }
    let size = stated ? try count("attention.key_length", 1_024) : channels / heads
    guard size % 2 == 0 else { throw error("attention.key_length", "\(size)", "an even number") }
    for key in ["rope.dimension_count", "attention.value_length"] where has(key) {
      let number = try reader.integer(prefix + key)
      guard number == size else { throw error(key, "\(number)", "\(size)") }
    }
    return size
  }

  /// Linear scaling; 0 stands for none, as in llama.cpp.
  func ropeScale() throws(GGUFError) -> Float {
    let key = "rope.scaling.type"
    let type = has(key) ? try reader.string(prefix + key) : "linear"
    if type == "none" { return 1 }
    guard type == "linear" else {
      throw .unsupported(
        what: "its rotary embedding is scaled (\(type))",
        hint: "use a model without it or with linear scaling")
    }
    // Older files have the second key.
    for key in ["rope.scaling.factor", "rope.scale_linear"] where has(key) {
      if try reader.float(prefix + key) == 0 { return 1 }
      return try positive(key, default: nil)
    }
    return 1
  }

  func ropeFactors(headSize: Int) throws(GGUFError) -> [Float] {
    let name = TensorName.ropeFactors
    guard let tensor = reader.tensor(named: name) else { return [] }
    guard tensor.count == headSize / 2 else {
      throw .wrongShape(
        tensor: name, expected: "(1, \(headSize / 2))",
        found: "(\(tensor.rows), \(tensor.columns))")
    }
    let factors = reader.floats(of: tensor)
    guard factors.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw .unsupported(
        what: "the tensor \(name) holds a number that is not positive", hint: "use another model")
    }
    return factors
  }
}
